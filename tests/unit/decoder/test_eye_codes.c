/* SPDX-License-Identifier: Apache-2.0 */
#include "qr/qr.h"

#include "eye_scene.h"

#define SIDE 240u
#define ROWS 6u

static uint8_t grey[SIDE * SIDE];
static struct eye_texts texts;

/* A lattice in which hundreds of three can be a code's corners, and none is. */
static uint32_t lattice(struct eye_finder out[ROWS * ROWS]) {
  for (uint32_t i = 0; i < ROWS * ROWS; i++) {
    const uint32_t column = i % ROWS, row = i / ROWS;
    out[i] = (struct eye_finder){
      .x = 20 + 40.0f * (float)column, .y = 20 + 40.0f * (float)row, .module = 3, .likeness = 1
    };
  }
  return ROWS * ROWS;
}

/* What a call before left on the stack: small numbers below zero, and places far away. */
static __attribute__((noinline)) void leave_litter(void) {
  volatile uint8_t litter[16384];
  for (size_t i = 0; i < sizeof litter; i++)
    litter[i] = 0x80;
}

static void
a_crowd_of_finders_is_tried_by_what_it_shows_and_not_by_what_lay_there_before(UNUSED void **state) {
  struct eye_finder finders[ROWS * ROWS];
  bool used[ROWS * ROWS] = { false };
  const uint32_t n = lattice(finders);
  const struct eye_frame frame = { grey, SIDE, SIDE, SIDE };
  struct eye_codes *codes = eye_codes_open();
  assert_non_null(codes);
  memset(grey, 128, sizeof grey);
  leave_litter();
  assert_int_equal(eye_codes_read(codes, &frame, finders, n, EYE_QUICK, INT64_MAX, used, &texts),
                   0);
  assert_int_equal(texts.n, 0);
  for (uint32_t i = 0; i < n; i++)
    assert_false(used[i]);
  eye_codes_close(codes);
}

/* Seen from its other corners a code is no code: the time goes into the right view. */
static void three_finders_are_one_place(UNUSED void **state) {
  unsigned blurred = 0;
  for (uint64_t seed = 900; seed < 906; seed++) {
    struct camera_shot shot = a_shot(A_PASS A_PASS, 4.2);
    shot.hardship = CAMERA_BLUR;
    shot.severity = 0.2;
    shot.seed = seed;
    shot.width = 480;
    shot.height = 400;
    struct camera_picture picture = taken(&shot);
    const struct eye_frame frame = frame_of(&picture);
    struct eye_finder finders[EYE_FINDERS_MAX];
    bool used[EYE_FINDERS_MAX] = { false };
    struct eye_codes *codes = eye_codes_open();
    assert_non_null(codes);
    texts.n = 0;
    const uint32_t n = eye_find_finders(&frame, finders);
    const int unread =
        eye_codes_read(codes, &frame, finders, n, EYE_QUICK, INT64_MAX, used, &texts);
    if (n == 3 && texts.n == 0) {
      assert_int_equal(unread, 1);
      blurred++;
    }
    eye_codes_close(codes);
    camera_free(&picture);
  }
  assert_true(blurred >= 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_crowd_of_finders_is_tried_by_what_it_shows_and_not_by_what_lay_there_before),
    cmocka_unit_test(three_finders_are_one_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
