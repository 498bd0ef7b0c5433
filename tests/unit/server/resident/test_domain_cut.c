/* SPDX-License-Identifier: Apache-2.0 */
/* Cells that end within a character: a damaged file's, in memory that ends with them. */
#include "promise.h"

#include "domain/roster/dates.h"
#include "domain/roster/heading.h"
#include "domain/roster/id_document.h"
#include "domain/roster/initials.h"
#include "domain/roster/place.h"
#include "domain/roster/wide.h"

static void read_as_id_document(char *text) {
  char number[ID_NUMBER_MAX + 1];
  id_document_type_find(text);
  id_document_normalise(text, number);
}

static void read_as_heading(char *text) {
  roster_column_find(text);
}

static void read_as_place(char *text) {
  char unit[PLACE_KEY_SIZE], room[PLACE_KEY_SIZE], probable[8];
  place_key(text, unit);
  place_split(text, unit, room);
  place_looks_like_date(text, probable);
}

static void read_as_date(char *text) {
  char date[11];
  date_read(text, date);
}

static void read_as_name(char *text) {
  initials_match(text, "zs");
  initials_match("张三", text);
}

/* ASan and valgrind see a byte read behind the end. */
static void a_text_cut_within_a_character_is_read_to_its_end_alone(void **state) {
  static const char *const texts[] = { "３号楼－１单元", "（１）号",       "军字第１２３",
                                       "张三＊",         "２０２２年１月", "～🀄" };
  static void (*const readers[])(char *) = { read_as_id_document, read_as_heading, read_as_place,
                                             read_as_date,        read_as_name,    wide_to_ascii };
  (void)state;
  for (size_t t = 0; t < COUNT(texts); t++)
    for (size_t n = 0; n <= strlen(texts[t]); n++)
      for (size_t r = 0; r < COUNT(readers); r++) {
        char *cut = strndup(texts[t], n);
        assert_non_null(cut);
        readers[r](cut);
        free(cut);
      }
}

static void a_full_width_character_is_its_ascii_one_and_no_other_is(void **state) {
  static const struct {
    const char *wide, *narrow;
  } rows[] = { { "！１Ａ～", "!1A~" },
               { "＿｀ａ", "_`a" },
               { "｟、\xef\xbc\x80", "｟、\xef\xbc\x80" },
               { "\xef\xbc", "\xef\xbc" },
               { "\xef\xbd\x7f", "\xef\xbd\x7f" } };
  (void)state;
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[32];
    snprintf(text, sizeof text, "%s", rows[i].wide);
    wide_to_ascii(text);
    ASSERT_ROW(strcmp(text, rows[i].narrow) == 0, rows[i].wide);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_text_cut_within_a_character_is_read_to_its_end_alone),
    cmocka_unit_test(a_full_width_character_is_its_ascii_one_and_no_other_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
