/* SPDX-License-Identifier: Apache-2.0 */
/* The end of an emergency: two people decide it, orders lapse, data dies, a statement says so. */
#include "bodies_room.h"

#include "domain/closing/closing.h"
#include "domain/order/orders.h"
#include "domain/publication/publish.h"
#include "store/office/closings.h"

#define CLOSINGS "/v1/closings"
#define ROWS "select " ROOM_AREA_TEXT

/* --- what there is ---------------------------------------------------------------------------- */

static void fill(struct room *room) {
  room_must_publish(room, "POST /v1/policies",
                    json_pack("{s:I, s:s, s:s, s:s, s:[{s:s, s:s}]}", "area", (json_int_t)ROOM_AREA,
                              "document", "1号", "issuer", "居委会", "until", "2022-12-31", "rules",
                              "topic", "courier", "limit", "not building"));
  room_feed(room, 1, "test", "positive", "");
  room_feed(room, 0, "travel", "risk", "");
  room_sql(room, "insert into feed (source, body, area, fields, release_all, hold_above,"
                 " hold_share, token, made_at, token_until, ended_at) "
                 "select 'lab', 'health', " ROOM_AREA_TEXT ", 1, 0, 1, 1, id_hash, 1, 1, 0 from"
                 " resident where area = " ROOM_AREA_TEXT " and idx = 0");
  room_sql(room, "insert into unmatched (subject, name, source, content, received_at, sealed)"
                 " select id_hash, id_hash, 'lab', 1, 1, sealed from resident where idx = 0");
  room_sql(room, "insert into event (area, gate, seq, received_at, at, direction, verdict, reason,"
                 " person_area, person_idx, sealed) " ROWS ", 'east', idx + 1, 1640995100,"
                 " 1640995100, 1, 0, 0, area, idx, sealed from resident");
  room_sql(room, "insert into gap (area, gate, first, last, received_at) values (" ROOM_AREA_TEXT
                 ", 'east', 9, 10, 1)");
  room_sql(room, "insert into swab (area, gate, seq, tube, at, received_at, undoes, state, due,"
                 " subject) " ROWS ", 'east', idx + 1, id_hash, 1, 1, 0, 1, 0, id_hash from"
                 " resident");
  room_sql(room, "insert into tube_result (area, tube, name, source, content, received_at,"
                 " restrains, sealed) " ROWS ", id_hash, id_hash, 'lab', 1, 1, 0, sealed from"
                 " resident where idx = 0");
  room_sql(room, "insert into trace (area, id, idx, from_s, to_s, minutes, made_by, made_body,"
                 " made_at, names_by, names_at, first, second, sealed) " ROWS
                 ", 1, 1, 1, 2, 10, 'office', 'committee', 1, '', 0, 0, 0, sealed from resident"
                 " where idx = 0");
  room_sql(room, "insert into claim (area, id, personal, idx, place, code, made_at, until, wrong,"
                 " closed_at, made_by, sealed) " ROWS ", 1, 0, 0, id_hash, id_hash, 1, 2, 0, 0,"
                 " 'office', sealed from resident where idx = 0");
}

#define COUNT_SQL(what) ("select count(*) from " what)
#define count_in(room, what) room_count(room, COUNT_SQL(what))

/* --- decided ---------------------------------------------------------------------------------- */

static int64_t ask(struct room *room, uint8_t hash[TX_HASH_SIZE]) {
  json_t *out = room_get(room, "POST " CLOSINGS, json_pack("{s:s}", "words", "国办发〔2022〕1号"));
  const json_t *asked = json_object_get(out, "request");
  const int64_t id = room_int(asked, "id");
  assert_string_equal(room_text(asked, "act"), "closing");
  assert_true(host_unhex(room_text(asked, "hash"), hash, TX_HASH_SIZE));
  json_decref(out);
  return id;
}

static void decide(struct room *room) {
  uint8_t hash[TX_HASH_SIZE];
  const int64_t id = ask(room, hash);
  if (decide_as(room, "street", id, REQUEST_SECOND, hash, "") != TX_OK)
    fail_msg("%s", room->problem.en);
}

static enum tx_reason run(struct room *room) {
  room->problem = (struct host_problem){ 0 };
  return closing_run(room->server, room->now_s, &room->problem);
}

static void publish(struct room *room) {
  size_t count = 0;
  assert_int_equal(publish_due(room->server, room->now_s, &count, &room->problem), TX_OK);
}

/* As the jobs do, second after second. */
static void carry_out(struct room *room) {
  for (int i = 0; i < 3; i++) {
    if (run(room) != TX_OK) fail_msg("%s", room->problem.en);
    room->now_s++;
    publish(room);
  }
}

static json_t *newest(struct room *room) {
  json_t *out = room_get(room, "GET " CLOSINGS, NULL);
  json_t *one = json_array_get(json_object_get(out, "closings"), 0);
  json_incref(one);
  json_decref(out);
  return one;
}

static void an_end_takes_two_bodies_and_words(void **state) {
  static const char *const others[] = { "office", "clerk", "keeper" };
  struct room *room = *state;
  uint8_t hash[TX_HASH_SIZE];
  struct request_row row = { .area = ROOM_AREA };
  fill(room);
  assert_null(room_ask(room, "POST " CLOSINGS, json_object()));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  const int64_t id = ask(room, hash);
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(decide_as(room, others[i], id, REQUEST_SECOND, hash, "") == TX_NOT_ALLOWED,
               others[i]);
  struct request request = room_request(room);
  assert_int_equal(closing_begin(&request, &row, NULL, &room->problem), TX_NOT_ALLOWED);
  request_end(room->server, &request);
  carry_out(room);
  assert_int_equal(count_in(room, "event"), 3); /* nothing is deleted before */
  assert_int_equal(decide_as(room, "chief", id, REQUEST_SECOND, hash, ""), TX_OK);
}

static size_t orders_in_force(struct room *room) {
  size_t count = 0;
  struct request request = room_request(room);
  assert_int_equal(orders_count(&request, ROOM_AREA, &count, &room->problem), TX_OK);
  request_end(room->server, &request);
  return count;
}

static void at_the_end_orders_lapse_at_once_and_what_waits_with_them(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  fill(room);
  assert_int_equal(orders_in_force(room), 1);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  decide(room);
  assert_int_equal(orders_in_force(room), 0);
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  assert_int_equal(second_as(room, "health", &row), TX_CONFLICT);
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_true(item->seq > (uint64_t)ROOM_NOW); /* gates get it */
  cache_release(item);
}

/* --- deleted ---------------------------------------------------------------------------------- */

static void an_end_deletes_all_but_the_roster_passes_and_the_audit_log(void **state) {
  static const char *const gone[] = {
    COUNT_SQL("event"),       COUNT_SQL("gap"),         COUNT_SQL("swab"),
    COUNT_SQL("tube_result"), COUNT_SQL("statement"),   COUNT_SQL("trace"),
    COUNT_SQL("claim"),       COUNT_SQL("appeal"),      COUNT_SQL("unmatched"),
    COUNT_SQL("request"),     COUNT_SQL("application"),
  };
  struct room *room = *state;
  fill(room);
  publish(room);
  room_do(room, "POST /v1/passes", json_object());
  assert_int_equal(record_of(room).test, TX_TEST_POSITIVE);
  decide(room);
  carry_out(room);
  for (size_t i = 0; i < COUNT(gone); i++)
    ASSERT_ROW(room_count(room, gone[i]) == 0, gone[i]);
  const struct tx_record record = record_of(room);
  assert_int_equal(record.test, TX_TEST_NONE);
  assert_int_equal(record.state, TX_STATE_ACTIVE);
  assert_int_equal(count_in(room, "resident"), 3);
  assert_int_equal(count_in(room, "issue"), 3);
  assert_int_equal(count_in(room, "publication where kind = 'status'"), 1);
  json_t *out = room_get(room, "GET /v1/audit/verification", NULL);
  assert_true(json_is_true(json_object_get(out, "whole")));
  json_decref(out);
  struct tx_status *list = room_list(room); /* what gates get */
  tx_status_destroy(list);
}

static void a_suspension_that_goes_on_ends_by_its_request(void **state) {
  struct room *room = *state;
  room_sql(room, "insert into request (area, id, act, idx, before, state, field, value, source,"
                 " observed_at, ground, ends_at, asked_by, asked_body, asked_at, outcome,"
                 " decided_by, decided_body, decided_at) values (" ROOM_AREA_TEXT
                 ", 90, 0, 1, 0, 5, 0, 0, '', 0, 12, 1650000000, 'office', 'committee', 1, 1,"
                 " 'street', 'street', 1)");
  decide(room);
  carry_out(room);
  assert_int_equal(count_in(room, "request"), 1);
  room_sql(room, "update request set ended = 1");
  decide(room); /* once more */
  carry_out(room);
  assert_int_equal(count_in(room, "request"), 0);
}

static void a_withdrawn_certificate_stays_withdrawn(void **state) {
  struct room *room = *state;
  room_sql(room, "insert into certificate (area, serial, idx, subject, kind, iat, exp, edition,"
                 " body, issued_by, withdrawn_at, withdrawn_body, withdrawn_by, sealed) " ROWS
                 ", idx + 1, idx, id_hash, 1, 1, 1650000000, '9', 'health', 'x', idx, '', '',"
                 " sealed from resident");
  decide(room);
  carry_out(room);
  assert_int_equal(count_in(room, "certificate where withdrawn_at = 0"), 0);
  assert_int_equal(count_in(room, "certificate"), 2);
}

/* --- counted, signed -------------------------------------------------------------------------- */

static long long rows_of(const json_t *kinds, const char *kind) {
  size_t i;
  const json_t *row;
  json_array_foreach(kinds, i, row) if (strcmp(room_text(row, "kind"), kind) ==
                                        0) return room_int(row, "rows");
  return -1;
}

static json_t *count_now(struct room *room) {
  json_t *out = room_get(room, "GET " CLOSINGS, NULL);
  json_t *now = json_incref(json_object_get(out, "now"));
  json_decref(out);
  return now;
}

static void assert_counted(const json_t *before, const json_t *deleted) {
  for (int i = 0; i < CLOSING_KINDS; i++) {
    const char *kind = closing_kind_word((enum closing_kind)i);
    if (i == CLOSING_LISTS) continue; /* more are published meanwhile */
    ASSERT_ROW(rows_of(json_object_get(before, "deleted"), kind) == rows_of(deleted, kind), kind);
  }
}

static void it_is_counted_before_and_the_count_deletes_nothing(void **state) {
  struct room *room = *state;
  fill(room);
  json_t *now = count_now(room);
  assert_int_equal(room_int(now, "orders"), 1);
  assert_int_equal(rows_of(json_object_get(now, "deleted"), "events"), 4);
  assert_int_equal(rows_of(json_object_get(now, "deleted"), "tubes"), 4);
  assert_int_equal(rows_of(json_object_get(now, "deleted"), "unmatched"), 1);
  assert_int_equal(count_in(room, "event"), 3);
  json_decref(now);
  decide(room);
  now = count_now(room);
  carry_out(room);
  json_t *one = newest(room);
  assert_true(room_int(one, "done_at") > 0);
  assert_string_equal(room_text(one, "decided_by"), "street");
  assert_counted(now, json_object_get(one, "deleted"));
  json_decref(one);
  json_decref(now);
}

static json_t *verify(struct room *room, struct tx_span bytes) {
  char base64[HOST_BASE64_SIZE(CLOSING_STATEMENT_MAX)];
  host_base64(bytes, base64);
  return room_get(room, "POST " CLOSINGS "/verifications", json_pack("{s:s}", "statement", base64));
}

static void a_signed_statement_says_what_was_deleted_and_names_nobody(void **state) {
  struct room *room = *state;
  HOST_BYTES bytes = { 0 };
  fill(room);
  assert_null(room_ask(room, "GET /v1/sync/end/" ROOM_AREA_TEXT, NULL));
  decide(room);
  carry_out(room);
  struct request request = room_request(room);
  assert_int_equal(closing_statement(&request, ROOM_AREA, &bytes), TX_OK);
  request_end(room->server, &request);
  json_t *out = verify(room, host_span(&bytes));
  const json_t *statement = json_object_get(out, "statement");
  assert_true(json_is_true(json_object_get(out, "holds")));
  assert_int_equal(room_int(statement, "area"), ROOM_AREA);
  assert_int_equal(room_int(json_object_get(statement, "deleted"), "events"), 4);
  assert_int_equal(strlen(room_text(statement, "audit_head")), 64);
  assert_int_equal(json_object_size(statement), 4); /* counts alone */
  assert_null(memmem(bytes.p, bytes.n, "office", 6));
  json_decref(out);
  bytes.p[bytes.n / 2] ^= 1;
  out = verify(room, host_span(&bytes));
  assert_false(json_is_true(json_object_get(out, "holds")));
  json_decref(out);
  struct socket_answer answer = { 0 };
  socket_ask(room->socket, "GET", "/v1/sync/end/" ROOM_AREA_TEXT, NULL, (struct tx_span){ 0 },
             &answer);
  assert_int_equal(answer.status, 200);
  assert_int_equal(answer.n, bytes.n);
  free(answer.text);
}

/* --- cut off ---------------------------------------------------------------------------------- */

static void what_was_cut_off_goes_on_and_is_counted_once(void **state) {
  struct room *room = *state;
  fill(room);
  decide(room);
  json_t *before = count_now(room);
  room_sql(room, "alter table trace rename to trace_away"); /* the power goes when it is asked */
  assert_int_not_equal(run(room), TX_OK);
  assert_int_equal(count_in(room, "event"), 0);
  assert_int_equal(count_in(room, "closing where done_at = 0"), 1);
  assert_null(room_ask(room, "POST " CLOSINGS, json_pack("{s:s}", "words", "once more")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  room_sql(room, "alter table trace_away rename to trace");
  carry_out(room);
  json_t *one = newest(room);
  assert_true(room_int(one, "done_at") > 0);
  assert_counted(before, json_object_get(one, "deleted"));
  json_decref(one);
  json_decref(before);
  carry_out(room); /* nothing more is done */
  assert_int_equal(count_in(room, "closing"), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(an_end_takes_two_bodies_and_words),
    WITH_BODIES(at_the_end_orders_lapse_at_once_and_what_waits_with_them),
    WITH_BODIES(an_end_deletes_all_but_the_roster_passes_and_the_audit_log),
    WITH_BODIES(a_suspension_that_goes_on_ends_by_its_request),
    WITH_BODIES(a_withdrawn_certificate_stays_withdrawn),
    WITH_BODIES(it_is_counted_before_and_the_count_deletes_nothing),
    WITH_BODIES(a_signed_statement_says_what_was_deleted_and_names_nobody),
    WITH_BODIES(what_was_cut_off_goes_on_and_is_counted_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
