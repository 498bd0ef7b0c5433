/* SPDX-License-Identifier: Apache-2.0 */
/* The check before a policy is published, and what it needs to know of this deployment. */
#include "orders.h"

#include "domain/audit/log.h"
#include "domain/resident/merge.h"
#include "host/sys/file.h"
#include "store/core/areas.h"
#include "store/feed/statements.h"

#include <stdlib.h>

#define DECLARED_WORDS 64
#define FED 3 /* fields of feeds that rules look at */

/* The communities below a policy that this server keeps lists of. */
static enum tx_reason communities_below(const struct request *request, uint64_t area, uint64_t *out,
                                        size_t *count) {
  DB_ROWS rows = areas_all(request->db);
  while (*count < AREAS_MAX && db_next(&rows)) {
    struct area_row row;
    areas_read(&rows, &row);
    if (tx_area_level(row.area) == TX_COMMUNITY && tx_area_contains(area, row.area))
      out[(*count)++] = row.area;
  }
  return rows.end;
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

/* What rules look at and nobody ever handed in. */
static enum tx_reason find_never_fed(const struct request *request, const char **paths,
                                     size_t *count) {
  static const struct {
    enum statement_field field;
    const char *path;
  } fed[FED] = { { STATEMENT_HEALTH, "record.health" },
                 { STATEMENT_TRAVEL, "record.travel" },
                 { STATEMENT_TEST, "record.test" } };
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < FED && reason == TX_OK; i++) {
    bool any = false;
    reason = statements_any(request->db, (int)fed[i].field, &any);
    if (!any) paths[(*count)++] = fed[i].path;
  }
  return reason;
}

static enum tx_reason run_check(const struct request *request, const struct orders_book *book,
                                struct policy_findings *findings, struct host_problem *problem) {
  const struct tx_key_row *row = NULL;
  const struct signing *signing = request->signing;
  HOST_FREE uint64_t *communities = calloc(AREAS_MAX, sizeof *communities);
  char text[DECLARED_SIZE];
  const char *words[DECLARED_WORDS], *never_fed[FED];
  size_t never_fed_count = 0, community_count = 0;
  if (!communities) return host_problem_of(problem, TX_NO_MEMORY);
  if (!keystore_find(&signing->keys, signing->trust, TX_USE_POLICY, book->draft->area,
                     request->now_s, &row, problem))
    return problem->reason;
  enum tx_reason reason = settings_get(request->db, "declared", text, sizeof text);
  bool declared = reason == TX_OK && *text;
  if (reason == TX_NOT_FOUND) reason = TX_OK;
  if (reason == TX_OK) reason = find_never_fed(request, never_fed, &never_fed_count);
  if (reason == TX_OK)
    reason = communities_below(request, book->draft->area, communities, &community_count);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct policy_check check = {
    .policies = (const struct tx_policy *const *)book->policies,
    .policy_count = book->count,
    .draft = book->draft,
    .replaced = book->replaced,
    .carried = book->carried,
    .jurisdiction = row->area,
    .communities = communities,
    .community_count = community_count,
    .declared = declared ? words : NULL,
    .declared_count = declared ? split_words(text, words, DECLARED_WORDS) : 0,
    .never_fed = never_fed,
    .never_fed_count = never_fed_count,
    .now_s = request->now_s,
  };
  policy_check_run(&check, findings);
  return findings->out_of_memory ? host_problem_of(problem, TX_NO_MEMORY) : TX_OK;
}

enum tx_reason orders_check(const struct request *request, const struct order_source *source,
                            struct orders_book *out, struct policy_findings *findings,
                            struct host_problem *problem) {
  enum tx_reason reason = orders_open(request, source, out, problem);
  return reason == TX_OK ? run_check(request, out, findings, problem) : reason;
}

enum tx_reason orders_declared(const struct server *server, const struct request *request,
                               char out[DECLARED_SIZE], struct host_problem *problem) {
  *out = '\0';
  enum tx_reason reason = area_reached(request, server->area, problem);
  if (reason == TX_OK) reason = settings_get(request->db, "declared", out, DECLARED_SIZE);
  return reason == TX_NOT_FOUND ? TX_OK : host_problem_of(problem, reason);
}

enum tx_reason orders_refuse_stale(struct host_problem *problem) {
  return host_problem_say(problem, TX_CONFLICT,
                          "别人刚改过数据的声明，没有保存：请看过新的内容再改。",
                          "Somebody else has just changed the declaration, nothing was saved: "
                          "please look at it and change it again.");
}

enum tx_reason orders_declare(const struct server *server, const struct request *request,
                              const char *before, const char *words, struct host_problem *problem) {
  if (strlen(words) >= DECLARED_SIZE) return host_problem_of(problem, TX_BAD_ARGUMENT);
  enum tx_reason reason = area_reached(request, server->area, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = settings_change(request->db, "declared", before, words);
  if (reason == TX_CONFLICT) return orders_refuse_stale(problem);
  if (reason == TX_OK) reason = audit_log_append(request, server->area, "policy declare", words);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}
