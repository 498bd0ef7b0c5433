/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing a policy: signed here, or signed elsewhere and taken. */
#include "orders.h"

#include "domain/audit/log.h"
#include "domain/publication/cache.h"
#include "domain/publication/ready.h"
#include "domain/publication/seq.h"
#include "host/sys/file.h"
#include "host/text/json_text.h"
#include "host/text/language.h"
#include "sealed_draft.h"
#include "store/core/areas.h"
#include "store/publication/drafts.h"
#include "store/publication/publications.h"

#include "format/cose.h"

#include <stdio.h>
#include <stdlib.h>

static enum tx_reason store_policy(const struct request *request, uint64_t area, uint64_t seq,
                                   struct tx_span bytes, const char *action) {
  char detail[40];
  const struct publication publication = {
    .kind = PUBLISHED_POLICY, .area = area, .seq = seq, .iat = request->now_s, .body = bytes
  };
  snprintf(detail, sizeof detail, "seq %llu", (unsigned long long)seq);
  enum tx_reason reason = publications_add(request->db, &publication);
  if (reason == TX_OK) reason = areas_note_all(request->db);
  return reason == TX_OK ? audit_log_append(request, area, action, detail) : reason;
}

/* --- signed here ------------------------------------------------------------------------------ */

static enum tx_reason refuse(const struct policy_findings *findings, const char *accept,
                             struct host_problem *problem) {
  const struct policy_finding *worst = findings->count ? &findings->items[0] : NULL;
  const long long errors = (long long)findings->errors, warnings = (long long)findings->warnings;
  if (!errors && (!warnings || *accept)) return TX_OK;
  problem->reason = TX_CONFLICT;
  if (errors) {
    snprintf(problem->zh, sizeof problem->zh, "有%lld处错误，未发布。%.400s", errors, worst->zh);
    snprintf(problem->en, sizeof problem->en, "Not published, %lld %s: %.500s", errors,
             host_plural(errors, "error", "errors"), worst->en);
  } else {
    snprintf(problem->zh, sizeof problem->zh,
             "有%lld处提醒，未发布；确认无误请加 --accept 原因。%.400s", warnings, worst->zh);
    snprintf(problem->en, sizeof problem->en,
             "Not published, %lld %s (--accept REASON to publish all the same): %.400s", warnings,
             host_plural(warnings, "warning", "warnings"), worst->en);
  }
  host_problem_tidy(problem);
  return problem->reason;
}

/* The draft with the number after last, signed. */
static enum tx_reason sign(const struct request *request, const struct tx_policy *draft,
                           uint64_t last, uint64_t *seq, uint8_t **bytes, size_t *len,
                           struct host_problem *problem) {
  const struct tx_key_row *row;
  enum tx_reason reason =
      publish_number(request->db, PUBLISHED_POLICY, draft->area, last, request->now_s, seq);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  const struct tx_signer *signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_POLICY, draft->area,
                    (int64_t)*seq, &row, problem);
  if (!signer) return problem->reason;
  json_t *json = json_deep_copy(draft->json);
  json_object_set_new(json, "seq", json_integer((json_int_t)*seq));
  HOST_FREE char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  if (!text) return host_problem_of(problem, TX_NO_MEMORY);
  return host_problem_of(problem, tx_policy_sign(tx_span_text(text), signer, bytes, len));
}

static enum tx_reason note_accepted(const struct request *request, uint64_t area, uint64_t seq,
                                    int64_t number, const char *accept) {
  enum tx_reason reason = TX_OK;
  HOST_BYTES sealed = { 0 };
  if (number) reason = sealed_draft_make(request->fields, DRAFT_ACCEPTED, area, accept, &sealed);
  if (number && reason == TX_OK)
    reason = drafts_note_published(request->db, number, seq, host_span(&sealed));
  if (reason == TX_OK && *accept)
    reason = audit_log_append(request, area, "policy warnings accepted", accept);
  return reason;
}

/* Which orders in force it ends. */
static enum tx_reason note_ended(const struct request *request,
                                 const struct policy_findings *findings) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < findings->count && reason == TX_OK; i++) {
    const struct policy_finding *one = &findings->items[i];
    if (one->kind == FINDING_ENDED)
      reason = audit_log_append(request, one->first.policy->area, "order ended",
                                one->first.order->document);
  }
  return reason;
}

static enum tx_reason sign_and_store(const struct request *request, const struct tx_policy *draft,
                                     const struct policy_findings *findings,
                                     const struct policy_wish *wish, const char *accept,
                                     struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  uint64_t seq = 0;
  enum tx_reason reason = sign(request, draft, wish->before, &seq, &bytes, &len, problem);
  if (reason != TX_OK) return reason;
  reason = store_policy(request, draft->area, seq, tx_span_of(bytes, len), "policy");
  if (reason == TX_OK) reason = note_accepted(request, draft->area, seq, wish->draft, accept);
  if (reason == TX_OK) reason = note_ended(request, findings);
  return host_problem_of(problem, reason);
}

static enum tx_reason read_wish(const struct request *request, const struct policy_wish *wish,
                                char **text, struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  enum tx_reason reason = orders_draft_text(request, wish->draft, text, problem);
  if (reason != TX_OK) return reason;
  tx_sha256(tx_span_text(*text), hash);
  return host_problem_of(problem,
                         memcmp(hash, wish->hash, sizeof hash) == 0 ? TX_OK : TX_BAD_SIGNATURE);
}

/* The policy that the wish was laid over is still the newest. */
static enum tx_reason check_before(const struct request *request, uint64_t area, uint64_t before,
                                   struct host_problem *problem) {
  struct publication newest;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, area, &newest);
  if (reason != TX_OK || newest.seq == before) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "提出以后已有别的规定发布，请重新提出。",
                          "Another policy was published since this was asked for: please ask "
                          "anew.");
}

static void clear(struct policy_findings *findings) {
  policy_findings_clear(findings);
}
#define FINDINGS __attribute__((cleanup(clear))) struct policy_findings

enum tx_reason orders_publish(const struct request *request, const struct policy_wish *wish,
                              const char *accept, const struct decision *decision, uint64_t *area,
                              struct host_problem *problem) {
  ORDERS_BOOK book = { 0 };
  FINDINGS findings = { 0 };
  HOST_FREE char *text = NULL;
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = read_wish(request, wish, &text, problem);
  const struct order_source source = { text, wish->end };
  if (reason == TX_OK) reason = orders_check(request, &source, &book, &findings, problem);
  if (reason != TX_OK) return reason;
  *area = book.draft->area;
  reason = check_before(request, *area, wish->before, problem);
  if (reason == TX_OK) reason = refuse(&findings, accept, problem);
  return reason == TX_OK ? sign_and_store(request, book.draft, &findings, wish, accept, problem)
                         : reason;
}

enum tx_reason orders_show(struct server *server, const struct request *request, uint64_t area) {
  return cache_refresh(server->cache, request->db, PUBLISHED_POLICY, area);
}

/* --- signed anew ------------------------------------------------------------------------------ */

/* Whether a gate that has none yet would take it. */
static bool holds(const struct tx_trust *trust, int64_t now_s, const struct cache_item *item,
                  struct tx_sign1 *sign1) {
  enum tx_reason why;
  const struct tx_clock clock = { .now_s = now_s };
  if (tx_sign1_read(item->body, TX_SHAPE_TYPED, "tx-policy", sign1) != TX_OK) return true;
  const struct tx_key_row *row = tx_trust_find(trust, sign1->kid, TX_USE_POLICY, &why);
  return row && tx_key_may_sign(row, item->area, (int64_t)item->seq, clock) == TX_OK;
}

/* It is the newest of the database, which signed it itself: its signature need not hold. */
static enum tx_reason sign_anew(struct server *server, const struct request *request,
                                const struct cache_item *item, struct tx_span json,
                                struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  struct publication newest;
  struct tx_policy *policy = NULL;
  uint64_t seq = 0;
  enum tx_reason reason = tx_policy_parse(json, &policy, NULL);
  if (reason == TX_OK) reason = sign(request, policy, item->seq, &seq, &bytes, &len, problem);
  tx_policy_destroy(policy);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = newest_or_none(request->db, PUBLISHED_POLICY, item->area, &newest);
  if (reason == TX_OK && newest.seq != item->seq) reason = TX_CONFLICT;
  if (reason == TX_OK)
    reason = store_policy(request, item->area, seq, tx_span_of(bytes, len), "policy signed anew");
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK)
    reason = cache_refresh(server->cache, request->db, PUBLISHED_POLICY, item->area);
  return host_problem_of(problem, reason);
}

static struct cache_item *next_dead(struct server *server, const struct tx_trust *trust,
                                    int64_t now_s, uint64_t area, struct tx_sign1 *sign1) {
  for (struct cache_item *item; (item = cache_next(server->cache, PUBLISHED_POLICY, area));) {
    area = item->area;
    if (tx_area_contains(server->area, area) && !holds(trust, now_s, item, sign1)) return item;
    cache_release(item);
  }
  return NULL;
}

static enum tx_reason renew(struct server *server, const struct request *request, size_t *count,
                            struct host_problem *problem) {
  struct tx_sign1 sign1;
  uint64_t area = 0;
  enum tx_reason failed = TX_OK;
  for (struct cache_item *item;
       (item = next_dead(server, request->signing->trust, request->now_s, area, &sign1));) {
    const enum tx_reason reason = sign_anew(server, request, item, sign1.payload, problem);
    *count += reason == TX_OK;
    if (reason != TX_OK) failed = reason;
    area = item->area;
    cache_release(item);
  }
  return failed;
}

enum tx_reason orders_renew(struct server *server, int64_t now_s, size_t *count,
                            struct host_problem *problem) {
  struct tx_sign1 sign1;
  *count = 0;
  const struct signing *signing = signing_take(server);
  struct cache_item *any = next_dead(server, signing->trust, now_s, 0, &sign1);
  signing_release(signing);
  if (!any) return TX_OK;
  cache_release(any);
  struct request request = request_begin(server, now_s, "publisher");
  enum tx_reason reason = publish_ready(server, &request, 0, problem);
  if (reason == TX_OK) reason = renew(server, &request, count, problem);
  request_end(server, &request);
  return reason;
}

/* --- all of it ended -------------------------------------------------------------------------- */

static struct tx_policy *policy_of(const struct orders_book *book, uint64_t area) {
  for (size_t i = 0; i < book->count; i++)
    if (book->policies[i]->area == area) return book->policies[i];
  return NULL;
}

static size_t count_live(const struct tx_policy *policy, int64_t now_s) {
  size_t count = 0;
  for (size_t i = 0; policy && i < policy->order_count; i++)
    count += policy->orders[i].valid_to > now_s;
  return count;
}

enum tx_reason orders_count(const struct request *request, uint64_t area, size_t *count,
                            struct host_problem *problem) {
  ORDERS_BOOK book = { 0 };
  *count = 0;
  enum tx_reason reason = orders_open(request, NULL, &book, problem);
  if (reason == TX_OK) *count = count_live(policy_of(&book, area), request->now_s);
  return reason;
}

static enum tx_reason note_lapsed(const struct request *request, const struct tx_policy *policy) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < policy->order_count; i++)
    if (policy->orders[i].valid_to > request->now_s)
      reason = audit_log_append(request, policy->area, "order ended", policy->orders[i].document);
  return reason;
}

static enum tx_reason publish_bare(const struct request *request, struct tx_policy *policy,
                                   struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  uint64_t seq = 0;
  json_object_set_new(policy->json, "orders", json_array());
  json_object_del(policy->json, "zones");
  enum tx_reason reason = sign(request, policy, policy->seq, &seq, &bytes, &len, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(
      problem, store_policy(request, policy->area, seq, tx_span_of(bytes, len), "policy"));
}

enum tx_reason orders_lapse(const struct request *request, uint64_t area,
                            const struct decision *decision, struct host_problem *problem) {
  ORDERS_BOOK book = { 0 };
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = orders_open(request, NULL, &book, problem);
  struct tx_policy *policy = reason == TX_OK ? policy_of(&book, area) : NULL;
  if (!policy || (!policy->order_count && !policy->zone_count)) return reason;
  reason = host_problem_of(problem, note_lapsed(request, policy));
  return reason == TX_OK ? publish_bare(request, policy, problem) : reason;
}

/* --- asked for -------------------------------------------------------------------------------- */

static enum tx_reason keep_wish(const struct request *request, const struct order_source *source,
                                int64_t number, uint64_t area, struct policy_wish *out,
                                struct host_problem *problem) {
  struct publication newest;
  HOST_FREE char *text = NULL;
  *out = (struct policy_wish){ .draft = number };
  if (source->end && strlen(source->end) >= sizeof out->end)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "要终止的文件太多，请改用 all 或分次办理。",
                            "Too many orders are to end: please say all, or end some at a time.");
  snprintf(out->end, sizeof out->end, "%s", source->end ? source->end : "");
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, area, &newest);
  if (reason == TX_OK && !number) reason = orders_keep(request, source->text, area, &out->draft);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  out->before = newest.seq;
  reason = orders_draft_text(request, out->draft, &text, problem);
  if (reason == TX_OK) tx_sha256(tx_span_text(text), out->hash);
  return reason;
}

/* Where its request stands: in its own area, or where this server keeps no list of that, in the
 * server's. */
static enum tx_reason request_area(const struct server *server, const struct request *request,
                                   uint64_t area, uint64_t *out, struct host_problem *problem) {
  struct host_problem unsaid = { 0 };
  enum tx_reason reason = area_known(request, area, &unsaid);
  const bool elsewhere = reason == TX_NOT_FOUND || reason == TX_NOT_ALLOWED;
  *out = elsewhere ? server->area : area;
  return host_problem_of(problem, elsewhere ? TX_OK : reason);
}

enum tx_reason orders_ask(struct server *server, const struct request *request,
                          const struct order_source *source, int64_t number, const char *accept,
                          struct orders_book *out, struct policy_findings *findings,
                          struct policy_wish *wish, uint64_t *area, struct host_problem *problem) {
  enum tx_reason reason = publish_ready(server, request, 0, problem);
  if (reason == TX_OK) reason = orders_check(request, source, out, findings, problem);
  if (reason == TX_OK) reason = refuse(findings, accept, problem);
  if (reason == TX_OK) reason = request_area(server, request, out->draft->area, area, problem);
  if (reason != TX_OK) return reason;
  return keep_wish(request, source, number, out->draft->area, wish, problem);
}

/* --- signed elsewhere ------------------------------------------------------------------------- */

/* One of a level above stands as it is; what this server could publish itself needs its own two. */
static enum tx_reason check_above(const struct server *server, const struct tx_policy *policy,
                                  struct host_problem *problem) {
  if (policy->area != server->area && tx_area_contains(policy->area, server->area)) return TX_OK;
  return host_problem_say(
      problem, TX_NOT_ALLOWED,
      "只能收下上级的规定；本级的规定请用 policy publish 提出，由另一单位复核。",
      "Only a policy of a level above is taken so; please ask for one of this "
      "level by policy publish, which another body seconds.");
}

static enum tx_reason store_import(struct server *server, const struct request *request,
                                   const struct tx_policy *policy, struct tx_span bytes) {
  struct publication newest;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, policy->area, &newest);
  if (reason == TX_OK && newest.seq >= policy->seq) reason = TX_ROLLBACK;
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  reason = store_policy(request, policy->area, policy->seq, bytes, "policy import");
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  return cache_refresh(server->cache, request->db, PUBLISHED_POLICY, policy->area);
}

enum tx_reason orders_import(struct server *server, const struct request *request,
                             struct tx_span bytes, uint64_t *area, uint64_t *seq,
                             struct host_problem *problem) {
  struct tx_policy *policy = NULL;
  struct tx_clock clock = { .now_s = request->now_s };
  enum tx_reason reason = publish_ready(server, request, 0, problem);
  if (reason != TX_OK) return reason;
  reason = tx_policy_take(bytes, request->signing->trust, 0, clock, &policy);
  if (reason == TX_OK && !host_json_visible(policy->json)) {
    tx_policy_destroy(policy);
    return host_problem_say(
        problem, TX_MALFORMED_CLAIMS,
        "这份规定里有控制字符或改变文字方向的字符，请由发文的一级改正后重新签发。",
        "This policy holds control characters or some that turn text around, "
        "please have its issuer mend and sign it anew.");
  }
  if (reason == TX_OK) reason = check_above(server, policy, problem);
  if (reason == TX_OK) reason = store_import(server, request, policy, bytes);
  if (reason == TX_OK) {
    *area = policy->area;
    *seq = policy->seq;
  }
  tx_policy_destroy(policy);
  if (reason == TX_OK || problem->reason == reason) return reason;
  return host_problem_set(problem, reason, "这份规定不能接受（%s）%.0s。",
                          "This policy is not taken (%.0s%s).", tx_reason_text(reason, "zh"),
                          tx_reason_text(reason, "en"));
}
