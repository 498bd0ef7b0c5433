/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate.h"

#include "domain/gate/registry.h"
#include "domain/gate/sealed_event.h"
#include "domain/key/person.h"
#include "domain/pass/issue.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "host/text/people_time.h"
#include "store/pass/issues.h"
#include "store/publication/publications.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define DAY_S 86400

/* A list as it was published, opened once for all events that were decided on it. */
struct old_list {
  uint64_t area, seq;
  struct tx_status *status; /* NULL: it cannot be opened any more */
};

struct rehearsal {
  const struct server *server;
  const struct request *request;
  int64_t from, to;
  struct try_event *events;
  struct gate_row *gates; /* whose names the events point to, one an event */
  size_t count, cap;
  struct old_list *lists;
  size_t list_count;
};

static void close_rehearsal(struct rehearsal *rehearsal) {
  for (size_t i = 0; i < rehearsal->list_count; i++)
    tx_status_destroy(rehearsal->lists[i].status);
  free(rehearsal->lists);
  free(rehearsal->events);
  free(rehearsal->gates);
}

/* --- which day -------------------------------------------------------------------------------- */

static enum tx_reason read_day(struct rehearsal *rehearsal, const char *word,
                               struct host_problem *problem) {
  int64_t now_s = rehearsal->request->now_s, at;
  int64_t midnight = now_s - (now_s + HOST_SHANGHAI_S) % DAY_S;
  if (strcmp(word, "yesterday") == 0)
    at = midnight - DAY_S;
  else if (strcmp(word, "today") == 0)
    at = midnight;
  else if (!host_people_time_read(word, now_s, HOST_TIME_BEGINS, &at))
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                            "“%s”不是日期，应为 yesterday、today 或 2022-01-31。",
                            "\"%s\" is no day: give yesterday, today or 2022-01-31.", word);
  rehearsal->from = at;
  rehearsal->to = at + DAY_S;
  return TX_OK;
}

/* --- what happened ---------------------------------------------------------------------------- */

static enum tx_reason open_list(struct rehearsal *rehearsal, uint64_t area, uint64_t seq,
                                int64_t at, struct tx_status **out) {
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  *out = NULL;
  enum tx_reason reason =
      publications_body(rehearsal->request->db, PUBLISHED_STATUS, area, seq, &body, &len);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  struct tx_clock then = { .now_s = at };
  reason =
      tx_status_take(tx_span_of(body, len), rehearsal->request->signing->trust, NULL, then, out);
  return reason == TX_NO_MEMORY ? reason : TX_OK;
}

static enum tx_reason find_list(struct rehearsal *rehearsal, uint64_t area, uint64_t seq,
                                int64_t at, const struct tx_status **out) {
  for (size_t i = 0; i < rehearsal->list_count; i++)
    if (rehearsal->lists[i].area == area && rehearsal->lists[i].seq == seq) {
      *out = rehearsal->lists[i].status;
      return TX_OK;
    }
  struct old_list *grown =
      realloc(rehearsal->lists, (rehearsal->list_count + 1) * sizeof *rehearsal->lists);
  if (!grown) return TX_NO_MEMORY;
  rehearsal->lists = grown;
  struct old_list *list = &grown[rehearsal->list_count];
  *list = (struct old_list){ .area = area, .seq = seq };
  enum tx_reason reason = open_list(rehearsal, area, seq, at, &list->status);
  if (reason != TX_OK) return reason;
  rehearsal->list_count++;
  *out = list->status;
  return TX_OK;
}

/* The pass as it was shown: what the resident's row says today, and what the issue log said then.
 */
static enum tx_reason find_pass(struct rehearsal *rehearsal, const struct tx_event *event,
                                struct try_event *out) {
  struct db *db = rehearsal->request->db;
  struct resident resident;
  struct issue_row issue;
  if (!event->decided_on) return TX_OK;
  enum tx_reason reason = residents_find(db, event->area, event->index, &resident);
  if (reason == TX_OK) reason = person_open(rehearsal->request->fields, &resident);
  if (reason == TX_OK) reason = issues_find(db, event->area, event->index, event->pass_iat, &issue);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  pass_describe(&resident, issue.role, event->at, &out->pass);
  out->pass.iat = issue.iat;
  out->pass.exp = issue.exp;
  out->pass.record = issue.record;
  out->pass.bound = issue.bound;
  out->pass.holder = issue.holder;
  out->known = true;
  if (!event->has_list_seq) return TX_OK;
  return find_list(rehearsal, event->area, event->list_seq, event->at, &out->list);
}

static bool grow(struct rehearsal *rehearsal) {
  if (rehearsal->count < rehearsal->cap) return true;
  size_t cap = rehearsal->cap ? rehearsal->cap * 2 : 1024;
  struct try_event *events = realloc(rehearsal->events, cap * sizeof *events);
  if (events) rehearsal->events = events;
  struct gate_row *gates = realloc(rehearsal->gates, cap * sizeof *gates);
  if (gates) rehearsal->gates = gates;
  if (!events || !gates) return false;
  rehearsal->cap = cap;
  return true;
}

static enum tx_reason add_event(struct rehearsal *rehearsal, const char *gate,
                                const struct tx_event *event) {
  if (!grow(rehearsal)) return TX_NO_MEMORY;
  struct gate_row *row = &rehearsal->gates[rehearsal->count];
  struct try_event *out = &rehearsal->events[rehearsal->count];
  if (!gate_registry_find(rehearsal->server->gates, gate, row)) return TX_OK;
  *out = (struct try_event){ .gate_area = row->area,
                             .kind = (enum tx_gate_kind)row->kind,
                             .attended = true,
                             .at = event->at,
                             .direction = event->direction,
                             .verdict = event->verdict,
                             .reason = event->reason,
                             .identified = event->identified,
                             .live = event->live == 1,
                             .has_reading = event->has_reading,
                             .centi_celsius = (int32_t)event->centi_celsius };
  enum tx_reason reason = event->identified ? find_pass(rehearsal, event, out) : TX_OK;
  rehearsal->count += reason == TX_OK;
  return reason;
}

/* Of every area in which this server keeps gates' events. */
static enum tx_reason load_area(struct rehearsal *rehearsal, uint64_t area) {
  DB_ROWS rows = events_between(rehearsal->request->db, area, rehearsal->from, rehearsal->to);
  while (db_next(&rows)) {
    struct tx_event event;
    HOST_BYTES bytes = { 0 };
    enum tx_reason reason =
        sealed_event_open(rehearsal->request->fields, area, &rows, &bytes, &event);
    if (reason == TX_OK) reason = add_event(rehearsal, db_column_text(&rows, 0), &event);
    if (reason != TX_OK) return reason;
  }
  return rows.end;
}

static int by_time(const void *a, const void *b) {
  const struct try_event *left = a, *right = b;
  return (left->at > right->at) - (left->at < right->at);
}

static enum tx_reason load_events(struct rehearsal *rehearsal) {
  struct gate_row *gates = NULL;
  size_t count = 0;
  enum tx_reason reason = gate_registry_read(rehearsal->request->db, &gates, &count);
  /* By area: the first gate of each speaks for all. */
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    if (i == 0 || gates[i].area != gates[i - 1].area) reason = load_area(rehearsal, gates[i].area);
  free(gates);
  if (reason != TX_OK) return reason;
  for (size_t i = 0; i < rehearsal->count; i++)
    rehearsal->events[i].gate = rehearsal->gates[i].name; /* they stand still now */
  if (rehearsal->count)
    qsort(rehearsal->events, rehearsal->count, sizeof *rehearsal->events, by_time);
  return TX_OK;
}

/* --- what it comes to ------------------------------------------------------------------------- */

enum tx_reason orders_simulate(const struct server *server, const struct request *request,
                               const struct order_source *draft, const char *day,
                               struct order_rehearsal *out, struct host_problem *problem) {
  struct rehearsal *rehearsal = calloc(1, sizeof *rehearsal);
  *out = (struct order_rehearsal){ .events = rehearsal };
  if (!rehearsal) return host_problem_of(problem, TX_NO_MEMORY);
  rehearsal->server = server;
  rehearsal->request = request;
  enum tx_reason reason = read_day(rehearsal, day, problem);
  if (reason == TX_OK) reason = orders_open(request, draft, &out->book, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, load_events(rehearsal));
  if (reason != TX_OK) return reason;
  const struct policy_try plan = {
    .events = rehearsal->events,
    .event_count = rehearsal->count,
    .policies = (const struct tx_policy *const *)out->book.policies,
    .policy_count = out->book.count,
    .draft = out->book.draft,
    .now_s = request->now_s,
  };
  out->from = rehearsal->from;
  out->to = rehearsal->to;
  if (policy_try_run(&plan, &out->result)) return TX_OK;
  return host_problem_of(problem, TX_NO_MEMORY);
}

void order_rehearsal_finish(struct order_rehearsal *rehearsal) {
  policy_try_clear(&rehearsal->result);
  headcount_clear(&rehearsal->heads);
  orders_close(&rehearsal->book);
  if (rehearsal->events) close_rehearsal(rehearsal->events);
  free(rehearsal->events);
  *rehearsal = (struct order_rehearsal){ 0 };
}
