/* SPDX-License-Identifier: Apache-2.0 */
/* For whom a phone speaks: whoever's passes it holds. */
#ifndef SERVER_API_CALL_MINE_H
#define SERVER_API_CALL_MINE_H

#include "holders.h"

struct mine {
  struct holding *all; /* each person once */
  size_t count;
};
void mine_finish(struct mine *mine);
#define MINE __attribute__((cleanup(mine_finish))) struct mine

/* A phone that lost its pass to another speaks for nobody any more. */
enum tx_reason mine_find(struct call *call, const struct holder_key *key, struct mine *out);

/* Whether it holds the pass of that person. TX_NOT_FOUND with a sentence. */
enum tx_reason mine_check(struct call *call, const struct mine *mine, uint64_t area,
                          uint32_t index);

#endif
