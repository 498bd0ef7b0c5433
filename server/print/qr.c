/* SPDX-License-Identifier: Apache-2.0 */
#include "qr.h"

#include <png.h>
#include <qrencode.h>
#include <stdlib.h>

#define QUIET 4

struct qr {
  QRcode *code;
};

struct qr *qr_create(const char *text, enum qr_level level) {
  struct qr *qr = calloc(1, sizeof *qr);
  if (!qr) return NULL;
  /* The library finds by itself that Base45 fits the alphanumeric mode. */
  qr->code =
      QRcode_encodeString(text, 0, level == QR_CARD ? QR_ECLEVEL_Q : QR_ECLEVEL_M, QR_MODE_8, 1);
  if (qr->code) return qr;
  free(qr);
  return NULL;
}

void qr_destroy(struct qr *qr) {
  if (!qr) return;
  QRcode_free(qr->code);
  free(qr);
}

int qr_modules(const struct qr *qr) {
  return qr->code->width;
}

bool qr_is_dark(const struct qr *qr, int x, int y) {
  int width = qr->code->width;
  if (x < 0 || y < 0 || x >= width || y >= width) return false;
  return qr->code->data[y * width + x] & 1;
}

static void fill_row(const struct qr *qr, int y, int pixels, uint8_t *row) {
  int side = qr->code->width + 2 * QUIET;
  for (int x = 0; x < side * pixels; x++)
    row[x] = qr_is_dark(qr, x / pixels - QUIET, y) ? 0 : 255;
}

static bool write_png(const struct qr *qr, int pixels, FILE *out, png_structp png, png_infop info,
                      uint8_t *row) {
  int side = qr->code->width + 2 * QUIET;
  png_uint_32 size = (png_uint_32)(side * pixels);
  if (setjmp(png_jmpbuf(png))) return false;
  png_init_io(png, out);
  png_set_IHDR(png, info, size, size, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int y = 0; y < side * pixels; y++) {
    fill_row(qr, y / pixels - QUIET, pixels, row);
    png_write_row(png, row);
  }
  png_write_end(png, info);
  return true;
}

enum tx_reason qr_png(const struct qr *qr, int pixels_per_module, FILE *out) {
  uint8_t *row = malloc((size_t)(qr->code->width + 2 * QUIET) * (size_t)pixels_per_module);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  bool written = row && info && write_png(qr, pixels_per_module, out, png, info, row);
  png_destroy_write_struct(&png, &info);
  free(row);
  return written && fflush(out) == 0 ? TX_OK : TX_IO_FAILED;
}

enum tx_reason qr_svg(const struct qr *qr, FILE *out) {
  int side = qr->code->width + 2 * QUIET;
  fprintf(out,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
          "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
          "<path fill=\"#000\" d=\"",
          side, side, side, side);
  for (int y = 0; y < qr->code->width; y++)
    for (int x = 0; x < qr->code->width; x++)
      if (qr_is_dark(qr, x, y)) fprintf(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
  fputs("\"/></svg>\n", out);
  return fflush(out) == 0 ? TX_OK : TX_IO_FAILED;
}

enum tx_reason qr_terminal(const struct qr *qr, FILE *out) {
  static const char *const blocks[] = { " ", "▄", "▀", "█" };
  for (int y = -QUIET; y < qr->code->width + QUIET; y += 2) {
    fputs("\033[30;107m", out);
    for (int x = -QUIET; x < qr->code->width + QUIET; x++)
      fputs(blocks[qr_is_dark(qr, x, y) * 2 + qr_is_dark(qr, x, y + 1)], out);
    fputs("\033[0m\n", out);
  }
  return fflush(out) == 0 ? TX_OK : TX_IO_FAILED;
}
