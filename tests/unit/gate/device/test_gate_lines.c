/* SPDX-License-Identifier: Apache-2.0 */
#include "source/line_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <unistd.h>

static void expect(struct gate_lines *lines, int fd, const char *text) {
  struct tx_span line;
  assert_int_equal(gate_lines_next(lines, fd, &line), GATE_GOT_SIGHT);
  assert_int_equal(line.n, strlen(text));
  assert_memory_equal(line.p, text, line.n);
}

static void say(int fd, const char *text) {
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

static void lines_end_as_scanners_end_them(void **state) {
  (void)state;
  struct gate_lines lines = { 0 };
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  say(ends[1], "one\ntwo\r\nthree\r\n\nfour");
  expect(&lines, ends[0], "one");
  expect(&lines, ends[0], "two");
  expect(&lines, ends[0], "three");
  struct tx_span line;
  assert_int_equal(gate_lines_next(&lines, ends[0], &line), GATE_GOT_NOTHING);
  close(ends[1]);
  expect(&lines, ends[0], "four");
  assert_int_equal(gate_lines_next(&lines, ends[0], &line), GATE_GOT_END);
  close(ends[0]);
}

static void a_line_that_never_ends_is_seen_once_and_the_next_one_is_whole(void **state) {
  (void)state;
  static struct gate_lines lines;
  static char endless[GATE_LINE_MAX + 100];
  int ends[2];
  struct tx_span line;
  assert_int_equal(pipe(ends), 0);
  memset(endless, 'x', sizeof endless);
  assert_int_equal(write(ends[1], endless, sizeof endless), sizeof endless);
  say(ends[1], "\nnext\n");
  assert_int_equal(gate_lines_next(&lines, ends[0], &line), GATE_GOT_SIGHT);
  assert_int_equal(line.n, GATE_LINE_MAX);
  expect(&lines, ends[0], "next");
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lines_end_as_scanners_end_them),
    cmocka_unit_test(a_line_that_never_ends_is_seen_once_and_the_next_one_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
