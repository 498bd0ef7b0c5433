/* SPDX-License-Identifier: Apache-2.0 */
/* Plans: drawn from a seed, run in a world of their own, and shrunk. */
#include "sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sim_plan_draw(uint64_t seed, size_t count, struct sim_plan *out) {
  static const enum sim_verb verbs[] = { SIM_WAIT, SIM_WAIT, SIM_WAIT, SIM_SHOW,
                                         SIM_SHOW, SIM_SHOW, SIM_SHOW, SIM_SHOW,
                                         SIM_SYNC, SIM_SYNC, SIM_SYNC, SIM_OFFICE };
  struct chance dice = chance_of(seed, 2);
  *out = (struct sim_plan){ .seed = seed, .count = count };
  out->steps = calloc(count + 1, sizeof *out->steps);
  if (!out->steps) abort();
  for (size_t i = 0; i < count; i++) {
    struct sim_step *step = &out->steps[i];
    const size_t roll = chance_below(&dice, 100);
    step->verb = verbs[chance_below(&dice, sizeof verbs / sizeof *verbs)];
    if (roll == 0) step->verb = SIM_HEAL;
    if (roll == 1 || roll == 2) step->verb = SIM_CLOCK;
    if (roll >= 3 && roll < 8) step->verb = SIM_RESTART;
    if (roll >= 8 && roll < 13) step->verb = SIM_HARM;
    step->dice = chance_next(&dice);
  }
  out->steps[count ? count - 1 : 0].verb = SIM_HEAL;
}

static const char letters[SIM_VERBS + 1] = "wsaockht";

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

struct sim_result sim_plan_run(const struct sim_plan *plan, FILE *story) {
  static struct sim_world world;
  struct sim_result result = { 0 };
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
