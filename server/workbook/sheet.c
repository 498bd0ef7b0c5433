/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet.h"

#include "number.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

#define OUT_MAX 32768

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN };

struct rows {
  struct workbook_reading *reading;
  size_t row, line;     /* being read; being written, both from 1 */
  unsigned column, out; /* of the cell from 1, fields written of the line */
  enum cell_type type;
  bool is_date;
  bool wanted, aloud; /* text at hand is the cell's; within <rPh> */
  bool over;          /* what follows the rows are rules, links and margins */
  struct workbook_text value;
  size_t ahead_n;
  char ahead[OUT_MAX]; /* to be told */
};

/* --- out -------------------------------------------------------------------------------------- */

static bool tell(struct rows *rows) {
  const struct workbook_sink *sink = rows->reading->sink;
  const size_t n = rows->ahead_n;
  rows->ahead_n = 0;
  return !n || sink->text(sink->context, rows->ahead, n);
}

static bool put(struct rows *rows, char c) {
  if (rows->ahead_n == sizeof rows->ahead && !tell(rows)) return false;
  rows->ahead[rows->ahead_n++] = c;
  return true;
}

/* Two fields at least: the first line says by what fields are parted. */
static bool end_line(struct rows *rows) {
  bool good = rows->out > 1 || put(rows, ',');
  rows->out = 0;
  rows->line++;
  return good && put(rows, '\n');
}

/* Quoted where it has to be; a line end within a cell is a blank, so that a row is a line. */
static bool put_quoted(struct rows *rows, const char *text, size_t n) {
  bool good = put(rows, '"');
  for (size_t i = 0; i < n && good; i++) {
    const char c = text[i] == '\n' || text[i] == '\r' ? ' ' : text[i];
    good = (c != '"' || put(rows, '"')) && put(rows, c);
  }
  return good && put(rows, '"');
}

static bool is_plain(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (strchr(",\"\r\n", text[i])) return false;
  return true;
}

static bool put_plain(struct rows *rows, const char *text, size_t n) {
  if (n > sizeof rows->ahead) return put_quoted(rows, text, n);
  if (n > sizeof rows->ahead - rows->ahead_n && !tell(rows)) return false;
  memcpy(rows->ahead + rows->ahead_n, text, n);
  rows->ahead_n += n;
  return true;
}

static bool put_field(struct rows *rows, const char *text, size_t n) {
  bool good = true;
  while (good && rows->line < rows->row)
    good = end_line(rows);
  unsigned column = rows->column < WORKBOOK_COLUMNS_MAX ? rows->column : WORKBOOK_COLUMNS_MAX;
  if (column <= rows->out) column = rows->out + 1;
  while (good && rows->out < column)
    good = rows->out++ == 0 || put(rows, ',');
  return good && (is_plain(text, n) ? put_plain(rows, text, n) : put_quoted(rows, text, n));
}

/* --- cells (ECMA-376-1, 18.3.1.4) ------------------------------------------------------------- */

static enum cell_type find_type(const char *t) {
  if (!t || strcmp(t, "n") == 0) return CELL_NUMBER;
  if (strcmp(t, "s") == 0) return CELL_SHARED;
  return strcmp(t, "b") == 0 ? CELL_BOOLEAN : CELL_TEXT; /* str, inlineStr, e, d */
}

/* "AB12": the 28th; 0 for what is no reference. */
static unsigned find_column(const char *reference) {
  unsigned column = 0;
  for (; *reference >= 'A' && *reference <= 'Z' && column < 20000; reference++)
    column = column * 26 + (unsigned)(*reference - 'A' + 1);
  return column;
}

static enum workbook_refusal begin_cell(struct rows *rows, const char **attributes) {
  const char *reference = NULL, *type = NULL, *style = NULL;
  for (; *attributes; attributes += 2) {
    if (attributes[0][1]) continue; /* all that count have one letter */
    if (**attributes == 'r') reference = attributes[1];
    if (**attributes == 't') type = attributes[1];
    if (**attributes == 's') style = attributes[1];
  }
  const struct workbook_styles *styles = &rows->reading->styles;
  const size_t number = style ? strtoul(style, NULL, 10) : 0;
  const unsigned column = reference ? find_column(reference) : rows->column + 1;
  if (column <= rows->column) return WORKBOOK_BROKEN;
  rows->column = column;
  rows->type = find_type(type);
  rows->is_date = number < styles->count && styles->is_date[number];
  rows->value.n = 0;
  return ++rows->reading->cells > WORKBOOK_CELLS_MAX ? WORKBOOK_TOO_MANY_CELLS : WORKBOOK_READ;
}

static enum workbook_refusal end_shared(struct rows *rows) {
  size_t n;
  const unsigned long number = strtoul(rows->value.bytes, NULL, 10);
  const char *text = workbook_strings_at(&rows->reading->strings, number, &n);
  if (!text) return WORKBOOK_BROKEN;
  return n == 0 || put_field(rows, text, n) ? WORKBOOK_READ : WORKBOOK_NOT_WANTED;
}

static enum workbook_refusal end_cell(struct rows *rows) {
  char number[WORKBOOK_NUMBER_MAX];
  struct workbook_text *value = &rows->value;
  if (!value->n) return WORKBOOK_READ;
  if (rows->type == CELL_SHARED) return end_shared(rows);
  const char *text = value->bytes;
  if (rows->type == CELL_TEXT) workbook_text_unescape(value);
  if (rows->type == CELL_BOOLEAN) text = *value->bytes == '1' ? "TRUE" : "FALSE";
  if (rows->type == CELL_NUMBER) {
    const bool from_1904 = rows->reading->book.from_1904;
    if (workbook_number(value->bytes, rows->is_date, from_1904, number)) text = number;
  }
  return put_field(rows, text, strlen(text)) ? WORKBOOK_READ : WORKBOOK_NOT_WANTED;
}

/* --- rows ------------------------------------------------------------------------------------- */

static enum workbook_refusal begin_row(struct rows *rows, const char **attributes) {
  const char *r = workbook_xml_attribute(attributes, "r");
  const size_t row = r ? strtoul(r, NULL, 10) : rows->row + 1;
  if (row <= rows->row || row > WORKBOOK_ROWS_MAX) return WORKBOOK_BROKEN;
  rows->row = row;
  rows->column = 0;
  return WORKBOOK_READ;
}

static bool is(const char *name, const char *other) {
  return *name == *other && strcmp(name, other) == 0;
}

static void on_start(struct workbook_xml *xml, void *context, const char *name,
                     const char **attributes) {
  struct rows *rows = context;
  enum workbook_refusal refusal = WORKBOOK_READ;
  if (rows->over) return;
  if (is(name, "c"))
    refusal = begin_cell(rows, attributes);
  else if (is(name, "v") || is(name, "t"))
    rows->wanted = !rows->aloud;
  else if (is(name, "row"))
    refusal = begin_row(rows, attributes);
  else if (is(name, "rPh"))
    rows->aloud = true;
  if (refusal != WORKBOOK_READ) workbook_xml_stop(xml, refusal);
}

static void on_end(struct workbook_xml *xml, void *context, const char *name) {
  struct rows *rows = context;
  enum workbook_refusal refusal = WORKBOOK_READ;
  if (rows->over) return;
  if (is(name, "c"))
    refusal = end_cell(rows);
  else if (is(name, "v") || is(name, "t"))
    rows->wanted = false;
  else if (is(name, "rPh"))
    rows->aloud = false;
  else if (is(name, "sheetData"))
    rows->over = true;
  if (refusal != WORKBOOK_READ) workbook_xml_stop(xml, refusal);
}

static void on_text(struct workbook_xml *xml, void *context, const char *text, size_t n) {
  struct rows *rows = context;
  if (rows->wanted && !workbook_text_add(&rows->value, text, n, WORKBOOK_CELL_BYTES))
    workbook_xml_stop(xml, WORKBOOK_TOO_MANY_STRINGS);
}

enum workbook_refusal workbook_sheet_read(struct workbook_reading *reading, const char *part) {
  static const struct workbook_elements elements = { on_start, on_end, on_text };
  struct rows *rows = calloc(1, sizeof *rows);
  if (!rows) return WORKBOOK_NO_MEMORY;
  rows->reading = reading;
  rows->line = 1;
  enum workbook_refusal refusal = workbook_xml_read(reading->parts, part, &elements, rows);
  if (refusal == WORKBOOK_READ && !((rows->out == 0 || end_line(rows)) && tell(rows)))
    refusal = WORKBOOK_NOT_WANTED;
  workbook_text_finish(&rows->value);
  free(rows);
  return refusal;
}
