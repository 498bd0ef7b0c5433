/* SPDX-License-Identifier: Apache-2.0 */
#include "page/guesses.h"

int64_t guesses_wait_ms(const struct guesses *guesses, int64_t now_ms) {
  return now_ms < guesses->pause_until_ms ? guesses->pause_until_ms - now_ms : 0;
}

void guesses_wrong(struct guesses *guesses, int64_t now_ms) {
  guesses->wrong_ms[guesses->count++ % GUESSES_MAX] = now_ms;
  if (guesses->count < GUESSES_MAX) return;
  int64_t oldest_ms = guesses->wrong_ms[guesses->count % GUESSES_MAX];
  if (now_ms - oldest_ms >= GUESSES_WINDOW_MS) return;
  *guesses = (struct guesses){ .pause_until_ms = now_ms + GUESSES_PAUSE_MS };
}
