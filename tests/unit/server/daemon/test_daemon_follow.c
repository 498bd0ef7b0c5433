/* SPDX-License-Identifier: Apache-2.0 */
/* Two servers over one database: what one changes of what both keep in memory, the other takes
 * over. */
#include "gate_room.h"

#include "daemon/follow.h"
#include "domain/context/names.h"
#include "domain/gate/registry.h"
#include "store/core/changes.h"

/* Another server over the room's database. */
static struct server *second(struct room *room) {
  struct server *server = NULL;
  const struct server_place place = room_place(room);
  if (server_open(&place, &server, &room->problem) != TX_OK) fail_msg("%s", room->problem.en);
  return server;
}

static uint64_t seq_of(struct server *server, enum publication_kind kind, uint64_t area) {
  struct cache_item *item = cache_take(server->cache, kind, area);
  uint64_t seq = item ? item->seq : 0;
  cache_release(item);
  return seq;
}

static void publish(struct room *room) {
  room_do(room, "POST /v1/publications", NULL);
}

static void a_list_published_by_one_is_served_by_the_other(void **state) {
  struct room *room = *state;
  publish(room);
  struct server *other = second(room);
  uint64_t before = seq_of(other, PUBLISHED_STATUS, ROOM_AREA);
  room->now_s += 60;
  publish(room);
  follow_now(other);
  uint64_t after = seq_of(other, PUBLISHED_STATUS, ROOM_AREA);
  assert_true(after > before);
  assert_int_equal(after, seq_of(room->server, PUBLISHED_STATUS, ROOM_AREA));
  server_close(other);
}

static void a_gate_shut_out_at_one_is_shut_out_at_the_other(void **state) {
  struct room *room = *state;
  struct gate_row gate;
  struct server *other = second(room);
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_registry_count(other->gates), 0);
  follow_now(other);
  assert_int_equal(gate_registry_count(other->gates), 1);
  gate_remove(room, "east");
  follow_now(other);
  assert_int_equal(gate_registry_count(other->gates), 0);
  char name[TX_GATE_NAME_SIZE + 1];
  tx_gate_name(room->forge.keys[FORGE_GATE]->hash, name);
  assert_true(gate_registry_find(other->gates, name, &gate) && gate.removed_at);
  server_close(other);
}

static void a_name_kept_by_one_is_the_others_too(void **state) {
  struct room *room = *state;
  struct server *other = second(room);
  struct request request = room_request(room);
  assert_int_equal(names_keep(room->server->names, request.db, "office.example.org"), TX_OK);
  request_end(room->server, &request);
  assert_false(names_has(other->names, "office.example.org"));
  follow_now(other);
  assert_true(names_has(other->names, "office.example.org"));
  server_close(other);
}

static void a_trust_list_taken_by_one_is_in_force_at_the_other(void **state) {
  struct room *room = *state;
  struct forge_trust draft;
  struct server *other = second(room);
  forge_trust_draft(&room->forge, &draft);
  draft.trust.seq += 1;
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  json_t *out = room_send(room, "PUT /v1/trust", "application/cose", forge_span(&trust));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
  assert_int_not_equal(other->signing->trust->seq, draft.trust.seq);
  follow_now(other);
  assert_int_equal(other->signing->trust->seq, draft.trust.seq);
  assert_int_equal(seq_of(other, PUBLISHED_TRUST, 0), draft.trust.seq);
  server_close(other);
}

/* By which a gate that slept through a change of the root finds its way, whichever it asks. */
static void both_name_the_trust_list_before_the_newest(void **state) {
  struct room *room = *state;
  struct forge_trust draft;
  struct server *other = second(room);
  forge_trust_draft(&room->forge, &draft);
  const uint64_t before = draft.trust.seq;
  draft.trust.seq += 1;
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  json_decref(room_send(room, "PUT /v1/trust", "application/cose", forge_span(&trust)));
  follow_now(other);
  struct server *const servers[] = { room->server, other };
  for (size_t i = 0; i < COUNT(servers); i++) {
    struct cache_item *item = cache_take(servers[i]->cache, PUBLISHED_TRUST, 0);
    assert_int_equal(item->seq, draft.trust.seq);
    assert_int_equal(item->before, before);
    cache_release(item);
  }
  server_close(other);
}

/* It slept for longer than changes are kept. */
static void whoever_is_far_behind_reads_everything_anew(void **state) {
  struct room *room = *state;
  struct server *other = second(room);
  gate_register(room, FORGE_GATE, "east");
  publish(room);
  struct request request = room_request(room);
  assert_int_equal(db_run(request.db,
                          "insert into change (n, kind, area, seq) values ($1, 'names', 0, 0)",
                          db_int(CHANGES_KEPT + 100)),
                   TX_OK);
  assert_int_equal(changes_forget(request.db), TX_OK);
  request_end(room->server, &request);
  follow_now(other);
  assert_int_equal(gate_registry_count(other->gates), 1);
  assert_int_equal(seq_of(other, PUBLISHED_STATUS, ROOM_AREA),
                   seq_of(room->server, PUBLISHED_STATUS, ROOM_AREA));
  server_close(other);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_list_published_by_one_is_served_by_the_other),
    IN_A_ROOM(a_gate_shut_out_at_one_is_shut_out_at_the_other),
    IN_A_ROOM(a_name_kept_by_one_is_the_others_too),
    IN_A_ROOM(a_trust_list_taken_by_one_is_in_force_at_the_other),
    IN_A_ROOM(both_name_the_trust_list_before_the_newest),
    IN_A_ROOM(whoever_is_far_behind_reads_everything_anew),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
