/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tongxing-conformance [OPTION …] COMMAND …: whether a gate keeps what docs/format.md promises.
 * COMMAND is an adapter (README.md): a program that starts such a gate, offers it objects and shows
 * it codes as it is told.
 */
#include "run.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define EX_USAGE 64
#define WORDS_MAX 32

struct plan {
  const char *sequences, *only, *seed;
  char **command;
  bool list, without;
};

struct counts {
  unsigned passed, failed;
};

static int usage(int status) {
  fprintf(
      status ? stderr : stdout,
      "usage: tongxing-conformance [--only PART] [--list] [--seed TEXT] [--sequences FOLDER]\n"
      "                            [--without-checks] COMMAND [ARGUMENT …]\n"
      "Runs every sequence with a fresh COMMAND, an adapter of a gate, and says which hold.\n"
      "  --only PART         those whose name has PART in it\n"
      "  --list              their names and what they say; needs no COMMAND\n"
      "  --seed TEXT         keys follow from it; \"tongxing\" where it is left out\n"
      "  --without-checks    each with without=CHECK behind COMMAND, for a gate that lacks just\n"
      "                      that check: passes when the gate fails\n");
  return status;
}

static bool read_plan(int argc, char **argv, struct plan *plan) {
  static const struct option options[] = {
    { "only", required_argument, NULL, 'o' },
    { "list", no_argument, NULL, 'l' },
    { "seed", required_argument, NULL, 's' },
    { "sequences", required_argument, NULL, 'd' },
    { "without-checks", no_argument, NULL, 'w' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
  };
  *plan = (struct plan){ .sequences = SEQUENCES, .only = "", .seed = "tongxing" };
  for (int c; (c = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
    if (c == 'o') plan->only = optarg;
    if (c == 'l') plan->list = true;
    if (c == 's') plan->seed = optarg;
    if (c == 'd') plan->sequences = optarg;
    if (c == 'w') plan->without = true;
    if (c == 'h') exit(usage(0));
    if (c == '?') return false;
  }
  plan->command = argv + optind;
  return plan->list || (plan->command[0] && argc - optind + 2 < WORDS_MAX);
}

/* The gate under test; one process serves many sequences, each of which starts it anew. */
struct bench {
  const struct plan *plan;
  struct world *world;
  struct gate_process gate;
  const char *check; /* that this process lacks; NULL: none runs */
};

static void end_gate(struct bench *bench) {
  if (bench->check) gate_process_end(&bench->gate);
  bench->check = NULL;
}

static void need_gate(struct bench *bench, const char *check) {
  char *argv[WORDS_MAX] = { 0 }, without[80];
  size_t n = 0;
  if (!bench->plan->without) check = "";
  if (bench->check && strcmp(bench->check, check) == 0) return;
  end_gate(bench);
  snprintf(without, sizeof without, "without=%s", check);
  for (; bench->plan->command[n]; n++)
    argv[n] = bench->plan->command[n];
  if (*check) argv[n] = without;
  if (!gate_process_start(&bench->gate, argv)) abort();
  bench->check = check;
}

static enum run_end run_one(struct bench *bench, const struct script_sequence *sequence,
                            char **story) {
  need_gate(bench, sequence->check);
  struct run run = { .world = bench->world, .gate = &bench->gate };
  const enum run_end end = run_sequence(&run, sequence);
  if (bench->gate.wrong[0]) end_gate(bench);
  *story = run.story;
  return end;
}

static bool say_result(const struct plan *plan, const struct script_sequence *sequence,
                       enum run_end end, const char *story) {
  const bool good = end == (plan->without ? RUN_FAILED : RUN_PASSED);
  printf("%s %s: %s\n", good ? "ok  " : "FAIL", sequence->name, sequence->says);
  if (plan->without && !good)
    printf("    goes on as it should without the check %s\n", sequence->check);
  if (!good) fputs(story, stdout);
  fflush(stdout);
  return good;
}

/* Those that lack the same check one after the other. */
static int by_check(const void *a, const void *b) {
  const struct script_sequence *one = a, *other = b;
  const int order = strcmp(one->check, other->check);
  return order ? order : strcmp(one->name, other->name);
}

static int run_all(const struct plan *plan, struct script *script, struct world *world) {
  struct counts counts = { 0 };
  struct bench bench = { .plan = plan, .world = world };
  if (plan->without) qsort(script->sequences, script->count, sizeof *script->sequences, by_check);
  for (size_t i = 0; i < script->count; i++) {
    const struct script_sequence *sequence = &script->sequences[i];
    char *story = NULL;
    if (!strstr(sequence->name, plan->only)) continue;
    if (plan->list) printf("%s: %s\n", sequence->name, sequence->says);
    if (plan->list) continue;
    const enum run_end end = run_one(&bench, sequence, &story);
    const bool good = say_result(plan, sequence, end, story);
    counts.passed += good;
    counts.failed += !good;
    free(story);
  }
  end_gate(&bench);
  if (!plan->list) printf("%u passed, %u failed\n", counts.passed, counts.failed);
  return counts.failed > 0 || (!plan->list && !counts.passed);
}

int main(int argc, char **argv) {
  static struct world world;
  struct plan plan;
  struct script script = { 0 };
  if (!read_plan(argc, argv, &plan)) return usage(EX_USAGE);
  bool good = script_read(plan.sequences, &script);
  if (good && !forge_open_seeded(&world.forge, CITY_TODAY_S, plan.seed)) {
    fprintf(stderr, "no keys follow from this seed: it is too long\n");
    good = false;
  }
  const int status = good ? run_all(&plan, &script, &world) : 1;
  forge_close(&world.forge);
  script_finish(&script);
  return status;
}
