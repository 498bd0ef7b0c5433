/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets of A4, onto which forms are laid, and what is found on the way. */
#ifndef SERVER_PRINT_SHEET_H
#define SERVER_PRINT_SHEET_H

#include "lettering.h"
#include "qr.h"

#include <cairo.h>
#include <jansson.h>

#define SHEET_WIDTH_MM 210.0
#define SHEET_HEIGHT_MM 297.0

struct sheet;

/* One kind of paper: so many boxes a sheet, and what stands in each. Millimetres. */
struct form {
  const char *name; /* NULL ends the table */
  int columns, rows;
  double width, height; /* of a box; they touch, so that one cut parts two */
  bool cut;             /* has cut marks */
  void (*draw)(struct sheet *sheet, const json_t *item, double x, double y);
  void (*head)(struct sheet *sheet); /* onto each page; NULL: none */
};

struct sheet {
  const struct form *form;
  const json_t *heading; /* place, phone, url … */
  cairo_surface_t *surface;
  cairo_t *to;
  struct lettering *lettering;
  size_t items, pages;
  json_t *lacking; /* of each item with characters that no font has: index, name, characters */
};

/* Draws onto descriptor fd. False: no memory. */
bool sheet_open(struct sheet *sheet, const struct form *form, const json_t *heading,
                const char *families, int fd);
/* Into the next box, on a new sheet where this one is full. */
void sheet_add(struct sheet *sheet, const json_t *item);
/* Writes what is left. False: it could not be written. */
bool sheet_close(struct sheet *sheet);

/* A member of an item, or of the heading, without what no font has: up to cap bytes. The item is
 * noted when something was left out. */
void sheet_text(struct sheet *sheet, const json_t *item, const char *member, char *out, size_t cap);

/* The code of a text with its quiet zone, side wide. False: it is too long for one. */
bool sheet_code(struct sheet *sheet, const char *text, enum qr_level level, double x, double y,
                double side);
void sheet_fill(struct sheet *sheet, double x, double y, double width, double height,
                uint32_t colour);

#endif
