/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"

#include "domain/account/session.h"

/* What cannot be looked up now is looked at the next time. */
static bool is_session(void *context, const char *token) {
  const struct api *api = context;
  struct request request = request_begin_reading(api->server, api_now(api), "changes");
  enum tx_reason reason = session_holds(&request, token);
  request_end(api->server, &request);
  return reason != TX_NOT_FOUND;
}

struct live *changes_start(struct api *api) {
  return live_start(is_session, api);
}

void api_changes_show(struct host_request *http, void *context) {
  const struct api *api = context;
  char token[SESSION_TOKEN_SIZE + 1];
  if (!admit_private(http)) return;
  if (!api->live || !session_cookie(http, token, sizeof token) ||
      strlen(token) != SESSION_TOKEN_SIZE - 1)
    host_reply(http, 204, NULL, (struct tx_span){ 0 });
  else
    live_attend(api->live, http, token);
  tx_cleanse(token, sizeof token);
}
