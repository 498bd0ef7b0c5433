/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer shows of what is not usual: ended, over, dead, by hand, in conflict, unknown. */
#include "certificate_room.h"
#include "gate_room.h"
#include "key_room.h"

#include "store/office/audit.h"

#define ONE "/v1/residents/" ROOM_AREA_TEXT "/1"

/* The one of a list whose member says so. */
static const json_t *one_of(const json_t *out, const char *list, const char *name,
                            const char *text) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, list), i,
                     one) if (strcmp(room_text(one, name), text) == 0) return one;
  fail_msg("no %s %s among %s", name, text, list);
  return NULL;
}

/* --- the office ------------------------------------------------------------------------------- */

static void an_account_that_ended_says_when(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set ended_at = 7 where login = 'clerk'");
  json_t *out = room_get(room, "GET /v1/accounts", NULL);
  assert_int_equal(room_int(one_of(out, "accounts", "login", "clerk"), "ended_at"), 7);
  assert_null(json_object_get(one_of(out, "accounts", "login", "keeper"), "ended_at"));
  json_decref(out);
}

static void of_an_audit_line_that_died_its_number_stays(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "GET /v1/audit?limit=1", NULL);
  const long long n = room_int(json_array_get(json_object_get(out, "entries"), 0), "n");
  json_decref(out);
  struct request request = room_request(room);
  assert_int_equal(audit_bury(request.db, ROOM_AREA, n), TX_OK);
  request_end(room->server, &request);
  out = room_get(room, "GET /v1/audit", NULL);
  size_t i, dead = 0;
  const json_t *line;
  json_array_foreach(json_object_get(out, "entries"), i, line) {
    if (!json_is_true(json_object_get(line, "died"))) continue;
    assert_int_equal(room_int(line, "n"), n);
    assert_null(json_object_get(line, "action"));
    assert_null(json_object_get(line, "account"));
    dead++;
  }
  assert_int_equal(dead, 1);
  json_decref(out);
}

/* Refused without a word to the database, and so again under the same key. */
static void a_second_hand_that_gives_no_hash_is_refused_each_time(void **state) {
  struct room *room = *state;
  for (int i = 0; i < 2; i++)
    assert_int_equal(status_of(sent(room, "/v1/requests/" ROOM_AREA_TEXT "/1/decisions", "key-1",
                                    json_pack("{s:s, s:s}", "decision", "second", "hash", "x"))),
                     400);
}

static void whose_claim_it_is_is_a_number_or_a_home(void **state) {
  assert_null(room_ask(*state, "POST /v1/claims", json_pack("{s:s}", "index", "1")));
  assert_int_equal(((struct room *)*state)->problem.reason, TX_NOT_FOUND);
  room_do(*state, "POST /v1/claims", json_pack("{s:i}", "index", 1));
}

static void a_calendar_keeps_a_name_with_line_breaks_and_signs_within_its_line(void **state) {
  struct room *room = *state;
  static const char name[] = "钥匙,一\n二\x07;\r三";
  struct forge_trust draft;
  struct socket_answer answer = { 0 };
  forge_trust_draft(&room->forge, &draft);
  draft.trust.seq++;
  for (size_t i = 0; i < draft.trust.row_count; i++) {
    draft.rows[i].name = tx_span_text(name);
    draft.rows[i].sign_until = room->now_s + 10 * DAY_S;
  }
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  json_decref(room_send(room, "PUT /v1/trust", "application/cose", forge_span(&trust)));
  socket_ask(room->socket, "GET", "/v1/ends?format=ics&lang=", NULL, tx_span_text(""), &answer);
  assert_int_equal(answer.status, 200);
  assert_non_null(strstr(answer.text, "钥匙\\,一\\n二\\;\\n三"));
  assert_null(strchr(answer.text, '\x07'));
  free(answer.text);
}

/* --- gates ------------------------------------------------------------------------------------ */

static json_t *send_batch(struct room *room, uint64_t first, size_t count, const char *by,
                          long *status) {
  uint8_t bytes[256];
  size_t n = 0;
  struct forge_bytes batch = { 0 };
  const struct tx_event event = { .at = ROOM_NOW + 1,
                                  .direction = TX_IN,
                                  .verdict = TX_ALLOW,
                                  .reason = 0,
                                  .identified = true,
                                  .area = ROOM_AREA,
                                  .index = 1,
                                  .live = 1,
                                  .decided_by_hand = by != NULL,
                                  .by = tx_span_text(by ? by : ""),
                                  .why = by ? 2 : 0,
                                  .registered = tx_span_text("5678") };
  assert_int_equal(tx_event_write(&event, bytes, sizeof bytes, &n), TX_OK);
  const struct tx_span events[] = { tx_span_of(bytes, n), tx_span_of(bytes, n) };
  const struct tx_batch_head head = { .first = first };
  assert_int_equal(
      tx_batch_sign(room->forge.keys[FORGE_GATE], &head, events, count, &batch.p, &batch.n), TX_OK);
  struct socket_answer answer = { 0 };
  socket_ask(room->socket, "POST", "/v1/events", "application/cose", forge_span(&batch), &answer);
  forge_bytes_free(&batch);
  *status = answer.status;
  json_t *out = json_loadb(answer.text, answer.n, 0, NULL);
  free(answer.text);
  return out;
}

static void an_event_shows_who_decided_by_hand_and_a_conflict_what_is_expected(void **state) {
  struct room *room = *state;
  long status = 0;
  char what[96];
  gate_register(room, FORGE_GATE, "东门");
  room->api.fixed_s = room->now_s += 60;
  json_t *out = send_batch(room, 1, 2, "王五", &status);
  assert_int_equal(status, 200);
  assert_int_equal(room_int(out, "acknowledged"), 2);
  json_decref(out);
  out = send_batch(room, 9, 1, NULL, &status); /* 3 to 8 lack */
  assert_int_equal(status, 409);
  assert_int_equal(room_int(out, "expected"), 3);
  assert_null(json_object_get(out, "taken"));
  json_decref(out);
  out = send_batch(room, 2, 1, NULL, &status); /* another event under a number that is taken */
  assert_int_equal(status, 409);
  assert_int_equal(room_int(out, "taken"), 1);
  json_decref(out);
  out = room_get(room, "GET /v1/gates", NULL);
  snprintf(what, sizeof what, "GET /v1/gates/%s/events",
           room_text(json_array_get(json_object_get(out, "gates"), 0), "gate"));
  json_decref(out);
  out = room_get(room, what, NULL);
  const json_t *event = json_array_get(json_object_get(out, "events"), 0);
  assert_string_equal(room_text(event, "by"), "王五");
  assert_int_equal(room_int(event, "why"), 2);
  assert_string_equal(room_text(event, "registered"), "5678");
  assert_true(json_is_true(json_object_get(event, "live")));
  assert_null(json_object_get(event, "tube"));
  json_decref(out);
}

/* Another server of the database registered it a moment ago. */
static void a_gate_that_another_server_registered_is_listed(void **state) {
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "东门");
  room_sql(room, "update gate set name = '0123456789abcdef'");
  json_t *out = room_get(room, "GET /v1/gates", NULL);
  assert_string_equal(room_text(one_of(out, "gates", "gate", "0123456789abcdef"), "name"), "东门");
  json_decref(out);
}

/* --- certificates ----------------------------------------------------------------------------- */

static json_t *may_be_released(struct room *room) {
  return room_get(room, "POST /v1/certificates/answers", form(1, "released"));
}

static void an_answer_says_which_day_lacks_its_test_and_by_which_edition(void **state) {
  struct room *room = *state;
  json_t *out = may_be_released(room);
  assert_string_equal(room_text(out, "may"), "no");
  assert_null(json_object_get(out, "edition"));
  json_decref(out);
  isolate(room, 1);
  out = may_be_released(room);
  assert_string_equal(room_text(out, "may"), "yes");
  assert_string_equal(room_text(out, "edition"), "8");
  assert_int_equal(room_int(out, "until") - room_int(out, "from"), 14 * DAY_S);
  json_decref(out);
  room_sql(room, "update statement set valid_until = 0 where id = 'i'"); /* until it is lifted */
  out = may_be_released(room);
  assert_null(json_object_get(out, "until"));
  json_decref(out);
  room_sql(room, "update statement set value = 5 where id = 't14'"); /* no result yet */
  room_sql(room, "delete from statement where id = 't7'");
  out = may_be_released(room);
  const json_t *lack = one_of(out, "missing", "what", "test");
  assert_int_equal(room_int(lack, "day"), 7);
  assert_int_equal(room_int(lack, "about") % DAY_S, 57600); /* midnight in China */
  assert_null(json_object_get(lack, "source"));
  json_decref(out);
}

static void add_feed(struct room *room) {
  room_sql(room,
           "insert into feed (source, body, area, fields, release_all, hold_above,"
           " hold_share, token, made_at, token_until, ended_at) select 'lab-7', 'health', area,"
           " 65535, 0, 100, 0, id_hash, 5, 9999999999, 0 from resident where idx = 0");
}

static void an_answer_names_the_feed_that_was_silent(void **state) {
  struct room *room = *state;
  add_feed(room);
  json_t *out = room_get(room, "POST /v1/certificates/answers", form(1, "work"));
  const json_t *lack = one_of(out, "missing", "source", "lab-7");
  assert_int_equal(room_int(lack, "silent"), 5);
  json_decref(out);
}

/* An account is known: it is told that it may not, and is asked for no token. */
static void a_receipt_of_an_area_that_is_not_reached_is_refused(void **state) {
  struct room *room = *state;
  struct socket_answer answer = { 0 };
  add_feed(room);
  room_sql(room, "update feed set area = 620113001001");
  socket_ask(room->socket, "GET", "/v1/feeds/lab-7/receipts/x", NULL, tx_span_text(""), &answer);
  assert_int_equal(answer.status, 403);
  free(answer.text);
}

static void a_pass_is_verified_as_no_certificate(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST " ONE "/passes", json_object());
  const json_t *pass = json_array_get(json_object_get(out, "passes"), 0);
  assert_null(room_ask(room, "POST /v1/certificates/verifications",
                       json_pack("{s:s}", "text", room_text(pass, "text"))));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_non_null(strstr(room->problem.zh, "不是证明"));
  json_decref(out);
}

/* --- visitors --------------------------------------------------------------------------------- */

static json_t *let_in(struct room *room, const char *role) {
  json_t *out =
      room_get(room, "POST /v1/visitors", json_pack("{s:s, s:s}", "role", role, "name", "王五"));
  json_t *visit = json_incref(json_object_get(out, "visit"));
  json_decref(out);
  return visit;
}

static void only_those_who_are_not_over_are_listed_where_that_is_asked_for(void **state) {
  struct room *room = *state;
  json_decref(let_in(room, "visitor")); /* for a day */
  json_t *gone = let_in(room, "courier"), *stays = let_in(room, "worker");
  const json_t *pass = json_array_get(json_object_get(gone, "passes"), 0);
  room_set_state(room, (int)room_int(pass, "index"), "revoked");
  room->now_s += 2 * DAY_S;
  json_t *out = room_get(room, "GET /v1/visitors", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "visitors")), 3);
  json_decref(out);
  out = room_get(room, "GET /v1/visitors?now=1", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "visitors")), 1);
  pass = json_array_get(json_object_get(stays, "passes"), 0);
  assert_int_equal(room_int(json_array_get(json_object_get(out, "visitors"), 0), "index"),
                   room_int(pass, "index"));
  json_decref(out);
  json_decref(gone);
  json_decref(stays);
}

/* A car is known by its plate, which no mask hides. */
static void a_cars_plate_is_shown_whole(void **state) {
  struct room *room = *state;
  json_decref(room_get(
      room, "POST /v1/visitors",
      json_pack("{s:s, s:s, s:s}", "role", "vehicle", "name", "王五", "plate", "京A12345")));
  json_t *out = room_get(room, "GET /v1/visitors", NULL);
  assert_string_equal(room_text(one_of(out, "visitors", "role", "vehicle"), "name"), "京A12345");
  json_decref(out);
}

/* --- a person --------------------------------------------------------------------------------- */

static void what_was_said_of_somebody_shows_its_number_its_report_and_its_ground(void **state) {
  struct room *room = *state;
  struct statement_row row = { .field = STATEMENT_STATE,
                               .value = TX_STATE_AWAY,
                               .source = "cdc",
                               .id = "case-17",
                               .observed_at = ROOM_NOW - DAY_S,
                               .reported_at = ROOM_NOW - 3600,
                               .valid_until = ROOM_NOW + DAY_S,
                               .ground = 3 };
  say(room, 1, &row);
  row = (struct statement_row){ .field = STATEMENT_TEST,
                                .value = TX_TEST_NEGATIVE,
                                .source = "lab",
                                .id = "~1",
                                .observed_at = ROOM_NOW - DAY_S,
                                .valid_until = ROOM_NOW + DAY_S };
  say(room, 1, &row);
  json_t *out = room_get(room, "GET " ONE "?purpose=health", NULL);
  const json_t *said = one_of(out, "statements", "source", "cdc");
  assert_string_equal(room_text(said, "id"), "case-17");
  assert_int_equal(room_int(said, "reported_at"), ROOM_NOW - 3600);
  assert_true(*room_text(said, "ground"));
  said = one_of(out, "statements", "source", "lab");
  assert_string_equal(room_text(said, "id"), ""); /* given by us, and nobody's number */
  assert_null(json_object_get(said, "reported_at"));
  assert_null(json_object_get(said, "ground"));
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(an_account_that_ended_says_when),
    WITH_BODIES(of_an_audit_line_that_died_its_number_stays),
    WITH_BODIES(a_second_hand_that_gives_no_hash_is_refused_each_time),
    WITH_BODIES(whose_claim_it_is_is_a_number_or_a_home),
    WITH_BODIES(a_calendar_keeps_a_name_with_line_breaks_and_signs_within_its_line),
    WITH_BODIES(an_event_shows_who_decided_by_hand_and_a_conflict_what_is_expected),
    WITH_BODIES(a_gate_that_another_server_registered_is_listed),
    WITH_BODIES(an_answer_says_which_day_lacks_its_test_and_by_which_edition),
    WITH_BODIES(an_answer_names_the_feed_that_was_silent),
    WITH_BODIES(a_receipt_of_an_area_that_is_not_reached_is_refused),
    WITH_BODIES(a_pass_is_verified_as_no_certificate),
    WITH_BODIES(only_those_who_are_not_over_are_listed_where_that_is_asked_for),
    WITH_BODIES(a_cars_plate_is_shown_whole),
    WITH_BODIES(what_was_said_of_somebody_shows_its_number_its_report_and_its_ground),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
