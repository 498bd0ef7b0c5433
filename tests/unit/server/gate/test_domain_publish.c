/* SPDX-License-Identifier: Apache-2.0 */
#include "server_room.h"

#include "domain/publication/publish.h"
#include "domain/resident/residency.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"

#define POLICY                                                                                     \
  "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"No. 1\", "               \
  "\"issuer\": \"The committee\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "          \
  "\"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": true, \"on_fail\": \"deny\", "   \
  "\"say\": {\"zh\": \"请出示绿码\"}}]}]}"

static void publish(struct room *room) {
  room_do(room, "POST /v1/publications", NULL);
}

static json_t *ask_policy(struct room *room, const char *text) {
  return room_send(room, "POST /v1/policies", "application/json", tx_span_text(text));
}

/* A policy, and then the lists that name it. */
static void publish_with_policy(struct room *room) {
  room_must_publish(room, "POST /v1/policies", json_loads(POLICY, 0, NULL));
  publish(room);
}

/* What is due is published; returns how many lists were. */
static size_t due(struct room *room, int64_t now_s) {
  size_t count = 0;
  assert_int_equal(publish_due(room->server, now_s, &count, &room->problem), TX_OK);
  return count;
}

static struct publish_state state_now(struct room *room) {
  struct publish_state now;
  struct request request = room_request(room);
  assert_int_equal(publish_state(&request, ROOM_AREA, &now), TX_OK);
  request_end(room->server, &request);
  return now;
}

static struct tx_record record_of(struct room *room, uint32_t index) {
  struct tx_status *list = room_list(room);
  assert_true(index < list->count);
  struct tx_record record = tx_record_unpack(list->records[index]);
  tx_status_destroy(list);
  return record;
}

static void a_list_says_how_everybody_is(void **state) {
  struct room *room = *state;
  room_import(room);
  room_set_state(room, 0, "suspended");
  room_set_state(room, 1, "revoked");
  room_feed(room, 2, "health", "red", "2022-01-08");
  publish(room);
  assert_int_equal(record_of(room, 0).state, TX_STATE_SUSPENDED);
  assert_int_equal(record_of(room, 1).state, TX_STATE_REVOKED);
  assert_int_equal(record_of(room, 2).state, TX_STATE_ACTIVE);
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_RED);
  room_set_state(room, 0, "active");
  publish(room);
  assert_int_equal(record_of(room, 0).state, TX_STATE_ACTIVE);
}

static void a_list_is_dated_a_second_after_the_newest_pass_it_covers(void **state) {
  struct room *room = *state;
  room_import(room);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  publish(room);
  struct tx_status *list = room_list(room);
  assert_int_equal(list->iat, ROOM_NOW + 1);
  tx_status_destroy(list);
}

static void seq_is_the_second_and_rises_when_the_clock_does_not(void **state) {
  struct room *room = *state;
  uint64_t seqs[3];
  room_import(room);
  for (int i = 0; i < 3; i++) {
    if (i == 2) room->now_s -= 200; /* a clock set back */
    publish(room);
    seqs[i] = state_now(room).seq;
  }
  assert_int_equal(seqs[0], ROOM_NOW);
  assert_int_equal(seqs[1], ROOM_NOW + 1);
  assert_int_equal(seqs[2], ROOM_NOW + 2);
}

static void what_is_in_force_stands_in_the_list(void **state) {
  struct room *room = *state;
  room_import(room);
  publish_with_policy(room);
  struct tx_status *list = room_list(room);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(list->current.trust, signing->trust->seq);
  signing_release(signing);
  assert_int_equal(list->current.count, 1);
  assert_int_equal(list->current.policies[0].area, ROOM_AREA);
  assert_int_equal(list->current.policies[0].seq, ROOM_NOW);
  assert_true(list->audited);
  tx_status_destroy(list);
}

static void a_policy_is_signed_by_its_area_and_taken_by_a_gate(void **state) {
  struct room *room = *state;
  struct tx_policy *policy = NULL;
  publish_with_policy(room);
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_non_null(item);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(tx_policy_take(item->body, signing->trust, 0,
                                  (struct tx_clock){ .now_s = ROOM_NOW }, &policy),
                   TX_OK);
  signing_release(signing);
  assert_string_equal(policy->orders[0].document, "No. 1");
  tx_policy_destroy(policy);
  cache_release(item);
}

static void a_policy_that_is_wrong_is_refused_by_place(void **state) {
  struct room *room = *state;
  assert_null(ask_policy(room, "{\"area\": 610113001001}"));
  assert_non_null(strstr(room->problem.en, "orders"));
  assert_null(ask_policy(room, "no JSON"));
}

static void a_policy_of_another_area_is_refused(void **state) {
  struct room *room = *state;
  json_t *policy = json_loads(POLICY, 0, NULL);
  json_object_set_new(policy, "area", json_integer(610113001002));
  char *text = json_dumps(policy, 0);
  assert_null(ask_policy(room, text));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  free(text);
  json_decref(policy);
}

static void only_what_changed_is_published_and_everything_hourly(void **state) {
  struct room *room = *state;
  room_import(room);
  assert_int_equal(due(room, ROOM_NOW), 1);
  assert_int_equal(due(room, ROOM_NOW + 60), 0);
  room_set_state(room, 0, "suspended");
  assert_int_equal(due(room, ROOM_NOW + 61), 1);
  assert_int_equal(due(room, ROOM_NOW + 61 + 3600), 1);
}

/* Random records do not compress: 30,000 of them pass 64 KB. */
static void fill_records(struct db *db, uint32_t residents) {
  unsigned seed = 7;
  struct area_row row;
  DB_TRANSACTION work = db_begin(db);
  assert_int_equal(areas_find(db, ROOM_AREA, &row), TX_OK);
  for (uint32_t i = 0; i < residents; i++) {
    struct resident resident = { .area = ROOM_AREA, .state = TX_STATE_ACTIVE };
    resident.index = row.next_index + i;
    memcpy(resident.id_hash, &i, sizeof i);
    resident.sealed.n = 1;
    resident.record = ((uint32_t)rand_r(&seed) << 1 | 1u << 29) & 0x3fffffffu;
    assert_int_equal(residents_insert(db, &resident, 0), TX_OK);
  }
  assert_int_equal(areas_set_next_index(db, ROOM_AREA, row.next_index + residents), TX_OK);
  assert_int_equal(db_commit(&work), TX_OK);
}

static void fill_area(struct room *room, uint32_t residents) {
  struct request request = room_request(room);
  fill_records(request.db, residents);
  request_end(room->server, &request);
}

static void set_record(struct room *room, uint32_t index, uint32_t record) {
  struct request request = room_request(room);
  assert_int_equal(residents_set_record(request.db, ROOM_AREA, index, record), TX_OK);
  request_end(room->server, &request);
}

/* Its making began, and then the disk failed, or the process died. */
static void a_list_that_was_begun_and_not_stored_is_due_at_once(void **state) {
  struct room *room = *state;
  room_import(room);
  publish(room);
  assert_int_equal(due(room, ROOM_NOW + 10), 0);
  struct request request = room_request(room);
  assert_int_equal(areas_note_dated(request.db, ROOM_AREA, ROOM_NOW + 10), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(due(room, ROOM_NOW + 11), 1);
  assert_int_equal(due(room, ROOM_NOW + 11), 0);
}

static void a_large_list_has_a_delta_that_leads_to_it(void **state) {
  struct room *room = *state;
  fill_area(room, 30000);
  publish(room);
  struct tx_status *before = room_list(room), *after = NULL;
  assert_null(cache_take(room->server->cache, PUBLISHED_DELTA, ROOM_AREA));
  set_record(room, 17, 0xc0000000u);
  room->now_s += 60;
  publish(room);
  struct cache_item *delta = cache_take(room->server->cache, PUBLISHED_DELTA, ROOM_AREA);
  assert_non_null(delta);
  assert_int_equal(delta->seq, before->seq);
  assert_true(delta->body.n < 1000);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(tx_delta_take(delta->body, signing->trust, before,
                                 (struct tx_clock){ .now_s = room->now_s }, &after),
                   TX_OK);
  signing_release(signing);
  struct tx_status *whole = room_list(room);
  assert_int_equal(after->seq, whole->seq);
  assert_int_equal(after->count, whole->count);
  assert_memory_equal(after->records, whole->records, sizeof(uint32_t) * whole->count);
  assert_int_equal(after->records[17], 0xc0000000u);
  tx_status_destroy(before);
  tx_status_destroy(after);
  tx_status_destroy(whole);
  cache_release(delta);
}

static void a_thousand_new_indexes_are_published_before_more_are_issued(void **state) {
  struct room *room = *state;
  room_import(room);
  publish(room);
  struct publish_state before = state_now(room);
  fill_area(room, TX_NEW_MAX);
  room->now_s += 60;
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  struct publish_state after = state_now(room);
  assert_true(after.seq > before.seq);
  assert_int_equal(after.count, 3 + TX_NEW_MAX);
}

static void a_statement_that_ends_is_gone_from_the_next_list(void **state) {
  struct room *room = *state;
  room_import(room);
  room_feed(room, 2, "health", "yellow", "1640995260");
  publish(room);
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_YELLOW);
  assert_int_equal(due(room, ROOM_NOW + 61), 0);
  room->now_s = ROOM_NOW + 61;
  assert_int_equal(residency_expire(room->server, ROOM_NOW + 61), TX_OK);
  assert_int_equal(due(room, ROOM_NOW + 61), 1);
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_UNKNOWN);
}

static void certificate_status_is_published_beside_the_list(void **state) {
  struct room *room = *state;
  struct tx_certs *certs = NULL;
  publish(room);
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_CERTS, ROOM_AREA);
  assert_non_null(item);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(tx_certs_take(item->body, signing->trust, NULL,
                                 (struct tx_clock){ .now_s = ROOM_NOW }, &certs),
                   TX_OK);
  signing_release(signing);
  assert_false(tx_certs_withdrawn(certs, 1));
  tx_certs_destroy(certs);
  cache_release(item);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_list_says_how_everybody_is),
    IN_A_ROOM(a_list_is_dated_a_second_after_the_newest_pass_it_covers),
    IN_A_ROOM(seq_is_the_second_and_rises_when_the_clock_does_not),
    IN_A_ROOM(what_is_in_force_stands_in_the_list),
    IN_A_ROOM(a_policy_is_signed_by_its_area_and_taken_by_a_gate),
    IN_A_ROOM(a_policy_that_is_wrong_is_refused_by_place),
    IN_A_ROOM(a_policy_of_another_area_is_refused),
    IN_A_ROOM(only_what_changed_is_published_and_everything_hourly),
    IN_A_ROOM(a_list_that_was_begun_and_not_stored_is_due_at_once),
    IN_A_ROOM(a_large_list_has_a_delta_that_leads_to_it),
    IN_A_ROOM(a_thousand_new_indexes_are_published_before_more_are_issued),
    IN_A_ROOM(a_statement_that_ends_is_gone_from_the_next_list),
    IN_A_ROOM(certificate_status_is_published_beside_the_list),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
