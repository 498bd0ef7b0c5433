/* SPDX-License-Identifier: Apache-2.0 */
#include "replay_cache.h"

#include <stdlib.h>

void gate_replay_finish(struct gate_replay *replay) {
  free(replay->entries);
  *replay = (struct gate_replay){ 0 };
}

static void forget_old(struct gate_replay *replay, int64_t now_s, int64_t window_s) {
  size_t kept = 0;
  for (size_t i = 0; i < replay->count; i++)
    if (now_s <= replay->entries[i].live_iat + window_s)
      replay->entries[kept++] = replay->entries[i];
  replay->count = kept;
}

static bool make_room(struct gate_replay *replay) {
  if (replay->count < replay->cap) return true;
  size_t cap = replay->cap ? replay->cap * 2 : 64;
  void *grown = reallocarray(replay->entries, cap, sizeof *replay->entries);
  if (!grown) return false;
  replay->entries = grown;
  replay->cap = cap;
  return true;
}

bool gate_replay_add(struct gate_replay *replay, struct gate_admitted admitted, int64_t now_s,
                     int64_t window_s) {
  forget_old(replay, now_s, window_s);
  if (gate_replay_holds(replay, admitted)) return true;
  if (!make_room(replay)) return false;
  replay->entries[replay->count++] = admitted;
  return true;
}

bool gate_replay_holds(const struct gate_replay *replay, struct gate_admitted admitted) {
  for (size_t i = 0; i < replay->count; i++) {
    const struct gate_admitted *entry = &replay->entries[i];
    if (entry->index == admitted.index && entry->area == admitted.area &&
        entry->live_iat == admitted.live_iat)
      return true;
  }
  return false;
}
