/* SPDX-License-Identifier: Apache-2.0 */
#include "promise.h"

#include "host/sys/csv.h"
#include "host/sys/encoding.h"
#include "host/sys/ini.h"
#include "host/text/json_text.h"
#include "host/text/visible.h"

#include <stdlib.h>
#include <unistd.h>

static void what_cannot_be_seen_goes(UNUSED void **state) {
  static const char *const rows[][2] = {
    { "\xc2\xa0张 三\xc2\xa0", "张 三" },
    { "\xe2\x80\x8b张\xe2\x80\x8d三\xef\xbb\xbf", "张三" },
    { "\xe2\x80\xad"
      "138\xe2\x80\xac",
      "138" },
    { "　楼\t\r\n 房　", "楼 房" },
    { "\x1a", "" },
    { "a\xff"
      "b",
      "a\xff"
      "b" },
    { "Zo\xc3\xab", "Zo\xc3\xab" },
  };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char text[64];
    strcpy(text, rows[i][0]);
    size_t n = host_visible_clean(text, strlen(text));
    ASSERT_ROW(strcmp(text, rows[i][1]) == 0 && n == strlen(text), rows[i][1]);
  }
}

static void a_signed_text_keeps_its_spaces_at_any_depth(UNUSED void **state) {
  static const char *const but[] = { "text", NULL };
  json_t *json = json_loads("{\"passes\": [{\"name\": \"a  b\", \"text\": \"TX1:  A\"}]}", 0, NULL);
  assert_true(host_json_clean(json, but));
  const json_t *pass = json_array_get(json_object_get(json, "passes"), 0);
  assert_string_equal(json_string_value(json_object_get(pass, "name")), "a b");
  assert_string_equal(json_string_value(json_object_get(pass, "text")), "TX1:  A");
  json_decref(json);
}

static void what_turns_a_line_around_is_not_for_screens(UNUSED void **state) {
  char out[16];
  assert_true(host_visible(tx_span_text("东门 East")));
  assert_false(host_visible(tx_span_text("a\xe2\x80\xae"
                                         "b")));
  assert_false(host_visible(tx_span_text("a\x1b[31m")));
  assert_false(host_visible(tx_span_text("\xff")));
  host_visible_copy(tx_span_text("a\xe2\x80\xae\x1b\xff门门门门"), out, sizeof out);
  assert_string_equal(out, "a???门门门");
}

static void a_name_begins_with_a_letter(UNUSED void **state) {
  static const char *const names[] = { "张", "A", "é", "〇", "𠅤", "Ａ", "3" };
  static const char *const others[] = { "", " ", "*", "·", "（", "。", "\xc2\xa0", "？", "\xff" };
  for (size_t i = 0; i < COUNT(names); i++)
    ASSERT_ROW(host_visible_letter(names[i]), names[i]);
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(!host_visible_letter(others[i]), others[i]);
}

static void one_bad_byte_leaves_the_other_lines_readable(UNUSED void **state) {
  static const char *const files[] = { "姓名\n张\xe4\xb8,1\n李,2\n", "name\n张\xe4\xb8,1\n李,2\n",
                                       "\xd0\xd5\xc3\xfb\n\xd5\xc5\xff,1\n\xc0\xee,2\n" };
  for (size_t i = 0; i < COUNT(files); i++) {
    struct csv csv;
    struct csv_row row;
    struct host_problem problem;
    struct csv_text text;
    assert_int_equal(csv_read(tx_span_text(files[i]), &text, &problem), TX_OK);
    csv_start(&csv, text.p, text.n);
    assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
    ASSERT_ROW(!row.damaged, files[i]);
    assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
    ASSERT_ROW(row.damaged && row.line == 2, files[i]);
    assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
    ASSERT_ROW(!row.damaged && strcmp(row.fields[0], "李") == 0, files[i]);
    csv_finish(&csv);
    free(text.turned);
  }
}

static void what_is_utf8_is_read_where_it_lies(UNUSED void **state) {
  static const char *const files[] = { "姓名\n李\n", "\xef\xbb\xbf姓名\n李\n", "name\n" };
  struct csv_text text;
  struct host_problem problem;
  for (size_t i = 0; i < COUNT(files); i++) {
    assert_int_equal(csv_read(tx_span_text(files[i]), &text, &problem), TX_OK);
    ASSERT_ROW(!text.turned && text.p + text.n == files[i] + strlen(files[i]), files[i]);
  }
  assert_int_equal(csv_read(tx_span_text("\xd0\xd5\xc3\xfb\n"), &text, &problem), TX_OK);
  assert_string_equal(text.turned, "姓名\n");
  free(text.turned);
}

static void characters_that_glibc_does_not_know_are_read(UNUSED void **state) {
  char *text = NULL;
  size_t len = 0;
  struct host_problem problem;
  struct tx_span bytes = tx_span_text("\xd0\xd5\n\x82\x35\x90\x37\x84\x31\x82\x36\x80\n");
  assert_int_equal(host_encoding_to_utf8(bytes, &text, &len, &problem), TX_OK);
  assert_string_equal(text, "姓\n\u9fb4\ufe10€\n");
  free(text);
}

static void what_a_spreadsheet_puts_around_a_value_is_taken_off(UNUSED void **state) {
  static const char text[] = "\"sep=;\"\ra;'12;=\"34\";\"=\"\"56\"\"\";78.0;9.10;.0\r";
  static const char *const values[] = { "a", "12", "34", "56", "78", "9.10", "" };
  struct csv csv;
  struct csv_row row;
  struct host_problem problem;
  csv_start(&csv, text, strlen(text));
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
  assert_int_equal(row.line, 2);
  for (size_t i = 0; i < COUNT(values); i++)
    assert_string_equal(row.fields[i], values[i]);
  csv_finish(&csv);
}

static void empty_columns_at_the_end_do_not_count(UNUSED void **state) {
  char text[600] = "a";
  struct csv csv;
  struct csv_row row;
  struct host_problem problem;
  memset(text + 1, ',', 300);
  csv_start(&csv, text, strlen(text));
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_ROW);
  csv_finish(&csv);
  text[301] = 'x';
  csv_start(&csv, text, strlen(text));
  assert_int_equal(csv_next(&csv, &row, &problem), CSV_BAD);
  csv_finish(&csv);
}

static void what_is_no_table_is_named(UNUSED void **state) {
  struct csv_text text;
  struct host_problem problem = { 0 };
  assert_int_equal(csv_read(tx_span_text(" \r\n<html><table>"), &text, &problem), TX_BAD_ARGUMENT);
  assert_non_null(strstr(problem.en, "web page"));
  assert_int_equal(csv_read(tx_span_of("a\0,\0b\0\n\0", 8), &text, &problem), TX_BAD_ARGUMENT);
  assert_non_null(strstr(problem.en, "UTF-16"));
}

static void a_text_of_people_is_utf8_with_plain_line_ends(UNUSED void **state) {
  static const struct tx_span files[] = {
    { (const uint8_t *)"\xef\xbb\xbf"
                       "a\r\nb",
      7 },
    { (const uint8_t *)"\xff\xfe"
                       "a\0\r\0b\0",
      8 },
    { (const uint8_t *)"\xfe\xff"
                       "\0a\0\n\0b",
      8 },
    { (const uint8_t *)"a\rb", 3 },
    { (const uint8_t *)"a\0\n\0b\0", 6 },
  };
  for (size_t i = 0; i < COUNT(files); i++) {
    HOST_BYTES bytes = { malloc(files[i].n + 1), files[i].n };
    memcpy(bytes.p, files[i].p, files[i].n);
    bytes.p[bytes.n] = 0;
    assert_int_equal(host_text_of_people(&bytes), TX_OK);
    assert_string_equal((char *)bytes.p, "a\nb");
    assert_int_equal(bytes.n, 3);
  }
  struct tx_span inner = host_text_trim(tx_span_text(" “\"TE1:A B\"”\r\n"));
  assert_true(tx_span_equal(inner, tx_span_text("TE1:A B")));
}

static void settings_are_read_as_editors_save_them(UNUSED void **state) {
  static const struct tx_span files[] = {
    { (const uint8_t *)"\xef\xbb\xbf"
                       "a = 1\r\n",
      10 },
    { (const uint8_t *)"\xff\xfe"
                       "a\0=\0 \0\"\0001\0\"\0\n\0",
      16 },
  };
  for (size_t i = 0; i < COUNT(files); i++) {
    char path[] = "/tmp/tongxing-settings.XXXXXX";
    struct host_config config = { 0 };
    unsigned line;
    HOST_CLOSE int fd = mkstemp(path);
    assert_true(write(fd, files[i].p, files[i].n) == (ssize_t)files[i].n);
    assert_int_equal(host_config_read(path, &config, &line), TX_OK);
    unlink(path);
    assert_int_equal(config.count, 1);
    assert_string_equal(config.settings[0].name, "a");
    assert_string_equal(config.settings[0].value, "1");
    host_config_finish(&config);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(what_cannot_be_seen_goes),
    PROMISE(a_signed_text_keeps_its_spaces_at_any_depth),
    PROMISE(what_turns_a_line_around_is_not_for_screens),
    PROMISE(a_name_begins_with_a_letter),
    PROMISE(one_bad_byte_leaves_the_other_lines_readable),
    PROMISE(what_is_utf8_is_read_where_it_lies),
    PROMISE(characters_that_glibc_does_not_know_are_read),
    PROMISE(what_a_spreadsheet_puts_around_a_value_is_taken_off),
    PROMISE(empty_columns_at_the_end_do_not_count),
    PROMISE(what_is_no_table_is_named),
    PROMISE(settings_are_read_as_editors_save_them),
    PROMISE(a_text_of_people_is_utf8_with_plain_line_ends),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
