/* SPDX-License-Identifier: Apache-2.0 */
#include "mine.h"

#include <stdlib.h>

void mine_finish(struct mine *mine) {
  free(mine->all);
}

enum tx_reason mine_find(struct call *call, const struct holder_key *key, struct mine *out) {
  size_t live = 0;
  enum tx_reason reason = holding_list(&call->request, key, &out->all, &out->count);
  for (size_t i = 0; reason == TX_OK && i < out->count; i++)
    if (!out->all[i].ended_at) out->all[live++] = out->all[i];
  out->count = live;
  return host_problem_of(&call->problem, reason);
}

enum tx_reason mine_check(struct call *call, const struct mine *mine, uint64_t area,
                          uint32_t index) {
  for (size_t i = 0; i < mine->count; i++)
    if (mine->all[i].area == area && mine->all[i].index == index) return TX_OK;
  return host_problem_say(&call->problem, TX_NOT_FOUND, "这部手机没有这个人的通行证。",
                          "This phone shows no pass of that person.");
}
