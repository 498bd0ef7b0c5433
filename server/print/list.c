/* SPDX-License-Identifier: Apache-2.0 */
/* For a day when a gate is dead: who may pass, masked, to be looked up by hand. */
#include "date.h"
#include "forms.h"

#define LEFT 10.0
#define RULE 0xB0B0B0u

static const struct column {
  const char *member, *zh;
  double x, width;
} columns[] = {
  { "unit", "楼栋", 0, 26 },      { "room", "房号", 27, 26 },  { "name", "姓名", 54, 40 },
  { "tail", "证件尾号", 95, 24 }, { NULL, "有效至", 120, 40 }, { NULL, "时间与签名", 161, 29 },
};
#define COLUMNS (sizeof columns / sizeof *columns)

void row_head(struct sheet *sheet) {
  char place[64], day[40];
  sheet_text(sheet, sheet->heading, "place", place, sizeof place);
  sheet_text(sheet, sheet->heading, "day", day, sizeof day);
  struct ink ink = { .x = LEFT, .y = 7, .width = 190, .size = 3.4 };
  lettering_print(sheet->lettering, &ink,
                  "%s 门禁停用时的查验名册　%s　第%zu页　请当面核对证件尾号，用后交回销毁", place,
                  day, sheet->pages);
  for (size_t i = 0; i < COLUMNS; i++) {
    ink = (struct ink){ .x = LEFT + columns[i].x, .y = 14, .width = columns[i].width, .size = 3 };
    lettering_put(sheet->lettering, &ink, columns[i].zh);
  }
}

void row_draw(struct sheet *sheet, const json_t *item, double x, double y) {
  char text[48], zh[DATE_WORDS_SIZE], en[DATE_WORDS_SIZE];
  date_last_day(json_integer_value(json_object_get(item, "exp")), zh, en);
  for (size_t i = 0; i + 1 < COLUMNS; i++) {
    const struct ink ink = {
      .x = x + columns[i].x, .y = y + 0.8, .width = columns[i].width, .size = 3.2
    };
    if (columns[i].member) sheet_text(sheet, item, columns[i].member, text, sizeof text);
    lettering_put(sheet->lettering, &ink, columns[i].member ? text : zh);
  }
  sheet_fill(sheet, x, y + 5.9, 190, 0.1, RULE);
}
