/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What time it is, and whether that can be believed. A gate's clock may have lost its battery, or
 * have been moved by hand; what it holds and how long it has run say what it cannot be.
 *
 * Readings come in as arguments. Not for two threads at once: its owner locks.
 */
#ifndef GATE_CORE_CLOCK_H
#define GATE_CORE_CLOCK_H

#include "format/bytes.h"

#define GATE_CLOCK_DRIFT_S 300         /* further from the trusted time a clock has jumped */
#define GATE_CLOCK_GONE_S (45 * 86400) /* a gate that was off for longer asks for the time */
#define GATE_CLOCK_SAVE_S 3600         /* how often the time is written to disk */

/* One look at both clocks. */
struct gate_instant {
  int64_t wall_s;  /* CLOCK_REALTIME */
  int64_t mono_ms; /* CLOCK_BOOTTIME: goes on while the machine sleeps */
};

struct gate_clock {
  int64_t floor_s;      /* newest iat held, and the build's date */
  int64_t correction_s; /* what a server's Date said minus the wall clock */
  bool trusted;         /* trusted_s was believed at trusted_ms */
  int64_t trusted_s, trusted_ms;
  bool doubted; /* something genuine was dated ahead of it; only a server's Date ends that */
  struct gate_skew {
    uint64_t area;
    uint32_t index;
    int64_t skew_s;
  } skews[3]; /* of the last holders whose live codes missed their window */
  unsigned skew_count;
};

/* The machine's clocks. */
struct gate_instant gate_instant_read(void);

/* At start. saved_s is the last time that was written to disk, 0 when none was. */
void gate_clock_start(struct gate_clock *clock, struct gate_instant at, int64_t floor_s,
                      int64_t saved_s);

/* The time to decide by. While it cannot be believed, the later of clock and floor. */
struct tx_clock gate_clock_now(const struct gate_clock *clock, struct gate_instant at);

/* Whether the clock shows a time more than TX_AHEAD_S before something that is known to have
 * happened. */
bool gate_clock_is_behind(const struct gate_clock *clock, struct gate_instant at);

/* Once an hour: what is believed now is what later readings are held against, so that a clock may
 * drift slowly and still not jump. */
void gate_clock_confirm(struct gate_clock *clock, struct gate_instant at);

/* A signed object of that iat is held: nothing can be earlier. */
void gate_clock_raise_floor(struct gate_clock *clock, int64_t iat);
/* The floor as it is without what was dropped: a revoked key takes along how far it was pushed. */
void gate_clock_set_floor(struct gate_clock *clock, int64_t floor_s);

/* The Date of a server whose key is known. */
void gate_clock_set(struct gate_clock *clock, struct gate_instant at, int64_t date_s);

/* A signed object was refused as dated ahead. Ignored while the clock is behind the floor: there
 * nobody expects better of it. */
void gate_clock_doubt(struct gate_clock *clock, struct gate_instant at);

/* A genuine live code missed its window by skew_s (now - iat). Three holders that miss it by the
 * same amount are right, and the clock is wrong. */
void gate_clock_holder_missed(struct gate_clock *clock, struct gate_instant at, uint64_t area,
                              uint32_t index, int64_t skew_s);

#endif
