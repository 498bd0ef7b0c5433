/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder/pixels.h"

#include "eye_scene.h"

/* A row of padding beside each row, which nobody may read. */
static const uint8_t pixels[] = { 0,   0,   200, 200, 99, 0,   0,   200, 200, 99,
                                  100, 100, 40,  40,  99, 100, 100, 40,  40,  99 };
static const struct eye_frame frame = { pixels, 4, 4, 5 };
static struct eye_picture picture;

static int free_picture(UNUSED void **state) {
  if (picture.grey) eye_picture_free(&picture);
  return 0;
}

static void twice_and_half_undo_one_another(UNUSED void **state) {
  assert_true(eye_change(&frame, EYE_TWICE, &picture));
  assert_int_equal(picture.frame.width, 8);
  assert_true(picture.scale == 2);
  assert_int_equal(picture.grey[0], 0);
  assert_int_equal(picture.grey[7], 200);
  struct eye_picture back;
  assert_true(eye_change(&picture.frame, EYE_HALF, &back));
  assert_int_equal(back.frame.width, 4);
  assert_in_range(back.grey[0], 0, 10);
  assert_in_range(back.grey[3], 190, 200);
  eye_picture_free(&back);
}

static void half_is_the_mean_of_four(UNUSED void **state) {
  assert_true(eye_change(&frame, EYE_HALF, &picture));
  assert_memory_equal(picture.grey, ((uint8_t[]){ 0, 200, 100, 40 }), 4);
}

static void inverted_is_what_is_missing_to_white(UNUSED void **state) {
  assert_true(eye_change(&frame, EYE_INVERTED, &picture));
  assert_memory_equal(picture.grey, ((uint8_t[]){ 255, 255, 55, 55 }), 4);
}

static void levelled_reaches_from_black_to_white(UNUSED void **state) {
  static uint8_t dusk[48 * 48];
  for (size_t i = 0; i < sizeof dusk; i++)
    dusk[i] = i % 2 ? 30 : 70;
  const struct eye_frame dim = { dusk, 48, 48, 48 };
  assert_true(eye_change(&dim, EYE_LEVELLED, &picture));
  assert_int_equal(picture.grey[0], 255);
  assert_int_equal(picture.grey[1], 0);
}

static void sharpened_steps_are_steeper(UNUSED void **state) {
  static uint8_t soft[32 * 32];
  for (size_t i = 0; i < sizeof soft; i++) {
    const int x = (int)(i % 32);
    soft[i] = (uint8_t)(x < 12 ? 60 : x > 19 ? 180 : 60 + (x - 11) * 13);
  }
  const struct eye_frame blurred = { soft, 32, 32, 32 };
  assert_true(eye_change(&blurred, EYE_SHARPENED, &picture));
  const uint8_t *row = picture.grey + 32 * 64;
  assert_true(row[22] < 60 && row[41] > 180);
}

static void what_is_too_large_is_not_made(UNUSED void **state) {
  static uint8_t line[1];
  const struct eye_frame wide = { line, EYE_SIDE_MAX, 2, EYE_SIDE_MAX };
  struct eye_picture none;
  assert_false(eye_change(&wide, EYE_TWICE, &none));
  eye_picture_free(&none);
  const struct eye_frame small = { pixels, 1, 1, 1 };
  assert_false(eye_change(&small, EYE_HALF, &none));
  eye_picture_free(&none);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(twice_and_half_undo_one_another, free_picture),
    cmocka_unit_test_teardown(half_is_the_mean_of_four, free_picture),
    cmocka_unit_test_teardown(inverted_is_what_is_missing_to_white, free_picture),
    cmocka_unit_test_teardown(levelled_reaches_from_black_to_white, free_picture),
    cmocka_unit_test_teardown(sharpened_steps_are_steeper, free_picture),
    cmocka_unit_test(what_is_too_large_is_not_made),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
