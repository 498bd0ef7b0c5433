/* SPDX-License-Identifier: Apache-2.0 */
#include "holders.h"
#include "host/text/text.h"
#include "once.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY "Idempotency-Key"

static enum tx_reason refuse_long(struct call *call) {
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, KEY " 至多%d个字节。",
                          "The " KEY " has at most %d bytes.", ONCE_KEY_MAX);
}

/* What a phone asks for as a holder. An application proves by itself whose it is, and its phone may
 * have signed in since it was sent. */
static bool is_of_holders(const struct host_request *http) {
  static const char own[] = "/v1/me/";
  return strncmp(host_request_path(http), own, sizeof own - 1) == 0;
}

/* An account, or a phone by whichever session, or whoever knows key and body. */
static enum tx_reason whose(struct call *call, char out[2 * HOLDER_KEY_SIZE + 1]) {
  struct holder_key key;
  snprintf(out, sizeof call->actor, "%s", call->actor);
  if (call->caller || !is_of_holders(call->http)) return TX_OK;
  enum tx_reason reason = holder_find(call, &key);
  if (reason == TX_OK) host_hex(tx_span_of(key.bytes, sizeof key.bytes), out);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason look(struct call *call, const char *key, struct once *once,
                           struct once_answer *out) {
  char who[2 * HOLDER_KEY_SIZE + 1], what[600];
  uint8_t asked[TX_HASH_SIZE];
  if (strlen(key) > ONCE_KEY_MAX) return refuse_long(call);
  call_take(call);
  enum tx_reason reason = whose(call, who);
  if (reason != TX_OK) return host_problem_of(&call->problem, reason);
  snprintf(what, sizeof what, "%s %s", host_request_method(call->http),
           host_request_path(call->http));
  host_request_digest(call->http, asked);
  once_of(call->server, who, what, key, asked, once);
  return once_find(&call->request, once, out, &call->problem);
}

static void forget(void *once) {
  tx_cleanse(once, sizeof(struct once));
  free(once);
}

bool once_admit(struct host_request *http, void *context) {
  const char *key = host_request_makes(http) ? host_request_header(http, KEY) : NULL;
  struct once_answer before = { 0 };
  if (!key || !*key || !host_request_is_private(http)) return true;
  struct once *once = calloc(1, sizeof *once);
  CALL call = call_idle(http, context);
  enum tx_reason reason = once ? look(&call, key, once, &before) : TX_NO_MEMORY;
  if (reason == TX_NOT_FOUND) {
    host_request_keep(http, once, forget);
    return true;
  }
  if (once) forget(once);
  if (reason == TX_OK)
    once_reply(http, &before);
  else
    call_answer(&call, reason, 0, NULL);
  return false;
}
