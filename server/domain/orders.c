/* SPDX-License-Identifier: Apache-2.0 */
#include "orders.h"

#include "chain.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "policy_check.h"
#include "policy_words.h"
#include "publish.h"
#include "store/areas.h"
#include "store/drafts.h"

#include <stdio.h>
#include <stdlib.h>

#define AREAS_MAX 4096

#define SENTENCE 1024
#define DECLARED_SIZE 512
#define DECLARED_WORDS 64

static void free_book(struct orders_book *book) {
  orders_close(book);
}
#define BOOK __attribute__((cleanup(free_book))) struct orders_book
static void free_findings(struct policy_findings *findings) {
  policy_findings_clear(findings);
}
#define FINDINGS __attribute__((cleanup(free_findings))) struct policy_findings

static enum tx_reason open_draft(struct office *office, const struct call *call, const json_t *in,
                                 struct orders_book *book, struct host_problem *problem) {
  HOST_FREE char *text = NULL;
  enum tx_reason reason = orders_draft_text(office, in, &text, problem);
  return reason == TX_OK ? orders_open(office, call->now_s, text, book, problem) : reason;
}

/* --- words ------------------------------------------------------------------------------------ */

static json_t *describe_rules(const struct tx_policy *policy) {
  json_t *rules = json_array();
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    for (size_t j = 0; j < order->rule_count; j++) {
      const struct tx_finding one = { policy, order, &order->rules[j] };
      char zh[SENTENCE], en[SENTENCE];
      policy_words_rule(&one, "zh", zh, sizeof zh);
      policy_words_rule(&one, "en", en, sizeof en);
      json_array_append_new(rules, json_pack("{s:s, s:s, s:s, s:s}", "order", order->id, "id",
                                             order->rules[j].id, "zh", zh, "en", en));
    }
  }
  return rules;
}

/* --- drafts ----------------------------------------------------------------------------------- */

enum tx_reason orders_draft(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  BOOK book = { 0 };
  int64_t id = 0;
  char area[13], detail[40];
  enum tx_reason reason = open_draft(office, call, in, &book, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = drafts_add(office->db, book.draft->area, in_text(in, "policy", ""), call->actor,
                      call->now_s, &id);
  snprintf(detail, sizeof detail, "draft %lld", (long long)id);
  if (reason == TX_OK)
    reason = chain_append(office, call, book.draft->area, "policy draft", detail);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  tx_area_format(book.draft->area, area);
  *out = json_pack("{s:I, s:s, s:o}", "draft", (json_int_t)id, "area", area, "rules",
                   describe_rules(book.draft));
  return TX_OK;
}

/* --- the check -------------------------------------------------------------------------------- */

/* The communities below a policy that this server keeps lists of. */
static size_t communities_below(struct office *office, uint64_t area, uint64_t *out) {
  size_t count = 0;
  DB_ROWS rows = areas_all(office->db);
  while (count < AREAS_MAX && db_next(&rows)) {
    struct area_row row;
    areas_read(&rows, &row);
    if (tx_area_level(row.area) == TX_COMMUNITY && tx_area_contains(area, row.area))
      out[count++] = row.area;
  }
  return count;
}

/* Splits the words in place. */
static size_t split_words(char *text, const char **words, size_t cap) {
  size_t count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(text, ", ", &rest); word && count < cap;
       word = strtok_r(NULL, ", ", &rest))
    words[count++] = word;
  return count;
}

static enum tx_reason run_check(struct office *office, const struct call *call,
                                const struct orders_book *book, struct policy_findings *findings,
                                struct host_problem *problem) {
  const struct tx_key_row *row = NULL;
  HOST_FREE uint64_t *communities = calloc(AREAS_MAX, sizeof *communities);
  char text[DECLARED_SIZE];
  const char *words[DECLARED_WORDS];
  bool declared = settings_get(office->db, "declared", text, sizeof text) == TX_OK && *text;
  if (!communities) return host_problem_of(problem, TX_NO_MEMORY);
  if (!keybox_find(&office->keys, office->trust, TX_USE_POLICY, book->draft->area, call->now_s,
                   &row, problem))
    return problem->reason;
  const struct policy_check check = {
    .policies = (const struct tx_policy *const *)book->policies,
    .policy_count = book->count,
    .draft = book->draft,
    .jurisdiction = row->area,
    .communities = communities,
    .community_count = communities_below(office, book->draft->area, communities),
    .declared = declared ? words : NULL,
    .declared_count = declared ? split_words(text, words, DECLARED_WORDS) : 0,
    .now_s = call->now_s,
  };
  policy_check_run(&check, findings);
  return findings->out_of_memory ? host_problem_of(problem, TX_NO_MEMORY) : TX_OK;
}

static json_t *describe_findings(const struct policy_findings *findings) {
  static const char *const weights[] = { "note", "warning", "error" };
  json_t *list = json_array();
  for (size_t i = 0; i < findings->count; i++) {
    const struct policy_finding *one = &findings->items[i];
    char community[13];
    tx_area_format(one->community, community);
    json_array_append_new(list,
                          json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "kind",
                                    policy_finding_name(one->kind), "weight", weights[one->weight],
                                    "zh", one->zh, "en", one->en, "example_zh", one->example_zh,
                                    "example_en", one->example_en, "community", community,
                                    "communities", (json_int_t)one->community_count));
  }
  return list;
}

enum tx_reason orders_check(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  BOOK book = { 0 };
  FINDINGS findings = { 0 };
  char area[13];
  enum tx_reason reason = open_draft(office, call, in, &book, problem);
  if (reason == TX_OK) reason = run_check(office, call, &book, &findings, problem);
  if (reason != TX_OK) return reason;
  tx_area_format(book.draft->area, area);
  *out = json_pack("{s:s, s:I, s:I, s:o, s:o}", "area", area, "errors", (json_int_t)findings.errors,
                   "warnings", (json_int_t)findings.warnings, "findings",
                   describe_findings(&findings), "rules", describe_rules(book.draft));
  return TX_OK;
}

/* --- publishing ------------------------------------------------------------------------------- */

enum tx_reason orders_declare(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem) {
  const char *words = in_text(in, "words", "");
  if (strlen(words) >= DECLARED_SIZE) return host_problem_of(problem, TX_BAD_ARGUMENT);
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = settings_set(office->db, "declared", words);
  if (reason == TX_OK) reason = chain_append(office, call, office->area, "policy declare", words);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK) *out = json_pack("{s:s}", "words", words);
  return host_problem_of(problem, reason);
}

static enum tx_reason refuse(const struct policy_findings *findings, const char *accept,
                             struct host_problem *problem) {
  const struct policy_finding *worst = findings->count ? &findings->items[0] : NULL;
  if (findings->errors) {
    problem->reason = TX_CONFLICT;
    snprintf(problem->zh, sizeof problem->zh, "有%zu处错误,未发布。%.400s", findings->errors,
             worst->zh);
    snprintf(problem->en, sizeof problem->en, "Not published, %zu errors: %.500s", findings->errors,
             worst->en);
    host_problem_tidy(problem);
    return problem->reason;
  }
  if (!findings->warnings || *accept) return TX_OK;
  problem->reason = TX_CONFLICT;
  snprintf(problem->zh, sizeof problem->zh, "有%zu处提醒,未发布;确认无误请加 --accept 原因。%.400s",
           findings->warnings, worst->zh);
  snprintf(problem->en, sizeof problem->en,
           "Not published, %zu warnings (--accept REASON to publish all the same): %.400s",
           findings->warnings, worst->en);
  host_problem_tidy(problem);
  return problem->reason;
}

static enum tx_reason note_accepted(struct office *office, const struct call *call,
                                    const json_t *in, uint64_t area, uint64_t seq,
                                    const char *accept) {
  int64_t draft = in_int(in, "draft", 0);
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = TX_OK;
  if (draft) reason = drafts_note_published(office->db, draft, seq, *accept ? accept : NULL);
  if (reason == TX_OK && *accept)
    reason = chain_append(office, call, area, "policy warnings accepted", accept);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason orders_publish(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem) {
  BOOK book = { 0 };
  FINDINGS findings = { 0 };
  uint64_t area = 0, seq = 0;
  char digits[13];
  const char *accept = in_text(in, "accept", "");
  enum tx_reason reason = open_draft(office, call, in, &book, problem);
  if (reason == TX_OK) reason = run_check(office, call, &book, &findings, problem);
  if (reason == TX_OK) reason = refuse(&findings, accept, problem);
  if (reason != TX_OK) return reason;
  HOST_FREE char *text = json_dumps(book.draft->json, JSON_COMPACT);
  if (!text) return host_problem_of(problem, TX_NO_MEMORY);
  reason = publish_policy(office, call, text, &area, &seq, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, note_accepted(office, call, in, area, seq, accept));
  if (reason != TX_OK) return reason;
  tx_area_format(area, digits);
  *out = json_pack("{s:s, s:I, s:o}", "area", digits, "seq", (json_int_t)seq, "findings",
                   describe_findings(&findings));
  return TX_OK;
}

/* --- from elsewhere --------------------------------------------------------------------------- */

static enum tx_reason store_policy(struct office *office, const struct call *call,
                                   const struct tx_policy *policy, struct tx_span bytes) {
  char detail[40];
  const struct publication publication = { .kind = PUBLISHED_POLICY,
                                           .area = policy->area,
                                           .seq = policy->seq,
                                           .iat = call->now_s,
                                           .body = bytes };
  snprintf(detail, sizeof detail, "seq %llu", (unsigned long long)policy->seq);
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = publications_add(office->db, &publication);
  if (reason == TX_OK) reason = areas_note_all(office->db);
  if (reason == TX_OK) reason = chain_append(office, call, policy->area, "policy import", detail);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  return shelf_refresh(office->shelf, office->db, PUBLISHED_POLICY, policy->area);
}

enum tx_reason orders_import(struct office *office, const struct call *call, const json_t *in,
                             json_t **out, struct host_problem *problem) {
  const char *text = in_text(in, "object", "");
  HOST_FREE uint8_t *bytes = malloc(strlen(text) + 1);
  struct tx_policy *policy = NULL;
  struct publication newest = { 0 };
  char area[13];
  size_t n = 0;
  struct tx_clock clock = { .now_s = call->now_s };
  if (!bytes) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = TX_MALFORMED;
  if (host_unbase64(tx_span_text(text), bytes, strlen(text), &n))
    reason = tx_policy_take(tx_span_of(bytes, n), office->trust, 0, clock, &policy);
  if (reason == TX_OK) {
    reason = publications_newest(office->db, PUBLISHED_POLICY, policy->area, &newest);
    if (reason == TX_NOT_FOUND) reason = TX_OK;
    if (reason == TX_OK && newest.seq >= policy->seq) reason = TX_ROLLBACK;
  }
  if (reason == TX_OK) reason = store_policy(office, call, policy, tx_span_of(bytes, n));
  if (reason == TX_OK) {
    tx_area_format(policy->area, area);
    *out = json_pack("{s:s, s:I}", "area", area, "seq", (json_int_t)policy->seq);
  }
  tx_policy_destroy(policy);
  if (reason == TX_OK) return TX_OK;
  return host_problem_set(problem, reason, "这份规定不能接受(%s)。", "This policy is not taken (%s).",
                     tx_reason_name(reason));
}

/* --- listing ---------------------------------------------------------------------------------- */

static json_t *describe_policy(const struct tx_policy *policy) {
  char area[13];
  json_t *orders = json_array();
  tx_area_format(policy->area, area);
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    json_array_append_new(orders, json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "id", order->id,
                                            "document", order->document, "issuer", order->issuer,
                                            "valid_from", (json_int_t)order->valid_from, "valid_to",
                                            (json_int_t)order->valid_to, "rules",
                                            (json_int_t)order->rule_count));
  }
  return json_pack("{s:s, s:I, s:o, s:o}", "area", area, "seq", (json_int_t)policy->seq, "orders",
                   orders, "rules", describe_rules(policy));
}

static enum tx_reason list_drafts(struct office *office, json_t *out) {
  DB_ROWS rows = drafts_all(office->db);
  while (db_next(&rows)) {
    char area[13];
    tx_area_format((uint64_t)db_column_int(&rows, 1), area);
    json_t *draft = json_pack("{s:I, s:s, s:s, s:I}", "draft", (json_int_t)db_column_int(&rows, 0),
                              "area", area, "actor", db_column_text(&rows, 2), "created_at",
                              (json_int_t)db_column_int(&rows, 3));
    if (!db_column_null(&rows, 4))
      json_object_set_new(draft, "seq", json_integer(db_column_int(&rows, 4)));
    if (!db_column_null(&rows, 5))
      json_object_set_new(draft, "accepted", json_string(db_column_text(&rows, 5)));
    json_array_append_new(out, draft);
  }
  return rows.end;
}

enum tx_reason orders_list(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem) {
  BOOK book = { 0 };
  (void)in;
  enum tx_reason reason = orders_open(office, call->now_s, NULL, &book, problem);
  if (reason != TX_OK) return reason;
  json_t *policies = json_array(), *drafts = json_array();
  for (size_t i = 0; i < book.count; i++)
    json_array_append_new(policies, describe_policy(book.policies[i]));
  reason = list_drafts(office, drafts);
  *out = json_pack("{s:o, s:o}", "policies", policies, "drafts", drafts);
  return host_problem_of(problem, reason);
}
