/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks that are broken, or made to harm: each is refused in one sentence and in two seconds,
 * by the program that the server starts. */
#include "promise.h"

#include "host/text/date.h"
#include "workbook/convert.h"
#include "workbook/limits.h"
#include "workbook_maker.h"

#define PLAIN MAKER_BOOK("", MAKER_ONE_SHEET)
#define REFUSED_WITHIN_MS 2000
#define PATIENCE 5 /* times as much where sanitizers and neighbours slow everything down */

static struct workbook_csv csv;
static struct host_problem problem;

static enum tx_reason convert(struct tx_span bytes) {
  problem = (struct host_problem){ 0 };
  return workbook_convert(bytes, TONGXING_WORKBOOK, NULL, &csv, &problem);
}

static void refuses(struct tx_span bytes, const char *what, const char *words) {
  const int64_t since_ms = host_monotonic_ms();
  const enum tx_reason reason = convert(bytes);
  const int64_t taken_ms = host_monotonic_ms() - since_ms;
  ASSERT_ROW(reason != TX_OK && csv.text == NULL, what);
  if (!strstr(problem.en, words)) fail_msg("%s: %s", what, problem.en);
  ASSERT_ROW(*problem.zh && !strchr(problem.en, '\n'), what);
  ASSERT_ROW(taken_ms < REFUSED_WITHIN_MS * PATIENCE, what);
  workbook_csv_finish(&csv);
}

/* Frees the bytes. */
static void refuses_made(struct tx_span bytes, const char *what, const char *words) {
  refuses(bytes, what, words);
  free((void *)bytes.p);
}

static struct tx_span with_part(const char *name, const char *text, size_t blanks,
                                const char *end) {
  struct maker_part parts[] = {
    { "_rels/.rels", maker_root, 0, NULL },
    { "xl/workbook.xml", PLAIN, 0, NULL },
    { "xl/_rels/workbook.xml.rels", maker_relations, 0, NULL },
    { "xl/worksheets/sheet1.xml", MAKER_ROWS(""), 0, NULL },
    { "xl/sharedStrings.xml", "<sst/>", 0, NULL },
    { "xl/styles.xml", "<styleSheet/>", 0, NULL },
  };
  for (size_t i = 0; i < COUNT(parts); i++)
    if (strcmp(parts[i].name, name) == 0) parts[i] = (struct maker_part){ name, text, blanks, end };
  return maker_pack(parts, COUNT(parts));
}

#define SHEET "xl/worksheets/sheet1.xml"
#define BLANKS_MIB ((size_t)48)

static void blanks_without_end_are_not_unpacked(UNUSED void **state) {
  refuses_made(with_part(SHEET, "<worksheet>", BLANKS_MIB << 20, "<sheetData/></worksheet>"),
               "blanks between elements", "times its size");
  refuses_made(with_part(SHEET, "<worksheet a='", BLANKS_MIB << 20, "'/>"),
               "one attribute without end", "memory");
  refuses_made(
      with_part("xl/sharedStrings.xml", "<sst><si><t>", BLANKS_MIB << 20, "</t></si></sst>"),
      "one text without end", "too long");
}

static void a_document_type_expands_nothing(UNUSED void **state) {
  refuses_made(with_part(SHEET,
                         "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
                         "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><worksheet>&c;</worksheet>",
                         0, NULL),
               "entities in entities", "DOCTYPE");
  refuses_made(
      with_part("xl/workbook.xml", "<!DOCTYPE w SYSTEM 'file:///etc/passwd'><workbook/>", 0, NULL),
      "a document type elsewhere", "DOCTYPE");
}

static void more_sheets_than_anybody_has_are_refused(UNUSED void **state) {
  static char book[64 * (WORKBOOK_SHEETS_MAX + 8)];
  size_t n = (size_t)snprintf(book, sizeof book, "<workbook xmlns:r='x'><sheets>");
  for (unsigned i = 0; i <= WORKBOOK_SHEETS_MAX; i++)
    n += (size_t)snprintf(book + n, sizeof book - n, "<sheet name='%u' r:id='rId1'/>", i);
  snprintf(book + n, sizeof book - n, "</sheets></workbook>");
  refuses_made(with_part("xl/workbook.xml", book, 0, NULL), "sheets", "too many sheets");
}

static void elements_in_elements_without_end_are_refused(UNUSED void **state) {
  static char deep[4 * 100000 + 1];
  for (size_t i = 0; i < 100000; i++)
    memcpy(deep + 3 * i, "<a>", 3);
  refuses_made(with_part(SHEET, deep, 0, NULL), "deep", "damaged");
}

static void what_is_cut_off_or_altered_is_refused(UNUSED void **state) {
  const struct tx_span whole =
      maker_workbook(PLAIN, MAKER_ROWS("<row r='1'><c><v>1</v></c></row>"), NULL, NULL);
  for (size_t n = 4; n < whole.n; n += 97)
    refuses(tx_span_of(whole.p, n), "cut off", "damaged");
  uint8_t *altered = memcpy(malloc(whole.n), whole.p, whole.n);
  uint8_t *central = memmem(altered, whole.n, "PK\1\2", 4);
  assert_non_null(central);
  memset(central + 42, 0xff, 4); /* where the first part begins (APPNOTE 4.4.16) */
  refuses(tx_span_of(altered, whole.n), "a part beyond the end", "damaged");
  free(altered);
  free((void *)whole.p);
}

static void a_wrong_checksum_is_a_damaged_workbook(UNUSED void **state) {
  const struct tx_span whole =
      maker_workbook(PLAIN, MAKER_ROWS("<row r='1'><c><v>1</v></c></row>"), NULL, NULL);
  uint8_t *central = memmem(whole.p, whole.n, "PK\1\2", 4);
  assert_non_null(central);
  central[16] ^= 1; /* of the first part (APPNOTE 4.4.7) */
  refuses_made(whole, "CRC", "damaged");
}

static void what_is_no_workbook_is_named(UNUSED void **state) {
  static const char text_relations[] = XLSX_RELATIONS
      "<Relationship Id='r1' Type='" XLSX_OFFICE "/officeDocument' Target='word/document.xml'/>"
      "</Relationships>";
  static const char binary_relations[] = XLSX_RELATIONS
      "<Relationship Id='r1' Type='" XLSX_OFFICE "/officeDocument' Target='xl/workbook.bin'/>"
      "</Relationships>";
  const struct maker_part other = { "mimetype", "application/epub+zip", 0, NULL };
  const struct maker_part text = { "_rels/.rels", text_relations, 0, NULL };
  const struct maker_part binary = { "_rels/.rels", binary_relations, 0, NULL };
  refuses_made(maker_pack(&other, 1), "a book", "no Excel workbook");
  refuses_made(maker_pack(&text, 1), "a text document", "no Excel workbook");
  refuses_made(maker_pack(&binary, 1), ".xlsb", "binary workbook");
  const struct maker_part lone = { "_rels/.rels", maker_root, 0, NULL };
  refuses_made(maker_pack(&lone, 1), "no parts", "lacks one of its parts");
}

static void an_old_or_locked_workbook_is_named_with_what_to_do(UNUSED void **state) {
  uint8_t compound[2048] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
  refuses(tx_span_of(compound, sizeof compound), ".xls", "(.xls): please open it");
  static const char stream[] = "EncryptedPackage";
  for (size_t i = 0; i < sizeof stream; i++)
    compound[1024 + 2 * i] = (uint8_t)stream[i];
  refuses(tx_span_of(compound, sizeof compound), "a password", "take the password away");
  const struct tx_span zip = maker_workbook(PLAIN, MAKER_ROWS(""), NULL, NULL);
  uint8_t *central = memmem(zip.p, zip.n, "PK\1\2", 4);
  assert_non_null(central);
  central[8] |= 1; /* encrypted (APPNOTE 4.4.4) */
  refuses_made(zip, "a ZIP password", "take the password away");
}

static void a_reader_that_is_not_there_is_named(UNUSED void **state) {
  const struct tx_span bytes = maker_workbook(PLAIN, MAKER_ROWS(""), NULL, NULL);
  assert_int_equal(workbook_convert(bytes, "/nowhere", NULL, &csv, &problem), TX_IO_FAILED);
  assert_non_null(strstr(problem.en, "tongxing-workbook"));
  assert_int_equal(workbook_convert(bytes, "/bin/true", NULL, &csv, &problem), TX_BAD_ARGUMENT);
  assert_non_null(strstr(problem.en, "could not be read to its end"));
  free((void *)bytes.p);
}

static bool is_wanted(const char *text, size_t n) {
  return memmem(text, n, "9", 1) != NULL;
}

static void the_sheet_that_is_wanted_is_taken_and_another_named(UNUSED void **state) {
  const struct maker_part parts[] = {
    { "_rels/.rels", maker_root, 0, NULL },
    { "xl/workbook.xml",
      MAKER_BOOK("", "<sheet name='说明' sheetId='2' r:id='rId2'/>" MAKER_ONE_SHEET
                     "<sheet name='2号楼' sheetId='3' r:id='rId1'/>"),
      0, NULL },
    { "xl/_rels/workbook.xml.rels", maker_relations, 0, NULL },
    { SHEET, MAKER_ROWS("<row r='2'><c r='A2'><v>9</v></c></row>"), 0, NULL },
    { "xl/worksheets/sheet2.xml", MAKER_ROWS("<row r='1'><c r='A1'><v>2</v></c></row>"), 0, NULL },
    { "xl/sharedStrings.xml", "<sst/>", 0, NULL },
    { "xl/styles.xml", "<styleSheet/>", 0, NULL },
  };
  const struct tx_span bytes = maker_pack(parts, COUNT(parts));
  assert_int_equal(workbook_convert(bytes, TONGXING_WORKBOOK, is_wanted, &csv, &problem), TX_OK);
  assert_string_equal(csv.sheet, "名册");
  assert_string_equal(csv.more, "2号楼");
  assert_string_equal(csv.text, "\xef\xbb\xbf,\n9,\n");
  workbook_csv_finish(&csv);
  free((void *)bytes.p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(blanks_without_end_are_not_unpacked),
    PROMISE(a_document_type_expands_nothing),
    PROMISE(more_sheets_than_anybody_has_are_refused),
    PROMISE(elements_in_elements_without_end_are_refused),
    PROMISE(what_is_cut_off_or_altered_is_refused),
    PROMISE(a_wrong_checksum_is_a_damaged_workbook),
    PROMISE(what_is_no_workbook_is_named),
    PROMISE(an_old_or_locked_workbook_is_named_with_what_to_do),
    PROMISE(a_reader_that_is_not_there_is_named),
    PROMISE(the_sheet_that_is_wanted_is_taken_and_another_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
