/* SPDX-License-Identifier: Apache-2.0 */
#include "shared_strings.h"

#include "limits.h"
#include "xml.h"

#include <stdlib.h>
#include <string.h>

/* One is <si> with <t>, or runs <r> with <t>; <rPh> is how it is read aloud. */
struct reading {
  struct workbook_strings *strings;
  struct workbook_text one;
  bool in_text, aloud;
};

static bool grow(struct workbook_strings *strings) {
  const size_t cap = strings->cap ? strings->cap * 2 : 1024;
  uint32_t *grown = realloc(strings->ends, cap * sizeof *grown);
  if (!grown) return false;
  strings->ends = grown;
  strings->cap = cap;
  return true;
}

static enum workbook_refusal keep(struct reading *reading) {
  struct workbook_strings *strings = reading->strings;
  if (strings->count == WORKBOOK_STRINGS_MAX) return WORKBOOK_TOO_MANY_STRINGS;
  if (strings->count == strings->cap && !grow(strings)) return WORKBOOK_NO_MEMORY;
  workbook_text_unescape(&reading->one);
  if (reading->one.n && !workbook_text_add(&strings->bytes, reading->one.bytes, reading->one.n,
                                           WORKBOOK_STRINGS_BYTES))
    return WORKBOOK_TOO_MANY_STRINGS;
  strings->ends[strings->count++] = (uint32_t)strings->bytes.n;
  reading->one.n = 0;
  return WORKBOOK_READ;
}

static void on_start(struct workbook_xml *xml, void *context, const char *name,
                     const char **attributes) {
  struct reading *reading = context;
  (void)xml;
  (void)attributes;
  if (strcmp(name, "t") == 0)
    reading->in_text = !reading->aloud;
  else if (strcmp(name, "rPh") == 0)
    reading->aloud = true;
}

static void on_end(struct workbook_xml *xml, void *context, const char *name) {
  struct reading *reading = context;
  if (strcmp(name, "t") == 0) reading->in_text = false;
  if (strcmp(name, "rPh") == 0) reading->aloud = false;
  if (strcmp(name, "si") != 0) return;
  const enum workbook_refusal refusal = keep(reading);
  if (refusal != WORKBOOK_READ) workbook_xml_stop(xml, refusal);
}

static void on_text(struct workbook_xml *xml, void *context, const char *text, size_t n) {
  struct reading *reading = context;
  if (reading->in_text && !workbook_text_add(&reading->one, text, n, WORKBOOK_CELL_BYTES))
    workbook_xml_stop(xml, WORKBOOK_TOO_MANY_STRINGS);
}

enum workbook_refusal workbook_strings_read(struct workbook_strings *strings,
                                            const struct workbook_parts *parts, const char *name) {
  static const struct workbook_elements elements = { on_start, on_end, on_text };
  struct reading reading = { .strings = strings };
  const enum workbook_refusal refusal = workbook_xml_read(parts, name, &elements, &reading);
  workbook_text_finish(&reading.one);
  return refusal;
}

const char *workbook_strings_at(const struct workbook_strings *strings, size_t number, size_t *n) {
  if (number >= strings->count) return NULL;
  const size_t begin = number ? strings->ends[number - 1] : 0;
  *n = strings->ends[number] - begin;
  return *n ? strings->bytes.bytes + begin : "";
}

void workbook_strings_finish(struct workbook_strings *strings) {
  workbook_text_finish(&strings->bytes);
  free(strings->ends);
  *strings = (struct workbook_strings){ 0 };
}
