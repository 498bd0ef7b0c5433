/* SPDX-License-Identifier: Apache-2.0 */
#include "qr/qr.h"

#include <math.h>

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

/* Dark of a finder at u, v of its modules, from its middle. */
static bool is_dark(float u, float v) {
  const float ring = fmaxf(fabsf(u), fabsf(v));
  return ring < 1.5f || (ring > 2.5f && ring < 3.5f);
}

/* A finder whose modules lie along two directions, with no edge sharper than a lens has it. */
static void draw_slanted(float ax, float ay, float dx, float dy) {
  const float area = ax * dy - ay * dx;
  for (uint32_t i = 0; i < SIDE * SIDE; i++) {
    const uint32_t column = i % SIDE, row = i / SIDE;
    int dark = 0;
    for (uint32_t k = 0; k < 16; k++) {
      const uint32_t right = k % 4, below = k / 4;
      const float x = (float)column + ((float)right + 0.5f) / 4 - SIDE / 2.0f;
      const float y = (float)row + ((float)below + 0.5f) / 4 - SIDE / 2.0f;
      dark += is_dark((x * dy - y * dx) / area, (y * ax - x * ay) / area);
    }
    grey[i] = (uint8_t)(200 - dark * 10);
  }
}

static void a_finder_that_is_seen_from_far_aside_is_found(UNUSED void **state) {
  static const float ways[][4] = { { 2.6f, -2.5f, 1.8f, 2 },
                                   { 4.5f, -2.8f, 0.8f, 2.5f },
                                   { 3.3f, -0.2f, 2.1f, 2.2f } };
  const struct eye_frame frame = { grey, SIDE, SIDE, SIDE };
  struct eye_finder finders[EYE_FINDERS_MAX];
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    draw_slanted(ways[i][0], ways[i][1], ways[i][2], ways[i][3]);
    const uint32_t n = eye_find_finders(&frame, finders);
    if (n != 1) fail_msg("way %zu: %u finders", i, n);
    assert_true(fabsf(finders[0].x - SIDE / 2.0f) < 1 && fabsf(finders[0].y - SIDE / 2.0f) < 1);
    assert_true(finders[0].likeness > 0.6f);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_crowd_of_finders_is_tried_by_what_it_shows_and_not_by_what_lay_there_before),
    cmocka_unit_test(three_finders_are_one_place),
    cmocka_unit_test(a_finder_that_is_seen_from_far_aside_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
