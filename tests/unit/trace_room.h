/* SPDX-License-Identifier: Apache-2.0 */
/* A room whose people passed gates, and traces of them. */
#ifndef TESTS_UNIT_TRACE_ROOM_H
#define TESTS_UNIT_TRACE_ROOM_H

#include "bodies_room.h"

#define DAY 86400
#define FAR 620113001001u /* of no account here */
#define TRACE "/v1/traces/" ROOM_AREA_TEXT "/1"

/* Somebody who was admitted so many minutes ago. */
static inline void pass(struct room *room, uint64_t at_area, const char *gate, uint64_t area,
                        int index, int minutes_ago) {
  static int seq;
  char sql[500];
  snprintf(sql, sizeof sql,
           "insert into event (area, gate, seq, received_at, at, direction, verdict, reason,"
           " person_area, person_idx, sealed) select %llu, '%s', %d, %d, %d, 1, 0, 0, %llu, %d,"
           " sealed from resident where area = " ROOM_AREA_TEXT " and idx = 0",
           (unsigned long long)at_area, gate, ++seq, ROOM_NOW, ROOM_NOW - minutes_ago * 60,
           (unsigned long long)area, index);
  room_sql(room, sql);
}

static inline void pass_east(struct room *room, int index, int minutes_ago) {
  pass(room, ROOM_AREA, "east", ROOM_AREA, index, minutes_ago);
}

static inline json_t *plan(int index, int minutes) {
  return json_pack("{s:i, s:i}", "index", index, "minutes", minutes);
}

static inline json_t *make(struct room *room, int index, int minutes) {
  return room_get(room, "POST /v1/traces", plan(index, minutes));
}

/* Asks for the names of the first trace. */
static inline int64_t ask(struct room *room, uint8_t hash[TX_HASH_SIZE]) {
  json_t *out = room_get(room, "POST " TRACE "/requests", json_pack("{s:s}", "words", "XH-17"));
  const json_t *asked = json_object_get(out, "request");
  const int64_t id = room_int(asked, "id");
  assert_int_equal(room_int(json_object_get(asked, "trace"), "first"), 1);
  assert_true(host_unhex(room_text(asked, "hash"), hash, TX_HASH_SIZE));
  json_decref(out);
  return id;
}

static inline void name(struct room *room) {
  uint8_t hash[TX_HASH_SIZE];
  const int64_t id = ask(room, hash);
  assert_int_equal(decide_as(room, "health", id, REQUEST_SECOND, hash, ""), TX_OK);
}

#endif
