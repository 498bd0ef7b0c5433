/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks made for tests: parts as a test writes them, in a ZIP file. */
#ifndef WORKBOOK_MAKER_H
#define WORKBOOK_MAKER_H

#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/bytes.h"

#define XLSX_RELATIONS                                                                             \
  "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define XLSX_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct maker_part {
  const char *name, *text;
  size_t blanks; /* as many follow the text, and then its end */
  const char *end;
};

static const char maker_root[] = XLSX_RELATIONS "<Relationship Id='r1' Type='" XLSX_OFFICE
                                                "/officeDocument' Target='xl/workbook.xml'/>"
                                                "</Relationships>";
static const char maker_relations[] = XLSX_RELATIONS
    "<Relationship Id='rId1' Type='" XLSX_OFFICE "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='rId2' Type='" XLSX_OFFICE "/worksheet' Target='/xl/worksheets/sheet2.xml'/>"
    "<Relationship Id='rId8' Type='" XLSX_OFFICE "/styles' Target='styles.xml'/>"
    "<Relationship Id='rId9' Type='" XLSX_OFFICE "/sharedStrings' Target='sharedStrings.xml'/>"
    "</Relationships>";

#define MAKER_BOOK(more, sheets)                                                                   \
  "<workbook xmlns:r='" XLSX_OFFICE "'>" more "<sheets>" sheets "</sheets></workbook>"
#define MAKER_ONE_SHEET "<sheet name='名册' sheetId='1' r:id='rId1'/>"
#define MAKER_ROWS(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static inline void maker_write(zipFile zip, const char *text, size_t n) {
  zipWriteInFileInZip(zip, text, (unsigned)n);
}

static inline void maker_add(zipFile zip, const struct maker_part *part) {
  static char spaces[65536];
  memset(spaces, ' ', sizeof spaces);
  zipOpenNewFileInZip(zip, part->name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6);
  maker_write(zip, part->text, strlen(part->text));
  for (size_t left = part->blanks; left > 0;) {
    const size_t some = left < sizeof spaces ? left : sizeof spaces;
    maker_write(zip, spaces, some);
    left -= some;
  }
  if (part->end) maker_write(zip, part->end, strlen(part->end));
  zipCloseFileInZip(zip);
}

/* The bytes of a ZIP file of these parts; the caller frees them. */
static inline struct tx_span maker_pack(const struct maker_part *parts, size_t count) {
  char path[] = "/tmp/workbook-XXXXXX";
  const int fd = mkstemp(path);
  zipFile zip = zipOpen(path, APPEND_STATUS_CREATE);
  for (size_t i = 0; i < count; i++)
    maker_add(zip, &parts[i]);
  zipClose(zip, NULL);
  const off_t n = lseek(fd, 0, SEEK_END);
  uint8_t *bytes = malloc((size_t)n);
  const bool read = pread(fd, bytes, (size_t)n, 0) == n;
  close(fd);
  unlink(path);
  return tx_span_of(bytes, read ? (size_t)n : 0);
}

/* A whole workbook with its first sheet, which may name shared texts and styles. */
static inline struct tx_span maker_workbook(const char *book, const char *sheet,
                                            const char *strings, const char *styles) {
  const struct maker_part parts[] = {
    { "_rels/.rels", maker_root, 0, NULL },
    { "xl/workbook.xml", book, 0, NULL },
    { "xl/_rels/workbook.xml.rels", maker_relations, 0, NULL },
    { "xl/worksheets/sheet1.xml", sheet, 0, NULL },
    { "xl/sharedStrings.xml", strings ? strings : "<sst/>", 0, NULL },
    { "xl/styles.xml", styles ? styles : "<styleSheet/>", 0, NULL },
  };
  return maker_pack(parts, sizeof parts / sizeof *parts);
}

#endif
