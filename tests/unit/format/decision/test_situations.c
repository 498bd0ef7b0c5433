/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the forty situations of docs/situations.json through the whole decision. */
#include "situation.h"

/* --- the answer as text ----------------------------------------------------------------------- */

static void append(char *out, size_t cap, const char *form, const char *a, const char *b) {
  size_t n = strlen(out);
  snprintf(out + n, cap - n, form, a, b);
}

static void put_finding(char *out, size_t cap, const char *before,
                        const struct tx_finding *finding) {
  append(out, cap, "%s%s", before, level_names[tx_area_level(finding->policy->area)]);
  append(out, cap, "/%s%s", finding->rule->id, "");
}

static void decide(const struct scene *scene, char *out, size_t cap) {
  struct tx_decision d;
  tx_decide(tx_span_text(scene->shown_text), &scene->gate, NULL, &d);
  snprintf(out, cap, "%s %d", tx_verdict_name(d.verdict), (int)d.reason);
  if (d.by.rule) put_finding(out, cap, " by ", &d.by);
  for (size_t i = 0; i < d.notice_count; i++)
    put_finding(out, cap, " notice ", &d.notices[i]);
}

static void expected(const json_t *row, char *out, size_t cap) {
  const json_t *expect = json_object_get(row, "expect");
  snprintf(out, cap, "%s %d", text(expect, "verdict", ""), (int)number(expect, "reason", -1));
  if (json_object_get(expect, "by")) append(out, cap, " by %s%s", text(expect, "by", ""), "");
  size_t i;
  json_t *notice;
  json_array_foreach(json_object_get(expect, "notices"), i, notice)
      append(out, cap, " notice %s%s", json_string_value(notice), "");
}

/* --- the promises ----------------------------------------------------------------------------- */

static void every_situation_is_decided_as_the_table_says(void **state) {
  (void)state;
  size_t i;
  json_t *row;
  char got[256];
  char want[256];
  assert_int_equal(json_array_size(situations()), 40);
  json_array_foreach(situations(), i, row) {
    struct scene scene;
    scene_build(&scene, row, NULL);
    decide(&scene, got, sizeof got);
    expected(row, want, sizeof want);
    scene_clear(&scene);
    if (strcmp(got, want) != 0) fail_msg("row %zu: expected %s, got %s", i + 1, want, got);
  }
}

static size_t verdict_and_reason(const char *answer) {
  const char *end = strchr(strchr(answer, ' ') + 1, ' ');
  return end ? (size_t)(end - answer) : strlen(answer);
}

/* Another verdict or reason, or, where another order says the same, another who says it. */
static void without_what_decided_every_situation_ends_otherwise(void **state) {
  (void)state;
  size_t i;
  json_t *row;
  size_t same_verdict = 0;
  char with[256];
  char without[256];
  json_array_foreach(situations(), i, row) {
    struct scene scene;
    scene_build(&scene, row, text(row, "decides", NULL));
    decide(&scene, without, sizeof without);
    expected(row, with, sizeof with);
    scene_clear(&scene);
    if (strcmp(with, without) == 0) fail_msg("row %zu does not depend on what decides it", i + 1);
    size_t n = verdict_and_reason(with);
    same_verdict += n == verdict_and_reason(without) && strncmp(with, without, n) == 0;
  }
  assert_int_equal(same_verdict, 2); /* the two rows in which two rules deny */
}

static void shuffle(struct scene *scene, uint32_t *random) {
  for (size_t i = scene->policy_count; i > 1; i--) {
    *random = *random * 1664525u + 1013904223u;
    size_t j = (*random >> 16) % i;
    const struct tx_policy *moved = scene->shown[i - 1];
    scene->shown[i - 1] = scene->shown[j];
    scene->shown[j] = moved;
  }
}

static void the_order_in_which_policies_arrive_changes_nothing(void **state) {
  (void)state;
  size_t i;
  json_t *row;
  uint32_t random = 20221123;
  char want[256];
  char got[256];
  json_array_foreach(situations(), i, row) {
    struct scene scene;
    scene_build(&scene, row, NULL);
    expected(row, want, sizeof want);
    for (int turn = 0; turn < 12; turn++) {
      shuffle(&scene, &random);
      decide(&scene, got, sizeof got);
      assert_string_equal(got, want);
    }
    scene_clear(&scene);
  }
}

static void the_page_tells_every_situation(void **state) {
  (void)state;
  static char page[1 << 16];
  FILE *file = fopen(TONGXING_SOURCE "/docs/situations.md", "r");
  assert_non_null(file);
  page[fread(page, 1, sizeof page - 1, file)] = '\0';
  assert_int_equal(fclose(file), 0);
  size_t i;
  json_t *row;
  json_array_foreach(situations(), i, row) {
    char line[1024];
    snprintf(line, sizeof line, "| %zu | %s<br>%s |", i + 1, text(row, "zh", ""),
             text(row, "en", ""));
    if (!strstr(page, line)) fail_msg("docs/situations.md lacks: %s", line);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_situation_is_decided_as_the_table_says),
    cmocka_unit_test(without_what_decided_every_situation_ends_otherwise),
    cmocka_unit_test(the_order_in_which_policies_arrive_changes_nothing),
    cmocka_unit_test(the_page_tells_every_situation),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
