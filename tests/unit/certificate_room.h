/* SPDX-License-Identifier: Apache-2.0 */
/* A room whose bodies issue certificates to its three people. */
#ifndef TESTS_UNIT_CERTIFICATE_ROOM_H
#define TESTS_UNIT_CERTIFICATE_ROOM_H

#include "bodies_room.h"
#include "phone_room.h"

#include "domain/certificate/certificate.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"

#define DAY_S 86400

static inline json_t *form(int index, const char *kind) {
  return json_pack("{s:i, s:s, s:s}", "index", index, "kind", kind, "employer", "西安某厂");
}

/* Whatever keeps nobody from work. */
static inline void make_well(struct room *room, int index) {
  room_feed(room, index, "health", "green", "");
  room_feed(room, index, "travel", "none", "");
  room_feed(room, index, "test", "negative", "");
}

static inline json_t *issue(struct room *room, int index) {
  make_well(room, index);
  return room_get(room, "POST /v1/certificates", form(index, "work"));
}

static inline const json_t *certificate_in(const json_t *out) {
  return json_object_get(out, "certificate");
}

static inline json_t *verify(struct room *room, const char *text) {
  return room_get(room, "POST /v1/certificates/verifications", json_pack("{s:s}", "text", text));
}

static inline json_t *withdraw(struct room *room, long long serial, const char *words) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/certificates/" ROOM_AREA_TEXT "/%lld/withdrawals", serial);
  return room_ask(room, what, json_pack("{s:s}", "words", words));
}

/* As a source said it, long ago or not. */
static inline void say(struct room *room, uint32_t index, const struct statement_row *row) {
  bool added = false;
  struct resident resident;
  struct request request = room_request(room);
  assert_int_equal(residents_find(request.db, ROOM_AREA, index, &resident), TX_OK);
  assert_int_equal(statements_add(request.db, ROOM_AREA, resident.id_hash, row,
                                  (struct tx_span){ 0 }, room->now_s, &added),
                   TX_OK);
  assert_true(added);
  request_end(room->server, &request);
}

static inline void isolate(struct room *room, uint32_t index) {
  static const int days[] = { 1, 4, 7, 14 };
  int64_t began_s = ROOM_NOW - 15 * DAY_S;
  struct statement_row row = { .field = STATEMENT_STATE,
                               .value = TX_STATE_AWAY,
                               .source = "cdc",
                               .id = "i",
                               .observed_at = began_s,
                               .valid_until = began_s + 14 * DAY_S,
                               .ground = 3 };
  say(room, index, &row);
  for (size_t i = 0; i < COUNT(days); i++) {
    row = (struct statement_row){ .field = STATEMENT_TEST,
                                  .value = TX_TEST_NEGATIVE,
                                  .source = "lab",
                                  .observed_at = began_s + (days[i] - 1) * DAY_S + 3600,
                                  .valid_until = ROOM_NOW + 20 * DAY_S };
    snprintf(row.id, sizeof row.id, "t%d", days[i]);
    say(room, index, &row);
  }
}

static inline enum tx_reason issue_as(struct room *room, const char *login, unsigned kind,
                                      struct certificate_row *out) {
  struct caller caller = who(room, login);
  struct request request = room_request(room);
  const struct certificate_in in = { .area = ROOM_AREA,
                                     .index = 1,
                                     .kind = kind,
                                     .employer = "厂",
                                     .authority = "西安市卫生健康委",
                                     .number = "A-17",
                                     .until_s = ROOM_NOW + 3 * DAY_S };
  request.caller = &caller;
  request.actor = caller.login;
  room->problem = (struct host_problem){ 0 };
  enum tx_reason reason = certificate_issue(room->server, &request, &in, out, &room->problem);
  request_end(room->server, &request);
  return reason;
}

static inline struct phone holder_of(struct room *room, int index) {
  struct phone phone = phone_of(room, FORGE_HOLDER);
  char code[16];
  phone_code(room, index, false, code);
  phone_apply_to(&phone, phone_form(index, code), "approved");
  assert_int_equal(phone_sign_in(&phone), 201);
  return phone;
}

#endif
