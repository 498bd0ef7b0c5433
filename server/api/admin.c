/* SPDX-License-Identifier: Apache-2.0 */
#include "admin.h"

#include "domain/chain.h"
#include "domain/enrol.h"
#include "domain/enrolment.h"
#include "domain/feed.h"
#include "domain/gatekeeping.h"
#include "domain/journal.h"
#include "domain/orders.h"
#include "domain/orders_explain.h"
#include "domain/orders_try.h"
#include "domain/overview.h"
#include "domain/passes.h"
#include "domain/publish.h"
#include "domain/residency.h"
#include "domain/stick.h"

#include <stdio.h>

static const struct {
  const char *name;
  office_command run;
} commands[] = {
  { "import", enrol_import },
  { "feed", feed_import },
  { "state", feed_state },
  { "issue", passes_issue },
  { "suspend", residency_suspend },
  { "revoke", residency_revoke },
  { "reinstate", residency_reinstate },
  { "residents", residency_list },
  { "publish", publish_all },
  { "trust-import", office_trust_import },
  { "gate-add", gatekeeping_add },
  { "gate-list", gatekeeping_list },
  { "gate-remove", gatekeeping_remove },
  { "gate-enrol", enrolment_draw },
  { "events", journal_list },
  { "stick-take", stick_take },
  { "stick-list", stick_list },
  { "stick-object", stick_object },
  { "status", overview_status },
  { "area-add", overview_area_add },
  { "audit-verify", chain_verify },
  { "policy-draft", orders_draft },
  { "policy-check", orders_check },
  { "policy-publish", orders_publish },
  { "policy-declare", orders_declare },
  { "policy-import", orders_import },
  { "policy-list", orders_list },
  { "policy-explain", orders_explain },
  { "policy-try", orders_try },
};

#define COMMANDS (sizeof commands / sizeof *commands)

const char *admin_name(size_t i) {
  return i < COMMANDS ? commands[i].name : NULL;
}

static office_command find(const char *name) {
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return commands[i].run;
  return NULL;
}

enum tx_reason admin_run(struct office *office, const struct call *call, const char *name,
                         const json_t *in, json_t **out, struct host_problem *problem) {
  office_command run = find(name);
  *out = NULL;
  if (!run) return host_problem_of(problem, TX_NOT_FOUND);
  pthread_mutex_lock(&office->lock);
  enum tx_reason reason = run(office, call, in, out, problem);
  pthread_mutex_unlock(&office->lock);
  if (reason == TX_OK) return *out ? TX_OK : host_problem_of(problem, TX_NO_MEMORY);
  json_decref(*out);
  *out = NULL;
  return reason;
}

void admin_handle(struct host_request *request, void *context) {
  struct desk *desk = context;
  struct host_problem problem = { 0 };
  struct tx_span body = host_request_body(request);
  json_t *out = NULL;
  char actor[32];
  snprintf(actor, sizeof actor, "uid %lu", (unsigned long)host_request_uid(request));
  json_t *in = json_loadb(body.n ? (const char *)body.p : "{}", body.n ? body.n : 2,
                          JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(in)) {
    json_decref(in);
    host_reply_problem(request, 400, TX_MALFORMED, NULL);
    return;
  }
  const struct call call = { .now_s = desk_now(desk), .actor = actor };
  enum tx_reason reason =
      admin_run(desk->office, &call, host_request_param(request, "command"), in, &out, &problem);
  json_decref(in);
  if (reason == TX_OK)
    answer_json(request, 200, out);
  else
    answer_problem(request, host_reason_status(reason), &problem);
}
