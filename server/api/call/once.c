/* SPDX-License-Identifier: Apache-2.0 */
#include "once.h"

#include <stdlib.h>

const struct once *once_of_request(const struct host_request *http) {
  return host_request_makes(http) ? host_request_kept(http) : NULL;
}

void once_reply(struct host_request *http, struct once_answer *before) {
  host_reply_cache(http, "no-store");
  host_reply(http, before->status, before->is_stream ? "application/jsonl" : "application/json",
             host_span(&before->text));
  tx_cleanse(before->text.p, before->text.n);
  free(before->text.p);
  *before = (struct once_answer){ 0 };
}

enum tx_reason once_finish(struct server *server, const struct request *request,
                           const struct once *once, const struct once_answer *answer,
                           struct once_answer *before, struct host_problem *problem) {
  enum tx_reason reason = once_keep(request, once, answer);
  if (reason == TX_OK) return host_problem_of(problem, request_join_end(server, request));
  request_join_undo(server, request);
  if (reason != TX_CONFLICT) return host_problem_of(problem, reason);
  reason = once_find(request, once, before, problem);
  return reason == TX_OK ? TX_CONFLICT : reason;
}

enum tx_reason once_refuse(struct server *server, const struct request *request,
                           const struct once *once, enum tx_reason reason,
                           struct once_answer *before) {
  struct host_problem ignored = { 0 };
  if (request_join_end(server, request) != TX_OK) return reason;
  return once_find(request, once, before, &ignored) == TX_OK ? TX_CONFLICT : reason;
}
