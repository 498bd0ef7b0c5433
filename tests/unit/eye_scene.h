/* SPDX-License-Identifier: Apache-2.0 */
/* What the eye's tests look at. */
#ifndef TESTS_EYE_SCENE_H
#define TESTS_EYE_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "city/camera.h"
#include "decoder/decoder.h"

#define UNUSED __attribute__((unused))

/* As long and of the same letters as a pass. */
#define A_PASS                                                                                     \
  "TX1:PWGSLKT25TU8+*GJ05.6BHRKDF3/4H600DF33I0NBK10000025LRI30005/HAIIC85MS0%D3UIGHO326D3%N0J5 "   \
  "ENUU0*964M6F06L6QWERTYUIOPASDFGHJKLZXCVBNM0123456789QWERTYUIOPASDFGHJKLZXCVBNM0123456789QWERTY" \
  "UIOPASDFGHJKLZXCV"
#define ANOTHER_PASS "TX1:ANOTHER PASS OF SOMEBODY ELSE 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static inline struct camera_shot a_shot(const char *text, double ppm) {
  return (struct camera_shot){
    .texts = { text }, .codes = text ? 1 : 0, .ppm = ppm, .severity = 0.2, .seed = 3
  };
}

static inline struct camera_picture taken(const struct camera_shot *shot) {
  struct camera_picture picture;
  assert_true(camera_take(shot, &picture));
  return picture;
}

static inline struct eye_frame frame_of(const struct camera_picture *picture) {
  return (struct eye_frame){ picture->grey, picture->width, picture->height, picture->width };
}

static inline bool holds_text(const struct eye_texts *texts, const char *text) {
  for (uint32_t i = 0; i < texts->n; i++)
    if (texts->at[i].size == strlen(text) &&
        memcmp(texts->at[i].bytes, text, texts->at[i].size) == 0)
      return true;
  return false;
}

#endif
