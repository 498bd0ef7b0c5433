/* SPDX-License-Identifier: Apache-2.0 */
#include "events.h"

#include "domain/clock/clock.h"
#include "domain/key/person.h"
#include "host/text/text.h"
#include "overlap.h"
#include "registry.h"
#include "sample.h"
#include "sealed_event.h"
#include "store/gate/events.h"
#include "store/gate/gates.h"
#include "store/office/drills.h"
#include "store/resident/residents.h"
#include "window.h"

#include "host/sys/log.h"

#include <inttypes.h>
#include <stdio.h>
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
                               const struct tx_batch *batch, int64_t came_s,
                               uint64_t *acknowledged) {
  if (!batch->lost || batch->lost_to <= *acknowledged) return TX_OK;
  if (batch->lost_from > *acknowledged + 1) return TX_CONFLICT;
  const struct event_place first = { gate->area, batch->gate, *acknowledged + 1 };
  enum tx_reason reason = gaps_add(request->db, &first, batch->lost_to, came_s);
  if (reason == TX_OK) *acknowledged = batch->lost_to;
  return reason;
}

/* What was put into a tube, or taken out of it, is opened within the second (feed/swab.h). */
static enum tx_reason take_swab(const struct request *request, const struct event_place *place,
                                int64_t came_s, const struct tx_event *event) {
  struct swab_row row = { .area = place->area,
                          .seq = place->seq,
                          .at = event->at,
                          .received_at = came_s,
                          .undoes = event->undoes ? event->undone_seq : 0 };
  bool drill = false;
  if (!event->tube.n) return TX_OK;
  enum tx_reason reason = drills_cover(request->db, place->area, event->at, &drill);
  if (reason != TX_OK || drill) return reason; /* nobody awaits its result */
  snprintf(row.gate, sizeof row.gate, "%s", place->gate);
  gate_tube_hash(request->fields, event->tube, row.tube);
  return swabs_add(request->db, &row);
}

static enum tx_reason take_event(const struct request *request, const struct event_place *place,
                                 int64_t came_s, const struct tx_batch *batch) {
  HOST_BYTES sealed = { 0 };
  const size_t i = (size_t)(place->seq - batch->first);
  struct tx_span journal = { 0 };
  if (batch->named) journal = tx_span_of(batch->journal, sizeof batch->journal);
  enum tx_reason reason = sealed_event_make(request->fields, place, batch->encoded[i], &sealed);
  if (reason == TX_OK) reason = take_swab(request, place, came_s, &batch->events[i]);
  if (reason != TX_OK) return reason;
  return events_add(request->db, place, came_s, &batch->events[i], host_span(&sealed), journal);
}

static enum tx_reason take_events(const struct request *request, const struct gate_row *gate,
                                  const struct tx_batch *batch, int64_t came_s,
                                  struct gate_events_answer *answer) {
  if (batch->count && batch->first > answer->acknowledged + 1) return TX_CONFLICT;
  for (size_t i = 0; i < batch->count; i++) {
    const struct event_place place = { gate->area, batch->gate, batch->first + i };
    if (place.seq <= answer->acknowledged) continue;
    enum tx_reason reason = take_event(request, &place, came_s, batch);
    if (reason != TX_OK) return reason;
    answer->acknowledged = place.seq;
    answer->stored++;
  }
  return TX_OK;
}

/* What is held under a number is never acknowledged to who sent something else. */
static enum tx_reason refuse_others(const struct request *request, const struct gate_row *held,
                                    const struct tx_batch *batch, int64_t came_s,
                                    struct gate_events_answer *answer) {
  enum tx_reason reason = gate_overlap(request, held, batch, came_s, &answer->differs);
  if (reason != TX_OK || !answer->differs) return reason;
  host_log(HOST_WARNING,
           "gate %s: event %" PRIu64 " is held from another journal; it goes on at %" PRIu64
           "; if two boxes run on its key, enroll one of them anew",
           batch->gate, answer->differs, answer->expected);
  return TX_CONFLICT;
}

/* The last number that a batch speaks of: what lies behind it came from elsewhere. */
static uint64_t last_of(const struct tx_batch *batch) {
  return batch->count ? batch->first + batch->count - 1 : batch->lost_to;
}

static enum tx_reason store_batch(const struct request *request, const struct tx_batch *batch,
                                  int64_t came_s, struct gate_events_answer *answer) {
  struct gate_row held;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gates_find(request->db, batch->gate, &held);
  if (reason != TX_OK) return reason;
  answer->acknowledged = held.acknowledged;
  answer->expected = held.acknowledged + 1;
  reason = refuse_others(request, &held, batch, came_s, answer);
  if (reason == TX_OK) reason = take_gap(request, &held, batch, came_s, &answer->acknowledged);
  if (reason == TX_OK) reason = take_events(request, &held, batch, came_s, answer);
  if (reason != TX_OK) return reason;
  uint64_t now_held = answer->acknowledged;
  if (answer->acknowledged > last_of(batch)) answer->acknowledged = last_of(batch);
  if (now_held == held.acknowledged) return TX_OK; /* nothing new, nothing to sync */
  reason = gates_acknowledge(request->db, batch->gate, now_held);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* A gate from before journals had names would erase what it is told to go on behind. */
static void tell_place(const struct tx_batch *batch, struct gate_events_answer *answer) {
  if (!answer->differs || batch->named) return;
  answer->expected = 0;
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
    if (answer->differs)
      return host_problem_set(
          problem, reason, "第%llu号已有另一份日志的事件，应从第%llu号继续。",
          "Number %llu is held from another journal: it should go on at number %llu.",
          (unsigned long long)answer->differs, (unsigned long long)answer->expected);
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
  int64_t came_s = clock_best(server->clock, request->now_s);
  *answer = (struct gate_events_answer){ 0 };
  enum tx_reason reason = open_batch(server, bytes, &gate, &batch);
  if (reason == TX_OK) reason = store_batch(request, batch, came_s, answer);
  explain(reason, answer, problem);
  if (batch) tell_place(batch, answer);
  return reason;
}

/* --- showing ---------------------------------------------------------------------------------- */

static enum tx_reason show_row(const struct request *request, uint64_t area,
                               const struct db_rows *rows,
                               void (*each)(void *context, const struct gate_event *event),
                               void *context, uint64_t *seq) {
  struct gate_event one = { .gate = db_column_text(rows, 0),
                            .seq = (uint64_t)db_column_int(rows, 1),
                            .drill = db_column_int(rows, 4) != 0 };
  HOST_BYTES bytes = { 0 };
  enum tx_reason reason = sealed_event_open(request->fields, area, rows, &bytes, &one.event);
  if (reason != TX_OK) return reason;
  each(context, &one);
  *seq = one.seq;
  return TX_OK;
}

enum tx_reason gate_events_list(const struct request *request, const struct gate_row *gate,
                                uint64_t after, size_t limit,
                                void (*each)(void *context, const struct gate_event *event),
                                void *context, uint64_t *last) {
  *last = after;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = events_of_gate(request->db, gate->area, gate->name, after, (int64_t)limit);
  while (reason == TX_OK && db_next(&rows))
    reason = show_row(request, gate->area, &rows, each, context, last);
  return reason == TX_OK ? rows.end : reason;
}

struct marking {
  struct event_mark *mark;
  size_t count;
  void (*each)(void *context, const struct gate_event *event);
  void *context;
};

static void mark_each(void *context, const struct gate_event *event) {
  struct marking *marking = context;
  marking->count++;
  marking->mark->at = event->event.at;
  host_copy(event->gate, marking->mark->gate, sizeof marking->mark->gate);
  marking->each(marking->context, event);
}

enum tx_reason gate_events_find(const struct request *request, const struct events_sought *sought,
                                struct event_mark *mark, size_t limit,
                                void (*each)(void *context, const struct gate_event *event),
                                void *context, bool *left) {
  struct marking marking = { mark, 0, each, context };
  const struct event_mark behind = *mark;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = events_find(request->db, sought, &behind, (int64_t)limit);
  while (reason == TX_OK && db_next(&rows))
    reason = show_row(request, sought->area, &rows, mark_each, &marking, &mark->seq);
  *left = marking.count == limit;
  return reason == TX_OK ? rows.end : reason;
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
  if (residents_find(request->db, admission->area, admission->index, &resident) != TX_OK ||
      person_open(request->fields, &resident) != TX_OK)
    return;
  struct tx_pass pass = { .area = resident.area, .household = resident.household };
  memcpy(pass.unit, resident.person.unit, sizeof pass.unit);
  admission->has_household = tx_household_tag(key, &pass, admission->household);
}

/* What a gate dated ahead of when it came, by a wrong clock, happened when it came at the latest:
 * else it would be everybody's last passage until the calendar has caught up. */
static int64_t happened_at(const struct tx_event *event, int64_t received_at) {
  return event->at > received_at + TX_AHEAD_S ? received_at : event->at;
}

/* Which admissions: at gates of an area, since a time. */
struct history_of {
  uint64_t area;
  int64_t since;
};

static enum tx_reason collect_history(const struct request *request, const struct history_of *of,
                                      struct db_rows *rows, struct gate_admission **out,
                                      size_t *count) {
  while (db_next(rows)) {
    struct tx_event event;
    HOST_BYTES bytes = { 0 };
    enum tx_reason reason = sealed_event_open(request->fields, of->area, rows, &bytes, &event);
    if (reason != TX_OK) return reason;
    event.at = happened_at(&event, db_column_int(rows, 4));
    if (event.at < of->since) continue;
    struct gate_admission *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    grown[(*count)++] = (struct gate_admission){ .area = event.area,
                                                 .index = event.index,
                                                 .at = event.at,
                                                 .direction = event.direction,
                                                 .kind = (int)db_column_int(rows, 3),
                                                 .reason = event.reason };
  }
  return rows->end;
}

enum tx_reason gate_history(const struct server *server, const struct request *request,
                            const struct gate_row *but, int64_t since, struct gate_admission **out,
                            size_t *count) {
  struct neighbour_keys keys;
  int64_t window_s = 0;
  *out = NULL;
  *count = 0;
  enum tx_reason reason = history_window(request, but->area, &window_s);
  if (reason != TX_OK) return reason;
  if (since < request->now_s - window_s) since = request->now_s - window_s;
  reason = gate_admin_neighbour_keys(server, request, but->area, &keys);
  if (reason == TX_OK) {
    DB_ROWS rows = events_history(request->db, but->area, but->name, since);
    const struct history_of of = { but->area, since };
    reason = collect_history(request, &of, &rows, out, count);
  }
  for (size_t i = 0; i < *count && reason == TX_OK; i++)
    tag_household(request, &keys.current, &(*out)[i]);
  tx_cleanse(&keys, sizeof keys);
  return reason;
}
