/* SPDX-License-Identifier: Apache-2.0 */
#include "me_passes.h"

#include "api/call/holders.h"
#include "api/call/read.h"
#include "cards.h"
#include "domain/holder/card.h"
#include "domain/holder/renew.h"
#include "passes.h"
#include "print/paper.h"

#include <stdlib.h>
#include <string.h>

struct wanted {
  struct holder_key key;
  uint64_t area;
  uint32_t index;
};

/* Who asks for which, the area's list ready for one pass more. False having answered. */
static bool begin(struct call *call, struct host_request *http, void *context, struct wanted *out) {
  const char *index = host_request_param(http, "index");
  size_t n = strlen(index);
  if (n == 0 || n > 8 || strspn(index, "0123456789") != n) {
    host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
    return false;
  }
  out->index = (uint32_t)strtoul(index, NULL, 10);
  if (!read_area_param(http, &out->area)) return false;
  call_start(call, http, context);
  if (!holder_admit(call, &out->key)) return false;
  call_give(call);
  enum tx_reason reason =
      pass_issue_prepare(call->server, api_now(call->api), out->area, &call->problem);
  call_take(call);
  if (reason != TX_OK) call_answer(call, reason, 0, NULL);
  return reason == TX_OK;
}

void api_me_renew(struct host_request *http, void *context) {
  struct held held;
  struct wanted wanted;
  CALL call = { 0 };
  if (!begin(&call, http, context, &wanted)) return;
  enum tx_reason reason =
      holding_renew(&call.request, &wanted.key, wanted.area, wanted.index, &held, &call.problem);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 201,
              reason == TX_OK ? json_pack("{s:o}", "pass", held_json(&held)) : NULL);
}

/* --- a card ----------------------------------------------------------------------------------- */

void api_me_card(struct host_request *http, void *context) {
  struct pass_issued card;
  struct wanted wanted;
  PAPER paper = NULL;
  json_t *passes = NULL;
  bool pdf = false;
  CALL call = { 0 };
  if (!begin(&call, http, context, &wanted)) return;
  host_reply_cache(http, "no-store");
  enum tx_reason reason = read_json_or(&call, "pdf", &pdf);
  /* Before a card is issued: a machine without fonts uses up none of the few that there are. */
  if (reason == TX_OK && pdf) reason = cards_begin(&call, &paper);
  if (reason == TX_OK)
    reason =
        holding_card(&call.request, &wanted.key, wanted.area, wanted.index, &card, &call.problem);
  if (reason == TX_OK && pdf)
    cards_answer(&call, paper, passes = json_pack("[o]", pass_issued_json(&card)));
  else
    call_answer(&call, reason, 201,
                reason == TX_OK
                    ? json_pack("{s:s, s:I}", "text", card.text, "exp", (json_int_t)card.pass.exp)
                    : NULL);
  json_decref(passes);
}
