/* SPDX-License-Identifier: Apache-2.0 */
#include "orders_try.h"

#include "host/sys/date.h"
#include "host/sys/file.h"
#include "orders.h"
#include "passes.h"
#include "policy_try.h"
#include "policy_words.h"
#include "store/events.h"
#include "store/issues.h"

#include <stdlib.h>

#define DAY_S 86400
#define SENTENCE 1024

/* A list as it was published, opened once for all events that were decided on it. */
struct old_list {
  uint64_t area, seq;
  struct tx_status *status; /* NULL: it cannot be opened any more */
};

struct rehearsal {
  struct office *office;
  const struct call *call;
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
  int64_t now_s = rehearsal->call->now_s, at;
  int64_t midnight = now_s - (now_s + HOST_SHANGHAI_S) % DAY_S;
  if (strcmp(word, "yesterday") == 0)
    at = midnight - DAY_S;
  else if (strcmp(word, "today") == 0)
    at = midnight;
  else if (!host_date_read(word, now_s, &at))
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                       "“%s”不是日期,应为 yesterday、today 或 2022-01-31。",
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
      publications_body(rehearsal->office->db, PUBLISHED_STATUS, area, seq, &body, &len);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  struct tx_clock then = { .now_s = at };
  reason = tx_status_take(tx_span_of(body, len), rehearsal->office->trust, NULL, then, out);
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
  struct db *db = rehearsal->office->db;
  struct resident resident;
  struct issue_row issue;
  if (!event->decided_on) return TX_OK;
  enum tx_reason reason = residents_find(db, event->area, event->index, &resident);
  if (reason == TX_OK) reason = issues_find(db, event->area, event->index, event->pass_iat, &issue);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  passes_describe(&resident, resident.mask, issue.role, event->at, &out->pass);
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
  if (!gatebook_find(rehearsal->office->gates, gate, row)) return TX_OK;
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

static enum tx_reason load_events(struct rehearsal *rehearsal) {
  DB_ROWS rows = events_between(rehearsal->office->db, rehearsal->from, rehearsal->to);
  while (db_next(&rows)) {
    struct tx_event event;
    enum tx_reason reason = tx_event_read(db_column_bytes(&rows, 2), &event);
    if (reason == TX_OK) reason = add_event(rehearsal, db_column_text(&rows, 0), &event);
    if (reason != TX_OK) return reason;
  }
  for (size_t i = 0; i < rehearsal->count; i++)
    rehearsal->events[i].gate = rehearsal->gates[i].name; /* they stand still now */
  return rows.end;
}

/* --- what it comes to ------------------------------------------------------------------------- */

static json_t *describe_rules(const struct policy_try_result *result) {
  json_t *rules = json_array();
  for (size_t i = 0; i < result->rule_count; i++) {
    const struct try_rule *one = &result->rules[i];
    char name[160], zh[SENTENCE], en[SENTENCE];
    tx_finding_name(&one->rule, name, sizeof name);
    policy_words_rule(&one->rule, "zh", zh, sizeof zh);
    policy_words_rule(&one->rule, "en", en, sizeof en);
    json_array_append_new(rules, json_pack("{s:s, s:s, s:s, s:I, s:I}", "rule", name, "zh", zh,
                                           "en", en, "denied", (json_int_t)one->denied, "reviewed",
                                           (json_int_t)one->reviewed));
  }
  return rules;
}

static json_t *describe_gates(const struct office *office, const struct policy_try_result *result) {
  json_t *gates = json_array();
  for (size_t i = 0; i < result->gate_count; i++) {
    const struct try_gate *one = &result->gates[i];
    struct gate_row row = { 0 };
    gatebook_find(office->gates, one->name, &row);
    json_array_append_new(gates, json_pack("{s:s, s:s, s:I, s:I}", "gate", one->name, "name",
                                           row.label, "denied", (json_int_t)one->denied, "reviewed",
                                           (json_int_t)one->reviewed));
  }
  return gates;
}

static json_t *describe(const struct rehearsal *rehearsal, const struct policy_try_result *result) {
  size_t same = 0;
  for (int i = 0; i < 3; i++)
    same += result->verdicts[i][i];
  json_t *json =
      json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:I}", "from",
                (json_int_t)rehearsal->from, "to", (json_int_t)rehearsal->to, "replayed",
                (json_int_t)result->replayed, "kept_apart", (json_int_t)result->kept_apart, "same",
                (json_int_t)same, "denied", (json_int_t)result->denied, "reviewed",
                (json_int_t)result->reviewed, "let_in", (json_int_t)result->let_in, "rules",
                describe_rules(result), "gates", describe_gates(rehearsal->office, result),
                "busiest_count", (json_int_t)result->busiest_count);
  if (result->busiest_count)
    json_object_set_new(json, "busiest_hour", json_integer((json_int_t)result->busiest_hour));
  return json;
}

static enum tx_reason play(const struct rehearsal *rehearsal, const struct orders_book *book,
                           json_t **out) {
  struct policy_try_result result = { 0 };
  const struct policy_try plan = {
    .events = rehearsal->events,
    .event_count = rehearsal->count,
    .policies = (const struct tx_policy *const *)book->policies,
    .policy_count = book->count,
    .draft = book->draft,
    .now_s = rehearsal->call->now_s,
  };
  if (!policy_try_run(&plan, &result)) return TX_NO_MEMORY;
  *out = describe(rehearsal, &result);
  policy_try_clear(&result);
  return TX_OK;
}

enum tx_reason orders_try(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem) {
  HOST_FREE char *draft = NULL;
  struct orders_book book = { 0 };
  struct rehearsal rehearsal = { .office = office, .call = call };
  enum tx_reason reason = read_day(&rehearsal, in_text(in, "against", "yesterday"), problem);
  if (reason == TX_OK && (in_int(in, "draft", 0) || in_text(in, "policy", NULL)))
    reason = orders_draft_text(office, in, &draft, problem);
  if (reason == TX_OK) reason = orders_open(office, call->now_s, draft, &book, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, load_events(&rehearsal));
  if (reason == TX_OK) reason = host_problem_of(problem, play(&rehearsal, &book, out));
  orders_close(&book);
  close_rehearsal(&rehearsal);
  return reason;
}
