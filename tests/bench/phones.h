/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phones that ask a server whether it can bear it or not: an open loop. They come at random at a
 * rate; who is refused comes again, half of them when Retry-After says, the others at once, then
 * after a second, two, four, as clients do that never heard of it.
 */
#ifndef BENCH_PHONES_H
#define BENCH_PHONES_H

#include <stdbool.h>
#include <stdint.h>

#define PHONES_MAX 60000 /* that have come and are not done yet */
#define PHONES_SAMPLES 65536

struct phones_plan {
  uint16_t port; /* of loopback */
  const char *path;
  double rate;          /* new phones a second */
  double warm_s, for_s; /* what is not counted, and what is */
};

struct phones_seen {
  double served;       /* a second, counted by the phones */
  double refused;      /* the same, 503 */
  double failed;       /* the same, without an answer */
  double p50_s, p99_s; /* what an answer of 200 took, from its request */
};

/* Runs in this process, by one thread, for warm_s + for_s. Aborts on what cannot be. */
void phones_run(const struct phones_plan *plan, struct phones_seen *out);

#endif
