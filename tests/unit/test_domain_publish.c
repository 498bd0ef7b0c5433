/* SPDX-License-Identifier: Apache-2.0 */
#include "server_room.h"

#include "domain/publication/publish.h"
#include "domain/resident/residency.h"
#include "store/areas.h"

#define POLICY                                                                                     \
  "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"No. 1\", "               \
  "\"issuer\": \"The committee\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "          \
  "\"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": true, \"on_fail\": \"deny\", "   \
  "\"say\": {\"zh\": \"请出示绿码\"}}]}]}"

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
  room_do(room, "suspend", json_pack("{s:s}", "resident", "0"));
  room_do(room, "revoke", json_pack("{s:s}", "resident", "1"));
  room_do(room, "state",
          json_pack("{s:s, s:s, s:s}", "resident", "2", "field", "health", "value", "red"));
  room_do(room, "publish", json_object());
  assert_int_equal(record_of(room, 0).state, TX_STATE_SUSPENDED);
  assert_int_equal(record_of(room, 1).state, TX_STATE_REVOKED);
  assert_int_equal(record_of(room, 2).state, TX_STATE_ACTIVE);
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_RED);
  room_do(room, "reinstate", json_pack("{s:s}", "resident", "0"));
  room_do(room, "publish", json_object());
  assert_int_equal(record_of(room, 0).state, TX_STATE_ACTIVE);
}

static void a_list_is_dated_a_second_after_the_newest_pass_it_covers(void **state) {
  struct room *room = *state;
  room_import(room);
  room_do(room, "issue", json_pack("{s:s}", "resident", "0"));
  room_do(room, "publish", json_object());
  struct tx_status *list = room_list(room);
  assert_int_equal(list->iat, ROOM_NOW + 1);
  tx_status_destroy(list);
}

static void seq_is_the_second_and_rises_when_the_clock_does_not(void **state) {
  struct room *room = *state;
  uint64_t seqs[3];
  room_import(room);
  for (int i = 0; i < 3; i++) {
    if (i == 2) room->call.now_s -= 3600; /* a clock set back */
    room_do(room, "publish", json_object());
    struct publish_state now;
    assert_int_equal(publish_state(room->server, ROOM_AREA, &now), TX_OK);
    seqs[i] = now.seq;
  }
  assert_int_equal(seqs[0], ROOM_NOW);
  assert_int_equal(seqs[1], ROOM_NOW + 1);
  assert_int_equal(seqs[2], ROOM_NOW + 2);
}

static void what_is_in_force_stands_in_the_list(void **state) {
  struct room *room = *state;
  room_import(room);
  room_do(room, "publish", json_pack("{s:s}", "policy", POLICY));
  struct tx_status *list = room_list(room);
  assert_int_equal(list->current.trust, room->server->trust->seq);
  assert_int_equal(list->current.count, 1);
  assert_int_equal(list->current.policies[0].area, ROOM_AREA);
  assert_int_equal(list->current.policies[0].seq, ROOM_NOW);
  assert_true(list->audited);
  tx_status_destroy(list);
}

static void a_policy_is_signed_by_its_area_and_taken_by_a_gate(void **state) {
  struct room *room = *state;
  struct tx_policy *policy = NULL;
  room_do(room, "publish", json_pack("{s:s}", "policy", POLICY));
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_non_null(item);
  assert_int_equal(tx_policy_take(item->body, room->server->trust, 0,
                                  (struct tx_clock){ .now_s = ROOM_NOW }, &policy),
                   TX_OK);
  assert_string_equal(policy->orders[0].document, "No. 1");
  tx_policy_destroy(policy);
  cache_release(item);
}

static void a_policy_that_is_wrong_is_refused_by_place(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "publish", json_pack("{s:s}", "policy", "{\"area\": 610113001001}")));
  assert_non_null(strstr(room->problem.en, "orders"));
  assert_null(room_ask(room, "publish", json_pack("{s:s}", "policy", "no JSON")));
}

static void a_policy_of_another_area_finds_no_key(void **state) {
  struct room *room = *state;
  json_t *policy = json_loads(POLICY, 0, NULL);
  json_object_set_new(policy, "area", json_integer(610113001002));
  char *text = json_dumps(policy, 0);
  assert_null(room_ask(room, "publish", json_pack("{s:s}", "policy", text)));
  assert_int_equal(room->problem.reason, TX_UNKNOWN_KEY);
  free(text);
  json_decref(policy);
}

static void only_what_changed_is_published_and_everything_hourly(void **state) {
  struct room *room = *state;
  size_t count;
  room_import(room);
  assert_int_equal(publish_due(room->server, ROOM_NOW, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(publish_due(room->server, ROOM_NOW + 60, &count, &room->problem), TX_OK);
  assert_int_equal(count, 0);
  room_do(room, "suspend", json_pack("{s:s}", "resident", "0"));
  assert_int_equal(publish_due(room->server, ROOM_NOW + 61, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(publish_due(room->server, ROOM_NOW + 61 + 3600, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
}

/* Random records do not compress: 30,000 of them pass 64 KB. */
static void fill_area(struct room *room, uint32_t residents) {
  unsigned seed = 7;
  DB_TRANSACTION work = db_begin(room->server->db);
  for (uint32_t i = 0; i < residents; i++) {
    struct resident resident = { .area = ROOM_AREA, .state = TX_STATE_ACTIVE };
    assert_int_equal(
        areas_take_index(room->server->db, ROOM_AREA, TX_COUNT_COMMUNITY, &resident.index), TX_OK);
    memcpy(resident.id_hash, &i, sizeof i);
    resident.id.n = resident.name.n = 1;
    resident.record = ((uint32_t)rand_r(&seed) << 1 | 1u << 29) & 0x3fffffffu;
    assert_int_equal(residents_insert(room->server->db, &resident), TX_OK);
  }
  assert_int_equal(db_commit(&work), TX_OK);
}

static void a_large_list_has_a_delta_that_leads_to_it(void **state) {
  struct room *room = *state;
  fill_area(room, 30000);
  room_do(room, "publish", json_object());
  struct tx_status *before = room_list(room), *after = NULL;
  assert_null(cache_take(room->server->cache, PUBLISHED_DELTA, ROOM_AREA));
  assert_int_equal(residents_set_record(room->server->db, ROOM_AREA, 17, 0xc0000000u), TX_OK);
  room->call.now_s += 60;
  room_do(room, "publish", json_object());
  struct cache_item *delta = cache_take(room->server->cache, PUBLISHED_DELTA, ROOM_AREA);
  assert_non_null(delta);
  assert_int_equal(delta->seq, before->seq);
  assert_true(delta->body.n < 1000);
  assert_int_equal(tx_delta_take(delta->body, room->server->trust, before,
                                 (struct tx_clock){ .now_s = room->call.now_s }, &after),
                   TX_OK);
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
  struct publish_state before, after;
  room_import(room);
  room_do(room, "publish", json_object());
  assert_int_equal(publish_state(room->server, ROOM_AREA, &before), TX_OK);
  fill_area(room, TX_NEW_MAX);
  room->call.now_s += 60;
  room_do(room, "issue", json_pack("{s:s}", "resident", "0"));
  assert_int_equal(publish_state(room->server, ROOM_AREA, &after), TX_OK);
  assert_true(after.seq > before.seq);
  assert_int_equal(after.count, 3 + TX_NEW_MAX);
}

static void a_statement_that_ends_is_gone_from_the_next_list(void **state) {
  struct room *room = *state;
  size_t count;
  room_import(room);
  room_do(room, "state",
          json_pack("{s:s, s:s, s:s, s:s}", "resident", "2", "field", "health", "value", "yellow",
                    "valid_until", "1640995260"));
  room_do(room, "publish", json_object());
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_YELLOW);
  assert_int_equal(publish_due(room->server, ROOM_NOW + 61, &count, &room->problem), TX_OK);
  assert_int_equal(count, 0);
  room->call.now_s = ROOM_NOW + 61;
  assert_int_equal(residency_expire(room->server, ROOM_NOW + 61), TX_OK);
  assert_int_equal(publish_due(room->server, ROOM_NOW + 61, &count, &room->problem), TX_OK);
  assert_int_equal(count, 1);
  assert_int_equal(record_of(room, 2).health, TX_HEALTH_UNKNOWN);
}

static void certificate_status_is_published_beside_the_list(void **state) {
  struct room *room = *state;
  struct tx_certs *certs = NULL;
  room_do(room, "publish", json_object());
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_CERTS, ROOM_AREA);
  assert_non_null(item);
  assert_int_equal(tx_certs_take(item->body, room->server->trust, NULL,
                                 (struct tx_clock){ .now_s = ROOM_NOW }, &certs),
                   TX_OK);
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
    IN_A_ROOM(a_policy_of_another_area_finds_no_key),
    IN_A_ROOM(only_what_changed_is_published_and_everything_hourly),
    IN_A_ROOM(a_large_list_has_a_delta_that_leads_to_it),
    IN_A_ROOM(a_thousand_new_indexes_are_published_before_more_are_issued),
    IN_A_ROOM(a_statement_that_ends_is_gone_from_the_next_list),
    IN_A_ROOM(certificate_status_is_published_beside_the_list),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
