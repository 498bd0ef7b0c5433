/* SPDX-License-Identifier: Apache-2.0 */
/* What the eye looks at, and what it answers with. Plain values: they cross a process boundary. */
#ifndef EYE_FRAME_H
#define EYE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EYE_SIDE_MAX 16384u        /* pixels of the longer side */
#define EYE_PIXELS_MAX (40u << 20) /* pixels of a frame, padding included */
#define EYE_TEXT_MAX 2960u         /* bytes of one text: a QR code of version 40-L holds 2,953 */
#define EYE_TEXTS_MAX 16u          /* texts of one frame; more are not reported */

/* A grey picture, 8 bits a pixel, 0 is black. Somebody else owns the pixels. */
struct eye_frame {
  const uint8_t *grey;
  uint32_t width, height;
  size_t stride; /* bytes from one row to the next; at least width */
};

enum eye_symbology { EYE_QR, EYE_CODE128 };

struct eye_point {
  float x, y; /* in pixels of the frame, from its upper left corner */
};

/* One code that was read. Its bytes are exactly those that were encoded; they may be anything. */
struct eye_text {
  enum eye_symbology symbology;
  uint32_t size; /* of bytes */
  /* Upper left, upper right, lower right, lower left as the code stands; of a Code 128 whatever
   * box its reader saw. */
  struct eye_point corners[4];
  uint8_t bytes[EYE_TEXT_MAX];
};

struct eye_texts {
  uint32_t n;
  struct eye_text at[EYE_TEXTS_MAX];
};

#endif
