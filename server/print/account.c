/* SPDX-License-Identifier: Apache-2.0 */
/* The sheet of one account: for one person alone, to sign in with. */
#include "forms.h"

#include <stdio.h>
#include <string.h>

#define LEFT 20.0
#define WIDTH (SHEET_WIDTH_MM - 2 * LEFT)
#define GREY 0x404040u

static double put(struct sheet *sheet, double y, double size, uint32_t colour, const char *text) {
  const struct ink ink = { .x = LEFT, .y = y, .width = WIDTH, .size = size, .colour = colour };
  return y + lettering_put(sheet->lettering, &ink, text);
}

/* Chinese, and English smaller below it. */
static double say(struct sheet *sheet, double y, const char *zh, const char *en) {
  return put(sheet, put(sheet, y, 5, 0, zh), 3.6, GREY, en) + 4;
}

static double draw_steps(struct sheet *sheet, const json_t *item, double y) {
  char zh[160], en[160], url[300], phone[40];
  const long long days = json_integer_value(json_object_get(item, "days"));
  sheet_text(sheet, sheet->heading, "url", url, sizeof url);
  sheet_text(sheet, sheet->heading, "phone", phone, sizeof phone);
  snprintf(zh, sizeof zh, "1 用电脑打开 %.120s/office/", url);
  y = say(sheet, y, zh, "Open this address on a computer");
  y = say(sheet, y, "2 选“第一次登录”，填账号、启用码，设一个自己的密码",
          "Choose \"first use\"; give the account, the code, and a password of your own");
  snprintf(zh, sizeof zh, "启用码%lld天内有效，用一次；请勿转交他人，用后销毁本页", days);
  snprintf(en, sizeof en,
           "The code holds for %lld days and once. Hand it to nobody; destroy this page", days);
  y = say(sheet, y, zh, en);
  snprintf(zh, sizeof zh, "有疑问请拨 %s", phone);
  return *phone ? say(sheet, y, zh, "Questions: this number") : y;
}

void account_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  char place[64], login[80], code[24], text[200];
  (void)x;
  sheet_text(sheet, sheet->heading, "place", place, sizeof place);
  sheet_text(sheet, item, "login", login, sizeof login);
  sheet_text(sheet, item, "code", code, sizeof code);
  snprintf(text, sizeof text, "%s 账号单", place);
  y = put(sheet, y + 25, 10, 0, text);
  y = put(sheet, y, 5, GREY, "Sheet of an account") + 12;
  snprintf(text, sizeof text, "账号 Account　%s", login);
  y = put(sheet, y, 9, 0, text) + 4;
  snprintf(text, sizeof text, "启用码 Code　%s", code);
  y = put(sheet, y, 9, 0, text) + 14;
  draw_steps(sheet, item, y);
}
