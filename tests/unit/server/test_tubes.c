/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a tube reaches everybody who was swabbed into it, whichever comes first. */
#include "feed_room.h"

#include "domain/feed/said.h"
#include "domain/feed/swab.h"
#include "domain/gate/events.h"
#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "domain/publication/trust_import.h"
#include "domain/publication/trust_load.h"

#include "format/event.h"
#include "format/seal.h"

#define DAY INT64_C(86400)
#define SWABBED (ROOM_NOW - 4 * INT64_C(3600)) /* 04:00 in China */
#define TUBE "XA-20220101-0001"
#define NEGATIVE "\"value\":\"negative\""
#define POSITIVE "\"value\":\"positive\""

struct lab {
  struct room *room;
  char *token;
  uint64_t seq, first; /* of the gate's last event, and of its last before the test */
};

/* --- the sampling point ----------------------------------------------------------------------- */

static void trust_a_sealing_key(struct room *room) {
  struct forge_trust draft;
  uint64_t seq = 0;
  const struct tx_signer *key = room->forge.keys[FORGE_STRANGER];
  forge_trust_draft(&room->forge, &draft);
  struct tx_key_row *row = &draft.rows[draft.trust.row_count++];
  *row = draft.rows[0];
  row->alg = key->alg;
  row->spki = tx_span_of(key->spki, key->spki_len);
  row->uses = TX_USE_SEAL;
  row->area = FORGE_DISTRICT;
  draft.trust.seq++;
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  struct request request = room_request(room);
  if (trust_import(room->server, &request, forge_span(&trust), &seq, &room->problem) != TX_OK)
    fail_msg("%s", room->problem.en);
  request_end(room->server, &request);
}

static void register_gate(struct room *room, const char *kind) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *signer = room->forge.keys[FORGE_GATE];
  host_base64(tx_span_of(signer->spki, signer->spki_len), base64);
  room_do(room, "POST /v1/gates",
          json_pack("{s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name", "tent", "key", base64,
                    "kind", kind));
}

static int lab_set_up(void **state) {
  if (bodies_set_up(state) != 0) return -1;
  struct lab *lab = calloc(1, sizeof *lab);
  lab->room = *state;
  room_write_key(lab->room, FORGE_STRANGER);
  trust_a_sealing_key(lab->room);
  register_gate(lab->room, "sampling");
  lab->token = feed_make(lab->room, "lab-7", ROOM_AREA_TEXT, json_pack("[s, s]", "test", "swab"));
  *state = lab;
  return 0;
}

static int lab_tear_down(void **state) {
  struct lab *lab = *state;
  *state = lab->room;
  free(lab->token);
  free(lab);
  return room_tear_down(state);
}

/* As it was set up, but for the lists and the numbers of the gate's events. */
static int fresh(void **state) {
  struct lab *lab = *state;
  lab->room->now_s = ROOM_NOW;
  lab->first = lab->seq;
  room_sql(lab->room, "delete from swab");
  room_sql(lab->room, "delete from tube_result");
  room_sql(lab->room, "delete from statement");
  room_sql(lab->room, "update resident set record = (select min(record) from resident)");
  room_sql(lab->room, "update gate set kind = 3");
  room_sql(lab->room, "update feed set area = 610113001001, hold_above = 20, hold_share = 50");
  return 0;
}

#define IN_A_LAB(name) cmocka_unit_test_setup(name, fresh)

static struct tx_pass pass_of(const struct room *room, uint32_t index) {
  struct tx_pass pass = forge_pass(&room->forge);
  pass.iat = ROOM_NOW - 2 * DAY;
  pass.index = index;
  return pass;
}

static void send_event(struct lab *lab, const struct tx_event *event) {
  uint8_t bytes[4096];
  size_t n = 0;
  struct gate_events_answer answer;
  struct host_problem problem = { 0 };
  FORGED batch = { 0 };
  const struct tx_batch_head head = { .first = ++lab->seq };
  assert_int_equal(tx_event_write(event, bytes, sizeof bytes, &n), TX_OK);
  const struct tx_span one = tx_span_of(bytes, n);
  assert_int_equal(
      tx_batch_sign(lab->room->forge.keys[FORGE_GATE], &head, &one, 1, &batch.p, &batch.n), TX_OK);
  struct request request = room_request(lab->room);
  enum tx_reason reason =
      gate_events_take(lab->room->server, &request, forge_span(&batch), &answer, &problem);
  request_end(lab->room->server, &request);
  if (reason != TX_OK) fail_msg("%s", problem.en);
}

static struct tx_event event_of(const char *tube, int64_t at) {
  return (struct tx_event){ .at = at,
                            .direction = TX_NEITHER,
                            .verdict = TX_ALLOW,
                            .identified = true,
                            .area = ROOM_AREA,
                            .live = -1,
                            .tube = tx_span_text(tube) };
}

/* A pass, signed by a key, shown as that of an index. */
static void show(struct lab *lab, const struct tx_pass *pass, enum forge_key key, uint32_t index,
                 const char *tube, int64_t at) {
  char text[TX_TEXT_MAX + 1];
  uint8_t sealed[TX_TEXT_MAX + TX_SEALED_EXTRA];
  size_t n = 0;
  const struct tx_signer *office = lab->room->forge.keys[FORGE_STRANGER];
  struct tx_event event = event_of(tube, at);
  assert_int_equal(tx_pass_sign(pass, lab->room->forge.keys[key], text), TX_OK);
  assert_int_equal(tx_seal(tx_span_text(text), tx_span_of(office->spki, office->spki_len), sealed,
                           sizeof sealed, &n),
                   TX_OK);
  event.index = index;
  event.sealed_pass = tx_span_of(sealed, n);
  send_event(lab, &event);
}

/* Somebody is swabbed into a tube at a time. */
static void swab_at(struct lab *lab, uint32_t index, const char *tube, int64_t at) {
  const struct tx_pass pass = pass_of(lab->room, index);
  show(lab, &pass, FORGE_ISSUE, index, tube, at);
}

static void swab(struct lab *lab, uint32_t index) {
  swab_at(lab, index, TUBE, SWABBED);
}

static void undo(struct lab *lab, uint64_t seq, int64_t at) {
  struct tx_event event = event_of(TUBE, at);
  event.index = 1;
  event.undoes = true;
  event.undone_seq = seq;
  send_event(lab, &event);
}

static int64_t count_of(struct room *room, const char *sql) {
  int64_t count = -1;
  struct request request = room_request(room);
  {
    DB_ROWS rows = db_select(request.db, sql, DB_NONE);
    while (db_next(&rows))
      count = db_column_int(&rows, 0);
  }
  request_end(room->server, &request);
  return count;
}

/* As the jobs do, until all that can be opened is. */
static void settle(struct lab *lab) {
  for (int i = 0; i < 50; i++) {
    assert_int_equal(swab_settle(lab->room->server, lab->room->now_s), TX_OK);
    if (!count_of(lab->room, "select count(*) from swab where state = 0")) return;
  }
}

/* --- the laboratory --------------------------------------------------------------------------- */

static json_t *send_line(struct lab *lab, const char *line) {
  json_t *receipt = feed_send(lab->room, "lab-7", lab->token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", lab->room->problem.en);
  return receipt;
}

/* Its receipt; observed when the swabs were taken, reported three hours later. */
static json_t *say(struct lab *lab, const char *tube, const char *id, const char *members) {
  char line[512];
  snprintf(line, sizeof line,
           "{\"tube\":\"%s\",\"id\":\"%s\",\"field\":\"test\",\"observed_at\":%lld,"
           "\"reported_at\":%lld,\"evidence\":\"R-%s\",%s}\n",
           tube, id, (long long)SWABBED, (long long)SWABBED + 3 * 3600, id, members);
  return send_line(lab, line);
}

/* taken, repeated, held, kept for who is to come, refused */
static void expect(json_t *receipt, int t, int r, int h, int a, int f) {
  ASSERT_COUNTS(receipt, t, r, h, 0, f);
  assert_int_equal(room_int(receipt, "aside"), a);
  json_decref(receipt);
}

static struct tx_record record_at(struct lab *lab, uint32_t index) {
  struct resident resident;
  struct request request = room_request(lab->room);
  enum tx_reason reason = residency_at(&request, ROOM_AREA, index, &resident, &lab->room->problem);
  request_end(lab->room->server, &request);
  assert_int_equal(reason, TX_OK);
  return tx_record_unpack(resident.record);
}

/* --- promises --------------------------------------------------------------------------------- */

static void a_swab_makes_a_result_awaited_and_improves_nothing(void **state) {
  struct lab *lab = *state;
  const struct tx_record before = record_at(lab, 1);
  swab(lab, 1);
  settle(lab);
  const struct tx_record after = record_at(lab, 1);
  assert_true(after.pending);
  assert_int_equal(after.test, before.test);
  assert_int_equal(after.sampled, before.sampled);
  assert_int_equal(after.state, before.state);
  assert_false(record_at(lab, 2).pending);
}

static void a_negative_tube_reaches_everybody_in_it_and_nobody_else(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 2, TUBE, SWABBED + 1800);
  swab_at(lab, 0, "XA-20220101-0002", SWABBED);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).sampled, tx_sampled_from_time(SWABBED));
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).sampled, tx_sampled_from_time(SWABBED + 1800));
  assert_false(record_at(lab, 2).pending);
  assert_int_equal(record_at(lab, 0).test, TX_TEST_NONE);
  assert_true(record_at(lab, 0).pending);
}

static void a_result_that_comes_first_waits_for_the_swabs(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  swab(lab, 1);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  lab->room->now_s += 3600; /* a gate that had no network */
  swab(lab, 2);
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void when_it_was_taken_and_when_it_was_reported_are_both_kept(void **state) {
  struct lab *lab = *state;
  struct resident resident;
  struct statement_row *rows = NULL;
  size_t count = 0, found = 0;
  swab_at(lab, 1, TUBE, SWABBED + 600);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  struct request request = room_request(lab->room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &lab->room->problem), TX_OK);
  assert_int_equal(said_list(&request, &resident, &rows, &count), TX_OK);
  request_end(lab->room->server, &request);
  for (size_t i = 0; i < count; i++) {
    if (rows[i].field != STATEMENT_TEST) continue;
    found++;
    assert_int_equal(rows[i].observed_at, SWABBED + 600);
    assert_int_equal(rows[i].reported_at, SWABBED + 3 * 3600);
    assert_int_equal(rows[i].valid_until, SWABBED + 600 + 28 * DAY);
    assert_int_equal(rows[i].method, METHOD_MIXED);
  }
  free(rows);
  assert_int_equal(found, 1);
}

static void a_positive_tube_isolates_until_ones_own_retest(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  expect(say(lab, TUBE, "t1", POSITIVE), 1, 0, 0, 0, 0);
  for (uint32_t index = 1; index <= 2; index++) {
    assert_int_equal(record_at(lab, index).test, TX_TEST_MIXED_POSITIVE);
    assert_int_equal(record_at(lab, index).state, TX_STATE_HOME_ISOLATION);
  }
  expect(send_line(lab, "{\"id_number\":\"99010119800307891X\",\"id\":\"p1\",\"field\":\"test\","
                        "\"value\":\"negative\",\"method\":\"single\",\"observed_at\":1640991600}"),
         1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).state, TX_STATE_ACTIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_MIXED_POSITIVE);
  lab->room->now_s = SWABBED + 3 * DAY + 60; /* and no longer than three days */
  assert_int_equal(residency_expire(lab->room->server, lab->room->now_s), TX_OK);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
}

static void the_same_result_is_repeated_and_another_under_its_id_refused(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 1, 0, 0, 0);
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 0, 1);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
}

static void a_result_that_is_retracted_is_taken_back_from_everybody(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", POSITIVE), 1, 0, 0, 0, 0);
  expect(say(lab, TUBE, "t2", "\"act\":\"retract\",\"of\":\"t1\""), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 1).state, TX_STATE_ACTIVE);
  swab(lab, 2); /* and whoever comes later hears both */
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 2).state, TX_STATE_ACTIVE);
}

static void who_was_undone_is_reached_by_nothing(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  undo(lab, lab->seq, SWABBED + 60);
  settle(lab);
  assert_false(record_at(lab, 2).pending);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
  swab(lab, 2); /* in again */
  settle(lab);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void who_was_undone_before_anything_was_heard_is_reached_by_no_positive(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 1, 0);
  swab(lab, 1);
  undo(lab, lab->first + 1, SWABBED + 60);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_false(record_at(lab, 1).pending);
}

static void an_undoing_that_comes_late_takes_back_what_came_by_the_tube_alone(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 1, "XA-20220101-0002", SWABBED + 3600);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, "XA-20220101-0002", "t2", NEGATIVE), 1, 0, 0, 0, 0);
  undo(lab, lab->first + 1, SWABBED + 60);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 1).sampled, tx_sampled_from_time(SWABBED + 3600));
  undo(lab, lab->first + 2, SWABBED + 3660);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
}

static void nobody_is_taken_out_once_the_result_is_in_nor_out_of_a_positive(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  swab_at(lab, 2, "XA-20220101-0002", SWABBED);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  expect(say(lab, "XA-20220101-0002", "t2", POSITIVE), 1, 0, 0, 0, 0);
  undo(lab, lab->first + 1, ROOM_NOW + 60);
  undo(lab, lab->first + 2, SWABBED + 60); /* or so it says */
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_MIXED_POSITIVE);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 3"), 2);
}

static void what_was_shown_is_checked_again(void **state) {
  struct lab *lab = *state;
  struct tx_pass pass = pass_of(lab->room, 1);
  show(lab, &pass, FORGE_GATE, 1, TUBE, SWABBED);             /* signed by no issuer */
  show(lab, &pass, FORGE_ISSUE, 2, TUBE, SWABBED);            /* another's */
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED - DAY * 40); /* before it was issued */
  pass.exp = SWABBED - 1;
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED); /* over */
  settle(lab);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 3"), 4);
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  for (uint32_t index = 1; index <= 2; index++)
    assert_int_equal(record_at(lab, index).test, TX_TEST_NONE);
}

static void the_list_of_that_time_says_who_was_superseded(void **state) {
  struct lab *lab = *state;
  size_t count = 0;
  struct tx_pass pass = pass_of(lab->room, 1);
  struct tx_record record = tx_record_unpack(pass.record);
  record.generation = 5;
  pass.record = tx_record_pack(&record);
  lab->room->now_s += 10;
  assert_int_equal(publish_due(lab->room->server, lab->room->now_s, &count, &lab->room->problem),
                   TX_OK);
  assert_true(count > 0);
  lab->room->now_s += 60;
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, ROOM_NOW + 30);
  show(lab, &pass, FORGE_ISSUE, 1, TUBE, SWABBED); /* when there was no list */
  swab_at(lab, 2, TUBE, ROOM_NOW + 30);
  settle(lab);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 3"), 1);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 1"), 2);
}

static void only_a_sampling_point_fills_tubes(void **state) {
  struct lab *lab = *state;
  room_sql(lab->room, "update gate set kind = 0");
  swab(lab, 1);
  settle(lab);
  assert_false(record_at(lab, 1).pending);
}

static void a_tube_holds_twenty(void **state) {
  struct lab *lab = *state;
  for (int i = 0; i < 21; i++)
    swab(lab, 1);
  settle(lab);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 1"), 20);
  assert_int_equal(count_of(lab->room, "select count(*) from swab where state = 3"), 1);
}

static void without_the_sealing_key_swabs_wait_for_it(void **state) {
  struct lab *lab = *state;
  struct host_problem problem = { 0 };
  bool changed = false;
  HOST_FREE char *path =
      host_path(lab->room->folder, "keys/%s.key", forge_key_name(FORGE_STRANGER));
  assert_int_equal(remove(path), 0);
  struct request request = room_request(lab->room);
  assert_int_equal(signing_refresh(lab->room->server, &request, &changed, &problem), TX_OK);
  request_end(lab->room->server, &request);
  swab(lab, 1);
  settle(lab);
  assert_false(record_at(lab, 1).pending);
  json_t *status = room_get(lab->room, "GET /v1/status", NULL);
  assert_int_equal(room_int(status, "swabs"), 1);
  json_decref(status);
  room_write_key(lab->room, FORGE_STRANGER);
  request = room_request(lab->room);
  assert_int_equal(signing_refresh(lab->room->server, &request, &changed, &problem), TX_OK);
  request_end(lab->room->server, &request);
  settle(lab);
  assert_true(record_at(lab, 1).pending);
}

static void a_barcode_that_comes_round_again_is_another_tube(void **state) {
  struct lab *lab = *state;
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 0, 1, 0);
  lab->room->now_s += 5 * DAY;
  swab_at(lab, 1, TUBE, ROOM_NOW + 5 * DAY - 60);
  settle(lab);
  assert_true(record_at(lab, 1).pending);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
}

static void a_feed_speaks_of_the_tubes_of_its_area_alone(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  room_sql(lab->room, "update feed set area = 610113001002");
  expect(say(lab, TUBE, "t1", NEGATIVE), 0, 0, 0, 1, 0);
  swab(lab, 2);
  settle(lab);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NONE);
}

static void beyond_the_threshold_a_positive_tube_waits_for_a_second_person(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  room_sql(lab->room, "update feed set hold_above = 0, hold_share = 0");
  expect(say(lab, TUBE, "t1", POSITIVE), 0, 0, 1, 0, 0);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NONE);
  json_t *list = room_get(lab->room, "GET /v1/requests", NULL);
  json_t *asked =
      json_pack("{s:O}", "request", json_array_get(json_object_get(list, "requests"), 0));
  assert_int_equal(feed_decide(lab->room, asked, "street", REQUEST_SECOND), TX_OK);
  assert_int_equal(intake_settle(lab->room->server, lab->room->now_s), TX_OK);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_MIXED_POSITIVE);
  json_decref(asked);
  json_decref(list);
}

/* What may not be said of a tube, and the member that the error names. */
static const struct {
  const char *line, *member;
} wrong[] = {
  { "{\"tube\":\"T-1\",\"id\":\"a\",\"field\":\"test\"," NEGATIVE, "tube" },
  { "{\"tube\":\"T 0001\",\"id\":\"a\",\"field\":\"test\"," NEGATIVE, "tube" },
  { "{\"tube\":\"T-0001\",\"id_number\":\"99010119800307891X\",\"id\":\"a\",\"field\":\"test\","
    "" NEGATIVE,
    "tube" },
  { "{\"tube\":\"T-0001\",\"field\":\"test\"," NEGATIVE, "id" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"method\":\"single\"," NEGATIVE,
    "method" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"method\":\"antigen\"," POSITIVE,
    "method" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"test\",\"act\":\"release\"", "act" },
  { "{\"tube\":\"T-0001\",\"id\":\"a\",\"field\":\"swab\",\"value\":\"pending\"", "field" },
};

static void what_may_not_be_said_of_a_tube_is_refused(void **state) {
  struct lab *lab = *state;
  for (size_t i = 0; i < COUNT(wrong); i++) {
    char line[400];
    snprintf(line, sizeof line, "%s,\"observed_at\":%lld}\n", wrong[i].line, (long long)SWABBED);
    json_t *receipt = send_line(lab, line);
    const json_t *error = json_array_get(json_object_get(receipt, "errors"), 0);
    ASSERT_ROW(error && strcmp(room_text(error, "member"), wrong[i].member) == 0, wrong[i].line);
    json_decref(receipt);
  }
}

static void a_file_reaches_who_is_in_the_tube_by_then(void **state) {
  struct lab *lab = *state;
  char csv[400];
  swab(lab, 1);
  swab(lab, 2);
  settle(lab);
  snprintf(csv, sizeof csv,
           "tube,id,field,value,source,observed_at\n%s,t1,test,negative,hospital,%lld\n"
           "XA-20220101-0009,t2,test,negative,hospital,%lld\n",
           TUBE, (long long)SWABBED, (long long)SWABBED);
  json_t *out = room_send(lab->room, "POST /v1/feeds", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", lab->room->problem.en);
  assert_int_equal(room_int(out, "unknown"), 1);
  assert_int_equal(room_int(out, "refused"), 0);
  json_decref(out);
  assert_int_equal(record_at(lab, 1).test, TX_TEST_NEGATIVE);
  assert_int_equal(record_at(lab, 2).test, TX_TEST_NEGATIVE);
}

static void all_of_it_is_gone_after_28_days(void **state) {
  struct lab *lab = *state;
  swab(lab, 1);
  settle(lab);
  expect(say(lab, TUBE, "t1", NEGATIVE), 1, 0, 0, 0, 0);
  assert_int_equal(retention_run(lab->room->server, ROOM_NOW + 27 * DAY), TX_OK);
  assert_int_equal(count_of(lab->room, "select count(*) from swab"), 1);
  assert_int_equal(count_of(lab->room, "select count(*) from tube_result"), 1);
  assert_int_equal(retention_run(lab->room->server, ROOM_NOW + 28 * DAY + 1), TX_OK);
  assert_int_equal(count_of(lab->room, "select count(*) from swab"), 0);
  assert_int_equal(count_of(lab->room, "select count(*) from tube_result"), 0);
}

static void no_barcode_and_no_result_can_be_read_in_the_database(void **state) {
  static const char *const words[] = { TUBE, "t1-secret", "R-t1" };
  struct lab *lab = *state;
  struct room *room = lab->room;
  if (room->database) skip(); /* the dump is a file's */
  swab(lab, 1);
  settle(lab);
  json_decref(say(lab, TUBE, "t1-secret", POSITIVE));
  room_sql(room, "pragma wal_checkpoint(truncate)");
  HOST_FREE char *path = host_path(room->data, "office.db");
  HOST_BYTES bytes = { 0 };
  assert_int_equal(host_file_read(path, 64u << 20, &bytes), TX_OK);
  for (size_t i = 0; i < COUNT(words); i++)
    ASSERT_ROW(!memmem(bytes.p, bytes.n, words[i], strlen(words[i])), words[i]);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_LAB(a_swab_makes_a_result_awaited_and_improves_nothing),
    IN_A_LAB(a_negative_tube_reaches_everybody_in_it_and_nobody_else),
    IN_A_LAB(a_result_that_comes_first_waits_for_the_swabs),
    IN_A_LAB(when_it_was_taken_and_when_it_was_reported_are_both_kept),
    IN_A_LAB(a_positive_tube_isolates_until_ones_own_retest),
    IN_A_LAB(the_same_result_is_repeated_and_another_under_its_id_refused),
    IN_A_LAB(a_result_that_is_retracted_is_taken_back_from_everybody),
    IN_A_LAB(who_was_undone_is_reached_by_nothing),
    IN_A_LAB(who_was_undone_before_anything_was_heard_is_reached_by_no_positive),
    IN_A_LAB(an_undoing_that_comes_late_takes_back_what_came_by_the_tube_alone),
    IN_A_LAB(nobody_is_taken_out_once_the_result_is_in_nor_out_of_a_positive),
    IN_A_LAB(what_was_shown_is_checked_again),
    IN_A_LAB(the_list_of_that_time_says_who_was_superseded),
    IN_A_LAB(only_a_sampling_point_fills_tubes),
    IN_A_LAB(a_tube_holds_twenty),
    IN_A_LAB(without_the_sealing_key_swabs_wait_for_it),
    IN_A_LAB(a_barcode_that_comes_round_again_is_another_tube),
    IN_A_LAB(a_feed_speaks_of_the_tubes_of_its_area_alone),
    IN_A_LAB(beyond_the_threshold_a_positive_tube_waits_for_a_second_person),
    IN_A_LAB(what_may_not_be_said_of_a_tube_is_refused),
    IN_A_LAB(a_file_reaches_who_is_in_the_tube_by_then),
    IN_A_LAB(all_of_it_is_gone_after_28_days),
    IN_A_LAB(no_barcode_and_no_result_can_be_read_in_the_database),
  };
  return cmocka_run_group_tests(promises, lab_set_up, lab_tear_down);
}
