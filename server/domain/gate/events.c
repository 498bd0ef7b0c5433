/* SPDX-License-Identifier: Apache-2.0 */
#include "events.h"

#include "registry.h"
#include "store/events.h"
#include "store/gates.h"
#include "store/residents.h"

#include <stdlib.h>

/* --- taking ----------------------------------------------------------------------------------- */

static void free_batch(struct tx_batch **batch) {
  tx_batch_destroy(*batch);
}
#define BATCH __attribute__((cleanup(free_batch))) struct tx_batch

/* Two gates may share a kid: the one whose key verifies is meant. */
static enum tx_reason open_batch(struct server *server, struct tx_span bytes, struct gate_row *gate,
                                 struct tx_batch **out) {
  uint8_t kid[TX_KID_SIZE];
  size_t from = 0;
  enum tx_reason reason = tx_batch_kid(bytes, kid);
  if (reason != TX_OK) return reason;
  reason = TX_UNKNOWN_KEY;
  while (gate_registry_find_kid(server->gates, kid, &from, gate)) {
    reason = TX_KEY_REVOKED;
    if (gate->removed_at) continue;
    reason = tx_batch_take(bytes, gate->alg, tx_span_of(gate->spki, gate->spki_len), out);
    if (reason != TX_BAD_SIGNATURE) break;
  }
  if (reason != TX_OK) return reason;
  return strcmp((*out)->gate, gate->name) == 0 ? TX_OK : TX_MALFORMED_CLAIMS;
}

static enum tx_reason take_gap(const struct request *request, const struct gate_row *gate,
                               const struct tx_batch *batch, uint64_t *acknowledged) {
  if (!batch->lost || batch->lost_to <= *acknowledged) return TX_OK;
  if (batch->lost_from > *acknowledged + 1) return TX_CONFLICT;
  const struct event_place first = { gate->area, batch->gate, *acknowledged + 1 };
  enum tx_reason reason = gaps_add(request->db, &first, batch->lost_to, request->now_s);
  if (reason == TX_OK) *acknowledged = batch->lost_to;
  return reason;
}

static enum tx_reason take_events(const struct request *request, const struct gate_row *gate,
                                  const struct tx_batch *batch, struct gate_events_answer *answer) {
  if (batch->count && batch->first > answer->acknowledged + 1) return TX_CONFLICT;
  for (size_t i = 0; i < batch->count; i++) {
    const struct event_place place = { gate->area, batch->gate, batch->first + i };
    if (place.seq <= answer->acknowledged) continue;
    enum tx_reason reason =
        events_add(request->db, &place, request->now_s, &batch->events[i], batch->encoded[i]);
    if (reason != TX_OK) return reason;
    answer->acknowledged = place.seq;
    answer->stored++;
  }
  return TX_OK;
}

static enum tx_reason store_batch(const struct request *request, const struct tx_batch *batch,
                                  struct gate_events_answer *answer) {
  struct gate_row held;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gates_find(request->db, batch->gate, &held);
  if (reason != TX_OK) return reason;
  answer->acknowledged = held.acknowledged;
  answer->expected = held.acknowledged + 1;
  reason = take_gap(request, &held, batch, &answer->acknowledged);
  if (reason == TX_OK) reason = take_events(request, &held, batch, answer);
  if (reason != TX_OK) return reason;
  if (answer->acknowledged == held.acknowledged) return TX_OK; /* nothing new, nothing to sync */
  reason = gates_acknowledge(request->db, batch->gate, answer->acknowledged);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason explain(enum tx_reason reason, const struct gate_events_answer *answer,
                              struct host_problem *problem) {
  switch ((int)reason) {
  case TX_UNKNOWN_KEY:
    return host_problem_say(problem, reason, "签名的门禁没有在本服务器登记。",
                            "It is signed by a gate that is not registered here.");
  case TX_KEY_REVOKED:
    return host_problem_say(problem, reason, "签名的门禁已停用。",
                            "It is signed by a gate that was shut out.");
  case TX_CONFLICT:
    return host_problem_set(problem, reason, "前面缺少事件：应从第%llu号开始。",
                            "Events are missing before it: it should begin with number %llu.",
                            (unsigned long long)answer->expected);
  case TX_BAD_SIGNATURE:
    return host_problem_say(problem, reason, "签名无效，文件系伪造或损坏。",
                            "The signature does not hold: forged or damaged.");
  case TX_MALFORMED:
  case TX_BAD_TYPE:
  case TX_MALFORMED_CLAIMS:
  case TX_UNKNOWN_CRITICAL:
    return host_problem_say(problem, reason, "文件不完整，或不是门禁的日志。",
                            "The file is cut off, or no journal of a gate.");
  default:
    return host_problem_of(problem, reason);
  }
}

enum tx_reason gate_events_take(struct server *server, const struct request *request,
                                struct tx_span bytes, struct gate_events_answer *answer,
                                struct host_problem *problem) {
  BATCH *batch = NULL;
  struct gate_row gate;
  *answer = (struct gate_events_answer){ 0 };
  enum tx_reason reason = open_batch(server, bytes, &gate, &batch);
  if (reason == TX_OK) reason = store_batch(request, batch, answer);
  return explain(reason, answer, problem);
}

/* --- showing ---------------------------------------------------------------------------------- */

enum tx_reason gate_events_list(const struct request *request, const struct gate_row *gate,
                                uint64_t after, size_t limit,
                                void (*each)(void *context, const struct gate_event *event),
                                void *context, uint64_t *last) {
  *last = after;
  DB_ROWS rows = events_of_gate(request->db, gate->area, gate->name, after, (int64_t)limit);
  while (db_next(&rows)) {
    struct gate_event one = { .seq = (uint64_t)db_column_int(&rows, 1) };
    if (tx_event_read(db_column_bytes(&rows, 2), &one.event) != TX_OK) return TX_MALFORMED;
    each(context, &one);
    *last = one.seq;
  }
  return rows.end;
}

enum tx_reason gate_gaps(const struct request *request, const struct gate_row *gate,
                         struct gate_gap **out, size_t *count) {
  *out = NULL;
  *count = 0;
  DB_ROWS rows = gaps_of_gate(request->db, gate->area, gate->name);
  while (db_next(&rows)) {
    struct gate_gap *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    grown[(*count)++] =
        (struct gate_gap){ (uint64_t)db_column_int(&rows, 1), (uint64_t)db_column_int(&rows, 2) };
  }
  return rows.end;
}

/* --- history ---------------------------------------------------------------------------------- */

static void tag_household(const struct request *request, const struct tx_neighbour_key *key,
                          struct gate_admission *admission) {
  struct resident resident;
  if (residents_find(request->db, admission->area, admission->index, &resident) != TX_OK) return;
  struct tx_pass pass = { .area = resident.area, .household = resident.household };
  memcpy(pass.unit, resident.unit, sizeof pass.unit);
  admission->has_household = tx_household_tag(key, &pass, admission->household);
}

static enum tx_reason collect_history(struct db_rows *rows, struct gate_admission **out,
                                      size_t *count) {
  while (db_next(rows)) {
    struct tx_event event;
    if (tx_event_read(db_column_bytes(rows, 0), &event) != TX_OK) return TX_MALFORMED;
    struct gate_admission *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    grown[(*count)++] = (struct gate_admission){ .area = event.area,
                                                 .index = event.index,
                                                 .at = event.at,
                                                 .direction = event.direction,
                                                 .kind = (int)db_column_int(rows, 1),
                                                 .reason = event.reason };
  }
  return rows->end;
}

enum tx_reason gate_history(const struct server *server, const struct request *request,
                            const struct gate_row *but, int64_t since, struct gate_admission **out,
                            size_t *count) {
  struct neighbour_keys keys;
  *out = NULL;
  *count = 0;
  enum tx_reason reason = gate_admin_neighbour_keys(server, request, but->area, &keys);
  if (reason == TX_OK) {
    DB_ROWS rows = events_history(request->db, but->area, but->name, since);
    reason = collect_history(&rows, out, count);
  }
  for (size_t i = 0; i < *count && reason == TX_OK; i++)
    tag_household(request, &keys.current, &(*out)[i]);
  tx_cleanse(&keys, sizeof keys);
  return reason;
}
