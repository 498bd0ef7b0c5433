/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a workbook: a ZIP file as it came; or, for what begins with no ZIP file, the parts
 * themselves, one behind the other with 0xff between them, since no mutation survives deflate. */
#include "workbook/read.h"
#include "workbook/zip.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
  const uint8_t *p;
  size_t n;
};

/* --- parts in the open ------------------------------------------------------------------------ */

static const char *const names[] = { "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                     "xl/sharedStrings.xml", "xl/styles.xml", "sheet.xml" };
#define ROOT "<a><b Type='/officeDocument' Target='xl/workbook.xml'/></a>"

struct open_parts {
  struct bytes all, at; /* at: what is left of the part */
};

static struct bytes nth(struct bytes all, size_t number) {
  for (; number > 0 && all.n > 0; number--) {
    const uint8_t *mark = memchr(all.p, 0xff, all.n);
    const size_t skip = mark ? (size_t)(mark - all.p) + 1 : all.n;
    all = (struct bytes){ all.p + skip, all.n - skip };
  }
  const uint8_t *end = all.n ? memchr(all.p, 0xff, all.n) : NULL;
  return (struct bytes){ all.p, end ? (size_t)(end - all.p) : all.n };
}

static enum workbook_refusal open_part(void *context, const char *name) {
  struct open_parts *parts = context;
  parts->at = (struct bytes){ (const uint8_t *)ROOT, sizeof ROOT - 1 };
  if (strcmp(name, "_rels/.rels") == 0) return WORKBOOK_READ;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0 || i + 1 == sizeof names / sizeof *names)
      return parts->at = nth(parts->all, i), WORKBOOK_READ;
  return WORKBOOK_NO_PART;
}

static enum workbook_refusal read_part(void *context, void *out, size_t cap, size_t *n) {
  struct open_parts *parts = context;
  *n = parts->at.n < cap ? parts->at.n : cap;
  if (*n) memcpy(out, parts->at.p, *n);
  parts->at.p += *n;
  parts->at.n -= *n;
  return WORKBOOK_READ;
}

static enum workbook_refusal close_part(void *context) {
  (void)context;
  return WORKBOOK_READ;
}

/* --- what comes out --------------------------------------------------------------------------- */

struct heard {
  size_t quotes;
  bool whole; /* ends with a line end, or is empty */
};

static bool hear_sheet(void *context, const char *name) {
  const struct heard *heard = context;
  if (!name || !heard->whole || heard->quotes % 2) abort();
  return true;
}

static bool hear_text(void *context, const char *csv, size_t n) {
  struct heard *heard = context;
  for (size_t i = 0; i < n; i++)
    heard->quotes += csv[i] == '"';
  if (n) heard->whole = csv[n - 1] == '\n';
  return n < (16u << 20);
}

static long read_at(void *context, uint64_t offset, void *out, size_t n) {
  const struct bytes *bytes = context;
  if (offset >= bytes->n) return 0;
  if (n > bytes->n - offset) n = bytes->n - (size_t)offset;
  memcpy(out, bytes->p + offset, n);
  return (long)n;
}

static enum workbook_refusal read_zip(struct bytes bytes, const struct workbook_sink *sink) {
  struct workbook_zip *zip = NULL;
  enum workbook_refusal refusal = workbook_zip_open(read_at, &bytes, bytes.n, &zip);
  if (refusal == WORKBOOK_READ) {
    const struct workbook_parts parts = workbook_zip_parts(zip);
    refusal = workbook_read(&parts, sink);
  }
  workbook_zip_close(zip);
  return refusal;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct heard heard = { .whole = true };
  const struct workbook_sink sink = { hear_sheet, hear_text, &heard };
  struct open_parts open = { .all = { data, size } };
  const struct workbook_parts parts = { open_part, read_part, close_part, &open };
  const bool zip = size > 2 && memcmp(data, "PK", 2) == 0;
  const enum workbook_refusal refusal =
      zip ? read_zip((struct bytes){ data, size }, &sink) : workbook_read(&parts, &sink);
  if (refusal == WORKBOOK_READ && (!heard.whole || heard.quotes % 2)) abort();
  return 0;
}
