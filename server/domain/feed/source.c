/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "domain/audit/log.h"
#include "domain/resident/merge.h"
#include "host/text/text.h"
#include "sign_in.h"
#include "store/feed/feeds.h"
#include "store/feed/unmatched.h"
#include "store/office/accounts.h"

#include <stdio.h>
#include <stdlib.h>

#define CHANCE 24 /* bytes of a token; the others are its mark */
#define HOLD_MOST 10000

/* --- tokens ----------------------------------------------------------------------------------- */

static void mark(const struct server *server, const char *source, const uint8_t *bytes,
                 uint8_t out[TX_HASH_SIZE]) {
  char text[FEED_SOURCE_SIZE + 2 * CHANCE + 8], hex[2 * CHANCE + 1];
  host_hex(tx_span_of(bytes, CHANCE), hex);
  snprintf(text, sizeof text, "feed:%s:%s", source, hex);
  tx_hmac_sha256(tx_span_of(server->fields.tokens, FIELD_KEY_SIZE), tx_span_text(text), out);
}

enum tx_reason feed_token_make(const struct server *server, const char *source,
                               char out[FEED_TOKEN_SIZE], uint8_t hash[TX_HASH_SIZE]) {
  uint8_t bytes[FEED_TOKEN_BYTES], ours[TX_HASH_SIZE];
  if (!tx_random(bytes, CHANCE)) return TX_SIGNER_FAILED;
  mark(server, source, bytes, ours);
  memcpy(bytes + CHANCE, ours, FEED_TOKEN_BYTES - CHANCE);
  host_hex(tx_span_of(bytes, sizeof bytes), out);
  tx_sha256(tx_span_of(bytes, sizeof bytes), hash);
  tx_cleanse(bytes, sizeof bytes);
  return TX_OK;
}

bool feed_token_ours(const struct server *server, const char *source, const char *token) {
  uint8_t bytes[FEED_TOKEN_BYTES], ours[TX_HASH_SIZE];
  if (feed_pass_ours(server, source, token)) return true;
  if (strlen(source) >= FEED_SOURCE_SIZE || strlen(token) != FEED_TOKEN_SIZE - 1 ||
      !host_unhex(token, bytes, sizeof bytes))
    return false;
  mark(server, source, bytes, ours);
  return tx_equal_secret(bytes + CHANCE, ours, FEED_TOKEN_BYTES - CHANCE);
}

static bool holds(const struct feed_row *feed, const char *token, int64_t now_s) {
  uint8_t bytes[FEED_TOKEN_BYTES], hash[TX_HASH_SIZE];
  if (feed->ended_at || feed->token_until <= now_s) return false;
  if (!host_unhex(token, bytes, sizeof bytes)) return feed_pass_holds(feed, token, now_s);
  tx_sha256(tx_span_of(bytes, sizeof bytes), hash);
  return tx_equal_secret(hash, feed->token, sizeof hash);
}

enum tx_reason feed_admit(const struct server *server, const struct request *request,
                          const char *source, const char *token, struct feed_row *out,
                          struct host_problem *problem) {
  enum tx_reason reason =
      feed_token_ours(server, source, token) ? feeds_find(request->db, source, out) : TX_NOT_FOUND;
  if (reason == TX_OK && holds(out, token, request->now_s)) return TX_OK;
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_NOT_ALLOWED,
                          "令牌不对、已过期，或数据源已停用，请联系管理员。",
                          "The token is wrong or over, or the feed has ended: please ask the "
                          "administrator.");
}

/* --- what could be ---------------------------------------------------------------------------- */

const char *feed_field_word(int field) {
  static const char *const words[STATEMENT_FIELDS] = {
    [STATEMENT_HEALTH] = "health", [STATEMENT_TRAVEL] = "travel", [STATEMENT_TEST] = "test",
    [STATEMENT_STATE] = "state",   [STATEMENT_SWAB] = "swab",
  };
  return field >= 0 && field < STATEMENT_FIELDS ? words[field] : "";
}

static enum tx_reason check_form(const struct feed_row *feed, struct host_problem *problem) {
  size_t n = strlen(feed->source);
  if (n < 2 || strspn(feed->source, "abcdefghijklmnopqrstuvwxyz0123456789-.") != n)
    return host_problem_set(problem, TX_BAD_ARGUMENT,
                            "“%s”不能作数据源的名称：请用2至27个小写字母、数字、- 和 .。",
                            "\"%s\" is no name of a feed: please use 2 to 27 lower-case letters, "
                            "digits, - and dots.",
                            feed->source);
  if (!feed->fields || feed->fields >> STATEMENT_FIELDS)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "请给出数据源可以说明的项目（fields）：health、travel、test、state、"
                            "swab。",
                            "Please give the fields that the feed may speak of: health, travel, "
                            "test, state, swab.");
  if (feed->hold_above >= 0 && feed->hold_above <= HOLD_MOST && feed->hold_share >= 0 &&
      feed->hold_share <= HOLD_MOST)
    return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "阈值（hold_above、hold_share）应为0至%d。",
                          "The thresholds hold_above and hold_share are from 0 to %d.", HOLD_MOST);
}

static enum tx_reason check_body(const struct request *request, const struct feed_row *feed,
                                 struct host_problem *problem) {
  struct body body;
  enum tx_reason reason = bodies_find(request->db, feed->body, &body);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "没有单位“%s”。", "There is no body \"%s\".",
                          feed->body);
}

static enum tx_reason find_before(const struct request *request, struct feed_wish *wish,
                                  struct host_problem *problem) {
  struct feed_row there;
  enum tx_reason reason = feeds_find(request->db, wish->feed.source, &there);
  wish->before = 0;
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK) reason = area_reached(request, there.area, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  wish->before = there.made_at;
  if (there.ended_at || wish->renew || wish->feed.spki_len) return TX_OK;
  memcpy(wish->feed.token, there.token, TX_HASH_SIZE);
  memcpy(wish->feed.spki, there.spki, sizeof there.spki);
  wish->feed.spki_len = there.spki_len;
  wish->feed.token_until = there.token_until;
  return TX_OK;
}

enum tx_reason feed_check(const struct request *request, struct feed_wish *wish,
                          struct host_problem *problem) {
  enum tx_reason reason = check_form(&wish->feed, problem);
  if (reason == TX_OK) reason = check_body(request, &wish->feed, problem);
  if (reason == TX_OK) reason = area_reached(request, wish->feed.area, problem);
  return reason == TX_OK ? find_before(request, wish, problem) : reason;
}

static enum tx_reason refuse_unknown(const char *source, struct host_problem *problem) {
  return host_problem_set(problem, TX_NOT_FOUND, "没有数据源“%s”，或早已停用。",
                          "There is no feed \"%s\", or it ended before.", source);
}

enum tx_reason feed_find(const struct request *request, const char *source, struct feed_row *out,
                         struct host_problem *problem) {
  enum tx_reason reason = feeds_find(request->db, source, out);
  if (reason == TX_NOT_FOUND || (reason == TX_OK && out->ended_at))
    return refuse_unknown(source, problem);
  return reason == TX_OK ? area_reached(request, out->area, problem)
                         : host_problem_of(problem, reason);
}

/* --- made and ended --------------------------------------------------------------------------- */

static enum tx_reason check_before(const struct request *request, const struct feed_wish *wish) {
  struct feed_row there = { 0 };
  enum tx_reason reason = feeds_find(request->db, wish->feed.source, &there);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  return there.made_at == wish->before ? TX_OK : TX_CONFLICT;
}

enum tx_reason feed_set(const struct request *request, const struct feed_wish *wish,
                        const struct decision *decision) {
  struct feed_row feed = wish->feed;
  if (!decision) return TX_NOT_ALLOWED;
  enum tx_reason reason = check_before(request, wish);
  if (reason != TX_OK) return reason;
  if (!feed.token_until) feed.token_until = request->now_s + FEED_TOKEN_LIFE_S;
  feed.made_at = request->now_s > wish->before ? request->now_s : wish->before + 1;
  feed.ended_at = 0;
  reason = feeds_put(request->db, &feed);
  return reason == TX_OK ? audit_log_append(request, feed.area, "feed.set", feed.source) : reason;
}

enum tx_reason feed_end(const struct request *request, const char *source,
                        struct host_problem *problem) {
  struct feed_row feed;
  enum tx_reason reason = feed_find(request, source, &feed, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = feeds_end(request->db, source, request->now_s);
  if (reason == TX_NOT_FOUND) return refuse_unknown(source, problem);
  if (reason == TX_OK) reason = audit_log_append(request, feed.area, "feed.end", source);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason feed_list(const struct request *request, struct feed_row **out, size_t *count) {
  *out = NULL;
  *count = 0;
  DB_ROWS rows = feeds_all(request->db);
  while (db_next(&rows)) {
    struct feed_row *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    feeds_read(&rows, &grown[*count]);
    if (request_reaches(request, grown[*count].area)) ++*count;
  }
  return rows.end;
}

enum tx_reason feed_unmatched(const struct request *request, const char *source, int64_t *count) {
  *count = 0;
  return unmatched_count(request->db, source, count);
}
