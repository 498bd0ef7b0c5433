/* SPDX-License-Identifier: Apache-2.0 */
#include "source/stillness.h"

#define LOOK_MS 1000

/* FNV-1a, 64 bits: whoever wants to fool it has the camera anyway. */
static uint64_t hash_of(struct tx_span bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t i = 0; i < bytes.n; i++)
    hash = (hash ^ bytes.p[i]) * 0x100000001b3;
  return hash;
}

bool gate_stillness_see(struct gate_stillness *s, struct tx_span picture, int64_t now_ms) {
  if (!s->looked_ms || now_ms - s->looked_ms >= LOOK_MS) {
    const uint64_t hash = hash_of(picture);
    if (!s->looked_ms || hash != s->hash) s->since_ms = now_ms;
    s->hash = hash;
    s->looked_ms = now_ms;
  }
  return now_ms - s->since_ms >= GATE_STILL_MS;
}
