/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"
#include "date.h"
#include "forms.h"

#include <stdio.h>

#define EDGE 5.0
#define WORDS 52.0 /* left of the code */
#define CODE 28.0
#define GREY 0x404040u

static double line(struct sheet *sheet, double x, double y, double size, uint32_t colour,
                   const char *text) {
  const struct ink ink = { .x = x, .y = y, .width = WORDS, .size = size, .colour = colour };
  return y + lettering_put(sheet->lettering, &ink, text);
}

static double draw_home(struct sheet *sheet, const json_t *item, double x, double y) {
  char place[64], unit[16], room[40], name[32], text[160];
  sheet_text(sheet, sheet->heading, "place", place, sizeof place);
  sheet_text(sheet, item, "unit", unit, sizeof unit);
  sheet_text(sheet, item, "room", room, sizeof room);
  sheet_text(sheet, item, "name", name, sizeof name);
  snprintf(text, sizeof text, "%s 手机领证码", place);
  y = line(sheet, x, y, 3, 0, text);
  snprintf(text, sizeof text, "%s 栋 %s 室 %s", unit, room, name);
  return line(sheet, x, y, 4.6, 0, text);
}

/* The page's address as a code to photograph, where the heading has one. */
static void draw_address(struct sheet *sheet, const char *claim, double x, double y) {
  char address[512];
  if (!sheet_address(sheet, claim, address, sizeof address) ||
      !sheet_code(sheet, address, QR_SCREEN, x, y, CODE))
    return;
  const struct ink ink = {
    .x = x, .y = y + CODE, .width = CODE, .size = 2.4, .align = ALIGN_CENTRE
  };
  lettering_put(sheet->lettering, &ink, "扫码打开领证页");
}

void slip_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  char zh[DATE_WORDS_SIZE], en[DATE_WORDS_SIZE], code[24], phone[40], text[160];
  sheet_text(sheet, item, "code", code, sizeof code);
  sheet_text(sheet, sheet->heading, "phone", phone, sizeof phone);
  date_last_day(json_integer_value(json_object_get(item, "until")), zh, en);
  draw_address(sheet, code, x + 90 - CODE - 3, y + 5);
  double at = draw_home(sheet, item, x + EDGE, y + 3);
  at = line(sheet, x + EDGE, at + 0.5, 7, 0, code);
  at = line(sheet, x + EDGE, at + 0.5, 2.6, GREY, "本户每人用手机领证一次，请勿转交他人。");
  snprintf(text, sizeof text, "有效至%s（%s）", zh, en);
  at = line(sheet, x + EDGE, at, 2.6, GREY, text);
  snprintf(text, sizeof text, "不会用？请拨 %s，或到居委会办卡。", phone);
  line(sheet, x + EDGE, at, 2.6, GREY, *phone ? text : "不会用？请到居委会办卡。");
}
