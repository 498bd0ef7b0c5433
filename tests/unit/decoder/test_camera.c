/* SPDX-License-Identifier: Apache-2.0 */
#include "city/camera.h"

#include "eye_scene.h"

static bool same(const struct camera_shot *a, const struct camera_shot *b) {
  struct camera_picture one = taken(a), other = taken(b);
  const bool equal = memcmp(one.grey, other.grey, (size_t)one.width * one.height) == 0;
  camera_free(&one);
  camera_free(&other);
  return equal;
}

static void the_same_shot_makes_the_same_picture(UNUSED void **state) {
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++) {
    struct camera_shot shot = a_shot("TX1:7", 4);
    shot.width = 320;
    shot.height = 240;
    shot.hardship = (enum camera_hardship)i;
    assert_true(same(&shot, &shot));
  }
}

static void another_seed_or_another_moment_makes_another(UNUSED void **state) {
  struct camera_shot shot = a_shot("TX1:7", 4), other = shot;
  shot.width = other.width = 320;
  shot.height = other.height = 240;
  other.seed++;
  assert_false(same(&shot, &other));
  other = shot;
  other.noise_seed++;
  assert_false(same(&shot, &other));
}

static void every_hardship_shows(UNUSED void **state) {
  struct camera_shot plain = a_shot("TX1:7", 4);
  plain.width = 320;
  plain.height = 240;
  plain.severity = 0.8;
  for (int i = 1; i < CAMERA_HARDSHIP_COUNT; i++) {
    struct camera_shot shot = plain;
    shot.hardship = (enum camera_hardship)i;
    assert_false(same(&plain, &shot));
  }
}

static void hardships_are_called_by_name(UNUSED void **state) {
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++)
    assert_int_equal(camera_hardship_of(camera_hardship_name((enum camera_hardship)i)), i);
  assert_int_equal(camera_hardship_of("fog"), CAMERA_HARDSHIP_COUNT);
}

static void a_text_that_fits_no_code_is_refused(UNUSED void **state) {
  static char text[8000];
  memset(text, 'a', sizeof text - 1);
  const struct camera_shot shot = a_shot(text, 4);
  struct camera_picture picture;
  assert_false(camera_take(&shot, &picture));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_shot_makes_the_same_picture),
    cmocka_unit_test(another_seed_or_another_moment_makes_another),
    cmocka_unit_test(every_hardship_shows),
    cmocka_unit_test(hardships_are_called_by_name),
    cmocka_unit_test(a_text_that_fits_no_code_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
