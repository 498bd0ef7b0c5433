/* SPDX-License-Identifier: Apache-2.0 */
#include "passes.h"

#include "api/call/read.h"
#include "api/call/stream.h"
#include "api/resident/residents.h"
#include "host/text/text.h"

#include <stdlib.h>

json_t *pass_issued_json(const struct pass_issued *issued) {
  const struct tx_pass *pass = &issued->pass;
  return json_pack("{s:I, s:i, s:s, s:s, s:s, s:s?, s:I, s:I, s:b, s:s}", "index",
                   (json_int_t)pass->index, "generation", issued->generation, "name", pass->name,
                   "tail", pass->tail, "unit", pass->unit, "role", tx_role_word(pass->role), "iat",
                   (json_int_t)pass->iat, "exp", (json_int_t)pass->exp, "bound", pass->bound,
                   "text", issued->text);
}

/* --- the order -------------------------------------------------------------------------------- */

static enum tx_reason read_holder(struct call *call, const char *text, struct pass_order *out) {
  uint8_t bytes[128];
  size_t n;
  out->bound = text != NULL;
  if (!text) return TX_OK;
  if (host_unbase64(tx_span_text(text), bytes, sizeof bytes, &n) &&
      pass_read_holder(tx_span_of(bytes, n), &out->holder))
    return TX_OK;
  return host_problem_say(
      &call->problem, TX_BAD_KEY, "持有人公钥无法读取，应为P-256公钥（base64的DER，或PEM文件）。",
      "The holder's key cannot be read: give a P-256 public key, as base64 of DER or as a PEM "
      "file.");
}

static enum tx_reason read_evidence(struct call *call, const json_t *in, struct pass_order *out) {
  const char *evidence = in_text(in, "evidence", "");
  host_copy(evidence, out->evidence, sizeof out->evidence);
  if (strlen(evidence) < sizeof out->evidence) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "凭证最多%d个字节。",
                          "The evidence has at most %d bytes.", REQUEST_EVIDENCE_SIZE - 1);
}

static enum tx_reason read_order(struct call *call, const json_t *in, struct pass_order *out) {
  const char *role = in_text(in, "role", NULL);
  *out = (struct pass_order){ .role = role ? tx_role_find(tx_span_text(role)) : -1,
                              .days = in_int(in, "days", 0),
                              .reissue = in_flag(in, "reissue") };
  if (role && out->role < 0)
    return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "不认识的人员类别“%s”。",
                            "\"%s\" is no known role.", role);
  if (out->days < 0 || out->days > PASS_DAYS_MAX)
    return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "天数应在1到%d之间。",
                            "The days should be between 1 and %d.", PASS_DAYS_MAX);
  enum tx_reason reason = read_evidence(call, in, out);
  return reason == TX_OK ? read_holder(call, in_text(in, "holder_key", NULL), out) : reason;
}

/* --- one -------------------------------------------------------------------------------------- */

void api_passes_issue(struct host_request *http, void *context) {
  struct pass_order order;
  struct pass_issued issued;
  struct resident resident;
  uint64_t area;
  json_t *in = NULL;
  if (!read_area_param(http, &area) || !(in = read_object(http))) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason = read_order(&call, in, &order);
  json_decref(in);
  if (reason == TX_OK)
    reason = pass_issue_prepare(call.server, api_now(call.api), area, &call.problem);
  call_take(&call);
  call_share(&call);
  order.area = area;
  if (reason == TX_OK) reason = read_resident(&call, &resident);
  if (reason == TX_OK)
    reason = pass_issue_one(call.server, &call.request, &order, &resident, &issued, &call.problem);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:o, s:[o]}", "area", area_json(area), "passes", pass_issued_json(&issued));
  call_answer(&call, reason, 201, out);
}

/* --- everybody -------------------------------------------------------------------------------- */

struct work {
  struct server *server;
  struct pass_order order;
  bool foreseen;
  int64_t people; /* that are counted so far */
  uint32_t from;
  struct pass_issued issued[PASS_SLICE]; /* of the last step */
  size_t count, total;
};

static enum tx_reason step(void *context, const struct request *request, bool *done,
                           struct host_problem *problem) {
  struct work *work = context;
  if (!work->foreseen) { /* all of them, or none */
    enum tx_reason may = pass_issue_foresee(request, &work->order, &work->from, &work->people,
                                            &work->foreseen, problem);
    if (work->foreseen) work->from = 0;
    return may;
  }
  enum tx_reason reason = pass_issue_some(work->server, request, &work->order, &work->from,
                                          work->issued, &work->count, done, problem);
  work->total += work->count;
  return reason;
}

static void tell(void *context, bool done, FILE *out) {
  const struct work *work = context;
  for (size_t i = 0; i < work->count; i++)
    stream_line(out, json_pack("{s:o}", "pass", pass_issued_json(&work->issued[i])));
  if (done)
    stream_line(out, json_pack("{s:o, s:I}", "area", area_json(work->order.area), "issued",
                               (json_int_t)work->total));
}

static void close_work(void *context) {
  free(context);
}

void api_passes_issue_all(struct host_request *http, void *context) {
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  struct work *work = calloc(1, sizeof *work);
  uint64_t area = 0;
  enum tx_reason reason = work ? read_area(&call, in_text(in, "area", NULL), &area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = area_reached(&call.request, area, &call.problem);
  if (reason == TX_OK) reason = read_order(&call, in, &work->order);
  if (reason == TX_OK) *work->order.evidence = '\0'; /* nobody asks for everybody */
  if (reason == TX_OK && work->order.bound)
    reason = host_problem_say(&call.problem, TX_BAD_ARGUMENT,
                              "持有人公钥只属于一个人，不能与 --all 同用。",
                              "A holder's key belongs to one person: not together with --all.");
  json_decref(in);
  if (reason == TX_OK)
    reason = pass_issue_prepare(call.server, api_now(call.api), area, &call.problem);
  if (reason != TX_OK) {
    free(work);
    call_answer(&call, reason, 0, NULL);
    return;
  }
  work->server = call.server;
  work->order.area = area;
  stream_answer(&call, &(struct stream_work){ step, tell, close_work, work });
}
