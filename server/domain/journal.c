/* SPDX-License-Identifier: Apache-2.0 */
#include "journal.h"

#include "gatekeeping.h"
#include "host/sys/text.h"
#include "store/events.h"
#include "store/residents.h"

#include "format/reason.h"

/* --- taking ----------------------------------------------------------------------------------- */

static void free_batch(struct tx_batch **batch) {
  tx_batch_destroy(*batch);
}
#define BATCH __attribute__((cleanup(free_batch))) struct tx_batch

/* Two gates may share a kid: the one whose key verifies is meant. */
static enum tx_reason open_batch(struct office *office, struct tx_span bytes, struct gate_row *gate,
                                 struct tx_batch **out) {
  uint8_t kid[TX_KID_SIZE];
  size_t from = 0;
  enum tx_reason reason = tx_batch_kid(bytes, kid);
  if (reason != TX_OK) return reason;
  reason = TX_UNKNOWN_KEY;
  while (gatebook_find_kid(office->gates, kid, &from, gate)) {
    reason = TX_KEY_REVOKED;
    if (gate->removed_at) continue;
    reason = tx_batch_take(bytes, gate->alg, tx_span_of(gate->spki, gate->spki_len), out);
    if (reason != TX_BAD_SIGNATURE) break;
  }
  if (reason != TX_OK) return reason;
  return strcmp((*out)->gate, gate->name) == 0 ? TX_OK : TX_MALFORMED_CLAIMS;
}

static enum tx_reason take_gap(struct office *office, int64_t now_s, const struct tx_batch *batch,
                               uint64_t *acknowledged) {
  if (!batch->lost || batch->lost_to <= *acknowledged) return TX_OK;
  if (batch->lost_from > *acknowledged + 1) return TX_CONFLICT;
  enum tx_reason reason =
      gaps_add(office->db, batch->gate, *acknowledged + 1, batch->lost_to, now_s);
  if (reason == TX_OK) *acknowledged = batch->lost_to;
  return reason;
}

static enum tx_reason take_events(struct office *office, int64_t now_s,
                                  const struct tx_batch *batch, struct journal_answer *answer) {
  if (batch->count && batch->first > answer->acknowledged + 1) return TX_CONFLICT;
  for (size_t i = 0; i < batch->count; i++) {
    uint64_t seq = batch->first + i;
    if (seq <= answer->acknowledged) continue;
    enum tx_reason reason =
        events_add(office->db, batch->gate, seq, now_s, &batch->events[i], batch->encoded[i]);
    if (reason != TX_OK) return reason;
    answer->acknowledged = seq;
    answer->stored++;
  }
  return TX_OK;
}

static enum tx_reason store_batch(struct office *office, int64_t now_s,
                                  const struct tx_batch *batch, struct journal_answer *answer) {
  struct gate_row held;
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gates_find(office->db, batch->gate, &held);
  if (reason != TX_OK) return reason;
  answer->acknowledged = held.acknowledged;
  answer->expected = held.acknowledged + 1;
  reason = take_gap(office, now_s, batch, &answer->acknowledged);
  if (reason == TX_OK) reason = take_events(office, now_s, batch, answer);
  if (reason != TX_OK) return reason;
  if (answer->acknowledged == held.acknowledged) return TX_OK; /* nothing new, nothing to sync */
  reason = gates_acknowledge(office->db, batch->gate, answer->acknowledged);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason journal_take(struct office *office, int64_t now_s, struct tx_span bytes,
                            struct journal_answer *answer) {
  BATCH *batch = NULL;
  struct gate_row gate;
  *answer = (struct journal_answer){ 0 };
  enum tx_reason reason = open_batch(office, bytes, &gate, &batch);
  return reason == TX_OK ? store_batch(office, now_s, batch, answer) : reason;
}

/* --- showing ---------------------------------------------------------------------------------- */

static void set_text(json_t *json, const char *name, struct tx_span text) {
  if (text.n) json_object_set_new(json, name, json_stringn((const char *)text.p, text.n));
}

static void set_int(json_t *json, const char *name, bool there, int64_t value) {
  if (there) json_object_set_new(json, name, json_integer(value));
}

json_t *journal_event(const char *gate, uint64_t seq, const struct tx_event *event) {
  json_t *json =
      json_pack("{s:s, s:I, s:I, s:s, s:s, s:I, s:s}", "gate", gate, "seq", (json_int_t)seq, "at",
                (json_int_t)event->at, "direction", tx_direction_word(event->direction), "verdict",
                tx_verdict_name(event->verdict), "reason", (json_int_t)event->reason, "reason_name",
                tx_reason_name((enum tx_reason)event->reason));
  set_int(json, "area", event->identified, (int64_t)event->area);
  set_int(json, "index", event->identified, event->index);
  if (event->live >= 0) json_object_set_new(json, "live", json_boolean(event->live));
  set_int(json, "reading", event->has_reading, event->centi_celsius);
  if (event->decided_by_hand) set_text(json, "by", event->by);
  set_int(json, "why", event->decided_by_hand, (int64_t)event->why);
  set_text(json, "tube", event->tube);
  set_text(json, "registered", event->registered);
  set_int(json, "sealed_number_bytes", event->sealed_number.n, (int64_t)event->sealed_number.n);
  set_int(json, "sealed_pass_bytes", event->sealed_pass.n, (int64_t)event->sealed_pass.n);
  set_text(json, "rule", event->rule);
  set_text(json, "host_unit", event->host_unit);
  set_int(json, "undoes", event->undoes, (int64_t)event->undone_seq);
  set_int(json, "pass_iat", event->decided_on, event->pass_iat);
  set_int(json, "list_seq", event->has_list_seq, (int64_t)event->list_seq);
  set_int(json, "role", event->role != 0, event->role);
  return json;
}

static enum tx_reason list_events(struct office *office, const char *gate, json_t *out) {
  DB_ROWS rows = events_list(office->db, gate);
  while (db_next(&rows)) {
    struct tx_event event;
    if (tx_event_read(db_column_bytes(&rows, 2), &event) != TX_OK) return TX_MALFORMED;
    json_t *json =
        journal_event(db_column_text(&rows, 0), (uint64_t)db_column_int(&rows, 1), &event);
    json_array_append_new(out, json);
  }
  return rows.end;
}

static enum tx_reason list_gaps(struct office *office, json_t *out) {
  DB_ROWS rows = gaps_list(office->db);
  while (db_next(&rows))
    json_array_append_new(out, json_pack("{s:s, s:I, s:I}", "gate", db_column_text(&rows, 0),
                                         "from", (json_int_t)db_column_int(&rows, 1), "to",
                                         (json_int_t)db_column_int(&rows, 2)));
  return rows.end;
}

enum tx_reason journal_list(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  struct gate_row gate;
  const char *word = in_text(in, "gate", NULL);
  (void)call;
  if (word) {
    enum tx_reason reason = gates_find_by_word(office->db, word, &gate);
    if (reason == TX_NOT_FOUND)
      return host_problem_set(problem, reason, "没有叫“%s”的门禁,请看 gate list。",
                         "No gate is called \"%s\", see gate list.", word);
    if (reason != TX_OK) return host_problem_of(problem, reason);
  }
  json_t *events = json_array(), *gaps = json_array();
  enum tx_reason reason = list_events(office, word ? gate.name : NULL, events);
  if (reason == TX_OK) reason = list_gaps(office, gaps);
  *out = json_pack("{s:o, s:o}", "events", events, "gaps", gaps);
  return host_problem_of(problem, reason);
}

static json_t *household_of(struct office *office, const struct tx_neighbour_key *key,
                            const struct tx_event *event) {
  struct resident resident;
  uint8_t tag[TX_HOUSEHOLD_SIZE];
  char digits[TX_HOUSEHOLD_SIZE * 2 + 1];
  if (residents_find(office->db, event->area, event->index, &resident) != TX_OK) return json_null();
  struct tx_pass pass = { .area = resident.area, .household = resident.household };
  memcpy(pass.unit, resident.unit, sizeof pass.unit);
  if (!tx_household_tag(key, &pass, tag)) return json_null();
  host_hex(tx_span_of(tag, sizeof tag), digits);
  return json_string(digits);
}

static enum tx_reason list_history(struct office *office, struct db_rows *rows,
                                   const struct tx_neighbour_key *key, json_t *out) {
  while (db_next(rows)) {
    struct tx_event event;
    if (tx_event_read(db_column_bytes(rows, 0), &event) != TX_OK) return TX_MALFORMED;
    int kind = (int)db_column_int(rows, 1);
    json_array_append_new(out, json_pack("[I, I, I, i, i, I, o]", (json_int_t)event.area,
                                         (json_int_t)event.index, (json_int_t)event.at,
                                         (int)event.direction, kind, (json_int_t)event.reason,
                                         household_of(office, key, &event)));
  }
  return rows->end;
}

enum tx_reason journal_history(struct office *office, uint64_t area, const char *but_gate,
                               int64_t since, json_t **out) {
  struct neighbour_keys keys;
  *out = json_array();
  enum tx_reason reason = gatekeeping_neighbour_keys(office, area, &keys);
  if (reason == TX_OK) {
    DB_ROWS rows = events_history(office->db, area, but_gate, since);
    reason = list_history(office, &rows, &keys.current, *out);
  }
  tx_cleanse(&keys, sizeof keys);
  return reason;
}
