/* SPDX-License-Identifier: Apache-2.0 */
/* Posters: what to do at a gate, and where to apply. Pictures first, for whoever reads neither. */
#include "address.h"
#include "forms.h"

#include <stdio.h>

#define BLUE 0x0D47A1u
#define PALE 0xE8EEF7u
#define GREEN 0x1B5E20u
#define AMBER 0x8A5A00u
#define RED 0x9B1C1Cu

static double p(double mm) {
  return mm * POINTS_PER_MM;
}

static void centred(struct sheet *sheet, double y, double size, uint32_t colour, const char *text) {
  const struct ink ink = { .x = 12,
                           .y = y,
                           .width = SHEET_WIDTH_MM - 24,
                           .size = size,
                           .align = ALIGN_CENTRE,
                           .colour = colour };
  lettering_put(sheet->lettering, &ink, text);
}

static void beside(struct sheet *sheet, double x, double y, const char *zh, const char *en) {
  struct ink ink = { .x = x, .y = y, .width = 196 - x, .size = 10 };
  lettering_put(sheet->lettering, &ink, zh);
  ink.y += 15;
  ink.size = 5;
  ink.colour = 0x404040;
  lettering_put(sheet->lettering, &ink, en);
}

static void draw_title(struct sheet *sheet, const char *zh, const char *en) {
  char place[64];
  sheet_text(sheet, sheet->heading, "place", place, sizeof place);
  sheet_fill(sheet, 0, 0, SHEET_WIDTH_MM, 62, BLUE);
  centred(sheet, 7, 9, 0xFFFFFF, place);
  centred(sheet, 19, 20, 0xFFFFFF, zh);
  centred(sheet, 47, 7, 0xFFFFFF, en);
}

static void draw_phone_number(struct sheet *sheet, double y) {
  char phone[40], text[64];
  sheet_text(sheet, sheet->heading, "phone", phone, sizeof phone);
  snprintf(text, sizeof text, "居委会电话 %s", phone);
  if (*phone) centred(sheet, y, 9, BLUE, text);
}

static void stroke(cairo_t *to, double width, uint32_t colour) {
  cairo_set_line_width(to, p(width));
  cairo_set_line_cap(to, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(to, CAIRO_LINE_JOIN_ROUND);
  ink_colour(to, colour);
  cairo_stroke(to);
}

/* A telephone whose screen has the three squares of a code. */
static void draw_phone(struct sheet *sheet, double x, double y) {
  cairo_rectangle(sheet->to, p(x), p(y), p(20), p(34));
  stroke(sheet->to, 1.6, BLUE);
  static const double corners[][2] = { { 4, 8 }, { 11, 8 }, { 4, 15 } };
  for (int i = 0; i < 3; i++) {
    cairo_rectangle(sheet->to, p(x + corners[i][0]), p(y + corners[i][1]), p(5), p(5));
    stroke(sheet->to, 1.2, 0);
  }
  sheet_fill(sheet, x + 12, y + 16, 3.5, 3.5, 0);
}

static void draw_camera(struct sheet *sheet, double x, double y) {
  cairo_rectangle(sheet->to, p(x), p(y), p(14), p(18));
  cairo_new_sub_path(sheet->to);
  cairo_arc(sheet->to, p(x + 7), p(y + 9), p(4), 0, 6.2832);
  stroke(sheet->to, 1.6, BLUE);
}

static void draw_tick(cairo_t *to, double x, double y) {
  cairo_move_to(to, p(x), p(y + 7));
  cairo_line_to(to, p(x + 6), p(y + 13));
  cairo_line_to(to, p(x + 18), p(y));
  stroke(to, 3, GREEN);
}

/* A person, for whom one waits. */
static void draw_person(cairo_t *to, double x, double y) {
  cairo_new_sub_path(to);
  cairo_arc(to, p(x + 9), p(y + 2), p(4), 0, 6.2832);
  cairo_new_sub_path(to);
  cairo_arc(to, p(x + 9), p(y + 17), p(8), 3.1416, 6.2832);
  stroke(to, 2, AMBER);
}

static void draw_bar(struct sheet *sheet, double x, double y) {
  cairo_new_sub_path(sheet->to);
  cairo_arc(sheet->to, p(x + 9), p(y + 7), p(9), 0, 6.2832);
  stroke(sheet->to, 2.4, RED);
  sheet_fill(sheet, x + 4, y + 5.5, 10, 3, RED);
}

void poster_gate_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  (void)item;
  (void)x;
  (void)y;
  draw_title(sheet, "请出示通行码", "Please show your pass");
  for (int i = 0; i < 4; i++)
    sheet_fill(sheet, 12, 72 + i * 48, 186, 43, PALE);
  draw_phone(sheet, 18, 76);
  draw_camera(sheet, 50, 84);
  beside(sheet, 72, 78, "手机或卡片正对镜头",
         "Hold phone or card to the camera, a hand's length away");
  draw_tick(sheet->to, 33, 134);
  beside(sheet, 72, 126, "绿勾：请通行", "Green tick: please pass");
  draw_person(sheet->to, 33, 181);
  beside(sheet, 72, 174, "黄手：请等工作人员", "Yellow hand: please wait for a guard");
  draw_bar(sheet, 33, 230);
  beside(sheet, 72, 222, "红杠：请走人工通道", "Red bar: please go to the manned lane");
  centred(sheet, 264, 6.5, 0, "急病、临产、火警：不用出示，先走");
  centred(sheet, 273, 4.5, 0x404040, "Emergencies need no code: go");
  draw_phone_number(sheet, 281);
}

void poster_apply_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  char url[512] = "";
  (void)item;
  (void)x;
  (void)y;
  draw_title(sheet, "扫码领取通行证", "Get your pass here");
  if (sheet_address(sheet, NULL, url, sizeof url)) sheet_code(sheet, url, QR_CARD, 45, 66, 120);
  centred(sheet, 187, 5, 0x404040, url);
  for (int i = 0; i < 3; i++)
    sheet_fill(sheet, 12, 199 + i * 27, 186, 24, PALE);
  static const char *const steps[][2] = {
    { "1 用手机扫上面的码", "Scan the code with your phone" },
    { "2 填姓名和信箱里的领证码", "Your name, and the code from your mailbox" },
    { "3 没有手机？到居委会办卡", "No phone? The office prints a card" },
  };
  for (int i = 0; i < 3; i++)
    beside(sheet, 20, 199 + i * 27, steps[i][0], steps[i][1]);
  draw_phone_number(sheet, 281);
}
