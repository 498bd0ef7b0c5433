/* SPDX-License-Identifier: Apache-2.0 */
#include "host/text/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))

static void a_chinese_character_is_two_columns_wide(UNUSED void **state) {
  static const struct {
    const char *text;
    size_t columns;
  } texts[] = {
    { "", 0 },         { "abc", 3 },      { "门", 2 },        { "3号楼501室", 10 },
    { "，。（）", 8 }, { "FILE…", 5 },    { "e\xcc\x81", 1 }, { "a\u200b", 1 },
    { "ｗｉｄｅ", 8 }, { "\xe9\x97", 2 }, { "\xff门", 3 },
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(host_screen_columns(texts[i].text), texts[i].columns);
}

static const char *printed(const char *text, size_t columns) {
  static char out[128];
  memset(out, 0, sizeof out);
  FILE *to = fmemopen(out, sizeof out - 1, "w");
  assert_non_null(to);
  host_screen_print(to, text, columns);
  fclose(to);
  return out;
}

static void a_column_ends_where_the_next_begins(UNUSED void **state) {
  assert_string_equal(printed("门", 4), "门  ");
  assert_string_equal(printed("abcd", 4), "abcd");
  assert_string_equal(printed("门卫门卫", 4), "门卫门卫");
}

static void what_a_stranger_wrote_does_nothing_to_the_screen(UNUSED void **state) {
  assert_string_equal(printed("\033[2Jx", 0), "?[2Jx");
  assert_string_equal(printed("a\u202egnp", 0), "a?gnp");
  assert_string_equal(printed("a\nb\xff", 6), "a?b?  ");
}

static void a_line_is_cleaned_whole_and_ends_once(UNUSED void **state) {
  char out[128] = "";
  FILE *to = fmemopen(out, sizeof out - 1, "w");
  assert_non_null(to);
  host_screen_line(to, "%-4s|%lld", "\033\n", 7LL);
  fclose(to);
  assert_string_equal(out, "??  |7\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_chinese_character_is_two_columns_wide),
    cmocka_unit_test(a_column_ends_where_the_next_begins),
    cmocka_unit_test(what_a_stranger_wrote_does_nothing_to_the_screen),
    cmocka_unit_test(a_line_is_cleaned_whole_and_ends_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
