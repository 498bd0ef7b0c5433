/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Picture files to grey frames: JPEG (baseline, progressive, grey, CMYK) and PNG (every depth and
 * colour type, interlaced or not; what is transparent is white, and black in a second frame).
 * Limits are checked on the header, before anything is decoded.
 */
#ifndef GATE_IMAGE_H
#define GATE_IMAGE_H

#include "frame.h"

#include "format/bytes.h"
#include "format/reason.h"

#define GATE_IMAGE_BYTES_MAX (32u << 20)  /* of a file */
#define GATE_IMAGE_PIXELS_MAX (40u << 20) /* of a picture */
#define GATE_IMAGE_SIDE_MAX 16384u        /* pixels */

struct gate_image {
  struct gate_frame frame;    /* points into pixels */
  struct gate_frame on_black; /* the same on black, for white codes on a clear ground; or no grey */
  uint8_t *pixels, *pixels_on_black; /* owned */
  uint8_t *file;                     /* owned: the file's bytes, when only they were read */
  size_t file_n;
  char zh[256], en[256]; /* when it was refused: one sentence, what is wrong and what to do */
};

/* Decodes a JPEG or PNG from memory. name stands in the sentences (a file's name, an address).
 * TX_OK: out owns pixels until gate_image_free. Otherwise out holds nothing but the sentences:
 *   TX_UNREADABLE  no JPEG or PNG, damaged, or cut short
 *   TX_TOO_MANY    more bytes, pixels or a longer side than the limits above
 *   TX_NO_MEMORY */
enum tx_reason gate_image_decode(struct tx_span file, const char *name, struct gate_image *out);

/* The same for a file. Also TX_NOT_FOUND and TX_IO_FAILED, with the system's own words. */
enum tx_reason gate_image_read(const char *path, struct gate_image *out);

/* Reads the file and decodes nothing: for pictures that come from somebody else, which only the
 * eye's own process may decode. TX_OK: out owns the bytes. Otherwise as gate_image_read. */
enum tx_reason gate_image_load(const char *path, struct gate_image *out);

/* The same from an open descriptor, which stays open. A negative one is refused by errno: EINVAL is
 * TX_UNREADABLE, no regular file. */
enum tx_reason gate_image_load_fd(int fd, const char *name, struct gate_image *out);

/* Frees what out owns; the struct may be used again. NULL is nothing to free. */
void gate_image_free(struct gate_image *image);

#endif
