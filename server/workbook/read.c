/* SPDX-License-Identifier: Apache-2.0 */
#include "read.h"

#include "sheet.h"

static enum workbook_refusal read_shared(struct workbook_reading *reading) {
  const struct workbook_book *book = &reading->book;
  enum workbook_refusal refusal = WORKBOOK_READ;
  if (*book->styles) refusal = workbook_styles_read(&reading->styles, reading->parts, book->styles);
  if (refusal == WORKBOOK_READ && *book->strings)
    refusal = workbook_strings_read(&reading->strings, reading->parts, book->strings);
  return refusal;
}

static enum workbook_refusal read_sheets(struct workbook_reading *reading) {
  enum workbook_refusal refusal = WORKBOOK_READ;
  for (size_t i = 0; i < reading->book.count && refusal == WORKBOOK_READ; i++) {
    const struct workbook_sheet *sheet = &reading->book.sheets[i];
    if (sheet->hidden || !*sheet->part) continue; /* a chart has no rows */
    if (!reading->sink->sheet(reading->sink->context, sheet->name)) return WORKBOOK_NOT_WANTED;
    refusal = workbook_sheet_read(reading, sheet->part);
  }
  return refusal;
}

enum workbook_refusal workbook_read(const struct workbook_parts *parts,
                                    const struct workbook_sink *sink) {
  struct workbook_reading reading = { .parts = parts, .sink = sink };
  enum workbook_refusal refusal = workbook_book_read(&reading.book, parts);
  if (refusal == WORKBOOK_READ) refusal = read_shared(&reading);
  if (refusal == WORKBOOK_READ) refusal = read_sheets(&reading);
  workbook_strings_finish(&reading.strings);
  workbook_styles_finish(&reading.styles);
  workbook_book_finish(&reading.book);
  return refusal;
}
