/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: drawn from a seed, run in a world of their own, and shrunk. */
#include "sim.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define WEEKS_STEPS 500
#define CROWD_STEPS 1500 /* somewhat more than a day, with 300 showings at each gate */

static enum sim_verb draw_of_weeks(struct chance *dice) {
  static const enum sim_verb verbs[] = { SIM_WAIT, SIM_WAIT, SIM_WAIT, SIM_SHOW,
                                         SIM_SHOW, SIM_SHOW, SIM_SHOW, SIM_SHOW,
                                         SIM_SYNC, SIM_SYNC, SIM_SYNC, SIM_OFFICE };
  const size_t roll = chance_below(dice, 100);
  const enum sim_verb verb = verbs[chance_below(dice, sizeof verbs / sizeof *verbs)];
  if (roll == 0) return chance_in(dice, 4) ? SIM_CALM : SIM_HEAL;
  if (roll < 3) return SIM_CLOCK;
  if (roll < 8) return SIM_RESTART;
  if (roll < 13) return SIM_HARM;
  if (roll < 15) return SIM_DISK;
  if (roll < 20) return SIM_STICK;
  if (roll < 22) return SIM_ORDERS;
  if (roll < 24) return SIM_BACKUP;
  if (roll < 25) return SIM_PAIR;
  if (roll < 27) return SIM_ROOT;
  if (roll < 30) return SIM_ROTATE;
  return roll < 38 ? SIM_FEED : verb;
}

static enum sim_verb draw_of_crowd(struct chance *dice) {
  const size_t roll = chance_below(dice, 1000);
  if (roll < 190) return SIM_LULL;
  if (roll < 940) return SIM_SHOW;
  if (roll < 975) return SIM_SYNC;
  if (roll < 980) return SIM_FEED;
  if (roll < 982) return SIM_HEAL;
  if (roll < 983) return SIM_CALM;
  return draw_of_weeks(dice);
}

void sim_plan_draw(uint64_t seed, size_t count, struct sim_plan *out) {
  struct chance dice = chance_of(seed, 2);
  const bool crowd = seed & 1;
  if (!count) count = crowd ? CROWD_STEPS : WEEKS_STEPS;
  *out = (struct sim_plan){ .seed = seed, .count = count };
  out->steps = calloc(count, sizeof *out->steps);
  if (!out->steps) abort();
  for (size_t i = 0; i < count; i++) {
    out->steps[i].verb = crowd ? draw_of_crowd(&dice) : draw_of_weeks(&dice);
    if (crowd && out->steps[i].verb == SIM_WAIT) out->steps[i].verb = SIM_LULL;
    out->steps[i].dice = chance_next(&dice);
  }
  out->steps[count - 1].verb = SIM_HEAL;
}

static const char letters[SIM_VERBS + 1] = "wsaockhtldupb2rfyq";

void sim_plan_write(const struct sim_plan *plan, FILE *out) {
  fprintf(out, "%" PRIu64, plan->seed);
  for (size_t i = 0; i < plan->count; i++)
    fprintf(out, " %c%016" PRIx64, letters[plan->steps[i].verb], plan->steps[i].dice);
  fputc('\n', out);
}

bool sim_plan_read(char *line, struct sim_plan *out) {
  char *rest = line;
  *out = (struct sim_plan){ .seed = strtoull(line, &rest, 10) };
  if (rest == line) return false;
  for (char *word = strtok(rest, " \n"); word; word = strtok(NULL, " \n")) {
    const char *letter = strchr(letters, *word);
    if (!letter) break;
    out->steps = reallocarray(out->steps, out->count + 1, sizeof *out->steps);
    if (!out->steps) abort();
    out->steps[out->count++] = (struct sim_step){ .verb = (enum sim_verb)(letter - letters),
                                                  .dice = strtoull(word + 1, NULL, 16) };
  }
  return out->count > 0;
}

/* --- running ---------------------------------------------------------------------------------- */

#define WORLD_S 20 /* of the processor's: a world takes less than one, under sanitizers too */

static char unending[96]; /* what is said of the world that runs, if it goes on for so long */

static void give_up(int signal) {
  (void)signal;
  (void)!write(STDOUT_FILENO, unending, strlen(unending));
  _exit(1);
}

static void watch(uint64_t seed) {
  const struct itimerval limit = { .it_value.tv_sec = WORLD_S };
  snprintf(unending, sizeof unending,
           "seed %" PRIu64 " breaks a promise: every step ends: one took %d s\n", seed, WORLD_S);
  signal(SIGPROF, give_up);
  setitimer(ITIMER_PROF, &limit, NULL);
}

struct sim_result sim_plan_run(const struct sim_plan *plan, FILE *story) {
  static struct sim_world world;
  struct sim_result result = { 0 };
  watch(plan->seed);
  if (!sim_world_open(&world, plan->seed, story)) {
    fprintf(stderr, "sim: no world for seed %llu\n", (unsigned long long)plan->seed);
    abort();
  }
  for (size_t i = 0; i < plan->count && !*world.promise; i++) {
    world.step = i + 1;
    sim_world_step(&world, &plan->steps[i]);
  }
  result.hash = world.hash;
  result.steps = world.steps_done;
  result.gate_days = world.gate_days;
  memcpy(result.promise, world.promise, sizeof result.promise);
  memcpy(result.how, world.how, sizeof result.how);
  sim_world_close(&world);
  return result;
}

/* --- shrinking -------------------------------------------------------------------------------- */

static bool still_breaks(const struct sim_plan *plan, const char *promise) {
  return strcmp(sim_plan_run(plan, NULL).promise, promise) == 0;
}

/* Without the n steps from one on; false where the promise holds then. */
static bool drop(struct sim_plan *plan, size_t from, size_t n, const char *promise) {
  struct sim_plan less = { .seed = plan->seed, .count = plan->count - n };
  less.steps = calloc(less.count + 1, sizeof *less.steps);
  if (!less.steps) abort();
  memcpy(less.steps, plan->steps, from * sizeof *less.steps);
  memcpy(less.steps + from, plan->steps + from + n, (less.count - from) * sizeof *less.steps);
  bool breaks = still_breaks(&less, promise);
  free(breaks ? plan->steps : less.steps);
  if (breaks) *plan = less;
  return breaks;
}

void sim_plan_shrink(struct sim_plan *plan, const char *promise, unsigned tries) {
  const struct sim_result whole = sim_plan_run(plan, NULL);
  if (whole.steps < plan->count) plan->count = whole.steps;
  for (size_t n = plan->count / 2; n > 0 && tries > 0; n = n > 1 ? n / 2 : 0)
    for (size_t end = plan->count; end >= n && tries > 0; tries--) {
      const size_t from = end - n;
      drop(plan, from, n, promise);
      end = from < plan->count ? from : plan->count;
    }
}
