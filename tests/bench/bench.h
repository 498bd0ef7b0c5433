/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ratios of two things timed in one run: machines are shared and noisy, so the two take turns and
 * the median of many turns counts.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void bench_work(void *state);

/* One side of a pair: a turn calls work so many times. */
struct bench_side {
  const char *name;
  bench_work *work;
  void *state;
  unsigned calls;
};

#define BENCH_TURNS_MAX 501

struct bench_result {
  double ours_s, reference_s; /* of one call, medians */
  double ratio;               /* our rate over the reference's: median of the turns' ratios */
};

/* Seconds of a clock: CLOCK_THREAD_CPUTIME_ID for what only computes, CLOCK_MONOTONIC for what
 * waits for a disk or a peer. */
static inline double bench_now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline double bench_turn(const struct bench_side *side, clockid_t clock) {
  const double start = bench_now(clock);
  for (unsigned i = 0; i < side->calls; i++)
    side->work(side->state);
  return (bench_now(clock) - start) / side->calls;
}

static inline int bench_compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Sorts values. */
static inline double bench_median(double *values, size_t n) {
  qsort(values, n, sizeof *values, bench_compare);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* turns at most BENCH_TURNS_MAX; the first of each side warms up and is not counted. */
static inline struct bench_result bench_pair(const struct bench_side *ours,
                                             const struct bench_side *reference, unsigned turns,
                                             clockid_t clock) {
  static double a[BENCH_TURNS_MAX], b[BENCH_TURNS_MAX], ratio[BENCH_TURNS_MAX];
  bench_turn(ours, clock);
  bench_turn(reference, clock);
  for (unsigned i = 0; i < turns; i++) {
    a[i] = bench_turn(ours, clock);
    b[i] = bench_turn(reference, clock);
    ratio[i] = b[i] / a[i];
  }
  return (struct bench_result){ bench_median(a, turns), bench_median(b, turns),
                                bench_median(ratio, turns) };
}

/* What was timed, and the last line, which scripts/bench collects: "P1 ratio 0.94". */
static inline void bench_report(const char *row, const struct bench_side *ours,
                                const struct bench_side *reference,
                                const struct bench_result *result) {
  printf("%-44s %10.2f us  %10.0f /s\n", ours->name, result->ours_s * 1e6, 1 / result->ours_s);
  printf("%-44s %10.2f us  %10.0f /s\n", reference->name, result->reference_s * 1e6,
         1 / result->reference_s);
  printf("%s ratio %.2f\n", row, result->ratio);
}

#endif
