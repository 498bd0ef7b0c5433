/* SPDX-License-Identifier: Apache-2.0 */
/* A room with five bodies, whose accounts ask for things and second them. */
#ifndef TESTS_UNIT_BODIES_ROOM_H
#define TESTS_UNIT_BODIES_ROOM_H

#include "server_room.h"

#include "domain/resident/residency.h"
#include "domain/statement/statement.h"

/* Both founding accounts have signed in; a health body and its account stand beside them. */
static inline int bodies_set_up(void **state) {
  if (room_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_sql(room, "update account set activated_at = 1");
  room_sql(room,
           "insert into body (id, name, kind, area, made_at) values"
           " ('health', '疾控', 3, 610113000000, 1), ('property', '物业', 1, 610113001001, 1),"
           " ('command', '指挥部', 5, 610100000000, 1)");
  room_sql(room, "insert into account (login, body, area, roles, made_at, activated_at) values"
                 " ('health', 'health', 610113000000, 4, 1, 1),"
                 " ('keeper', 'property', 610113001001, 2, 1, 1),"
                 " ('chief', 'command', 610100000000, 8, 1, 1),"
                 " ('clerk', 'committee', 610113001001, 1, 1, 1)");
  room_import(room);
  return 0;
}

#define WITH_BODIES(name) cmocka_unit_test_setup_teardown(name, bodies_set_up, room_tear_down)

static inline struct caller who(struct room *room, const char *login) {
  struct caller caller = { 0 };
  struct request request = room_request(room);
  assert_int_equal(account_caller(request.db, login, &caller), TX_OK);
  request_end(room->server, &request);
  return caller;
}

static const struct statement_row red = {
  .field = STATEMENT_HEALTH, .value = TX_HEALTH_RED, .source = "office", .observed_at = ROOM_NOW
};

static inline struct request_in red_code(void) {
  return (struct request_in){ .act = REQUEST_STATEMENT,
                              .area = ROOM_AREA,
                              .index = 1,
                              .statement = &red,
                              .ground = "A3",
                              .evidence = "XH-2022-17",
                              .words = "" };
}

static inline enum tx_reason ask_as(struct room *room, const char *login,
                                    const struct request_in *in, struct request_row *out) {
  struct caller caller = who(room, login);
  struct request request = room_request(room);
  request.caller = &caller;
  request.actor = caller.login;
  room->problem = (struct host_problem){ 0 };
  enum tx_reason reason = request_make(&request, in, out, &room->problem);
  request_end(room->server, &request);
  return reason;
}

static inline enum tx_reason decide_as(struct room *room, const char *login, int64_t id,
                                       enum request_verdict verdict, const uint8_t *hash,
                                       const char *words) {
  struct request_row row;
  struct caller caller = who(room, login);
  struct request request = room_request(room);
  request.caller = &caller;
  request.actor = caller.login;
  room->problem = (struct host_problem){ 0 };
  enum tx_reason reason = request_decide(room->server, &request, ROOM_AREA, id, verdict, hash,
                                         words, &row, &room->problem);
  request_end(room->server, &request);
  return reason;
}

static inline enum tx_reason second_as(struct room *room, const char *login,
                                       const struct request_row *row) {
  uint8_t hash[TX_HASH_SIZE];
  assert_int_equal(request_hash(row, hash), TX_OK);
  return decide_as(room, login, row->id, REQUEST_SECOND, hash, "");
}

static inline struct tx_record record_of(struct room *room) {
  struct resident resident;
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  request_end(room->server, &request);
  return tx_record_unpack(resident.record);
}

#endif
