/* SPDX-License-Identifier: Apache-2.0 */
/* Between image.c and the decoders of one format each; nobody else's business. */
#ifndef GATE_IMAGE_CODEC_H
#define GATE_IMAGE_CODEC_H

#include "format/bytes.h"

enum image_fault {
  IMAGE_FINE,
  IMAGE_NO_PICTURE,
  IMAGE_EMPTY,
  IMAGE_FILE_TOO_LARGE,
  IMAGE_TOO_MANY_PIXELS,
  IMAGE_CUT_SHORT,
  IMAGE_DAMAGED,
  IMAGE_NO_MEMORY,
  IMAGE_NO_FILE,
  IMAGE_IO,
  IMAGE_NO_REGULAR_FILE,
};

struct image_raw {
  uint8_t *grey;     /* owned by whoever holds the struct; width bytes a row */
  uint8_t *on_black; /* so as well; what is clear lies on black there. NULL: nothing is clear */
  uint32_t width, height;
  char words[120]; /* the decoder's own, in English, when damaged */
};

/* IMAGE_FINE, or IMAGE_TOO_MANY_PIXELS, having set width and height. */
enum image_fault image_set_size(struct image_raw *out, uint32_t width, uint32_t height);

/* Each takes a file that begins with its signature. Both pictures are NULL unless IMAGE_FINE. */
enum image_fault image_decode_jpeg(struct tx_span file, struct image_raw *out);
enum image_fault image_decode_png(struct tx_span file, struct image_raw *out);

#endif
