/* SPDX-License-Identifier: Apache-2.0 */
#include "styles.h"

#include "limits.h"
#include "number.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

#define CODES_MAX 1024 /* formats of the workbook's own; the rest shows no day */

struct reading {
  struct workbook_styles *styles;
  struct {
    unsigned long id;
    bool is_date;
  } codes[CODES_MAX];
  size_t codes_n;
  bool in_cells; /* within cellXfs, which cells name by number */
};

static void add_code(struct reading *reading, const char *id, const char *code) {
  if (!id || !code || reading->codes_n == CODES_MAX) return;
  reading->codes[reading->codes_n].id = strtoul(id, NULL, 10);
  reading->codes[reading->codes_n++].is_date = workbook_format_code_is_date(code);
}

/* A workbook's own word about a number goes before the table. */
static bool shows_date(const struct reading *reading, const char *id) {
  const unsigned long number = id ? strtoul(id, NULL, 10) : 0;
  for (size_t i = 0; i < reading->codes_n; i++)
    if (reading->codes[i].id == number) return reading->codes[i].is_date;
  return number < 164 && workbook_format_is_date((unsigned)number);
}

static bool add_style(struct workbook_styles *styles, bool is_date) {
  if (styles->count == styles->cap) {
    const size_t cap = styles->cap ? styles->cap * 2 : 64;
    bool *grown = realloc(styles->is_date, cap * sizeof *grown);
    if (!grown) return false;
    styles->is_date = grown;
    styles->cap = cap;
  }
  styles->is_date[styles->count++] = is_date;
  return true;
}

static void on_start(struct workbook_xml *xml, void *context, const char *name,
                     const char **attributes) {
  struct reading *reading = context;
  const char *id = workbook_xml_attribute(attributes, "numFmtId");
  if (strcmp(name, "numFmt") == 0)
    add_code(reading, id, workbook_xml_attribute(attributes, "formatCode"));
  if (strcmp(name, "cellXfs") == 0) reading->in_cells = true;
  if (!reading->in_cells || strcmp(name, "xf") != 0) return;
  if (reading->styles->count == WORKBOOK_STYLES_MAX)
    workbook_xml_stop(xml, WORKBOOK_TOO_MANY_CELLS);
  else if (!add_style(reading->styles, shows_date(reading, id)))
    workbook_xml_stop(xml, WORKBOOK_NO_MEMORY);
}

static void on_end(struct workbook_xml *xml, void *context, const char *name) {
  (void)xml;
  if (strcmp(name, "cellXfs") == 0) ((struct reading *)context)->in_cells = false;
}

enum workbook_refusal workbook_styles_read(struct workbook_styles *styles,
                                           const struct workbook_parts *parts, const char *name) {
  static const struct workbook_elements elements = { on_start, on_end, NULL };
  struct reading *reading = calloc(1, sizeof *reading);
  if (!reading) return WORKBOOK_NO_MEMORY;
  reading->styles = styles;
  const enum workbook_refusal refusal = workbook_xml_read(parts, name, &elements, reading);
  free(reading);
  return refusal;
}

void workbook_styles_finish(struct workbook_styles *styles) {
  free(styles->is_date);
  *styles = (struct workbook_styles){ 0 };
}
