/* SPDX-License-Identifier: Apache-2.0 */
#include "qr/multiframe.h"

#include <qrencode.h>

#include "city/camera_scene.h"
#include "eye_scene.h"

static struct eye_fusion fusion;
static struct eye_symbol symbol;
static float soft[EYE_MODULES_MAX];
static uint8_t bytes[EYE_TEXT_MAX];

static int forget(UNUSED void **state) {
  memset(&fusion, 0, sizeof fusion);
  return 0;
}

/* A frame's modules under noise in which every fourth is wrong. */
static void show(const char *text, uint64_t frame) {
  QRcode *code = QRcode_encodeString(text, 8, QR_ECLEVEL_M, QR_MODE_8, 1);
  assert_true(eye_symbol_of(code->width, &symbol));
  struct chance chance = chance_of(frame, 9);
  for (int i = 0; i < code->width * code->width; i++)
    soft[i] = (code->data[i] & 1 ? 1.0f : -1.0f) + (float)(1.5 * chance_bell(&chance));
  QRcode_free(code);
}

static bool readable(const char *text) {
  bool mirrored;
  const int n = eye_symbol_decode(&symbol, soft, bytes, sizeof bytes, &mirrored);
  return n == (int)strlen(text) && memcmp(bytes, text, (size_t)n) == 0;
}

static void frames_too_noisy_by_themselves_are_read_together(UNUSED void **state) {
  bool read = false;
  for (uint64_t frame = 0; frame < 20 && !read; frame++) {
    show(A_PASS, frame);
    assert_false(readable(A_PASS));
    assert_int_equal(eye_fusion_add(&fusion, &symbol, soft, (int64_t)frame * 33), frame > 0);
    read = readable(A_PASS);
  }
  assert_true(read);
}

static void two_codes_are_never_taken_for_one(UNUSED void **state) {
  for (uint64_t frame = 0; frame < 6; frame++) {
    show(frame % 2 ? A_PASS : ANOTHER_PASS, frame);
    assert_int_equal(eye_fusion_add(&fusion, &symbol, soft, (int64_t)frame * 33), frame > 1);
  }
}

static void what_was_seen_long_ago_is_forgotten(UNUSED void **state) {
  show(A_PASS, 1);
  assert_false(eye_fusion_add(&fusion, &symbol, soft, 1000));
  show(A_PASS, 2);
  assert_false(eye_fusion_add(&fusion, &symbol, soft, 1001 + EYE_FUSION_MS));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(frames_too_noisy_by_themselves_are_read_together, forget),
    cmocka_unit_test_setup(two_codes_are_never_taken_for_one, forget),
    cmocka_unit_test_setup(what_was_seen_long_ago_is_forgotten, forget),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
