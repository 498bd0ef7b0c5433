/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "print/date.h"
#include "print/paper.h"

#include "scratch.h"

#include <unistd.h>

static struct host_problem problem;

static enum tx_reason begin(const char *path, const char *form, const char *program,
                            struct paper **out) {
  json_t *heading = json_pack("{s:s}", "form", form);
  problem = (struct host_problem){ 0 };
  const enum tx_reason reason = paper_begin(path, heading, program, out, &problem);
  json_decref(heading);
  return reason;
}

static void a_card_names_the_last_day_that_it_holds_the_whole_of(UNUSED void **state) {
  char zh[DATE_WORDS_SIZE], en[DATE_WORDS_SIZE];
  date_last_day(1830096000, zh, en); /* 2027-12-30 00:00 in China */
  assert_string_equal(zh, "2027年12月29日");
  assert_string_equal(en, "29 December 2027");
  date_last_day(1830096000 - 1, zh, en);
  assert_string_equal(zh, "2027年12月28日");
  date_last_minute(1830124800, zh, en);
  assert_string_equal(zh, "2027年12月30日8时00分");
  assert_string_equal(en, "30 December 2027, 08:00");
}

static void a_program_that_is_gone_or_dies_is_said_and_leaves_nothing(void **state) {
  struct paper *paper = NULL;
  char *path = host_path(*state, "cards.pdf");
  assert_int_equal(begin(path, "cards", "/nowhere/tongxing-paper", &paper), TX_NOT_FOUND);
  assert_non_null(strstr(problem.en, "/nowhere/tongxing-paper"));
  assert_int_equal(begin(path, "cards", "/bin/false", &paper), TX_IO_FAILED);
  assert_non_null(strstr(problem.en, "did not start"));
  assert_null(paper);
  assert_int_not_equal(access(path, F_OK), 0);
  free(path);
}

/* Nothing on it: a whole file, or none. */
static void paper_that_is_not_ended_is_gone(void **state) {
  struct paper *paper = NULL;
  json_t *lacking = NULL, *item = json_pack("{s:s, s:s}", "name", "欧阳文娜", "text", "TX1:A");
  char *path = host_path(*state, "half.pdf");
  assert_int_equal(begin(path, "cards", TONGXING_PAPER, &paper), TX_OK);
  paper_add(paper, item);
  paper_close(&paper);
  assert_int_not_equal(access(path, F_OK), 0);
  assert_int_equal(begin(path, "cards", TONGXING_PAPER, &paper), TX_OK);
  paper_add(paper, item);
  assert_int_equal(paper_end(paper, &lacking, NULL, &problem), TX_OK);
  paper_close(&paper);
  assert_int_equal(access(path, F_OK), 0);
  json_decref(lacking);
  json_decref(item);
  free(path);
}

static void paper_for_one_who_waits_is_drawn_in_memory(UNUSED void **state) {
  struct paper *paper = NULL;
  HOST_BYTES pdf = { 0 };
  json_t *lacking = NULL, *item = json_pack("{s:s, s:s}", "name", "欧阳文娜", "text", "TX1:A");
  assert_int_equal(begin(NULL, "cards", "/bin/false", &paper), TX_IO_FAILED);
  assert_int_equal(begin(NULL, "cards", TONGXING_PAPER, &paper), TX_OK);
  paper_add(paper, item);
  assert_int_equal(paper_end(paper, &lacking, NULL, &problem), TX_OK);
  assert_int_equal(paper_take(paper, &pdf), TX_OK);
  assert_memory_equal(pdf.p, "%PDF-", 5);
  assert_non_null(memmem(pdf.p + pdf.n - 16, 16, "%%EOF", 5));
  paper_close(&paper);
  json_decref(lacking);
  json_decref(item);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_card_names_the_last_day_that_it_holds_the_whole_of),
    PROMISE(a_program_that_is_gone_or_dies_is_said_and_leaves_nothing),
    PROMISE(paper_that_is_not_ended_is_gone),
    PROMISE(paper_for_one_who_waits_is_drawn_in_memory),
  };
  return cmocka_run_group_tests(promises, scratch_make, scratch_drop);
}
