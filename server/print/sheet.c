/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet.h"

#include "host/text/text.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUIET 4 /* modules, as in qr.c */
#define CUT_MM 5.0
#define HAIR_MM 0.1

static double points(double mm) {
  return mm * POINTS_PER_MM;
}

static cairo_status_t write_out(void *context, const unsigned char *bytes, unsigned n) {
  const int *fd = context;
  while (n > 0) {
    const ssize_t some = write(*fd, bytes, n);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return CAIRO_STATUS_WRITE_ERROR;
    bytes += some;
    n -= (unsigned)some;
  }
  return CAIRO_STATUS_SUCCESS;
}

bool sheet_open(struct sheet *sheet, const struct form *form, const json_t *heading,
                const char *families, int fd) {
  static int to;
  to = fd;
  *sheet = (struct sheet){ .form = form, .heading = heading, .lacking = json_array() };
  sheet->surface = cairo_pdf_surface_create_for_stream(write_out, &to, points(SHEET_WIDTH_MM),
                                                       points(SHEET_HEIGHT_MM));
  sheet->to = cairo_create(sheet->surface);
  sheet->lettering = lettering_create(sheet->to, families);
  return sheet->lettering && sheet->lacking && cairo_status(sheet->to) == CAIRO_STATUS_SUCCESS;
}

bool sheet_close(struct sheet *sheet) {
  if (sheet->items > 0) cairo_show_page(sheet->to);
  lettering_destroy(sheet->lettering);
  cairo_status_t status = cairo_status(sheet->to);
  cairo_destroy(sheet->to);
  cairo_surface_finish(sheet->surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(sheet->surface);
  cairo_surface_destroy(sheet->surface);
  return status == CAIRO_STATUS_SUCCESS;
}

/* --- the grid --------------------------------------------------------------------------------- */

static double left_of(const struct form *form) {
  return (SHEET_WIDTH_MM - form->columns * form->width) / 2;
}

static double top_of(const struct form *form) {
  return (SHEET_HEIGHT_MM - form->rows * form->height) / 2;
}

static void line(cairo_t *to, double x, double y, double dx, double dy) {
  cairo_move_to(to, points(x), points(y));
  cairo_rel_line_to(to, points(dx), points(dy));
}

/* In the margin alone: a knife that is a hair off leaves no line on a card. */
static void draw_cut_marks(const struct sheet *sheet) {
  const struct form *form = sheet->form;
  const double x0 = left_of(form), y0 = top_of(form);
  const double x1 = SHEET_WIDTH_MM - x0, y1 = SHEET_HEIGHT_MM - y0;
  for (int i = 0; i <= form->columns; i++) {
    line(sheet->to, x0 + i * form->width, y0 - 1, 0, -CUT_MM);
    line(sheet->to, x0 + i * form->width, y1 + 1, 0, CUT_MM);
  }
  for (int i = 0; i <= form->rows; i++) {
    line(sheet->to, x0 - 1, y0 + i * form->height, -CUT_MM, 0);
    line(sheet->to, x1 + 1, y0 + i * form->height, CUT_MM, 0);
  }
  ink_colour(sheet->to, 0);
  cairo_set_line_width(sheet->to, points(HAIR_MM));
  cairo_stroke(sheet->to);
}

void sheet_add(struct sheet *sheet, const json_t *item) {
  const struct form *form = sheet->form;
  const size_t columns = (size_t)form->columns, a_page = columns * (size_t)form->rows;
  const size_t nth = sheet->items % a_page, column = nth % columns, row = nth / columns;
  if (nth == 0 && sheet->items > 0) cairo_show_page(sheet->to);
  if (nth == 0) sheet->pages++;
  if (nth == 0 && form->cut) draw_cut_marks(sheet);
  if (nth == 0 && form->head) form->head(sheet);
  sheet->items++;
  form->draw(sheet, item, left_of(form) + (double)column * form->width,
             top_of(form) + (double)row * form->height);
}

/* --- what stands in a box --------------------------------------------------------------------- */

void sheet_text(struct sheet *sheet, const json_t *item, const char *member, char *out,
                size_t cap) {
  char lacking[64];
  const char *text = json_string_value(json_object_get(item, member));
  host_copy(text ? text : "", out, cap);
  if (!lettering_keep(sheet->lettering, out, lacking, sizeof lacking)) return;
  json_t *note = json_object();
  json_object_set(note, "index", json_object_get(item, "index"));
  json_object_set(note, "text", json_object_get(item, member));
  json_object_set_new(note, "characters", json_string(lacking));
  json_array_append_new(sheet->lacking, note);
}

void sheet_fill(struct sheet *sheet, double x, double y, double width, double height,
                uint32_t colour) {
  ink_colour(sheet->to, colour);
  cairo_rectangle(sheet->to, points(x), points(y), points(width), points(height));
  cairo_fill(sheet->to);
}

/* One bit a module: a stencil in the PDF, a tenth of what rectangles take, and without the hairs
 * that viewers leave between those. */
static cairo_surface_t *stencil(const struct qr *qr) {
  const int side = qr_modules(qr);
  cairo_surface_t *stencil = cairo_image_surface_create(CAIRO_FORMAT_A1, side, side);
  unsigned char *bits = cairo_image_surface_get_data(stencil);
  if (!bits) return stencil;
  const int stride = cairo_image_surface_get_stride(stencil);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      uint32_t word;
      unsigned char *at = bits + y * stride + x / 32 * 4;
      memcpy(&word, at, sizeof word);
      /* cairo's A1: pixels in 32-bit words of the machine's order, the first in the bit that is
       * stored first. */
      const uint32_t bit =
          __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 1u << x % 32 : 0x80000000u >> x % 32;
      if (qr_is_dark(qr, x, y)) word |= bit;
      memcpy(at, &word, sizeof word);
    }
  cairo_surface_mark_dirty(stencil);
  return stencil;
}

static void stamp(cairo_t *to, const struct qr *qr, double x, double y, double side) {
  const double module = side / (qr_modules(qr) + 2 * QUIET);
  cairo_surface_t *image = stencil(qr);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface(image);
  cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST);
  cairo_save(to);
  cairo_translate(to, points(x + QUIET * module), points(y + QUIET * module));
  cairo_scale(to, points(module), points(module));
  ink_colour(to, 0);
  cairo_mask(to, pattern);
  cairo_restore(to);
  cairo_pattern_destroy(pattern);
  cairo_surface_destroy(image);
}

bool sheet_code(struct sheet *sheet, const char *text, enum qr_level level, double x, double y,
                double side) {
  struct qr *qr = qr_create(text, level);
  if (!qr) return false;
  stamp(sheet->to, qr, x, y, side);
  qr_destroy(qr);
  return true;
}
