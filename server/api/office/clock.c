/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "api/call/read.h"
#include "domain/publication/ready.h"

json_t *clock_json(const struct clock_view *view) {
  return json_pack("{s:b, s:s, s:I, s:I, s:I, s:b}", "trusted", view->verdict == CLOCK_RIGHT,
                   "verdict", clock_verdict_word(view->verdict), "now", (json_int_t)view->now_s,
                   "expected", (json_int_t)view->expected_s, "trusted_at",
                   (json_int_t)view->trusted_s, "given", view->given);
}

void api_clock_show(struct host_request *http, void *context) {
  struct ahead_view ahead;
  CALL call = { 0 };
  call_start(&call, http, context);
  struct clock_view view = clock_look(call.server->clock);
  json_t *out = clock_json(&view);
  enum tx_reason reason = publish_ahead_view(&call.request, &ahead);
  json_object_set_new(out, "set_aside", json_integer((json_int_t)ahead.aside));
  json_object_set_new(out, "set_aside_at", json_integer((json_int_t)ahead.last_s));
  json_object_set_new(out, "passes_ahead", json_integer((json_int_t)ahead.passes));
  call_answer(&call, reason, 200, out);
}

void api_clock_confirm(struct host_request *http, void *context) {
  struct clock_view before;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      clock_confirm(call.server, &call.request, in_text(in, "words", ""), &before, &call.problem);
  json_decref(in);
  call_answer(&call, reason, 201, reason == TX_OK ? clock_json(&before) : NULL);
}

int64_t api_clock_date(void *context) {
  const struct api *api = context;
  struct clock_view view = clock_look(api->server->clock);
  return view.verdict == CLOCK_RIGHT ? view.now_s : 0;
}
