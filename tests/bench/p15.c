/* SPDX-License-Identifier: Apache-2.0 */
/* P15: one evaluation of the public suite's rules, against certlogic-js on Node in the same run,
 * or, where that is not installed, against what it was measured to do once. */
#include "bench.h"
#include "rules.h"

#define TURNS 5
#define ROUNDS 400
#define REFERENCE_RATE 228000.0

static struct rules rules;

static void evaluate(const struct rule_case *one) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out;
  (void)tx_logic_evaluate(one->logic, &one->data.value, TX_NULLS_PUBLIC, scratch, TX_LOGIC_SCRATCH,
                          &out);
}

/* Evaluations a second of rules from first up to last. */
static double rate(size_t first, size_t last) {
  const double start = bench_now(CLOCK_THREAD_CPUTIME_ID);
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = first; i < last; i++)
      evaluate(&rules.cases[i]);
  return ROUNDS * (double)(last - first) / (bench_now(CLOCK_THREAD_CPUTIME_ID) - start);
}

/* What certlogic-js does on this machine now; 0 without it. */
static double reference_rate(const char *folder) {
  char command[8192];
  snprintf(command, sizeof command, "node '%s/tests/bench/p15.js' '%s' 2>/dev/null",
           TONGXING_SOURCE, folder);
  FILE *node = popen(command, "r"); /* NOLINT(cert-env33-c): a fixed command of this repository */
  if (!node) return 0;
  double found = 0;
  if (fscanf(node, "%lf", &found) != 1) found = 0;
  return pclose(node) == 0 ? found : 0;
}

static void print_rules(void) {
  size_t last;
  for (size_t first = 0; first < rules.count; first = last) {
    for (last = first + 1; last < rules.count; last++)
      if (strcmp(rules.cases[last].name, rules.cases[first].name) != 0) break;
    printf("%-64s %12.0f /s\n", rules.cases[first].name, rate(first, last));
  }
}

int main(void) {
  char folder[4096];
  const char *vectors = getenv("TONGXING_VECTORS");
  snprintf(folder, sizeof folder, "%s/certlogic/testSuite",
           vectors ? vectors : TONGXING_SOURCE "/../shared/vectors");
  if (!rules_load(&rules, folder)) {
    printf("P15 skipped: no public rules in %s; name their folder in TONGXING_VECTORS\n", folder);
    rules_clear(&rules);
    return 0;
  }
  double ours[TURNS];
  double ratio[TURNS];
  double theirs[TURNS];
  print_rules();
  for (int i = 0; i < TURNS; i++) {
    double reference = reference_rate(folder);
    theirs[i] = reference > 0 ? reference : REFERENCE_RATE;
    ours[i] = rate(0, rules.count);
    ratio[i] = ours[i] / theirs[i];
  }
  printf("%-44s %10.0f /s\n", "ours, all rules", bench_median(ours, TURNS));
  printf("%-44s %10.0f /s\n", "certlogic-js, all rules", bench_median(theirs, TURNS));
  printf("P15 ratio %.2f\n", bench_median(ratio, TURNS));
  rules_clear(&rules);
  return 0;
}
