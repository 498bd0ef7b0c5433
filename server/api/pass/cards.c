/* SPDX-License-Identifier: Apache-2.0 */
#include "cards.h"

#include "api/call/read.h"
#include "host/sys/log.h"
#include "print/paper.h"

#define CARDS_A_CALL 500

enum tx_reason cards_begin(struct call *call, struct paper **out) {
  const struct api_paper *own = &call->api->paper;
  struct host_problem why = { 0 };
  json_t *heading = json_pack("{s:s, s:s, s:s}", "form", "cards", "place",
                              own->place ? own->place : "", "phone", own->phone ? own->phone : "");
  call_give(call);
  enum tx_reason reason = paper_begin(NULL, heading, own->program, out, &why);
  call_take(call);
  json_decref(heading);
  if (reason == TX_OK) return TX_OK;
  host_log(HOST_WARNING, "card: %s", why.en);
  return host_problem_say(&call->problem, TX_IO_FAILED, "服务器现在不能画纸卡，请到居委会打印。",
                          "The server cannot draw cards now: please have one printed at the "
                          "office.");
}

void cards_answer(struct call *call, struct paper *paper, const json_t *passes) {
  HOST_BYTES pdf = { 0 };
  json_t *lacking = NULL;
  const json_t *pass;
  size_t i;
  call_give(call);
  json_array_foreach(passes, i, pass) paper_add(paper, pass);
  enum tx_reason reason = paper_end(paper, &lacking, NULL, &call->problem);
  json_decref(lacking);
  if (reason == TX_OK) reason = paper_take(paper, &pdf);
  if (reason == TX_OK)
    host_reply(call->http, 201, "application/pdf", host_span(&pdf));
  else
    call_answer(call, host_problem_of(&call->problem, reason), 0, NULL);
}

static enum tx_reason check(struct call *call, const json_t *passes) {
  const json_t *pass;
  size_t i, n = json_array_size(passes);
  bool good = n > 0 && n <= CARDS_A_CALL;
  json_array_foreach(passes, i, pass) good = good && *in_text(pass, "text", "");
  if (good) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT,
                          "passes应为1到%d份签发的通行证，各有text。",
                          "\"passes\" should be 1 to %d passes as they were issued, each with its "
                          "text.",
                          CARDS_A_CALL);
}

void api_cards_draw(struct host_request *http, void *context) {
  PAPER paper = NULL;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const json_t *passes = json_object_get(in, "passes");
  host_reply_cache(http, "no-store");
  enum tx_reason reason = check(&call, passes);
  if (reason == TX_OK) reason = cards_begin(&call, &paper);
  if (reason == TX_OK)
    cards_answer(&call, paper, passes);
  else
    call_answer(&call, reason, 0, NULL);
  json_decref(in);
}
