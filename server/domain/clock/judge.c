/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include <stdlib.h>

static bool same_boot(const struct clock_reading *a, const struct clock_reading *b) {
  return *a->boot && strcmp(a->boot, b->boot) == 0 && b->boot_ms >= a->boot_ms;
}

enum clock_verdict clock_judge(const struct clock_past *past, const struct clock_reading *now,
                               int64_t *expected_s) {
  const struct clock_reading *trusted = &past->trusted;
  *expected_s = trusted->wall_s ? trusted->wall_s : now->wall_s;
  if (!trusted->wall_s) return CLOCK_RIGHT;
  if (same_boot(trusted, now)) {
    *expected_s += (now->boot_ms - trusted->boot_ms) / 1000;
    return llabs(now->wall_s - *expected_s) <= CLOCK_OFF_S ? CLOCK_RIGHT : CLOCK_JUMPED;
  }
  if (now->wall_s < trusted->wall_s - CLOCK_OFF_S) return CLOCK_BACK;
  if (*trusted->boot && now->wall_s - trusted->wall_s > CLOCK_GONE_S) return CLOCK_GONE;
  return past->doubted ? CLOCK_DOUBTED : CLOCK_RIGHT;
}
