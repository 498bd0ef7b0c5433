/* SPDX-License-Identifier: Apache-2.0 */
#include "date.h"
#include "forms.h"

#include "format/pass.h"

#define WIDTH 85.6
#define HEIGHT 54.0
#define EDGE 3.0            /* that a knife or a printer may take */
#define BAND 10.0           /* of the role's colour */
#define CORNER 7.0          /* cut off: its side is felt */
#define CODE 41.0           /* with the quiet zone */
#define COLUMN 38.5         /* of words, left of the code */
#define SHORT_S (7 * 86400) /* of a visit: it ends by the minute */
#define GREY 0x404040u

/* No green, yellow or red: those are health's. White words stand on each (WCAG, 4.5 to 1). */
static uint32_t colour_of(const char *role) {
  static const uint32_t colours[TX_ROLE_COUNT] = {
    [TX_ROLE_RESIDENT] = 0x0D47A1, [TX_ROLE_WORKER] = 0x4E342E,    [TX_ROLE_VISITOR] = 0x6A1B9A,
    [TX_ROLE_COURIER] = 0x8A3B00,  [TX_ROLE_VOLUNTEER] = 0xAD1457, [TX_ROLE_VEHICLE] = 0x37474F,
    [TX_ROLE_BUILDER] = 0x5D5300,  [TX_ROLE_PROPERTY] = 0x005B60,  [TX_ROLE_CARER] = 0x4527A0,
    [TX_ROLE_MEDICAL] = 0x006699,  [TX_ROLE_POLICE] = 0x1A1A4A,    [TX_ROLE_SUPPLY] = 0x6D3A5D,
  };
  const int found = tx_role_find(tx_span_text(role));
  return found < 0 || found >= TX_ROLE_COUNT ? 0x37474F : colours[found];
}

static const char *chinese_of(const char *role) {
  const int found = tx_role_find(tx_span_text(role));
  return found < 0 ? role : tx_role_zh((unsigned)found);
}

/* The upper right corner, to be cut off along the dashes: then the code faces up and the card's
 * right way round is felt. */
static void draw_corner(cairo_t *to, double x, double y) {
  const double p = POINTS_PER_MM, right = (x + WIDTH) * p, top = y * p;
  const double dashes[] = { 1.5, 1.5 };
  cairo_move_to(to, right - CORNER * p, top);
  cairo_line_to(to, right, top);
  cairo_line_to(to, right, top + CORNER * p);
  cairo_close_path(to);
  ink_colour(to, 0xFFFFFF);
  cairo_fill(to);
  cairo_save(to);
  cairo_set_dash(to, dashes, 2, 0);
  cairo_set_line_width(to, 0.4);
  cairo_move_to(to, right - CORNER * p, top);
  cairo_line_to(to, right, top + CORNER * p);
  ink_colour(to, 0);
  cairo_stroke(to);
  cairo_restore(to);
}

static void draw_band(struct sheet *sheet, const json_t *item, double x, double y) {
  char place[64];
  const char *role = json_string_value(json_object_get(item, "role"));
  sheet_fill(sheet, x, y, WIDTH, BAND, colour_of(role ? role : ""));
  draw_corner(sheet->to, x, y);
  sheet_text(sheet, sheet->heading, "place", place, sizeof place);
  struct ink ink = { .x = x + EDGE, .y = y + 2, .width = 46, .size = 4.2, .colour = 0xFFFFFF };
  lettering_print(sheet->lettering, &ink, "%s通行证", place);
  ink = (struct ink){
    .x = x + 50, .y = y + 1.2, .width = 27, .size = 4, .align = ALIGN_RIGHT, .colour = 0xFFFFFF
  };
  lettering_put(sheet->lettering, &ink, chinese_of(role ? role : ""));
  ink.y += 5;
  ink.size = 2.4;
  lettering_put(sheet->lettering, &ink, role ? role : "");
}

static double line(struct sheet *sheet, double x, double y, double size, const char *text) {
  const struct ink ink = { .x = x, .y = y, .width = COLUMN, .size = size };
  return y + lettering_put(sheet->lettering, &ink, text);
}

static double label(struct sheet *sheet, double x, double y, const char *text) {
  const struct ink ink = { .x = x, .y = y, .width = COLUMN, .size = 2, .colour = GREY };
  return y + lettering_put(sheet->lettering, &ink, text) - 0.3;
}

static void until_when(const json_t *item, char zh[DATE_WORDS_SIZE], char en[DATE_WORDS_SIZE]) {
  const int64_t iat_s = json_integer_value(json_object_get(item, "iat"));
  const int64_t exp_s = json_integer_value(json_object_get(item, "exp"));
  if (exp_s - iat_s < SHORT_S)
    date_last_minute(exp_s, zh, en);
  else
    date_last_day(exp_s, zh, en);
}

static void draw_words(struct sheet *sheet, const json_t *item, double x, double y) {
  char name[32], unit[16], tail[8], zh[DATE_WORDS_SIZE], en[DATE_WORDS_SIZE], text[64];
  sheet_text(sheet, item, "name", name, sizeof name);
  sheet_text(sheet, item, "unit", unit, sizeof unit);
  sheet_text(sheet, item, "tail", tail, sizeof tail);
  until_when(item, zh, en);
  y = line(sheet, x, y + 0.5, 6.2, name);
  if (*tail) {
    const bool none = strcmp(tail, TX_TAIL_NONE) == 0;
    snprintf(text, sizeof text, "证件尾号 ID ends in %s", tail);
    y = label(sheet, x, y, none ? "无证件 No document" : text);
  }
  y = label(sheet, x, y + 0.6, "楼栋 Building");
  y = line(sheet, x, y, 4, unit);
  y = label(sheet, x, y + 0.2, "有效至 Valid until");
  y = line(sheet, x, y, 3.6, zh);
  label(sheet, x, y, en);
}

/* Whom to call, at the foot. */
static void draw_foot(struct sheet *sheet, double x, double y) {
  char phone[40];
  sheet_text(sheet, sheet->heading, "phone", phone, sizeof phone);
  struct ink ink = { .x = x, .y = y - 9, .width = COLUMN, .size = 2.9 };
  if (*phone) lettering_print(sheet->lettering, &ink, "丢失请拨 %s", phone);
  if (!*phone) lettering_put(sheet->lettering, &ink, "丢失请告知居委会");
  ink.y += 4;
  ink.size = 2.5;
  lettering_put(sheet->lettering, &ink, "拾到请交社区居委会或门岗");
  ink.y += 3.7;
  ink.size = 1.7;
  ink.colour = GREY;
  lettering_put(sheet->lettering, &ink, "Lost: call us. Found: please hand in at any gate.");
}

void card_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  const char *text = json_string_value(json_object_get(item, "text"));
  draw_band(sheet, item, x, y);
  draw_words(sheet, item, x + EDGE, y + BAND);
  draw_foot(sheet, x + EDGE, y + HEIGHT - EDGE + 1);
  sheet_code(sheet, text ? text : "", QR_CARD, x + WIDTH - CODE - 1.5, y + BAND + 1.2, CODE);
}
