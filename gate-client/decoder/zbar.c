/* SPDX-License-Identifier: Apache-2.0 */
/* ZBar: slow, but it sees codes that others miss; also the bars of tubes and parcels. */
#include "qr/reader.h"

#include <stdlib.h>
#include <string.h>
#include <zbar.h>

struct zbar_reader {
  struct eye_reader head;
  zbar_image_scanner_t *scanner;
  zbar_image_t *image;
};

static void zbar_close(struct eye_reader *reader) {
  struct zbar_reader *zbar = (struct zbar_reader *)reader;
  if (!zbar) return;
  if (zbar->image) zbar_image_destroy(zbar->image);
  if (zbar->scanner) zbar_image_scanner_destroy(zbar->scanner);
  free(zbar);
}

static struct eye_reader *zbar_open(void) {
  struct zbar_reader *zbar = calloc(1, sizeof *zbar);
  if (!zbar) return NULL;
  zbar->head.kind = &eye_reader_zbar;
  zbar->scanner = zbar_image_scanner_create();
  zbar->image = zbar_image_create();
  if (!zbar->scanner || !zbar->image) {
    zbar_close(&zbar->head);
    return NULL;
  }
  zbar_image_set_format(zbar->image, zbar_fourcc('Y', '8', '0', '0'));
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  /* Bytes as they were encoded, not what ZBar takes their character set to be. */
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
  return &zbar->head;
}

/* ZBar wants rows without padding. */
static uint8_t *packed(const struct eye_frame *frame) {
  uint8_t *rows = malloc((size_t)frame->width * frame->height);
  if (!rows) return NULL;
  for (uint32_t y = 0; y < frame->height; y++)
    memcpy(rows + (size_t)y * frame->width, frame->grey + y * frame->stride, frame->width);
  return rows;
}

static struct eye_point place(const zbar_symbol_t *symbol, unsigned i) {
  return (struct eye_point){ (float)zbar_symbol_get_loc_x(symbol, i),
                             (float)zbar_symbol_get_loc_y(symbol, i) };
}

/* A QR code comes with its four corners, anticlockwise; bars with points along the lines seen. */
static void corners_of(const zbar_symbol_t *symbol, struct eye_point corners[4]) {
  const unsigned n = zbar_symbol_get_loc_size(symbol);
  if (zbar_symbol_get_type(symbol) == ZBAR_QRCODE && n == 4) {
    const unsigned clockwise[4] = { 0, 3, 2, 1 };
    for (unsigned i = 0; i < 4; i++)
      corners[i] = place(symbol, clockwise[i]);
    return;
  }
  struct eye_point low = n ? place(symbol, 0) : (struct eye_point){ 0, 0 }, high = low;
  for (unsigned i = 1; i < n; i++) {
    const struct eye_point p = place(symbol, i);
    low.x = p.x < low.x ? p.x : low.x;
    low.y = p.y < low.y ? p.y : low.y;
    high.x = p.x > high.x ? p.x : high.x;
    high.y = p.y > high.y ? p.y : high.y;
  }
  corners[0] = low;
  corners[1] = (struct eye_point){ high.x, low.y };
  corners[2] = high;
  corners[3] = (struct eye_point){ low.x, high.y };
}

static void zbar_read(struct eye_reader *reader, const struct eye_frame *frame, bool hard,
                      struct eye_texts *out) {
  struct zbar_reader *zbar = (struct zbar_reader *)reader;
  uint8_t *own = frame->stride == frame->width ? NULL : packed(frame);
  const uint8_t *rows = own ? own : frame->grey;
  if (!own && frame->stride != frame->width) return;
  const int density = hard || frame->height < 400 ? 1 : 2;
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, density);
  zbar_image_scanner_set_config(zbar->scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, density);
  zbar_image_set_size(zbar->image, frame->width, frame->height);
  zbar_image_set_data(zbar->image, rows, (unsigned long)frame->width * frame->height, NULL);
  zbar_scan_image(zbar->scanner, zbar->image);
  const zbar_symbol_t *symbol = zbar_image_first_symbol(zbar->image);
  for (; symbol; symbol = zbar_symbol_next(symbol)) {
    const zbar_symbol_type_t type = zbar_symbol_get_type(symbol);
    if (type != ZBAR_QRCODE && type != ZBAR_CODE128) continue;
    struct eye_point corners[4];
    corners_of(symbol, corners);
    eye_texts_add(out, type == ZBAR_QRCODE ? EYE_QR : EYE_CODE128,
                  (const uint8_t *)zbar_symbol_get_data(symbol),
                  zbar_symbol_get_data_length(symbol), corners);
  }
  zbar_image_set_data(zbar->image, NULL, 0, NULL);
  free(own);
}

const struct eye_reader_kind eye_reader_zbar = { "zbar", zbar_open, zbar_read, zbar_close };
