/* SPDX-License-Identifier: Apache-2.0 */
#include "output/prompts.h"

#include "core/sampling.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the two above first */
#include <cmocka.h>

static const struct {
  const char *name, *pinyin, *en;
} prompts[] = {
#define X(name, pinyin, en) { #name, pinyin, en },
  GATE_PROMPTS(X) GATE_WORDS(X)
#undef X
};
#define COUNT (sizeof prompts / sizeof *prompts)
#define X(name, pinyin, en) +1
enum { OF_ITSELF = GATE_WORDS(X) };
#undef X

static size_t prompts_of(const char *name) {
  size_t there = 0;
  for (size_t i = 0; i < COUNT; i++)
    there += strcmp(prompts[i].name, name) == 0;
  return there;
}

static void every_reason_at_a_gate_has_one_prompt_and_no_other_name_has(void **state) {
  (void)state;
  size_t expected = 0;
  for (int number = 0; number <= TX_CLOCK_UNSURE; number++) {
    if (!tx_reason_known(number)) continue;
    assert_int_equal(prompts_of(tx_reason_name((enum tx_reason)number)), 1);
    expected++;
  }
  assert_int_equal(COUNT - OF_ITSELF, expected);
}

static void everybody_in_the_largest_tube_can_be_counted(void **state) {
  (void)state;
  struct gate_sampling sampling = { 0 };
  char word[16];
  for (; sampling.count < GATE_TUBE_MAX; sampling.count++) {
    gate_sampling_count(&sampling, word);
    assert_int_equal(prompts_of(word), 1);
  }
  for (int sample = GATE_SAMPLE_OPENED; sample <= GATE_SAMPLE_NO_SEAL; sample++)
    assert_int_equal(prompts_of(gate_sampling_word((enum gate_sample)sample)), 1);
}

static void no_prompt_tells_a_health_reason(void **state) {
  (void)state;
  static const char *const private[] = { " red",      "yellow",    "positive",   "test",
                                         "health",    "isolation", "hong2 ma3",  "yang2 xing4",
                                         "he2 suan1", "ge2 li2",   "jian4 kang1" };
  for (size_t i = 0; i < COUNT; i++)
    for (size_t k = 0; k < sizeof private / sizeof *private; k++) {
      assert_null(strstr(prompts[i].pinyin, private[k]));
      assert_null(strstr(prompts[i].en, private[k]));
    }
}

static void every_syllable_of_a_prompt_has_its_tone(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT; i++)
    for (const char *p = prompts[i].pinyin; *p; p++)
      if (p[1] == ' ' || p[1] == ',' || p[1] == '\0')
        if (*p != ' ' && *p != ',') assert_true(*p >= '1' && *p <= '4');
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_reason_at_a_gate_has_one_prompt_and_no_other_name_has),
    cmocka_unit_test(everybody_in_the_largest_tube_can_be_counted),
    cmocka_unit_test(no_prompt_tells_a_health_reason),
    cmocka_unit_test(every_syllable_of_a_prompt_has_its_tone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
