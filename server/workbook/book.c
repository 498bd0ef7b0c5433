/* SPDX-License-Identifier: Apache-2.0 */
#include "book.h"

#include "xml.h"

#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- relationships (ECMA-376-2, 9.3) ---------------------------------------------------------- */

/* The strict and the transitional form differ in front of the last word. */
static bool is_type(const char *type, const char *word) {
  const char *slash = type ? strrchr(type, '/') : NULL;
  return slash && strcmp(slash + 1, word) == 0;
}

/* A target from the folder of the part that names it, or from the root. */
static void resolve(const char *base, const char *target, char out[WORKBOOK_NAME_MAX]) {
  const char *slash = strrchr(base, '/');
  const int folder = slash && *target != '/' ? (int)(slash + 1 - base) : 0;
  const int n = snprintf(out, WORKBOOK_NAME_MAX, "%.*s%s", folder, base, target + (*target == '/'));
  if (n < 0 || n >= WORKBOOK_NAME_MAX) *out = '\0';
}

static void take_sheet(struct workbook_book *book, const char *id, const char *target) {
  for (size_t i = 0; id && i < book->count; i++)
    if (strcmp(book->sheets[i].relation, id) == 0)
      resolve(book->part, target, book->sheets[i].part);
}

static void on_relation(struct workbook_xml *xml, void *context, const char *name,
                        const char **attributes) {
  struct workbook_book *book = context;
  const char *type = workbook_xml_attribute(attributes, "Type");
  const char *target = workbook_xml_attribute(attributes, "Target");
  (void)xml;
  if (strcmp(name, "Relationship") != 0 || !target) return;
  if (is_type(type, "officeDocument") && !*book->part) resolve("", target, book->part);
  if (is_type(type, "sharedStrings")) resolve(book->part, target, book->strings);
  if (is_type(type, "styles")) resolve(book->part, target, book->styles);
  if (is_type(type, "worksheet"))
    take_sheet(book, workbook_xml_attribute(attributes, "Id"), target);
}

static enum workbook_refusal read_relations(struct workbook_book *book,
                                            const struct workbook_parts *parts, const char *of) {
  static const struct workbook_elements elements = { on_relation, NULL, NULL };
  char name[WORKBOOK_NAME_MAX + 16];
  const char *slash = strrchr(of, '/');
  const int folder = slash ? (int)(slash + 1 - of) : 0;
  snprintf(name, sizeof name, "%.*s_rels/%s.rels", folder, of, of + folder);
  return workbook_xml_read(parts, name, &elements, book);
}

/* --- sheets (ECMA-376-1, 18.2) ---------------------------------------------------------------- */

static enum workbook_refusal add_sheet(struct workbook_book *book, const char *name, const char *id,
                                       const char *state) {
  if (!name || !id) return WORKBOOK_BROKEN;
  if (book->count == WORKBOOK_SHEETS_MAX) return WORKBOOK_TOO_MANY_PARTS;
  struct workbook_sheet *grown = realloc(book->sheets, (book->count + 1) * sizeof *grown);
  if (!grown) return WORKBOOK_NO_MEMORY;
  book->sheets = grown;
  struct workbook_sheet *sheet = &grown[book->count++];
  *sheet = (struct workbook_sheet){ .hidden = state && strcmp(state, "visible") != 0 };
  host_copy(name, sheet->name, sizeof sheet->name);
  host_copy(id, sheet->relation, sizeof sheet->relation);
  return WORKBOOK_READ;
}

static void on_book(struct workbook_xml *xml, void *context, const char *name,
                    const char **attributes) {
  struct workbook_book *book = context;
  enum workbook_refusal refusal = WORKBOOK_READ;
  if (strcmp(name, "workbookPr") == 0) {
    const char *from_1904 = workbook_xml_attribute(attributes, "date1904");
    book->from_1904 = from_1904 && (*from_1904 == '1' || *from_1904 == 't');
  }
  if (strcmp(name, "sheet") == 0)
    refusal = add_sheet(book, workbook_xml_attribute(attributes, "name"),
                        workbook_xml_attribute(attributes, "id"),
                        workbook_xml_attribute(attributes, "state"));
  if (refusal != WORKBOOK_READ) workbook_xml_stop(xml, refusal);
}

static bool ends(const char *text, const char *suffix) {
  const size_t n = strlen(text), m = strlen(suffix);
  return n >= m && strcmp(text + n - m, suffix) == 0;
}

/* A text document or a presentation has an office document of its own, elsewhere. */
static enum workbook_refusal look(const struct workbook_book *book) {
  if (ends(book->part, ".bin")) return WORKBOOK_BINARY;
  return strstr(book->part, "workbook") || strncmp(book->part, "xl/", 3) == 0 ? WORKBOOK_READ
                                                                              : WORKBOOK_OTHER;
}

enum workbook_refusal workbook_book_read(struct workbook_book *book,
                                         const struct workbook_parts *parts) {
  static const struct workbook_elements elements = { on_book, NULL, NULL };
  enum workbook_refusal refusal = read_relations(book, parts, "");
  if (refusal == WORKBOOK_NO_PART) return WORKBOOK_OTHER;
  if (refusal == WORKBOOK_READ) refusal = look(book);
  if (refusal == WORKBOOK_READ) refusal = workbook_xml_read(parts, book->part, &elements, book);
  if (refusal == WORKBOOK_READ) refusal = read_relations(book, parts, book->part);
  return refusal;
}

void workbook_book_finish(struct workbook_book *book) {
  free(book->sheets);
  *book = (struct workbook_book){ 0 };
}
