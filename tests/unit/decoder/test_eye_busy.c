/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder/busy.h"

#include "eye_scene.h"

static bool is_busy(const struct camera_shot *shot, struct eye_frame *part, float at[2]) {
  struct camera_picture picture = taken(shot);
  const struct eye_frame frame = frame_of(&picture);
  const bool busy = eye_busy_part(&frame, part, &at[0], &at[1]);
  camera_free(&picture);
  return busy;
}

static void a_code_is_busy_in_every_hardship(UNUSED void **state) {
  struct eye_frame part;
  float at[2];
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++) {
    struct camera_shot shot = a_shot(A_PASS, 4);
    shot.hardship = (enum camera_hardship)i;
    if (!is_busy(&shot, &part, at)) fail_msg("%s", camera_hardship_name(shot.hardship));
    assert_true(part.width > 150 && part.height > 150);
    assert_true(at[0] + (float)part.width <= 1280 && at[1] + (float)part.height <= 720);
  }
}

/* Walls, edges and most writing are not: a look at them would cost every idle frame. */
static void a_street_is_seldom_busy(UNUSED void **state) {
  struct eye_frame part;
  float at[2];
  int busy = 0;
  for (uint64_t seed = 100; seed < 120; seed++) {
    struct camera_shot shot = a_shot(NULL, 4);
    shot.seed = seed;
    busy += is_busy(&shot, &part, at);
  }
  assert_in_range(busy, 0, 5);
}

static void a_picture_too_small_for_a_cell_is_not_busy(UNUSED void **state) {
  static uint8_t grey[63 * 63];
  struct eye_frame part;
  float at[2];
  for (uint32_t side = 1; side < 64; side++) {
    const struct eye_frame frame = { grey, side, side, side };
    assert_false(eye_busy_part(&frame, &part, &at[0], &at[1]));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_code_is_busy_in_every_hardship),
    cmocka_unit_test(a_street_is_seldom_busy),
    cmocka_unit_test(a_picture_too_small_for_a_cell_is_not_busy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
