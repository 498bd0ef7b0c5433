/* SPDX-License-Identifier: Apache-2.0 */
/* S12: what the office wrote down and what sources said dies on time; the clock is moved. */
#include "bodies_room.h"

#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "domain/resident/fold.h"
#include "domain/resident/outlived.h"
#include "store/feed/statements.h"
#include "store/feed/tubes.h"
#include "store/resident/holders.h"

#define DAY INT64_C(86400)
#define HOUR INT64_C(3600)

static void forget_at(struct room *room, int64_t now_s) {
  room->now_s = now_s;
  assert_int_equal(residency_expire(room->server, now_s), TX_OK);
  assert_int_equal(retention_run(room->server, now_s), TX_OK);
  assert_int_equal(retention_run_statements(room->server, now_s), TX_OK);
}

/* --- what the office wrote down --------------------------------------------------------------- */

static void a_request_and_its_ground_die_after_a_year_and_its_number_with_them(void **state) {
  struct room *room = *state;
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(decide_as(room, "health", row.id, REQUEST_REFUSE, NULL, "no"), TX_OK);
  forget_at(room, ROOM_NOW + 365 * DAY);
  assert_int_equal(room_count(room, "select count(*) from request"), 1);
  forget_at(room, ROOM_NOW + 365 * DAY + 1);
  assert_int_equal(room_count(room, "select count(*) from request"), 0);
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(row.id, 2);
}

static void a_draft_dies_after_a_year_and_the_newest_keeps_its_number(void **state) {
  struct room *room = *state;
  for (int i = 0; i < 2; i++)
    room_do(room, "POST /v1/policies/drafts",
            json_pack("{s:I, s:[]}", "area", (json_int_t)ROOM_AREA, "orders"));
  forget_at(room, ROOM_NOW + 365 * DAY);
  assert_int_equal(room_count(room, "select count(*) from draft"), 2);
  forget_at(room, ROOM_NOW + 365 * DAY + 1);
  assert_int_equal(room_count(room, "select count(*) from draft"), 1);
}

/* --- phones and swabs ------------------------------------------------------------------------- */

static void what_a_phone_held_dies_by_its_end_or_by_its_leaving(void **state) {
  struct room *room = *state;
  const struct holding expired = { .area = ROOM_AREA, .index = 1, .exp = ROOM_NOW };
  const struct holding left = {
    .area = ROOM_AREA, .index = 2, .exp = ROOM_NOW + 1000 * DAY, .ended_at = ROOM_NOW
  };
  struct request request = request_begin(room->server, ROOM_NOW, "test");
  assert_int_equal(holdings_put(request.db, &expired), TX_OK);
  assert_int_equal(holdings_put(request.db, &left), TX_OK);
  request_end(room->server, &request);
  forget_at(room, ROOM_NOW + HOLDINGS_KEPT_S);
  assert_int_equal(room_count(room, "select count(*) from holding"), 2);
  forget_at(room, ROOM_NOW + HOLDINGS_KEPT_S + 1);
  assert_int_equal(room_count(room, "select count(*) from holding"), 0);
}

static void a_swab_that_is_dated_ahead_dies_by_its_arrival(void **state) {
  struct room *room = *state;
  const struct swab_row swab = { .area = ROOM_AREA,
                                 .gate = "east",
                                 .seq = 1,
                                 .received_at = ROOM_NOW,
                                 .at = ROOM_NOW + 1000 * DAY };
  struct request request = request_begin(room->server, ROOM_NOW, "test");
  assert_int_equal(swabs_add(request.db, &swab), TX_OK);
  request_end(room->server, &request);
  forget_at(room, ROOM_NOW + EVENTS_KEPT_S);
  assert_int_equal(room_count(room, "select count(*) from swab"), 1);
  forget_at(room, ROOM_NOW + EVENTS_KEPT_S + 1);
  assert_int_equal(room_count(room, "select count(*) from swab"), 0);
}

/* --- lists ------------------------------------------------------------------------------------ */

static uint64_t publish_at(struct room *room, int64_t now_s) {
  room->now_s = room->api.fixed_s = now_s;
  json_t *out = room_get(room, "POST /v1/publications", NULL);
  uint64_t seq = (uint64_t)room_int(json_array_get(json_object_get(out, "lists"), 0), "seq");
  json_decref(out);
  return seq;
}

/* "GET /v1/sync/status/…/SEQ"; the status of the answer. */
static int list_status(struct room *room, uint64_t seq) {
  char path[80];
  struct socket_answer answer = { 0 };
  snprintf(path, sizeof path, "/v1/sync/status/" ROOM_AREA_TEXT "/%llu", (unsigned long long)seq);
  socket_ask(room->socket, "GET", path, NULL, (struct tx_span){ 0 }, &answer);
  free(answer.text);
  return (int)answer.status;
}

static void a_list_dies_three_days_after_the_next_and_says_so(void **state) {
  struct room *room = *state;
  uint64_t first = publish_at(room, ROOM_NOW + HOUR);
  publish_at(room, ROOM_NOW + 2 * DAY);
  uint64_t third = publish_at(room, ROOM_NOW + 5 * DAY - HOUR);
  assert_int_equal(list_status(room, first), 200);
  uint64_t last = publish_at(room, ROOM_NOW + 5 * DAY + HOUR);
  assert_int_equal(list_status(room, first), 410);
  assert_int_equal(list_status(room, third), 200);
  assert_int_equal(list_status(room, last), 200);
  assert_int_equal(list_status(room, last + 1), 404);
}

/* --- statements ------------------------------------------------------------------------------- */

static void say(struct room *room, struct statement_row said, const char *id) {
  bool added = false;
  struct resident resident;
  snprintf(said.source, sizeof said.source, "lab");
  snprintf(said.id, sizeof said.id, "%s", id);
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  assert_int_equal(statements_add(request.db, ROOM_AREA, resident.id_hash, &said,
                                  (struct tx_span){ 0 }, ROOM_NOW, &added),
                   TX_OK);
  request_end(room->server, &request);
}

static void a_statement_dies_28_days_after_its_end(void **state) {
  struct room *room = *state;
  say(room,
      (struct statement_row){ .field = STATEMENT_TEST,
                              .value = TX_TEST_NEGATIVE,
                              .observed_at = ROOM_NOW,
                              .valid_until = ROOM_NOW + 2 * DAY },
      "a");
  forget_at(room, ROOM_NOW + 30 * DAY - 1);
  assert_int_equal(room_count(room, "select count(*) from statement"), 1);
  forget_at(room, ROOM_NOW + 30 * DAY);
  assert_int_equal(room_count(room, "select count(*) from statement"), 0);
}

/* As in a backup that is restored weeks later. */
static void what_ended_is_taken_out_of_the_record_before_it_is_forgotten(void **state) {
  struct room *room = *state;
  size_t changed = 0;
  struct resident resident;
  say(room,
      (struct statement_row){ .field = STATEMENT_HEALTH,
                              .value = TX_HEALTH_YELLOW,
                              .observed_at = ROOM_NOW,
                              .valid_until = ROOM_NOW + DAY },
      "y");
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  assert_int_equal(residency_remerge(&request, ROOM_AREA, resident.id_hash, &changed), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(record_of(room).health, TX_HEALTH_YELLOW);
  assert_int_equal(retention_run_statements(room->server, ROOM_NOW + 40 * DAY), TX_OK);
  assert_int_equal(room_count(room, "select count(*) from statement"), 1);
  forget_at(room, ROOM_NOW + 40 * DAY);
  assert_int_equal(room_count(room, "select count(*) from statement"), 0);
  assert_int_equal(record_of(room).health, TX_HEALTH_UNKNOWN);
}

static void
a_positive_that_was_released_dies_with_its_release_and_one_that_stands_never(void **state) {
  struct room *room = *state;
  struct statement_row positive = { .field = STATEMENT_TEST,
                                    .value = TX_TEST_POSITIVE,
                                    .observed_at = ROOM_NOW };
  struct statement_row release = { .field = STATEMENT_TEST,
                                   .act = STATEMENT_RELEASE,
                                   .observed_at = ROOM_NOW + 10 * DAY };
  say(room, positive, "p");
  forget_at(room, ROOM_NOW + 300 * DAY);
  assert_int_equal(room_count(room, "select count(*) from statement"), 1);
  say(room, release, "r");
  forget_at(room, ROOM_NOW + 38 * DAY - 1);
  assert_int_equal(room_count(room, "select count(*) from statement"), 2);
  forget_at(room, ROOM_NOW + 38 * DAY);
  assert_int_equal(room_count(room, "select count(*) from statement"), 0);
}

/* A release goes only with what it ended; a newer word only with the older one that it covers. */
static void nothing_goes_without_which_the_record_would_be_another(void **state) {
  (void)state;
  struct statement_row rows[] = {
    { .field = STATEMENT_TRAVEL,
      .value = TX_TRAVEL_RISK,
      .observed_at = ROOM_NOW - 60 * DAY,
      .valid_until = ROOM_NOW + DAY,
      .source = "a",
      .id = "1" },
    { .field = STATEMENT_TRAVEL,
      .value = TX_TRAVEL_NONE,
      .observed_at = ROOM_NOW - 50 * DAY,
      .valid_until = ROOM_NOW - 40 * DAY,
      .source = "a",
      .id = "2" },
  };
  assert_int_equal(outlived_sort(rows, 2, ROOM_NOW - 28 * DAY, ROOM_NOW), 2);
  rows[0].valid_until = ROOM_NOW - 30 * DAY;
  assert_int_equal(outlived_sort(rows, 2, ROOM_NOW - 28 * DAY, ROOM_NOW), 0);
}

/* By the other green the record is the same without the retraction, until that one goes. */
static void what_was_taken_back_is_not_back_when_another_word_goes(void **state) {
  (void)state;
  const struct statement_row green = { .field = STATEMENT_HEALTH,
                                       .value = TX_HEALTH_GREEN,
                                       .observed_at = ROOM_NOW - 10 * DAY,
                                       .valid_until = ROOM_NOW + DAY,
                                       .source = "a" };
  struct statement_row rows[] = { green, green, green };
  snprintf(rows[0].id, sizeof rows[0].id, "1");
  snprintf(rows[1].id, sizeof rows[1].id, "2");
  rows[2].act = STATEMENT_RETRACT;
  rows[2].observed_at = ROOM_NOW - 60 * DAY;
  snprintf(rows[2].retracts, sizeof rows[2].retracts, "1");
  assert_int_equal(outlived_sort(rows, 3, ROOM_NOW - 28 * DAY, ROOM_NOW), 3);
  for (int i = 0; i < 3; i++)
    rows[i].observed_at = rows[i].valid_until = ROOM_NOW - 30 * DAY;
  assert_int_equal(outlived_sort(rows, 3, ROOM_NOW - 28 * DAY, ROOM_NOW), 0);
}

static uint32_t drawn = 1;
static int draw(int below) {
  drawn = drawn * 1664525u + 1013904223u;
  return (int)((drawn >> 8) % (uint32_t)below);
}

static struct statement_row draw_row(int i) {
  struct statement_row row = { .field = draw(STATEMENT_FIELDS),
                               .act = (enum statement_act)(draw(3) ? 0 : draw(4)),
                               .method = (enum statement_method)draw(4),
                               .observed_at = ROOM_NOW - draw(90) * DAY };
  row.value = 1 + draw(3);
  if (draw(4)) row.valid_until = row.observed_at + (1 + draw(40)) * DAY;
  snprintf(row.source, sizeof row.source, "%d", draw(2));
  snprintf(row.id, sizeof row.id, "%d", i);
  snprintf(row.retracts, sizeof row.retracts, "%d", draw(12));
  return row;
}

static void whatever_goes_no_record_changes_then_or_later(void **state) {
  (void)state;
  size_t gone = 0;
  for (int round = 0; round < 2000; round++) {
    struct statement_row rows[12];
    uint32_t before[100];
    for (int i = 0; i < 12; i++)
      rows[i] = draw_row(i);
    for (int day = 0; day < 100; day++)
      before[day] = fold_record(TX_STATE_ACTIVE, 1, rows, 12, ROOM_NOW + day * DAY);
    size_t stay = outlived_sort(rows, 12, ROOM_NOW - 28 * DAY, ROOM_NOW);
    gone += 12 - stay;
    for (int day = 0; day < 100; day++)
      assert_int_equal(fold_record(TX_STATE_ACTIVE, 1, rows, stay, ROOM_NOW + day * DAY),
                       before[day]);
  }
  assert_true(gone > 2000); /* not because nothing went */
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_request_and_its_ground_die_after_a_year_and_its_number_with_them),
    WITH_BODIES(a_draft_dies_after_a_year_and_the_newest_keeps_its_number),
    WITH_BODIES(what_a_phone_held_dies_by_its_end_or_by_its_leaving),
    WITH_BODIES(a_swab_that_is_dated_ahead_dies_by_its_arrival),
    WITH_BODIES(a_list_dies_three_days_after_the_next_and_says_so),
    WITH_BODIES(a_statement_dies_28_days_after_its_end),
    WITH_BODIES(what_ended_is_taken_out_of_the_record_before_it_is_forgotten),
    WITH_BODIES(a_positive_that_was_released_dies_with_its_release_and_one_that_stands_never),
    cmocka_unit_test(nothing_goes_without_which_the_record_would_be_another),
    cmocka_unit_test(what_was_taken_back_is_not_back_when_another_word_goes),
    cmocka_unit_test(whatever_goes_no_record_changes_then_or_later),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
