/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the machine's clock can be right. Pure: what it shows now against what it showed when it
 * was believed last, and how long the machine has run since.
 */
#ifndef SERVER_DOMAIN_CLOCK_JUDGE_H
#define SERVER_DOMAIN_CLOCK_JUDGE_H

#include "format/bytes.h"

#define CLOCK_OFF_S 3600          /* further from what is expected a clock is not believed */
#define CLOCK_GONE_S (45 * 86400) /* a server that was off for longer asks, as a gate does */
#define CLOCK_BOOT_SIZE 40

/* One look at both clocks. */
struct clock_reading {
  int64_t wall_s;             /* UTC; 0: nothing was read yet */
  int64_t boot_ms;            /* since the boot, sleep included (CLOCK_BOOTTIME) */
  char boot[CLOCK_BOOT_SIZE]; /* the boot's own name; "": the machine does not tell it */
};

enum clock_verdict {
  CLOCK_RIGHT,
  CLOCK_JUMPED,  /* it is not what it was plus the time since, on the same boot */
  CLOCK_BACK,    /* earlier than it was before the boot */
  CLOCK_GONE,    /* later by more than CLOCK_GONE_S, where the boot before is known */
  CLOCK_DOUBTED, /* it had jumped before the boot, and nobody has said since that it is right */
};

/* What is held of the past: the reading that was believed last, and whether it has jumped since. */
struct clock_past {
  struct clock_reading trusted;
  bool doubted; /* it had jumped */
};

/* Judges now. *expected_s is what a right clock would show, as far as that is known: on another
 * boot no more than the earliest it can be. Without a past every clock is right. */
enum clock_verdict clock_judge(const struct clock_past *past, const struct clock_reading *now,
                               int64_t *expected_s);

#endif
