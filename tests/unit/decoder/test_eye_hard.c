/* SPDX-License-Identifier: Apache-2.0 */
/* What our own reading owes to one idea each; every test counts codes of several scenes. */
#include "decoder/decoder.h"

#include <math.h>

#include "eye_code.h"
#include "qr/grid.h"

#define SCENES 6u
#define LONG A_PASS A_PASS /* as a live pass is */

static struct eye_texts texts;

/* A new eye for each: the last frames help it. */
static bool reads(const struct camera_shot *shot) {
  struct eye *eye = eye_open();
  struct camera_picture picture = taken(shot);
  const struct eye_frame frame = frame_of(&picture);
  assert_non_null(eye);
  eye_read(eye, &frame, EYE_STREAM, &texts);
  camera_free(&picture);
  eye_close(eye);
  return holds_text(&texts, LONG);
}

static unsigned count_read(enum camera_hardship hardship, double severity, double ppm) {
  unsigned read = 0;
  for (uint64_t seed = 0; seed < SCENES; seed++) {
    struct camera_shot shot = a_shot(LONG, ppm);
    shot.hardship = hardship;
    shot.severity = severity;
    shot.seed = 900 + seed;
    shot.width = 480;
    shot.height = 400;
    read += reads(&shot);
  }
  return read;
}

/* Its sides turn away: a plane that is laid by its edges lies wrong in the middle. */
static void a_code_around_a_bottle_is_read(UNUSED void **state) {
  assert_true(count_read(CAMERA_CURVED, 0.87, 3.2) >= 5);
}

/* Blur adds up light, which a camera's greys do not. */
static void a_code_out_of_focus_is_read_by_its_light(UNUSED void **state) {
  assert_true(count_read(CAMERA_BLUR, 0.7, 4.2) >= 4);
}

/* What is smeared has no timing pattern to follow; to follow it all the same bends the grid. */
static void a_code_in_a_moving_hand_is_read(UNUSED void **state) {
  assert_true(count_read(CAMERA_MOTION, 0.9, 3.2) >= 5);
}

/* Where neighbours outweigh a module, it shows itself when they are taken away. */
static void a_code_whose_modules_run_into_one_another_is_read(UNUSED void **state) {
  const unsigned blurred = count_read(CAMERA_BLUR, 0.7, 2.2) + count_read(CAMERA_BLUR, 0.7, 2.7);
  const unsigned shaken = count_read(CAMERA_MOTION, 1, 2.2) + count_read(CAMERA_MOTION, 1, 3.2);
  assert_true(blurred + shaken >= 19);
}

/* There a level by what is light and dark about a place is off by more than a module shows. */
static void a_code_so_blurred_that_its_level_is_lost_is_read(UNUSED void **state) {
  assert_true(count_read(CAMERA_BLUR, 0.85, 2.2) + count_read(CAMERA_BLUR, 0.85, 3.2) >= 9);
}

/* A finder's middle, blurred, is like a small finder: it must not hide the large one. */
static void a_large_code_so_blurred_is_found(UNUSED void **state) {
  assert_true(count_read(CAMERA_BLUR, 0.85, 5) + count_read(CAMERA_BLUR, 0.9, 5) >= 9);
}

/* No edge of a finder has its distances and no upright box fits it: one that is slanted alike says
 * how it looks. */
static void a_code_seen_from_far_aside_is_read(UNUSED void **state) {
  assert_true(count_read(CAMERA_TILT, 0.9, 2.6) + count_read(CAMERA_TILT, 0.9, 3.1) >= 10);
}

/* Where modules are seen 10 / w pixels apart, their areas are 100 / w^3. */
static void a_plane_is_laid_by_the_areas_of_its_finders(UNUSED void **state) {
  enum { SIDE = 21 };
  static struct eye_grid grid;
  uint8_t paper[1] = { 255 };
  const struct eye_frame frame = { paper, 1, 1, 1 };
  const float n = SIDE - 2 * EYE_FINDER_MIDDLE, p = 0.02f, q = 0.01f;
  struct eye_finder corner[3];
  for (int i = 0; i < 3; i++) {
    const float u = i == 1 ? n : 0, v = i == 2 ? n : 0, w = 1 + p * u + q * v;
    corner[i] = (struct eye_finder){
      .x = 10 * u / w, .y = 10 * v / w, .module = 10 / powf(w, 1.5f), .blurred = true
    };
  }
  eye_grid_fit(&frame, corner, SIDE, EYE_LAY_FLAT, &grid);
  const float far = SIDE - EYE_FINDER_MIDDLE, seen = 10 * n / (1 + p * n + q * n);
  assert_float_equal(eye_grid_at(&grid, far, far).x, seen, 0.01f);
  assert_float_equal(eye_grid_at(&grid, far, far).y, seen, 0.01f);
}

#define BURNT_MODULES 6 /* about a finder's middle */

static void burn_out(const struct eye_frame *frame, uint8_t *grey, int ppm, int x, int y) {
  const int radius = BURNT_MODULES * ppm;
  for (int v = y - radius; v <= y + radius; v++)
    for (int u = x - radius; u <= x + radius; u++)
      if (u >= 0 && v >= 0 && (u - x) * (u - x) + (v - y) * (v - y) < radius * radius)
        grey[(size_t)v * frame->stride + (size_t)u] = 255;
}

/* Nothing is left there that is like a finder: the two others say where it was. */
static void a_code_of_which_glare_has_burnt_out_a_finder_is_read(UNUSED void **state) {
  enum { PPM = 4 };
  CODE *code = a_code(LONG);
  const int near = (CODE_QUIET * 2 + 7) * PPM / 2;
  const int other = near + (code->width - 7) * PPM;
  const int corners[3][2] = { { near, near }, { other, near }, { near, other } };
  for (size_t i = 0; i < 3; i++) {
    struct eye *eye = eye_open();
    uint8_t *grey;
    const struct eye_frame frame = drawn(code, PPM, false, &grey);
    assert_non_null(eye);
    burn_out(&frame, grey, PPM, corners[i][0], corners[i][1]);
    eye_read(eye, &frame, EYE_STREAM, &texts);
    free(grey);
    eye_close(eye);
    assert_true(holds_text(&texts, LONG));
  }
}

/* A lamp's light on top of the paper's, up to what a camera can say. */
static void shine(const struct eye_frame *frame, uint8_t *grey, double wide) {
  const double middle = frame->width * 0.57;
  for (uint32_t y = 0; y < frame->height; y++)
    for (uint32_t x = 0; x < frame->width; x++) {
      uint8_t *at = grey + y * frame->stride + x;
      const double dx = (x - middle) / wide, dy = (y - middle) / wide;
      const double light = pow(*at / 255.0, 2.2) + 1.2 * exp(-dx * dx - dy * dy);
      *at = (uint8_t)(255 * pow(fmin(light, 1), 1 / 2.2));
    }
}

/* There paper is as white as can be said, and ink from module to module less dark. */
static void a_code_that_fades_into_glare_is_read(UNUSED void **state) {
  enum { PPM = 4 };
  CODE *code = a_code(A_PASS);
  for (int inverted = 0; inverted < 2; inverted++) {
    struct eye *eye = eye_open();
    uint8_t *grey;
    const struct eye_frame frame = drawn(code, PPM, false, &grey);
    assert_non_null(eye);
    for (uint32_t i = 0; inverted && i < frame.width * frame.height; i++)
      grey[i] = (uint8_t)(255 - grey[i]);
    shine(&frame, grey, 25 * PPM);
    eye_read(eye, &frame, EYE_STREAM, &texts);
    free(grey);
    eye_close(eye);
    assert_true(holds_text(&texts, A_PASS));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_code_around_a_bottle_is_read),
    cmocka_unit_test(a_code_out_of_focus_is_read_by_its_light),
    cmocka_unit_test(a_code_in_a_moving_hand_is_read),
    cmocka_unit_test(a_code_whose_modules_run_into_one_another_is_read),
    cmocka_unit_test(a_code_so_blurred_that_its_level_is_lost_is_read),
    cmocka_unit_test(a_large_code_so_blurred_is_found),
    cmocka_unit_test(a_code_seen_from_far_aside_is_read),
    cmocka_unit_test(a_plane_is_laid_by_the_areas_of_its_finders),
    cmocka_unit_test(a_code_of_which_glare_has_burnt_out_a_finder_is_read),
    cmocka_unit_test(a_code_that_fades_into_glare_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
