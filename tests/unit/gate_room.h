/* SPDX-License-Identifier: Apache-2.0 */
/* A gate at the server's door: registered, and with batches to send. */
#ifndef TESTS_UNIT_GATE_ROOM_H
#define TESTS_UNIT_GATE_ROOM_H

#include "server_room.h"

#include "domain/gate/events.h"

static inline void gate_register(struct room *room, enum forge_key key, const char *name) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *signer = room->forge.keys[key];
  host_base64(tx_span_of(signer->spki, signer->spki_len), base64);
  room_do(room, "POST /v1/gates",
          json_pack("{s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name", name, "key", base64));
}

/* count admissions of index 1, one a second from ROOM_NOW + first. */
static inline struct forge_bytes gate_batch_of(const struct room *room, enum forge_key key,
                                               const struct tx_batch_head *head, size_t count) {
  const uint64_t first = head->first;
  uint8_t bytes[8][256];
  struct tx_span events[8];
  struct forge_bytes batch = { 0 };
  for (size_t i = 0; i < count && i < COUNT(events); i++) {
    size_t n = 0;
    const struct tx_event event = { .at = ROOM_NOW + (int64_t)(first + i),
                                    .direction = TX_IN,
                                    .verdict = TX_ALLOW,
                                    .identified = true,
                                    .area = ROOM_AREA,
                                    .index = 1,
                                    .live = -1 };
    assert_int_equal(tx_event_write(&event, bytes[i], sizeof bytes[i], &n), TX_OK);
    events[i] = tx_span_of(bytes[i], n);
  }
  assert_int_equal(tx_batch_sign(room->forge.keys[key], head, events, count, &batch.p, &batch.n),
                   TX_OK);
  return batch;
}

static inline struct forge_bytes gate_batch(const struct room *room, enum forge_key key,
                                            uint64_t first, size_t count, uint64_t lost_from,
                                            uint64_t lost_to) {
  const struct tx_batch_head head = { .first = first, .lost_from = lost_from, .lost_to = lost_to };
  return gate_batch_of(room, key, &head, count);
}

static inline enum tx_reason gate_take(struct room *room, struct tx_span batch,
                                       struct gate_events_answer *answer) {
  struct host_problem problem = { 0 };
  struct request request = room_request(room);
  enum tx_reason reason = gate_events_take(room->server, &request, batch, answer, &problem);
  request_end(room->server, &request);
  return reason;
}

static inline enum tx_reason gate_send(struct room *room, enum forge_key key, uint64_t first,
                                       size_t count, struct gate_events_answer *answer) {
  FORGED batch = gate_batch(room, key, first, count, 0, 0);
  return gate_take(room, forge_span(&batch), answer);
}

/* Shuts a gate out. */
static inline void gate_remove(struct room *room, const char *name) {
  char what[96];
  snprintf(what, sizeof what, "DELETE /v1/gates/%s", name);
  room_do(room, what, NULL);
}

/* The neighbour keys of the room's area. */
static inline struct neighbour_keys gate_neighbour_keys(struct room *room) {
  struct neighbour_keys keys;
  struct request request = room_request(room);
  assert_int_equal(gate_admin_neighbour_keys(room->server, &request, ROOM_AREA, &keys), TX_OK);
  request_end(room->server, &request);
  return keys;
}

#endif
