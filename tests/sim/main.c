/* SPDX-License-Identifier: Apache-2.0 */
/* sim: one seed, one world. */
#include "sim.h"

#include <inttypes.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define SHRINK_TRIES 400

/* The processor's, which no world sees: others' work on the machine does not count. */
int __real_clock_gettime(clockid_t id, struct timespec *out);

static double seconds(void) {
  struct timespec now;
  __real_clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t fresh_seed(void) {
  uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != sizeof seed) abort();
  return seed >> 16; /* short enough to be read out */
}

static bool no_shrink; /* SIM_NO_SHRINK is set: seeds alone are looked for */

/* Shrinks, and tells what is left of it. */
static void report(struct sim_plan *plan, const struct sim_result *result) {
  printf("seed %" PRIu64 " breaks a promise: %s: %s\n", plan->seed, result->promise, result->how);
  fflush(stdout);
  if (no_shrink) return;
  sim_plan_shrink(plan, result->promise, SHRINK_TRIES);
  printf("the fewest steps found, %zu:\n", plan->count);
  sim_plan_run(plan, stdout);
  printf("its line for tests/sim/seeds:\n");
  sim_plan_write(plan, stdout);
}

static bool run_seed(uint64_t seed, size_t steps, bool told, struct sim_result *out) {
  struct sim_plan plan;
  printf("seed %" PRIu64 "\n", seed);
  fflush(stdout);
  sim_plan_draw(seed, steps, &plan);
  *out = sim_plan_run(&plan, told ? stdout : NULL);
  if (told) printf("hash %016" PRIx64 "\n", out->hash);
  const bool good = !*out->promise;
  if (!good) report(&plan, out);
  free(plan.steps);
  return good;
}

/* What worlds came to together. */
struct sum {
  double begun;
  size_t worlds, steps, days;
  uint64_t hash;
};

static bool add(struct sum *sum, uint64_t seed, size_t steps) {
  struct sim_result result;
  const bool good = run_seed(seed, steps, false, &result);
  sum->worlds++;
  sum->steps += result.steps;
  sum->days += result.gate_days;
  sum->hash = (sum->hash ^ result.hash) * 0x100000001b3u;
  return good;
}

static void tell(const struct sum *sum) {
  const double took = seconds() - sum->begun, pace = (double)sum->steps / took;
  printf(
      "%zu worlds, %zu steps in %.1f s: %.0f steps a second, %.1f million an hour; %zu gate-days\n",
      sum->worlds, sum->steps, took, pace, pace * 3600 / 1e6, sum->days);
}

/* Fresh seeds for so long. */
static bool run_for(double limit_s, size_t steps) {
  struct sum sum = { .begun = seconds() };
  bool good = true;
  while (good && seconds() - sum.begun < limit_s)
    good = add(&sum, fresh_seed(), steps);
  tell(&sum);
  return good;
}

/* The same worlds as another build has: how fast, and whether they say the same. */
static bool run_from(uint64_t first, size_t count) {
  struct sum sum = { .begun = seconds() };
  bool good = true;
  for (uint64_t seed = first; good && seed < first + count; seed++)
    good = add(&sum, seed, 0);
  tell(&sum);
  printf("hash %016" PRIx64 "\n", sum.hash);
  return good;
}

/* Every plan of a file that broke a promise once. */
static bool run_kept(const char *path) {
  char *line = NULL;
  size_t cap = 0, count = 0;
  bool good = true;
  FILE *file = fopen(path, "r");
  if (!file) return false;
  while (getline(&line, &cap, file) > 0) {
    struct sim_plan plan;
    if (!sim_plan_read(line, &plan)) continue;
    struct sim_result result = sim_plan_run(&plan, NULL);
    if (*result.promise) report(&plan, &result);
    good = good && !*result.promise;
    count++;
    free(plan.steps);
  }
  printf("%zu plans that broke a promise once\n", count);
  free(line);
  fclose(file);
  return good;
}

/* The same plan twice tells the same story, and another seed another. */
static bool replays(void) {
  struct sim_plan plan, other;
  sim_plan_draw(7, 120, &plan);
  sim_plan_draw(8, 120, &other);
  const uint64_t one = sim_plan_run(&plan, NULL).hash, two = sim_plan_run(&plan, NULL).hash;
  const uint64_t three = sim_plan_run(&other, NULL).hash;
  free(plan.steps);
  free(other.steps);
  printf("a seed tells the same story twice: %s\n", one == two ? "yes" : "NO");
  printf("another seed tells another: %s\n", one != three ? "yes" : "NO");
  return one == two && one != three;
}

/* What the check runs: seconds of the processor's, and the seeds of FILE. */
static bool check(double limit_s, const char *kept) {
  bool good = replays();
  good = run_kept(kept) && good;
  return run_for(limit_s, 0) && good;
}

static int usage(void) {
  fputs("Usage: sim for SECONDS [STEPS]    fresh seeds, for so much of the processor's time\n"
        "       sim from SEED COUNT        so many worlds, from that seed on\n"
        "       sim seed SEED [STEPS]      one world, told\n"
        "       sim kept FILE              plans that broke a promise once\n"
        "       sim check SECONDS FILE     all of it\n",
        stderr);
  return 64;
}

int main(int argc, char **argv) {
  struct sim_result result;
  if (argc < 3) return usage();
  const size_t steps = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
  no_shrink = getenv("SIM_NO_SHRINK") != NULL;
  mallopt(M_MMAP_THRESHOLD, 1 << 30); /* memory that was had once is kept */
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* locks and counts that one thread has no use for */
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (!sim_disk_install()) return 70;
  if (strcmp(argv[1], "for") == 0) return run_for(strtod(argv[2], NULL), steps) ? 0 : 1;
  if (strcmp(argv[1], "from") == 0 && argc == 4)
    return run_from(strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10)) ? 0 : 1;
  if (strcmp(argv[1], "kept") == 0) return run_kept(argv[2]) ? 0 : 1;
  if (strcmp(argv[1], "check") == 0 && argc == 4)
    return check(strtod(argv[2], NULL), argv[3]) ? 0 : 1;
  if (strcmp(argv[1], "seed") != 0) return usage();
  return run_seed(strtoull(argv[2], NULL, 10), steps, true, &result) ? 0 : 1;
}
