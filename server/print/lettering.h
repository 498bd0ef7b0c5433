/* SPDX-License-Identifier: Apache-2.0 */
/* Words on paper, in millimetres from the upper left. */
#ifndef SERVER_PRINT_LETTERING_H
#define SERVER_PRINT_LETTERING_H

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POINTS_PER_MM (72 / 25.4)

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

struct ink {
  double x, y, width; /* of the box that the words stand in */
  double size;        /* of the letters; made smaller until the line fits */
  enum align align;
  uint32_t colour; /* 0xRRGGBB */
};

struct lettering;

/* families by font_families. NULL: no memory. */
struct lettering *lettering_create(cairo_t *to, const char *families);
void lettering_destroy(struct lettering *lettering);

/* Draws text, which every font's character has (lettering_keep), and returns its height. */
double lettering_put(struct lettering *lettering, const struct ink *ink, const char *text);
/* The same for what a printf format makes. */
double lettering_print(struct lettering *lettering, const struct ink *ink, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes out of text, in place, the characters that no font of the machine has; lacking gets them,
 * each once, as many as it has room for. True: there were some. */
bool lettering_keep(struct lettering *lettering, char *text, char *lacking, size_t cap);

void ink_colour(cairo_t *to, uint32_t colour);

#endif
