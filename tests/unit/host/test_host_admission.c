/* SPDX-License-Identifier: Apache-2.0 */
/* How long somebody may wait to be let in, and when who may not comes back. */
#include "promise.h"

#include "host/http/admission.h"

#define SECOND_US INT64_C(1000000)
#define NOW (1000 * SECOND_US)

static void a_burst_is_worked_off(UNUSED void **state) {
  struct admission admission = { 0 };
  admission_note_empty(&admission, NOW);
  assert_int_equal(admission_patience_us(&admission, NOW + ADMISSION_BURST_US), ADMISSION_BURST_US);
}

static void a_queue_that_stands_is_kept_short(UNUSED void **state) {
  struct admission admission = { 0 };
  admission_note_empty(&admission, NOW);
  const int64_t later = NOW + ADMISSION_BURST_US + 1;
  assert_int_equal(admission_patience_us(&admission, later), ADMISSION_TARGET_US);
}

/* A machine that is busy with other things lets a thread run late; a queue is none of that. */
static void nobody_is_refused_while_a_thread_is_free_for_them(UNUSED void **state) {
  struct admission admission = { 0 };
  admission_note_empty(&admission, NOW);
  const int64_t late = ADMISSION_BURST_US + 1;
  assert_false(admission_bears(&admission, NOW + late, late, 0, 0));
  assert_true(admission_bears(&admission, NOW + late, late, 0, 1));
  assert_false(admission_bears(&admission, NOW + late, late, 1, 1));
  assert_true(admission_bears(&admission, NOW + late, late, 1, 2));
  assert_true(admission_bears(&admission, NOW + late, ADMISSION_TARGET_US, 9, 0));
}

/* Refusing empties a queue: that is not yet the end of the rush. */
static void a_queue_that_refusing_emptied_is_kept_short_for_a_while(UNUSED void **state) {
  struct admission admission = { 0 };
  admission_note_refused(&admission, NOW);
  admission_note_empty(&admission, NOW);
  assert_int_equal(admission_patience_us(&admission, NOW + 1), ADMISSION_TARGET_US);
  admission_note_empty(&admission, NOW + ADMISSION_BURST_US);
  assert_int_equal(admission_patience_us(&admission, NOW + ADMISSION_BURST_US), ADMISSION_BURST_US);
}

static void count(struct admission *admission, int64_t at_us, int let_in, int refused) {
  while (let_in-- > 0)
    admission_note_let_in(admission, at_us);
  while (refused-- > 0)
    admission_note_refused(admission, at_us);
}

static void
who_is_refused_comes_back_within_the_time_that_it_takes_to_let_all_in(UNUSED void **state) {
  struct admission admission = { 0 };
  unsigned least = 1000, last = 0;
  count(&admission, NOW, 100, 900); /* ten times what can be let in */
  for (uint32_t chance = 0; chance < 1000; chance++) {
    const unsigned retry_s = admission_retry_s(&admission, chance * 2654435761u);
    least = retry_s < least ? retry_s : least;
    last = retry_s > last ? retry_s : last;
  }
  assert_int_equal(least, 1);
  assert_int_equal(last, 10);
}

static void nobody_is_sent_away_for_longer_than_half_a_minute(UNUSED void **state) {
  struct admission admission = { 0 };
  count(&admission, NOW, 0, 100000);
  for (uint32_t chance = 0; chance < 100; chance++)
    assert_in_range(admission_retry_s(&admission, chance), 1, ADMISSION_RETRY_MAX_S);
  count(&admission, NOW + 5 * SECOND_US, 100, 1); /* the rush is over */
  assert_int_equal(admission_retry_s(&admission, 12345), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_burst_is_worked_off),
    PROMISE(a_queue_that_stands_is_kept_short),
    PROMISE(nobody_is_refused_while_a_thread_is_free_for_them),
    PROMISE(a_queue_that_refusing_emptied_is_kept_short_for_a_while),
    PROMISE(who_is_refused_comes_back_within_the_time_that_it_takes_to_let_all_in),
    PROMISE(nobody_is_sent_away_for_longer_than_half_a_minute),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
