/* SPDX-License-Identifier: Apache-2.0 */
#include "orders.h"

#include "domain/audit/log.h"
#include "domain/publication/seq.h"
#include "host/sys/file.h"
#include "host/text/json_text.h"
#include "host/text/people_time.h"
#include "host/text/text.h"
#include "policy/words/carry.h"
#include "policy/words/compile.h"
#include "sealed_draft.h"
#include "store/publication/drafts.h"
#include "store/publication/publications.h"

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

static enum tx_reason add_published(const struct request *request, struct db_rows *rows,
                                    struct orders_book *book) {
  while (db_next(rows)) {
    struct publication publication;
    struct tx_policy *policy = NULL;
    publications_read(rows, &publication);
    if (book->draft && book->draft->area == publication.area) continue; /* it is read already */
    /* One that its key no longer holds is dropped by gates, too. */
    if (tx_policy_take(publication.body, request->signing->trust, 0,
                       (struct tx_clock){ .now_s = request->now_s }, &policy) != TX_OK)
      continue;
    enum tx_reason reason = add(book, policy);
    if (reason != TX_OK) return reason;
  }
  return rows->end;
}

static enum tx_reason say_wrong(enum tx_reason reason, const struct tx_policy_error *error,
                                struct host_problem *problem) {
  int line, column;
  char zh[sizeof error->where];
  snprintf(zh, sizeof zh, "%s", error->where);
  if (sscanf(error->where, "line %d, column %d", &line, &column) == 2)
    snprintf(zh, sizeof zh, "第%d行第%d列", line, column);
  snprintf(problem->zh, sizeof problem->zh, "规定有误%s%s：%s", *zh ? "，" : "", zh, error->zh);
  snprintf(problem->en, sizeof problem->en, "The policy is wrong%s%s: %s", *zh ? " at " : "",
           error->where, error->en);
  return problem->reason = reason;
}

/* The policy of an area that is in force here; NULL where there is none, or where gates have
 * dropped it, too. */
static enum tx_reason open_current(const struct request *request, uint64_t area,
                                   struct tx_policy **out) {
  struct publication newest;
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  *out = NULL;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, area, &newest);
  if (reason != TX_OK || !newest.seq) return reason;
  reason = publications_body(request->db, PUBLISHED_POLICY, area, newest.seq, &body, &len);
  if (reason != TX_OK) return reason;
  const struct tx_clock clock = { .now_s = request->now_s };
  reason = tx_policy_take(tx_span_of(body, len), request->signing->trust, 0, clock, out);
  return reason == TX_NO_MEMORY ? reason : TX_OK;
}

/* What is in force goes along, seq is the next one. */
static enum tx_reason follow(const struct request *request, const char *end, json_t *json,
                             struct orders_book *book, struct tx_policy_error *error) {
  const json_t *area = json_object_get(json, "area");
  enum tx_reason reason = TX_OK;
  if (json_is_integer(area))
    reason = open_current(request, (uint64_t)json_integer_value(area), &book->replaced);
  if (reason != TX_OK || !json_is_object(json)) return reason;
  const struct carry_in in = { book->replaced ? book->replaced->json : NULL, end, request->now_s };
  uint64_t last = book->replaced ? book->replaced->seq : 0;
  json_object_set_new(json, "seq",
                      json_integer((json_int_t)publish_next_seq(last, request->now_s)));
  return policy_carry(json, &in, &book->carried, error);
}

/* Words become rules. */
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
  if (!host_json_clean(draft, NULL)) {
    json_decref(draft);
    return TX_NO_MEMORY;
  }
  const struct policy_times times = { request->now_s, host_people_time_parse };
  enum tx_reason reason = policy_words_expand(draft, &times, out, error);
  json_decref(draft);
  return reason;
}

static enum tx_reason add_draft(const struct request *request, const struct order_source *source,
                                struct orders_book *book, struct host_problem *problem) {
  struct tx_policy_error error = { 0 };
  json_t *json = NULL;
  enum tx_reason reason = expand(request, source->text, &json, &error);
  if (reason == TX_OK) reason = follow(request, source->end, json, book, &error);
  char *expanded = reason == TX_OK ? json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  json_decref(json);
  if (reason == TX_OK) reason = expanded ? TX_OK : TX_NO_MEMORY;
  if (reason == TX_OK) reason = tx_policy_parse(tx_span_text(expanded), &book->draft, &error);
  free(expanded);
  if (reason == TX_MALFORMED_CLAIMS || reason == TX_NOT_FOUND)
    return say_wrong(reason, &error, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = host_problem_of(problem, add(book, book->draft));
  return reason == TX_OK ? area_reached(request, book->draft->area, problem) : reason;
}

enum tx_reason orders_open(const struct request *request, const struct order_source *draft,
                           struct orders_book *out, struct host_problem *problem) {
  *out = (struct orders_book){ 0 };
  enum tx_reason reason = draft && draft->text ? add_draft(request, draft, out, problem) : TX_OK;
  if (reason == TX_OK) {
    DB_ROWS rows = publications_policies(request->db);
    reason = host_problem_of(problem, add_published(request, &rows, out));
  }
  if (reason != TX_OK) orders_close(out);
  return reason;
}

void orders_close(struct orders_book *book) {
  for (size_t i = 0; i < book->count; i++)
    tx_policy_destroy(book->policies[i]);
  free(book->policies);
  tx_policy_destroy(book->replaced);
  json_decref(book->carried);
  *book = (struct orders_book){ 0 };
}

/* --- drafts that are kept --------------------------------------------------------------------- */

static enum tx_reason open_text(const struct request *request, int64_t number,
                                struct host_bytes *out) {
  DB_ROWS rows = drafts_find(request->db, number);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  enum tx_reason reason =
      sealed_draft_open(request->fields, DRAFT_TEXT, (uint64_t)db_column_int(&rows, 0),
                        db_column_bytes(&rows, 1), out);
  if (reason != TX_OK) host_bytes_finish(out);
  return reason;
}

enum tx_reason orders_draft_text(const struct request *request, int64_t number, char **text,
                                 struct host_problem *problem) {
  struct host_bytes bytes = { 0 };
  enum tx_reason reason = open_text(request, number, &bytes);
  *text = (char *)bytes.p;
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "没有第%lld号草案。", "There is no draft %lld.",
                          (long long)number);
}

/* As it was sent, but for what nobody sees in its texts. */
static char *cleaned(const char *text) {
  json_t *draft = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  char *out = draft && host_json_clean(draft, NULL) ? json_dumps(draft, JSON_INDENT(2)) : NULL;
  json_decref(draft);
  return out;
}

enum tx_reason orders_keep(const struct request *request, const char *text, uint64_t area,
                           int64_t *number) {
  char detail[40];
  HOST_FREE char *clean = cleaned(text);
  if (!clean) return TX_NO_MEMORY;
  HOST_BYTES sealed = { 0 };
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = sealed_draft_make(request->fields, DRAFT_TEXT, area, clean, &sealed);
  if (reason == TX_OK)
    reason =
        drafts_add(request->db, area, host_span(&sealed), request->actor, request->now_s, number);
  snprintf(detail, sizeof detail, "draft %lld", (long long)*number);
  if (reason == TX_OK) reason = audit_log_append(request, area, "policy draft", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason orders_draft(const struct request *request, const char *text, int64_t *number,
                            struct orders_book *out, struct host_problem *problem) {
  const struct order_source source = { .text = text };
  enum tx_reason reason = orders_open(request, &source, out, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, orders_keep(request, text, out->draft->area, number));
}

static enum tx_reason read_draft(const struct request *request, const struct db_rows *rows,
                                 struct order_draft *out) {
  HOST_BYTES accepted = { 0 };
  *out = (struct order_draft){ .number = db_column_int(rows, 0),
                               .area = (uint64_t)db_column_int(rows, 1),
                               .created_at = db_column_int(rows, 3),
                               .seq = (uint64_t)db_column_int(rows, 4) };
  db_column_copy(rows, 2, out->actor, sizeof out->actor);
  enum tx_reason reason = sealed_draft_open(request->fields, DRAFT_ACCEPTED, out->area,
                                            db_column_bytes(rows, 5), &accepted);
  if (reason == TX_OK) host_copy((char *)accepted.p, out->accepted, sizeof out->accepted);
  return reason;
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
    enum tx_reason reason = read_draft(request, &rows, &grown[*count]);
    if (reason != TX_OK) return reason;
    if (request_reaches(request, grown[*count].area)) ++*count;
  }
  return rows.end;
}
