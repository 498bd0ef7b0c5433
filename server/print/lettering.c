/* SPDX-License-Identifier: Apache-2.0 */
#include "lettering.h"

#include <pango/pangocairo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1024
#define SMALLEST 0.55 /* of the size that was asked for; what is longer then ends in dots */

/* Most of a card's words stand on every card: what was laid out is kept, by what it was. */
#define SLOTS 256

struct slot {
  PangoLayout *layout; /* NULL: free */
  double size, width;
  char text[96];
};

struct lettering {
  cairo_t *to;
  PangoContext *context;
  PangoFontDescription *font;
  PangoLayout *probe;          /* for single characters */
  uint8_t known[0x110000 / 8]; /* a bit a character: some font has it */
  struct slot slots[SLOTS];
};

/* Letters lie where the outline says: a printer has no pixels to snap to. */
static void set_context(PangoContext *context) {
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string("zh-cn"));
}

struct lettering *lettering_create(cairo_t *to, const char *families) {
  struct lettering *lettering = calloc(1, sizeof *lettering);
  if (!lettering) return NULL;
  lettering->to = to;
  lettering->context = pango_cairo_create_context(to);
  set_context(lettering->context);
  lettering->font = pango_font_description_new();
  pango_font_description_set_family(lettering->font, families);
  lettering->probe = pango_layout_new(lettering->context);
  pango_layout_set_font_description(lettering->probe, lettering->font);
  return lettering;
}

void lettering_destroy(struct lettering *lettering) {
  if (!lettering) return;
  for (size_t i = 0; i < SLOTS; i++)
    if (lettering->slots[i].layout) g_object_unref(lettering->slots[i].layout);
  g_object_unref(lettering->probe);
  g_object_unref(lettering->context);
  pango_font_description_free(lettering->font);
  free(lettering);
}

/* --- a line of words -------------------------------------------------------------------------- */

static int units(double mm) {
  return (int)(mm * POINTS_PER_MM * PANGO_SCALE);
}

static void set_size(const struct lettering *lettering, PangoLayout *layout, double mm) {
  pango_font_description_set_absolute_size(lettering->font, units(mm));
  pango_layout_set_font_description(layout, lettering->font);
}

static PangoLayout *lay_out(const struct lettering *lettering, const struct ink *ink,
                            const char *text) {
  int wide = 0;
  PangoLayout *layout = pango_layout_new(lettering->context);
  pango_layout_set_single_paragraph_mode(layout, TRUE);
  pango_layout_set_text(layout, text, -1);
  set_size(lettering, layout, ink->size);
  pango_layout_get_size(layout, &wide, NULL);
  if (wide <= units(ink->width)) return layout;
  const double part = (double)units(ink->width) / wide * 0.995;
  set_size(lettering, layout, ink->size * (part < SMALLEST ? SMALLEST : part));
  if (part >= SMALLEST) return layout;
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width(layout, units(ink->width));
  return layout;
}

/* Kept by lettering, until another of its slot is wanted. */
static PangoLayout *layout_of(struct lettering *lettering, const struct ink *ink,
                              const char *text) {
  const unsigned which = g_str_hash(text) + (unsigned)units(ink->size) * 31u;
  struct slot *slot = &lettering->slots[which % SLOTS];
  const bool same = slot->layout && units(slot->size) == units(ink->size) &&
                    units(slot->width) == units(ink->width) && strcmp(slot->text, text) == 0;
  if (same) return slot->layout;
  if (slot->layout) g_object_unref(slot->layout);
  slot->layout = lay_out(lettering, ink, text);
  slot->size = ink->size;
  slot->width = ink->width;
  /* What does not fit is never the same again. */
  snprintf(slot->text, sizeof slot->text, "%s", strlen(text) < sizeof slot->text ? text : "\1");
  return slot->layout;
}

void ink_colour(cairo_t *to, uint32_t colour) {
  cairo_set_source_rgb(to, (colour >> 16) / 255.0, (colour >> 8 & 255) / 255.0,
                       (colour & 255) / 255.0);
}

double lettering_put(struct lettering *lettering, const struct ink *ink, const char *text) {
  static const double before[] = { [ALIGN_LEFT] = 0, [ALIGN_CENTRE] = 0.5, [ALIGN_RIGHT] = 1 };
  int wide = 0, high = 0;
  PangoLayout *layout = layout_of(lettering, ink, text);
  pango_layout_get_size(layout, &wide, &high);
  const double spare = ink->width - wide / POINTS_PER_MM / PANGO_SCALE;
  ink_colour(lettering->to, ink->colour);
  cairo_move_to(lettering->to, (ink->x + spare * before[ink->align]) * POINTS_PER_MM,
                ink->y * POINTS_PER_MM);
  pango_cairo_show_layout(lettering->to, layout);
  return high / POINTS_PER_MM / PANGO_SCALE;
}

double lettering_print(struct lettering *lettering, const struct ink *ink, const char *format,
                       ...) {
  char text[TEXT_MAX];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return lettering_put(lettering, ink, text);
}

/* --- what no font has ------------------------------------------------------------------------- */

static bool is_lacking(struct lettering *lettering, const char *text, size_t n) {
  const gunichar character = g_utf8_get_char(text);
  uint8_t *known = &lettering->known[character / 8];
  const uint8_t bit = (uint8_t)(1u << character % 8);
  if (*known & bit) return false;
  pango_layout_set_text(lettering->probe, text, (int)n);
  if (pango_layout_get_unknown_glyphs_count(lettering->probe) > 0) return true;
  *known |= bit;
  return false;
}

static void note(char *lacking, size_t cap, const char *character, size_t n) {
  char one[8] = "";
  memcpy(one, character, n);
  if (strstr(lacking, one) || strlen(lacking) + n + 1 > cap) return;
  strcat(lacking, one);
}

bool lettering_keep(struct lettering *lettering, char *text, char *lacking, size_t cap) {
  char *to = text;
  *lacking = '\0';
  if (!g_utf8_validate(text, -1, NULL)) *text = '\0';
  for (const char *from = text; *from;) {
    const size_t n = (size_t)(g_utf8_next_char(from) - from);
    const bool lost = is_lacking(lettering, from, n);
    if (lost) note(lacking, cap, from, n);
    if (!lost) memmove(to, from, n);
    if (!lost) to += n;
    from += n;
  }
  *to = '\0';
  return *lacking != '\0';
}
