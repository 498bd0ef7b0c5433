/* SPDX-License-Identifier: Apache-2.0 */
#include "orders.h"

#include "domain/audit/log.h"
#include "domain/publication/seq.h"
#include "policy/compile.h"
#include "store/drafts.h"
#include "store/publications.h"

#include <stdio.h>
#include <stdlib.h>

static enum tx_reason add(struct orders_book *book, struct tx_policy *policy) {
  struct tx_policy **grown =
      realloc(book->policies, (book->count + 1) * sizeof(struct tx_policy *));
  if (!grown) {
    tx_policy_destroy(policy);
    return TX_NO_MEMORY;
  }
  book->policies = grown;
  book->policies[book->count++] = policy;
  return TX_OK;
}

static enum tx_reason add_published(const struct request *request, struct orders_book *book) {
  DB_ROWS rows = publications_current(request->db);
  while (db_next(&rows)) {
    struct publication publication;
    struct tx_policy *policy = NULL;
    publications_read(&rows, &publication);
    if (publication.kind != PUBLISHED_POLICY) continue;
    if (book->draft && book->draft->area == publication.area) continue;
    /* One that its key no longer holds is dropped by gates, too. */
    if (tx_policy_take(publication.body, request->signing->trust, 0,
                       (struct tx_clock){ .now_s = request->now_s }, &policy) != TX_OK)
      continue;
    enum tx_reason reason = add(book, policy);
    if (reason != TX_OK) return reason;
  }
  return rows.end;
}

static enum tx_reason say_wrong(const struct tx_policy_error *error, struct host_problem *problem) {
  problem->reason = TX_MALFORMED_CLAIMS;
  snprintf(problem->zh, sizeof problem->zh, "规定有误,%s:%s", error->where, error->zh);
  snprintf(problem->en, sizeof problem->en, "The policy is wrong at %s: %s", error->where,
           error->en);
  return problem->reason;
}

/* Words become rules, seq the next one. */
static enum tx_reason expand(const struct request *request, const char *text, json_t **out,
                             struct tx_policy_error *error) {
  json_error_t place;
  json_t *draft = json_loads(text, JSON_REJECT_DUPLICATES, &place);
  if (!draft) {
    snprintf(error->where, sizeof error->where, "line %d, column %d", place.line, place.column);
    snprintf(error->zh, sizeof error->zh, "不是JSON。");
    snprintf(error->en, sizeof error->en, "This is no JSON.");
    return TX_MALFORMED_CLAIMS;
  }
  enum tx_reason reason = policy_words_expand(draft, request->now_s, out, error);
  json_decref(draft);
  if (reason != TX_OK) return reason;
  const json_t *area = json_object_get(*out, "area");
  struct publication newest = { 0 };
  if (json_is_integer(area))
    reason =
        newest_or_none(request->db, PUBLISHED_POLICY, (uint64_t)json_integer_value(area), &newest);
  if (reason != TX_OK) return reason;
  if (json_is_object(*out))
    json_object_set_new(*out, "seq",
                        json_integer((json_int_t)publish_next_seq(newest.seq, request->now_s)));
  return TX_OK;
}

static enum tx_reason add_draft(const struct request *request, const char *text,
                                struct orders_book *book, struct host_problem *problem) {
  struct tx_policy_error error = { 0 };
  json_t *json = NULL;
  enum tx_reason reason = expand(request, text, &json, &error);
  char *expanded = reason == TX_OK ? json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  json_decref(json);
  if (reason == TX_OK) reason = expanded ? TX_OK : TX_NO_MEMORY;
  if (reason == TX_OK) reason = tx_policy_parse(tx_span_text(expanded), &book->draft, &error);
  free(expanded);
  if (reason == TX_MALFORMED_CLAIMS) return say_wrong(&error, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return host_problem_of(problem, add(book, book->draft));
}

enum tx_reason orders_open(const struct request *request, const char *draft,
                           struct orders_book *out, struct host_problem *problem) {
  *out = (struct orders_book){ 0 };
  enum tx_reason reason = draft ? add_draft(request, draft, out, problem) : TX_OK;
  if (reason == TX_OK) reason = host_problem_of(problem, add_published(request, out));
  if (reason != TX_OK) orders_close(out);
  return reason;
}

void orders_close(struct orders_book *book) {
  for (size_t i = 0; i < book->count; i++)
    tx_policy_destroy(book->policies[i]);
  free(book->policies);
  *book = (struct orders_book){ 0 };
}

/* --- drafts that are kept --------------------------------------------------------------------- */

enum tx_reason orders_draft_text(const struct request *request, int64_t number, char **text,
                                 struct host_problem *problem) {
  enum tx_reason reason = drafts_text(request->db, number, text);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "没有第%lld号草案。", "There is no draft %lld.",
                          (long long)number);
}

static enum tx_reason keep(const struct request *request, const char *text, uint64_t area,
                           int64_t *number) {
  char detail[40];
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      drafts_add(request->db, area, text, request->actor, request->now_s, number);
  snprintf(detail, sizeof detail, "draft %lld", (long long)*number);
  if (reason == TX_OK) reason = audit_log_append(request, area, "policy draft", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason orders_draft(const struct request *request, const char *text, int64_t *number,
                            struct orders_book *out, struct host_problem *problem) {
  enum tx_reason reason = orders_open(request, text, out, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, keep(request, text, out->draft->area, number));
}

static void read_draft(const struct db_rows *rows, struct order_draft *out) {
  *out = (struct order_draft){ .number = db_column_int(rows, 0),
                               .area = (uint64_t)db_column_int(rows, 1),
                               .created_at = db_column_int(rows, 3),
                               .seq = (uint64_t)db_column_int(rows, 4) };
  db_column_copy(rows, 2, out->actor, sizeof out->actor);
  db_column_copy(rows, 5, out->accepted, sizeof out->accepted);
}

enum tx_reason orders_drafts(const struct request *request, struct order_draft **out,
                             size_t *count) {
  *out = NULL;
  *count = 0;
  DB_ROWS rows = drafts_all(request->db);
  while (db_next(&rows)) {
    struct order_draft *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    read_draft(&rows, &grown[(*count)++]);
  }
  return rows.end;
}
