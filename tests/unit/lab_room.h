/* SPDX-License-Identifier: Apache-2.0 */
/* A sampling point, whose gate registers swabs, and a laboratory that says what was in a tube. */
#ifndef TESTS_UNIT_LAB_ROOM_H
#define TESTS_UNIT_LAB_ROOM_H

#include "feed_room.h"

#include "domain/feed/swab.h"
#include "domain/gate/events.h"
#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "domain/publication/trust_import.h"
#include "domain/publication/trust_load.h"
#include "domain/statement/said.h"

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

static inline void trust_a_sealing_key(struct room *room) {
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

static inline void register_gate(struct room *room, const char *kind) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *signer = room->forge.keys[FORGE_GATE];
  host_base64(tx_span_of(signer->spki, signer->spki_len), base64);
  room_do(room, "POST /v1/gates",
          json_pack("{s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name", "tent", "key", base64,
                    "kind", kind));
}

static inline int lab_set_up(void **state) {
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

static inline int lab_tear_down(void **state) {
  struct lab *lab = *state;
  *state = lab->room;
  free(lab->token);
  free(lab);
  return room_tear_down(state);
}

/* As it was set up, but for the lists and the numbers of the gate's events. */
static inline int fresh(void **state) {
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

static inline struct tx_pass pass_of(const struct room *room, uint32_t index) {
  struct tx_pass pass = forge_pass(&room->forge);
  pass.iat = ROOM_NOW - 2 * DAY;
  pass.index = index;
  return pass;
}

static inline void send_event(struct lab *lab, const struct tx_event *event) {
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

static inline struct tx_event event_of(const char *tube, int64_t at) {
  return (struct tx_event){ .at = at,
                            .direction = TX_NEITHER,
                            .verdict = TX_ALLOW,
                            .identified = true,
                            .area = ROOM_AREA,
                            .live = -1,
                            .tube = tx_span_text(tube) };
}

/* A pass, signed by a key, shown as that of an index. */
static inline void show(struct lab *lab, const struct tx_pass *pass, enum forge_key key,
                        uint32_t index, const char *tube, int64_t at) {
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
static inline void swab_at(struct lab *lab, uint32_t index, const char *tube, int64_t at) {
  const struct tx_pass pass = pass_of(lab->room, index);
  show(lab, &pass, FORGE_ISSUE, index, tube, at);
}

static inline void swab(struct lab *lab, uint32_t index) {
  swab_at(lab, index, TUBE, SWABBED);
}

static inline void undo(struct lab *lab, uint64_t seq, int64_t at) {
  struct tx_event event = event_of(TUBE, at);
  event.index = 1;
  event.undoes = true;
  event.undone_seq = seq;
  send_event(lab, &event);
}

/* As the jobs do, until all that can be opened is. */
static inline void settle(struct lab *lab) {
  for (int i = 0; i < 50; i++) {
    assert_int_equal(swab_settle(lab->room->server, lab->room->now_s), TX_OK);
    if (!room_count(lab->room, "select count(*) from swab where state = 0")) return;
    nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
  }
}

/* --- the laboratory --------------------------------------------------------------------------- */

static inline json_t *send_line(struct lab *lab, const char *line) {
  json_t *receipt = feed_send(lab->room, "lab-7", lab->token, NULL, tx_span_text(line));
  if (!receipt) fail_msg("%s", lab->room->problem.en);
  return receipt;
}

/* Its receipt; observed when the swabs were taken, reported three hours later. */
static inline json_t *say(struct lab *lab, const char *tube, const char *id, const char *members) {
  char line[512];
  snprintf(line, sizeof line,
           "{\"tube\":\"%s\",\"id\":\"%s\",\"field\":\"test\",\"observed_at\":%lld,"
           "\"reported_at\":%lld,\"evidence\":\"R-%s\",%s}\n",
           tube, id, (long long)SWABBED, (long long)SWABBED + 3 * 3600, id, members);
  return send_line(lab, line);
}

/* taken, repeated, held, kept for who is to come, refused */
static inline void expect(json_t *receipt, int t, int r, int h, int a, int f) {
  ASSERT_COUNTS(receipt, t, r, h, 0, f);
  assert_int_equal(room_int(receipt, "aside"), a);
  json_decref(receipt);
}

static inline struct tx_record record_at(struct lab *lab, uint32_t index) {
  struct resident resident;
  struct request request = room_request(lab->room);
  enum tx_reason reason = residency_at(&request, ROOM_AREA, index, &resident, &lab->room->problem);
  request_end(lab->room->server, &request);
  assert_int_equal(reason, TX_OK);
  return tx_record_unpack(resident.record);
}

#endif
