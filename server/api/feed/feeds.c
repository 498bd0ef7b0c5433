/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds.h"

#include "api/call/read.h"
#include "api/json/feed_json.h"
#include "api/office/requests.h"
#include "domain/feed/sign_in.h"
#include "domain/feed/source.h"
#include "domain/request/request.h"
#include "domain/resident/merge.h"
#include "host/text/text.h"

#include <stdlib.h>

/* --- what is asked for ------------------------------------------------------------------------ */

static enum tx_reason read_fields(struct call *call, const json_t *in, uint32_t *fields) {
  size_t i;
  const json_t *word;
  json_array_foreach(json_object_get(in, "fields"), i, word) {
    const char *text = json_string_value(word);
    int field = text ? statement_field_find(text) : -1;
    if (field < 0)
      return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "“%s”不是项目。",
                              "\"%s\" is no field.", text ? text : "");
    *fields |= 1u << field;
  }
  return TX_OK;
}

static enum tx_reason read_feed(struct call *call, const json_t *in, struct feed_row *out) {
  host_copy(host_request_param(call->http, "source"), out->source, sizeof out->source);
  host_copy(in_text(in, "body", ""), out->body, sizeof out->body);
  out->release_all = in_flag(in, "release_all");
  out->hold_above = in_int(in, "hold_above", FEED_HOLD_ABOVE);
  out->hold_share = in_int(in, "hold_share", FEED_HOLD_SHARE);
  const char *key = in_text(in, "key", "");
  enum tx_reason reason = *key ? feed_key_read(key, out, &call->problem) : TX_OK;
  if (reason == TX_OK) reason = read_area(call, in_text(in, "area", NULL), &out->area);
  return reason == TX_OK ? read_fields(call, in, &out->fields) : reason;
}

/* A name that is cut short would be another. */
static enum tx_reason check_source(struct call *call) {
  if (strlen(host_request_param(call->http, "source")) < FEED_SOURCE_SIZE) return TX_OK;
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "数据源的名称至多27个字符。",
                          "The name of a feed has at most 27 characters.");
}

/* The token is shown once, to who asks, and is good once somebody has seconded. Where a key is to
 * sign in there is none. */
static void ask(struct call *call, enum tx_reason reason, struct feed_wish *wish,
                const char *words) {
  struct request_row row;
  char token[FEED_TOKEN_SIZE] = "";
  uint8_t hash[TX_HASH_SIZE] = { 0 };
  if (reason == TX_OK && !wish->feed.spki_len)
    reason = feed_token_make(call->server, wish->feed.source, token, hash);
  memcpy(wish->feed.token, hash, sizeof hash);
  wish->feed.token_until = 0;
  const struct request_in in = { .act = REQUEST_FEED,
                                 .area = call->server->area,
                                 .feed = wish,
                                 .ground = "",
                                 .evidence = "",
                                 .words = words };
  if (reason == TX_OK) reason = request_make(&call->request, &in, &row, &call->problem);
  json_t *out = reason == TX_OK ? json_pack("{s:o}", "request", request_json(&row)) : NULL;
  if (out && *token && memcmp(row.feed.feed.token, hash, sizeof hash) == 0)
    json_object_set_new(out, "token", json_string(token));
  tx_cleanse(token, sizeof token);
  host_reply_cache(call->http, "no-store");
  call_answer(call, reason, 202, out);
}

void api_feeds_set(struct host_request *http, void *context) {
  struct feed_wish wish = { 0 };
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = check_source(&call);
  if (reason == TX_OK) reason = read_feed(&call, in, &wish.feed);
  ask(&call, reason, &wish, in_text(in, "reason", ""));
  json_decref(in);
}

void api_feeds_renew(struct host_request *http, void *context) {
  struct feed_wish wish = { .renew = true };
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      feed_find(&call.request, host_request_param(http, "source"), &wish.feed, &call.problem);
  wish.feed.spki_len = 0;
  ask(&call, reason, &wish, "");
}

/* --- by its key ------------------------------------------------------------------------------- */

void api_feeds_sign_in(struct host_request *http, void *context) {
  struct feed_row feed;
  char token[LOGIN_TOKEN_MAX] = "";
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = TX_OK;
  if (!host_request_is_private(http))
    reason = host_problem_say(&call.problem, TX_NOT_ALLOWED, "请用 https 访问。",
                              "Please come by https.");
  if (reason == TX_OK)
    reason = feed_sign_in(call.server, &call.request, host_request_body(http), &feed, token,
                          &call.problem);
  json_t *out = reason == TX_OK ? json_pack("{s:s, s:s, s:I}", "source", feed.source, "token",
                                            token, "expires_in", (json_int_t)FEED_PASS_LIFE_S)
                                : NULL;
  tx_cleanse(token, sizeof token);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 200, out);
}

/* --- what there is ---------------------------------------------------------------------------- */

void api_feeds_end(struct host_request *http, void *context) {
  const char *source = host_request_param(http, "source");
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = feed_end(&call.request, source, &call.problem);
  call_answer(&call, reason, 200, json_pack("{s:s}", "source", source));
}

void api_feeds_show(struct host_request *http, void *context) {
  struct feed_row *feeds = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = feed_list(&call.request, &feeds, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    int64_t unmatched = 0;
    json_t *feed = feed_json(&feeds[i]);
    reason = feed_unmatched(&call.request, feeds[i].source, &unmatched);
    json_object_set_new(feed, "unmatched", json_integer(unmatched));
    json_array_append_new(list, feed);
  }
  free(feeds);
  call_answer(&call, reason, 200, json_pack("{s:o}", "feeds", list));
}
