/* SPDX-License-Identifier: Apache-2.0 */
/* Codes as they are printed, module by module, with no camera between: for what a lens would hide.
 */
#ifndef TESTS_EYE_CODE_H
#define TESTS_EYE_CODE_H

#include <qrencode.h>

#include "eye_scene.h"

#define CODE_QUIET 4 /* modules of white around a code */

static inline void free_code(QRcode **code) {
  QRcode_free(*code);
}

#define CODE __attribute__((cleanup(free_code))) QRcode

static inline QRcode *a_code(const char *text) {
  QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  assert_non_null(code);
  return code;
}

static inline bool is_dark(const QRcode *code, int x, int y) {
  const int side = code->width;
  return x >= 0 && y >= 0 && x < side && y < side && code->data[y * side + x] & 1;
}

/* Which of the eight masks it has, by its format bits (ISO/IEC 18004, 7.9). */
static inline int mask_of(const QRcode *code) {
  return (is_dark(code, 2, 8) << 2 | is_dark(code, 3, 8) << 1 | is_dark(code, 4, 8)) ^ 5;
}

/* Its modules ppm pixels wide on white paper; mirrored: as in a mirror. grey is for free(). */
static inline struct eye_frame drawn(const QRcode *code, int ppm, bool mirrored, uint8_t **grey) {
  const int side = (code->width + 2 * CODE_QUIET) * ppm;
  *grey = malloc((size_t)side * (size_t)side);
  assert_non_null(*grey);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      const int column = (mirrored ? side - 1 - x : x) / ppm - CODE_QUIET;
      (*grey)[y * side + x] = is_dark(code, column, y / ppm - CODE_QUIET) ? 30 : 225;
    }
  return (struct eye_frame){ *grey, (uint32_t)side, (uint32_t)side, (size_t)side };
}

#endif
