/* SPDX-License-Identifier: Apache-2.0 */
#include "exemptions.h"

#include "api/call/read.h"
#include "api/office/requests.h"
#include "domain/pass/exempt.h"
#include "domain/pass/exempt_words.h"
#include "domain/pass/issue.h"
#include "residents.h"

static enum tx_reason read_set(struct call *call, const json_t *in, uint8_t *out) {
  const json_t *list = json_object_get(in, "exempt");
  int bit = json_is_array(list) ? 0 : -1;
  *out = 0;
  for (size_t i = 0; i < json_array_size(list) && bit >= 0; i++) {
    const char *word = json_string_value(json_array_get(list, i));
    bit = word ? exemption_find(word) : -1;
    if (bit >= 0) *out |= (uint8_t)(1u << bit);
  }
  if (bit >= 0) return TX_OK;
  return host_problem_say(
      &call->problem, TX_BAD_ARGUMENT,
      "免检项目（exempt）是一个列表：swab（免核酸）、household（出入不计次数）、temperature"
      "（免测温）。",
      "\"exempt\" is a list of swab, household and temperature.");
}

static enum tx_reason check_evidence(struct call *call, const char *evidence) {
  if (!*evidence)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                            "请写明凭证，如诊断证明的编号、谁批准。",
                            "Please name the evidence, such as the number of a doctor's paper, or "
                            "who allowed it.");
  if (strlen(evidence) < REQUEST_EVIDENCE_SIZE) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "凭证最多%d个字节。",
                          "The evidence has at most %d bytes.", REQUEST_EVIDENCE_SIZE - 1);
}

/* What comes is given, what goes is asked for. */
static enum tx_reason change(struct call *call, const json_t *in, struct resident *resident,
                             uint8_t wanted, json_t **asked) {
  const char *evidence = in_text(in, "evidence", "");
  const uint8_t added = wanted & (uint8_t)~resident->exempt;
  enum tx_reason reason = check_evidence(call, evidence);
  if (reason == TX_OK && added)
    reason = exemption_give(&call->request, resident, added, evidence, &call->problem);
  if (reason != TX_OK) return reason;
  resident->exempt |= added;
  if (!(resident->exempt & (uint8_t)~wanted)) return TX_OK;
  const struct request_in out = { .act = REQUEST_EXEMPTION,
                                  .area = resident->area,
                                  .index = resident->index,
                                  .exempt = wanted,
                                  .ground = "",
                                  .evidence = evidence,
                                  .words = in_text(in, "reason", "") };
  return request_ask(call, &out, asked);
}

void api_exemptions_set(struct host_request *http, void *context) {
  struct resident resident = { 0 };
  json_t *in = read_object(http), *asked = NULL, *out = NULL;
  uint8_t wanted = 0;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK) reason = read_set(&call, in, &wanted);
  if (reason == TX_OK) reason = change(&call, in, &resident, wanted, &asked);
  json_decref(in);
  if (reason == TX_OK)
    out = json_pack("{s:o, s:I, s:o, s:o*}", "area", area_json(resident.area), "index",
                    (json_int_t)resident.index, "exempt", exemptions_json(resident.exempt),
                    "request", asked);
  tx_cleanse(&resident, sizeof resident);
  call_answer(&call, reason, asked ? 202 : 200, out);
}
