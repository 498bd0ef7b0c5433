/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a workbook's cells, as a roster's reader is given it. */
#include "promise.h"

#include "workbook/number.h"
#include "workbook/read.h"
#include "workbook/zip.h"
#include "workbook_maker.h"

struct heard {
  char names[200], text[8192];
  size_t n;
};

static bool hear_sheet(void *context, const char *name) {
  struct heard *heard = context;
  strncat(heard->names, name, sizeof heard->names - strlen(heard->names) - 2);
  strcat(heard->names, "|");
  return true;
}

static bool hear_text(void *context, const char *csv, size_t n) {
  struct heard *heard = context;
  assert_true(n < sizeof heard->text - heard->n);
  memcpy(heard->text + heard->n, csv, n);
  heard->text[heard->n += n] = '\0';
  return true;
}

static long read_at(void *context, uint64_t offset, void *out, size_t n) {
  const struct tx_span *bytes = context;
  if (offset >= bytes->n) return 0;
  if (n > bytes->n - offset) n = (size_t)(bytes->n - offset);
  memcpy(out, bytes->p + offset, n);
  return (long)n;
}

/* Takes the bytes over. */
static enum workbook_refusal read_bytes(struct tx_span bytes, struct heard *heard) {
  const struct workbook_sink sink = { hear_sheet, hear_text, heard };
  struct workbook_zip *zip = NULL;
  *heard = (struct heard){ 0 };
  enum workbook_refusal refusal = workbook_zip_open(read_at, &bytes, bytes.n, &zip);
  if (refusal == WORKBOOK_READ) {
    const struct workbook_parts parts = workbook_zip_parts(zip);
    refusal = workbook_read(&parts, &sink);
  }
  workbook_zip_close(zip);
  free((void *)bytes.p);
  return refusal;
}

static void says(const char *book, const char *rows, const char *strings, const char *styles,
                 const char *csv) {
  struct heard heard;
  assert_int_equal(read_bytes(maker_workbook(book, rows, strings, styles), &heard), WORKBOOK_READ);
  assert_string_equal(heard.text, csv);
}

#define PLAIN MAKER_BOOK("", MAKER_ONE_SHEET)

static void shared_and_inline_texts_are_read_without_how_they_sound(UNUSED void **state) {
  says(PLAIN,
       MAKER_ROWS("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
                  "<c r='C1' t='inlineStr'><is><r><t>王</t></r><r><t>五</t></r><rPh><t>wáng</t>"
                  "</rPh></is></c><c r='D1' t='str'><f>A1</f><v>张&amp;三</v></c>"
                  "<c r='E1' t='b'><v>1</v></c></row>"),
       "<sst><si><t>张三</t></si><si><r><t>李</t></r><r><t xml:space='preserve'> 四</t></r>"
       "<rPh sb='0' eb='1'><t>lǐ</t></rPh></si></sst>",
       NULL, "张三,李 四,王五,张&三,TRUE\n");
}

static void every_row_stands_on_its_own_line(UNUSED void **state) {
  says(PLAIN,
       MAKER_ROWS("<row r='2'><c r='B2' t='inlineStr'><is><t>a\nb</t></is></c></row><row r='4'>"
                  "<c r='A4' t='inlineStr'><is><t>x,\"y\"</t></is></c><c r='C4'/></row>"
                  "<row r='900000'><c r='A900000' s='1'/></row>"),
       NULL, NULL, ",\n,\"a b\"\n,\n\"x,\"\"y\"\"\",\n");
  says(PLAIN, MAKER_ROWS("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
       NULL, NULL, "1,2\n3,\n");
}

static void what_a_writer_escaped_is_itself_again(UNUSED void **state) {
  says(PLAIN,
       MAKER_ROWS("<row r='1'><c r='A1' t='inlineStr'><is><t>3_x000D_号_x005F_x_xZZZZ_</t></is>"
                  "</c><c r='B1'><v>1</v></c></row>"),
       NULL, NULL, "3 号_x_xZZZZ_,1\n");
}

/* Built-in formats, those of Chinese systems that WPS writes, and a workbook's own. */
static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/>"
    "<numFmt numFmtId='177' formatCode='0.00&quot;day&quot;'/>"
    "<numFmt numFmtId='178' formatCode='[h]:mm'/>"
    "<numFmt numFmtId='179' formatCode='[$-804]m\\d;@'/></numFmts>"
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>"
    "<xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='31'/><xf numFmtId='57'/>"
    "<xf numFmtId='176'/><xf numFmtId='177'/><xf numFmtId='178'/><xf numFmtId='179'/>"
    "<xf numFmtId='22'/><xf numFmtId='32'/><xf numFmtId='49'/></cellXfs></styleSheet>";

#define STYLED(column, style, value) "<c r='" column "1' s='" style "'><v>" value "</v></c>"
#define DATES                                                                                      \
  STYLED("A", "0", "44592")                                                                        \
  STYLED("B", "1", "44592")                                                                        \
  STYLED("C", "2", "44592")                                                                        \
  STYLED("D", "3", "44592")                                                                        \
  STYLED("E", "4", "44592")                                                                        \
  STYLED("F", "5", "44592")                                                                        \
  STYLED("G", "6", "44592")                                                                        \
  STYLED("H", "7", "44592")                                                                        \
  STYLED("I", "8", "44592.5") STYLED("J", "9", "44592") STYLED("K", "10", "44592")

static void a_number_is_a_day_by_the_style_of_its_cell(UNUSED void **state) {
  says(PLAIN, MAKER_ROWS("<row r='1'>" DATES "</row>"), NULL, styles,
       "44592,2022-01-31,2022-01-31,2022-01-31,2022-01-31,44592,44592,2022-01-31,"
       "2022-01-31 12:00:00,44592,44592\n");
  says(MAKER_BOOK("<workbookPr date1904='1'/>", MAKER_ONE_SHEET),
       MAKER_ROWS("<row r='1'>" STYLED("A", "1", "43130") "</row>"), NULL, styles, "2022-01-31,\n");
}

static void days_are_counted_as_spreadsheets_count_them(UNUSED void **state) {
  static const struct {
    const char *serial, *day;
  } rows[] = { { "1", "1900-01-01" },
               { "59", "1900-02-28" },
               { "61", "1900-03-01" },
               { "18264", "1950-01-01" },
               { "2958465", "9999-12-31" },
               { "2958466", "2958466" },
               { "0", "0" },
               { "-3", "-3" },
               { "44592.999999", "2022-02-01" } };
  char out[WORKBOOK_NUMBER_MAX];
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(workbook_number(rows[i].serial, true, false, out) && !strcmp(out, rows[i].day),
               rows[i].serial);
}

static void a_number_keeps_what_the_spreadsheet_kept_of_it(UNUSED void **state) {
  static const struct {
    const char *value, *text;
  } rows[] = { { "13800138000", "13800138000" },
               { "1.3800138E10", "13800138000" },
               { "3.0", "3" },
               { "0.1", "0.1" },
               { "123456789012345", "123456789012345" },
               { "6.10113198001011E+17", "6.10113198001011E+17" },
               { "610113198001011000", "6.10113198001011E+17" },
               { "1234567890123456", "1.23456789012346E+15" },
               { "007", "007" } };
  char out[WORKBOOK_NUMBER_MAX];
  for (size_t i = 0; i < COUNT(rows); i++)
    ASSERT_ROW(workbook_number(rows[i].value, false, false, out) && !strcmp(out, rows[i].text),
               rows[i].value);
  assert_false(workbook_number("1e999", false, false, out));
  assert_false(workbook_number("12x", false, false, out));
}

static void sheets_come_in_their_order_and_hidden_ones_do_not(UNUSED void **state) {
  const struct maker_part parts[] = {
    { "_rels/.rels", maker_root, 0, NULL },
    { "xl/workbook.xml",
      MAKER_BOOK("", "<sheet name='说明' sheetId='2' r:id='rId2'/>" MAKER_ONE_SHEET
                     "<sheet name='字典' state='veryHidden' sheetId='3' r:id='rId2'/>"),
      0, NULL },
    { "xl/_rels/workbook.xml.rels", maker_relations, 0, NULL },
    { "xl/worksheets/sheet1.xml", MAKER_ROWS("<row r='1'><c r='A1'><v>1</v></c></row>"), 0, NULL },
    { "XL/Worksheets/Sheet2.xml", MAKER_ROWS("<row r='1'><c r='A1'><v>2</v></c></row>"), 0, NULL },
    { "xl/styles.xml", "<styleSheet/>", 0, NULL },
    { "xl/sharedStrings.xml", "<sst/>", 0, NULL },
  };
  struct heard heard;
  assert_int_equal(read_bytes(maker_pack(parts, COUNT(parts)), &heard), WORKBOOK_READ);
  assert_string_equal(heard.names, "说明|名册|");
  assert_string_equal(heard.text, "2,\n1,\n");
}

static void what_no_strict_reader_takes_is_refused(UNUSED void **state) {
  static const char *const sheets[] = {
    MAKER_ROWS("<row r='2'/><row r='1'/>"),
    MAKER_ROWS("<row r='1048577'/>"),
    MAKER_ROWS("<row r='1'><c r='B1'/><c r='A1'/></row>"),
    MAKER_ROWS("<row r='1'><c r='A1' t='s'><v>0</v></c></row>"),
    "<worksheet><sheetData><row r='1'>",
    "no XML",
  };
  struct heard heard;
  for (size_t i = 0; i < COUNT(sheets); i++)
    ASSERT_ROW(read_bytes(maker_workbook(PLAIN, sheets[i], NULL, NULL), &heard) == WORKBOOK_BROKEN,
               sheets[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(shared_and_inline_texts_are_read_without_how_they_sound),
    PROMISE(every_row_stands_on_its_own_line),
    PROMISE(what_a_writer_escaped_is_itself_again),
    PROMISE(a_number_is_a_day_by_the_style_of_its_cell),
    PROMISE(days_are_counted_as_spreadsheets_count_them),
    PROMISE(a_number_keeps_what_the_spreadsheet_kept_of_it),
    PROMISE(sheets_come_in_their_order_and_hidden_ones_do_not),
    PROMISE(what_no_strict_reader_takes_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
