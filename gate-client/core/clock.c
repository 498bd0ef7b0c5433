/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <stdlib.h>
#include <time.h>

/* Live codes are made every 15 s, so holders with right clocks differ by that much. */
#define SAME_SKEW_S 15

static int64_t milliseconds(clockid_t id) {
  struct timespec t;
  if (clock_gettime(id, &t) != 0) return 0;
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct gate_instant gate_instant_read(void) {
  return (struct gate_instant){ .wall_s = milliseconds(CLOCK_REALTIME) / 1000,
                                .mono_ms = milliseconds(CLOCK_BOOTTIME) };
}

static int64_t corrected(const struct gate_clock *clock, struct gate_instant at) {
  return at.wall_s + clock->correction_s;
}

/* Objects are taken while they are dated up to TX_AHEAD_S ahead, since clocks differ; what was
 * taken so cannot make the clock unbelievable. */
static bool is_behind(const struct gate_clock *clock, int64_t now_s) {
  return now_s + TX_AHEAD_S < clock->floor_s;
}

static void trust(struct gate_clock *clock, struct gate_instant at, int64_t now_s) {
  clock->trusted = true;
  clock->trusted_s = now_s;
  clock->trusted_ms = at.mono_ms;
}

void gate_clock_start(struct gate_clock *clock, struct gate_instant at, int64_t floor_s,
                      int64_t saved_s) {
  *clock = (struct gate_clock){ .floor_s = floor_s };
  bool since_saved =
      saved_s == 0 || (at.wall_s >= saved_s && at.wall_s - saved_s <= GATE_CLOCK_GONE_S);
  if (since_saved && !is_behind(clock, at.wall_s)) trust(clock, at, at.wall_s);
}

static bool believable(const struct gate_clock *clock, struct gate_instant at) {
  if (!clock->trusted || clock->doubted) return false;
  int64_t now_s = corrected(clock, at);
  int64_t expected_s = clock->trusted_s + (at.mono_ms - clock->trusted_ms) / 1000;
  return !is_behind(clock, now_s) && llabs(now_s - expected_s) <= GATE_CLOCK_DRIFT_S;
}

struct tx_clock gate_clock_now(const struct gate_clock *clock, struct gate_instant at) {
  struct tx_clock now = { .now_s = corrected(clock, at), .unsure = !believable(clock, at) };
  if (now.unsure && now.now_s < clock->floor_s) now.now_s = clock->floor_s;
  return now;
}

bool gate_clock_is_behind(const struct gate_clock *clock, struct gate_instant at) {
  return is_behind(clock, corrected(clock, at));
}

void gate_clock_confirm(struct gate_clock *clock, struct gate_instant at) {
  if (believable(clock, at)) trust(clock, at, corrected(clock, at));
}

void gate_clock_raise_floor(struct gate_clock *clock, int64_t iat) {
  if (iat > clock->floor_s) clock->floor_s = iat;
}

void gate_clock_set_floor(struct gate_clock *clock, int64_t floor_s) {
  clock->floor_s = floor_s;
}

void gate_clock_set(struct gate_clock *clock, struct gate_instant at, int64_t date_s) {
  clock->correction_s = date_s - at.wall_s;
  /* A Date counts whole seconds and travels for one: nearer than that the machine knows better. */
  if (llabs(clock->correction_s) <= 2) clock->correction_s = 0;
  clock->doubted = false;
  clock->skew_count = 0;
  trust(clock, at, corrected(clock, at));
}

void gate_clock_doubt(struct gate_clock *clock, struct gate_instant at) {
  if (!gate_clock_is_behind(clock, at)) clock->doubted = true;
}

static bool same_holder(const struct gate_skew *skew, uint64_t area, uint32_t index) {
  return skew->area == area && skew->index == index;
}

void gate_clock_holder_missed(struct gate_clock *clock, struct gate_instant at, uint64_t area,
                              uint32_t index, int64_t skew_s) {
  unsigned agreeing = 0;
  for (unsigned i = 0; i < clock->skew_count; i++) {
    const struct gate_skew *skew = &clock->skews[i];
    if (same_holder(skew, area, index) || llabs(skew->skew_s - skew_s) > SAME_SKEW_S) continue;
    clock->skews[agreeing++] = *skew;
  }
  clock->skews[agreeing++] = (struct gate_skew){ .area = area, .index = index, .skew_s = skew_s };
  clock->skew_count = agreeing;
  if (agreeing < 3) return;
  clock->skew_count = 0;
  gate_clock_doubt(clock, at);
}
