/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_statements.h"

#include "domain/feed/take.h"

#include <stdlib.h>

static struct feed_bearer read_bearer(struct host_request *http) {
  return (struct feed_bearer){ .source = host_request_param(http, "source"),
                               .token = host_request_bearer(http),
                               .key = host_request_header(http, "Idempotency-Key") };
}

static void close_take(void *take) {
  feed_take_close(take);
}

static void refuse(struct host_request *http, enum tx_reason reason,
                   const struct host_problem *problem, bool admitted) {
  bool stranger = reason == TX_NOT_ALLOWED && !admitted;
  if (stranger) host_reply_header(http, "WWW-Authenticate", "Bearer");
  answer_problem(http, stranger ? 401 : host_reason_status(reason), problem);
}

static enum tx_reason open_take(struct host_request *http, struct api *api,
                                struct host_problem *problem) {
  struct feed_take *take = NULL;
  const struct feed_bearer bearer = read_bearer(http);
  enum tx_reason reason = feed_take_open(api->server, api_now(api), &bearer, &take, problem);
  host_request_keep(http, take, close_take);
  return reason;
}

static enum tx_reason end_take(struct host_request *http, struct api *api,
                               struct host_problem *problem) {
  HOST_FREE char *receipt = NULL;
  enum tx_reason reason = feed_take_end(host_request_kept(http), api_now(api), &receipt, problem);
  if (reason == TX_OK) host_reply_json(http, 200, receipt);
  return reason;
}

void api_feeds_take(struct host_request *http, void *context) {
  struct api *api = context;
  struct host_problem problem = { 0 };
  enum tx_reason reason = TX_OK;
  if (!host_request_kept(http)) reason = open_take(http, api, &problem);
  bool admitted = reason == TX_OK;
  if (reason == TX_OK)
    reason =
        feed_take_part(host_request_kept(http), api_now(api), host_request_body(http), &problem);
  if (reason == TX_OK && host_request_is_last(http)) reason = end_take(http, api, &problem);
  if (reason != TX_OK) refuse(http, reason, &problem, admitted);
}

void api_feeds_receipt(struct host_request *http, void *context) {
  HOST_FREE char *receipt = NULL;
  struct feed_bearer bearer = read_bearer(http);
  CALL call = { 0 };
  if (host_request_attached(http)) bearer.token = NULL; /* an account asks */
  call_start(&call, http, context);
  enum tx_reason reason = feed_receipt(call.server, &call.request, &bearer,
                                       host_request_param(http, "id"), &receipt, &call.problem);
  call_give(&call);
  if (reason == TX_OK)
    host_reply_json(http, 200, receipt);
  else
    refuse(http, reason, &call.problem, bearer.token == NULL);
}
