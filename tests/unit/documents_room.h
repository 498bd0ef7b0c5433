/* SPDX-License-Identifier: Apache-2.0 */
/* A room whose person 1 has, or gets, further documents; the street seconds. */
#ifndef TESTS_UNIT_DOCUMENTS_ROOM_H
#define TESTS_UNIT_DOCUMENTS_ROOM_H

#include "feed_room.h"
#include "phone_room.h"

#include "domain/privacy/retention.h"
#include "domain/resident/document.h"
#include "domain/resident/edit.h"
#include "domain/resident/seat.h"
#include "store/core/areas.h"

#define NEIGHBOUR 610113001002u /* another community of the same street */
#define NEIGHBOUR_TEXT "610113001002"
#define DAY INT64_C(86400)
#define PERSON "/v1/residents/" ROOM_AREA_TEXT "/1"
#define CARD "99010119800307891X"       /* of person 1 */
#define OTHER_CARD "990101194912310028" /* of person 0 */
#define PASSPORT "E12345678"

#define NEGATIVE "\"method\":\"single\",\"field\":\"test\",\"value\":\"negative\""
#define POSITIVE                                                                                   \
  "\"method\":\"single\",\"field\":\"test\",\"value\":\"positive\",\"evidence\":\"R-1\""
#define RED                                                                                            \
  "\"ground\":\"A3\",\"evidence\":\"XH-17\",\"decided_by\":\"区疾控\",\"confirmed_by\":\"街道\"," \
  "\"field\":\"health\",\"value\":\"red\",\"valid_until\":\"2022-01-08\""

static inline json_t *passport(const char *number) {
  return json_pack("{s:s, s:s, s:s}", "id_type", "护照", "id_number", number, "evidence",
                   "本人到场，看过原件");
}

/* Of person 1, asked for by the office; the street says the rest. */
static inline enum tx_reason add(struct room *room, json_t *document) {
  json_t *asked = room_ask(room, "POST " PERSON "/documents", document);
  if (!asked) return room->problem.reason;
  enum tx_reason reason = feed_decide(room, asked, "street", REQUEST_SECOND);
  json_decref(asked);
  return reason;
}

static inline void add_passport(struct room *room) {
  if (add(room, passport(PASSPORT)) != TX_OK) fail_msg("%s", room->problem.en);
}

static inline json_t *other_card(void) {
  return json_pack("{s:s, s:s, s:s}", "id_type", "身份证", "id_number", OTHER_CARD, "evidence",
                   "本人到场，两证一人");
}

/* The name of person 1's passport among their documents; empty: they have none. */
static inline void find_passport(struct room *room, char out[32]) {
  size_t i;
  const json_t *one;
  json_t *person = room_get(room, "GET " PERSON "?purpose=papers", NULL);
  *out = '\0';
  json_array_foreach(json_object_get(person, "documents"), i, one) {
    if (strcmp(room_text(one, "id_number"), PASSPORT) == 0)
      snprintf(out, 32, "%s", room_text(one, "document"));
    else
      assert_true(json_is_true(json_object_get(one, "own")));
  }
  json_decref(person);
}

static inline json_t *remove_passport(struct room *room) {
  char name[32], path[120];
  find_passport(room, name);
  snprintf(path, sizeof path, "DELETE " PERSON "/documents/%s", name);
  return room_ask(room, path, NULL);
}

static inline void refused(struct room *room, json_t *out, enum tx_reason reason) {
  assert_null(out);
  assert_int_equal(room->problem.reason, reason);
  assert_true(*room->problem.zh && *room->problem.en);
}

/* Person 1 stands in the neighbours' list too, by the same document. */
static inline void stand_in_both(struct room *room) {
  struct resident other;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &other, &room->problem), TX_OK);
  assert_int_equal(areas_add(request.db, NEIGHBOUR), TX_OK);
  other.area = NEIGHBOUR;
  assert_int_equal(seat_put(&request, &other), TX_OK);
  request_end(room->server, &request);
}

/* Somebody who is registered with the neighbours by the passport alone. */
static inline void live_next_door(struct room *room, const char *name) {
  struct resident other;
  const struct edit edit = { .texts = { [ROSTER_NAME] = name,
                                        [ROSTER_ID_TYPE] = "护照",
                                        [ROSTER_ID_NUMBER] = PASSPORT,
                                        [ROSTER_UNIT] = "1",
                                        [ROSTER_ROOM] = "101" } };
  struct request request = room_request(room);
  assert_int_equal(areas_add(request.db, NEIGHBOUR), TX_OK);
  assert_int_equal(edit_add(&request, NEIGHBOUR, &edit, &other, &room->problem), TX_OK);
  request_end(room->server, &request);
}

static inline struct tx_record record_in(struct room *room, uint64_t area, uint32_t index) {
  struct resident found;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, area, index, &found, &room->problem), TX_OK);
  request_end(room->server, &request);
  return tx_record_unpack(found.record);
}

static inline char *make_feed(struct room *room, const char *area) {
  char sql[100];
  char *token = feed_make(room, "cdc", ROOM_AREA_TEXT, json_pack("[s, s]", "health", "test"));
  snprintf(sql, sizeof sql, "update feed set area = %s where source = 'cdc'", area);
  room_sql(room, sql);
  return token;
}

static inline json_t *say(struct room *room, const char *token, const char *number, const char *id,
                          const char *members) {
  char line[512];
  snprintf(line, sizeof line, "{\"id_number\":\"%s\",\"id\":\"%s\",\"observed_at\":%lld,%s}\n",
           number, id, (long long)room->now_s - 3600, members);
  json_t *receipt = feed_send(room, "cdc", token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", room->problem.en);
  return receipt;
}

static inline void say_taken(struct room *room, const char *token, const char *number,
                             const char *id, const char *members) {
  json_t *receipt = say(room, token, number, id, members);
  ASSERT_COUNTS(receipt, 1, 0, 0, 0, 0);
  json_decref(receipt);
}

#endif
