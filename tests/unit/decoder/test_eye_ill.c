/* SPDX-License-Identifier: Apache-2.0 */
/* An eye that does not start, dies, hangs or talks nonsense: why nothing is read, and until when.
 */
#include "decoder/process.h"

#include "qr/qr.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "promise.h"
#include "scratch.h"

static char program[512];
static struct eye_texts texts;

/* A program at its place, new each time: one that runs cannot be written over. */
static void put(const char *folder, const char *text) {
  snprintf(program, sizeof program, "%s/tongxing-decoder", folder);
  unlink(program);
  if (!text) return;
  FILE *file = fopen(program, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  assert_int_equal(chmod(program, 0755), 0);
}

static void put_whole(const char *folder) {
  put(folder, NULL);
  assert_int_equal(symlink(TONGXING_DECODER, program), 0);
}

static enum eye_trouble trouble_of(const struct eye_process *process) {
  return eye_process_fault(process).trouble;
}

/* Tended until it is as wanted, or for twenty seconds. */
static void becomes(struct eye_process *process, enum eye_trouble wanted) {
  const int64_t until_ms = eye_now_ms() + 20000;
  while (trouble_of(process) != wanted && eye_now_ms() < until_ms) {
    eye_process_tend(process, eye_now_ms(), &texts);
    poll(NULL, 0, 5);
  }
  assert_int_equal(trouble_of(process), wanted);
}

static void one_that_cannot_be_started_is_had_as_soon_as_it_is_there(void **state) {
  static const char *const absent[] = { NULL, "#!/nowhere/sh\n", "no program\n" };
  for (size_t i = 0; i < COUNT(absent); i++) {
    put(*state, absent[i]);
    struct eye_process *process = eye_process_open(program);
    assert_int_equal(trouble_of(process), EYE_ABSENT);
    assert_int_equal(eye_process_fault(process).number, i == 2 ? ENOEXEC : ENOENT);
    put_whole(*state);
    becomes(process, EYE_WELL);
    eye_process_stop(process);
  }
}

static void one_that_dies_or_talks_nonsense_is_said_to_die_until_it_lives(void **state) {
  static const char *const ill[] = { "#!/bin/sh\nexit 71\n", "#!/bin/sh\nkill -KILL $$\n",
                                     "#!/bin/sh\nprintf nonsense >&4\nexec sleep 9\n" };
  for (size_t i = 0; i < COUNT(ill); i++) {
    put(*state, ill[i]);
    struct eye_process *process = eye_process_open(program);
    assert_int_equal(trouble_of(process), EYE_WELL);
    becomes(process, EYE_DIES);
    put_whole(*state);
    becomes(process, EYE_WELL);
    eye_process_stop(process);
  }
}

static void one_that_answers_nothing_hangs_although_nobody_shows_anything(void **state) {
  put(*state, "#!/bin/sh\nexec sleep 9\n");
  struct eye_process *process = eye_process_open(program);
  const int64_t born_ms = eye_now_ms();
  eye_process_tend(process, born_ms + EYE_START_LIMIT_MS - 1000, &texts);
  assert_int_equal(trouble_of(process), EYE_WELL);
  eye_process_tend(process, born_ms + EYE_START_LIMIT_MS, &texts);
  assert_int_equal(trouble_of(process), EYE_HANGS);
  put_whole(*state);
  eye_process_tend(process, born_ms + EYE_START_LIMIT_MS + 1000, &texts);
  becomes(process, EYE_WELL);
  eye_process_stop(process);
}

/* Whatever is wrong, an eye is started once a second at least. */
static void however_long_it_is_ill_it_is_tried_each_second(void **state) {
  put(*state, NULL);
  struct eye_process *process = eye_process_open(program);
  int64_t now_ms = eye_now_ms() + 60000;
  for (int i = 0; i < 10; i++)
    eye_process_tend(process, now_ms += 5000, &texts);
  const uint64_t tried = eye_process_restarts(process);
  eye_process_tend(process, now_ms += 1000, &texts);
  assert_int_equal(eye_process_restarts(process), tried + 1);
  eye_process_stop(process);
}

#define ILL(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    ILL(one_that_cannot_be_started_is_had_as_soon_as_it_is_there),
    ILL(one_that_dies_or_talks_nonsense_is_said_to_die_until_it_lives),
    ILL(one_that_answers_nothing_hangs_although_nobody_shows_anything),
    ILL(however_long_it_is_ill_it_is_tried_each_second),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
