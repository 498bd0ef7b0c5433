/* SPDX-License-Identifier: Apache-2.0 */
#include "explain.h"

#include "domain/pass/issue.h"

static void describe_person(const struct request *request, const struct resident *resident,
                            const struct explain_in *in, struct tx_decision *person) {
  *person = (struct tx_decision){ .identified = true,
                                  .kind = TX_SHOWN_PASS,
                                  .live = in->live,
                                  .record = in->has_record ? in->record : resident->record,
                                  .data_as_of = request->now_s,
                                  .listed = true };
  pass_describe(resident, resident->role, request->now_s, &person->pass);
}

enum tx_reason orders_explain(const struct request *request, const struct resident *resident,
                              const struct explain_in *in, struct orders_book *book,
                              struct policy_reasoning *out, struct host_problem *problem) {
  struct tx_decision person;
  const struct order_source source = { .text = in->draft };
  enum tx_reason reason = orders_open(request, &source, book, problem);
  if (reason != TX_OK) return reason;
  describe_person(request, resident, in, &person);
  const struct tx_gate gate = { .area = resident->area,
                                .kind = in->kind,
                                .direction = in->direction,
                                .attended = true,
                                .clock = { .now_s = request->now_s },
                                .trust = request->signing->trust,
                                .policies = (const struct tx_policy *const *)book->policies,
                                .policy_count = book->count };
  if (policy_explain(&gate, &person, out)) return TX_OK;
  return host_problem_of(problem, TX_NO_MEMORY);
}
