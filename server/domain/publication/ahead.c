/* SPDX-License-Identifier: Apache-2.0 */
#include "ahead.h"

#include "cache.h"
#include "domain/audit/log.h"
#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/language.h"
#include "host/text/text.h"
#include "seq.h"
#include "store/core/areas.h"
#include "store/publication/ahead.h"
#include "store/publication/publications.h"
#include "trust_load.h"

#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>

struct mending {
  struct server *server;
  const struct request *request;
  int64_t after;  /* later than this is ahead */
  uint64_t above; /* no policy is numbered below; 0: none was numbered higher */
  struct ahead_count found;
  int64_t passes;
  size_t signed_anew; /* of the policies */
};

/* --- policies --------------------------------------------------------------------------------- */

/* An order that was to begin at once began by the wrong clock. */
static void begin_now(json_t *policy, int64_t wrong_s, int64_t now_s) {
  size_t i;
  json_t *order;
  json_array_foreach(json_object_get(policy, "orders"), i, order) {
    if (json_integer_value(json_object_get(order, "valid_from")) == wrong_s)
      json_object_set_new(order, "valid_from", json_integer(now_s));
  }
}

static enum tx_reason write_policy(const struct mending *mending, const struct publication *old,
                                   const json_t *json, const struct tx_signer *signer) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  struct publication newest;
  const struct request *request = mending->request;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, old->area, &newest);
  if (reason != TX_OK) return reason;
  json_t *anew = json_deep_copy(json);
  uint64_t last = newest.seq > mending->above ? newest.seq : mending->above;
  uint64_t seq = publish_next_seq(last, request->now_s);
  json_object_set_new(anew, "seq", json_integer((json_int_t)seq));
  begin_now(anew, old->iat, request->now_s);
  HOST_FREE char *text = json_dumps(anew, JSON_COMPACT);
  json_decref(anew);
  if (!text) return TX_NO_MEMORY;
  reason = tx_policy_sign(tx_span_text(text), signer, &bytes, &len);
  const struct publication publication = { .kind = PUBLISHED_POLICY,
                                           .area = old->area,
                                           .seq = seq,
                                           .iat = request->now_s,
                                           .body = tx_span_of(bytes, len) };
  return reason == TX_OK ? publications_add(request->db, &publication) : reason;
}

/* One that another server signed, or whose key is gone, can only be asked for again. */
static enum tx_reason sign_anew(struct mending *mending, const struct publication *old) {
  struct host_problem none;
  const struct tx_key_row *row;
  struct tx_policy *policy = NULL;
  const struct signing *signing = mending->request->signing;
  const struct tx_clock then = { .now_s =
                                     old->iat > (int64_t)old->seq ? old->iat : (int64_t)old->seq };
  const struct tx_signer *signer = keystore_find(&signing->keys, signing->trust, TX_USE_POLICY,
                                                 old->area, mending->request->now_s, &row, &none);
  if (!signer || tx_policy_take(old->body, signing->trust, 0, then, &policy) != TX_OK) return TX_OK;
  enum tx_reason reason = write_policy(mending, old, policy->json, signer);
  tx_policy_destroy(policy);
  mending->signed_anew += reason == TX_OK;
  return reason;
}

static enum tx_reason sign_policies_anew(struct mending *mending) {
  enum tx_reason reason = TX_OK;
  for (struct publication old = { 0 }; reason == TX_OK;) {
    HOST_FREE uint8_t *body = NULL;
    const struct request *request = mending->request;
    reason = ahead_next_policy(request->db, request->now_s, old.area, &old, &body);
    if (reason == TX_OK) reason = sign_anew(mending, &old);
  }
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

/* --- the trust list --------------------------------------------------------------------------- */

/* Whether the list before can be loaded again: it may have been signed by a root that is no more.
 */
static bool can_go_back(const struct mending *mending) {
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  struct publication older;
  char root_hex[TX_HASH_SIZE * 2 + 1];
  uint8_t root[TX_HASH_SIZE];
  struct tx_trust *list = NULL;
  struct db *db = mending->request->db;
  if (publications_at(db, PUBLISHED_TRUST, 0, mending->after, &older) != TX_OK ||
      publications_body(db, PUBLISHED_TRUST, 0, older.seq, &body, &len) != TX_OK ||
      settings_get(db, "root", root_hex, sizeof root_hex) != TX_OK ||
      !host_unhex(root_hex, root, sizeof root))
    return false;
  bool loads = tx_trust_reload(tx_span_of(body, len), root, &list) == TX_OK;
  tx_trust_destroy(list);
  return loads;
}

static enum tx_reason set_trust_aside(struct mending *mending) {
  const struct request *request = mending->request;
  if (request->signing->trust->iat <= mending->after || !can_go_back(mending)) return TX_OK;
  return ahead_set_trusts_aside(request->db, mending->after, request->now_s, &mending->found);
}

/* --- all of it -------------------------------------------------------------------------------- */

static enum tx_reason note(const struct mending *mending) {
  char detail[160];
  const struct ahead_count *found = &mending->found;
  snprintf(detail, sizeof detail,
           "%lld lists, %lld policies (%zu signed anew), %lld trust lists set aside; %lld passes",
           (long long)found->lists, (long long)found->policies, mending->signed_anew,
           (long long)found->trusts, (long long)mending->passes);
  return audit_log_append(mending->request, mending->server->area, "dated ahead", detail);
}

static enum tx_reason mend(struct mending *mending) {
  const struct request *request = mending->request;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      ahead_set_aside(request->db, mending->after, request->now_s, &mending->found);
  if (reason == TX_OK) reason = sign_policies_anew(mending);
  if (reason == TX_OK) reason = set_trust_aside(mending);
  if (reason == TX_OK) reason = ahead_passes(request->db, mending->after, &mending->passes);
  if (reason == TX_OK) reason = ahead_bring_back(request->db, mending->after, request->now_s);
  if (reason == TX_OK) reason = note(mending);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason show(const struct mending *mending, struct host_problem *problem) {
  struct signing *signing = NULL;
  struct server *server = mending->server;
  enum tx_reason reason = cache_reload(server->cache, mending->request->db);
  if (reason != TX_OK || !mending->found.trusts) return host_problem_of(problem, reason);
  reason = signing_load(mending->request->db, &signing, problem);
  if (reason == TX_OK) signing_replace(server, signing);
  return reason;
}

static void tell(const struct mending *mending) {
  const struct ahead_count *found = &mending->found;
  host_log(
      HOST_ERROR,
      "clock: was ahead: set aside what was dated ahead (lists: %lld, policies: %lld, trust lists: "
      "%lld); signed anew from now: lists, policies: %zu; publish the other policies again, "
      "import the trust list again",
      (long long)found->lists, (long long)found->policies, (long long)found->trusts,
      mending->signed_anew);
  if (mending->passes)
    host_log(HOST_ERROR, "clock: was ahead: %lld %s dated ahead; please issue again",
             (long long)mending->passes, host_plural(mending->passes, "pass is", "passes are"));
}

/* --- what had been right ---------------------------------------------------------------------- */

static enum tx_reason sign_above(struct mending *mending, uint64_t area) {
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  struct publication newest;
  struct db *db = mending->request->db;
  enum tx_reason reason = publications_newest(db, PUBLISHED_POLICY, area, &newest);
  if (reason == TX_OK)
    reason = publications_body(db, PUBLISHED_POLICY, area, newest.seq, &body, &len);
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  newest.body = tx_span_of(body, len);
  return sign_anew(mending, &newest);
}

static enum tx_reason overtake(struct mending *mending) {
  uint64_t area = 0;
  DB_TRANSACTION work = db_begin(mending->request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK) {
    reason = ahead_come_true(mending->request->db, mending->after, &area, &mending->above);
    if (reason == TX_OK) reason = sign_above(mending, area);
  }
  if (reason == TX_NOT_FOUND && !mending->signed_anew) return TX_OK;
  if (reason == TX_NOT_FOUND) reason = ahead_all_due(mending->request->db);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason ahead_overtake(struct server *server, const struct request *request,
                              struct host_problem *problem) {
  struct mending mending = { .server = server, .request = request, .after = request->now_s };
  uint64_t area = 0, seq;
  enum tx_reason reason = ahead_come_true(request->db, mending.after, &area, &seq);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK) reason = overtake(&mending);
  if (reason != TX_OK || !mending.signed_anew) return host_problem_of(problem, reason);
  host_log(HOST_NOTICE, "clock: was behind: %zu %s signed anew above what it had set aside",
           mending.signed_anew,
           host_plural((long long)mending.signed_anew, "policy is", "policies are"));
  return host_problem_of(problem, cache_reload(server->cache, request->db));
}

enum tx_reason ahead_mend(struct server *server, const struct request *request,
                          struct host_problem *problem) {
  struct mending mending = { .server = server,
                             .request = request,
                             .after = request->now_s + TX_AHEAD_S };
  enum tx_reason reason = host_problem_of(problem, mend(&mending));
  if (reason != TX_OK) return reason;
  tell(&mending);
  return show(&mending, problem);
}
