/* SPDX-License-Identifier: Apache-2.0 */
/* Which live codes were admitted within their window: a picture of one is worth nothing here. */
#ifndef GATE_HISTORY_REPLAY_CACHE_H
#define GATE_HISTORY_REPLAY_CACHE_H

#include "format/bytes.h"

#define GATE_LIVE_WINDOW_MAX_S 300 /* the longest that a policy may set */

struct gate_admitted {
  uint64_t area;
  uint32_t index;
  int64_t live_iat;
};

/* Zeroed is empty. A linear array: a gate admits a few hundred people within a window. */
struct gate_replay {
  struct gate_admitted *entries;
  size_t count, cap;
};

void gate_replay_finish(struct gate_replay *replay);

/* Remembers an admission and forgets those past their window. False: out of memory. */
bool gate_replay_add(struct gate_replay *replay, struct gate_admitted admitted, int64_t now_s,
                     int64_t window_s);

bool gate_replay_holds(const struct gate_replay *replay, struct gate_admitted admitted);

#endif
