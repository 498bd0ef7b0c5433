/* SPDX-License-Identifier: Apache-2.0 */
/* A report as a table: its title and the names of its columns on each page. Items have the cells
 * c0, c1 …, the heading the names h0, h1 …, how many of them are words ("labels"), and how many
 * there are ("columns"). */
#include "forms.h"

#include <stdio.h>

#define LEFT 10.0
#define WIDTH 190.0
#define LABEL 46.0 /* of a column of words */
#define GAP 2.0
#define RULE 0xB0B0B0u
#define SUM 0xEEF2F7u

static double number_width(json_int_t columns, json_int_t labels) {
  const double rest = WIDTH - (double)labels * LABEL;
  return columns > labels ? rest / (double)(columns - labels) : 0;
}

/* Words begin at the left of their column, numbers end at its right. */
static void put_cells(struct sheet *sheet, const json_t *of, char letter, double y, double size) {
  const json_int_t columns = json_integer_value(json_object_get(sheet->heading, "columns"));
  const json_int_t labels = json_integer_value(json_object_get(sheet->heading, "labels"));
  const double number = number_width(columns, labels);
  double x = LEFT;
  for (json_int_t i = 0; i < columns; i++) {
    char member[24], text[160];
    const double width = i < labels ? LABEL : number;
    snprintf(member, sizeof member, "%c%lld", letter, (long long)i);
    sheet_text(sheet, of, member, text, sizeof text);
    const struct ink ink = { .x = x,
                             .y = y,
                             .width = width - GAP,
                             .size = size,
                             .align = i < labels ? ALIGN_LEFT : ALIGN_RIGHT };
    lettering_put(sheet->lettering, &ink, text);
    x += width;
  }
}

void report_head(struct sheet *sheet) {
  char title[160], about[200];
  sheet_text(sheet, sheet->heading, "title", title, sizeof title);
  sheet_text(sheet, sheet->heading, "about", about, sizeof about);
  struct ink ink = { .x = LEFT, .y = 8, .width = WIDTH - 20, .size = 5 };
  lettering_put(sheet->lettering, &ink, title);
  ink = (struct ink){ .x = LEFT, .y = 15.5, .width = WIDTH, .size = 3.2, .colour = 0x404040 };
  lettering_put(sheet->lettering, &ink, about);
  ink = (struct ink){ .x = LEFT, .y = 9, .width = WIDTH, .size = 3.2, .align = ALIGN_RIGHT };
  lettering_print(sheet->lettering, &ink, "%zu", sheet->pages);
  put_cells(sheet, sheet->heading, 'h', 22, 3);
  sheet_fill(sheet, LEFT, 27, WIDTH, 0.3, 0x404040);
}

void report_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  if (json_is_true(json_object_get(item, "sum"))) sheet_fill(sheet, x, y, WIDTH, 5.9, SUM);
  put_cells(sheet, item, 'c', y + 0.9, 3.2);
  sheet_fill(sheet, x, y + 5.9, WIDTH, 0.1, RULE);
}
