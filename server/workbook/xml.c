/* SPDX-License-Identifier: Apache-2.0 */
#include "xml.h"

#include "limits.h"

#include <expat.h>
#include <string.h>

#define BLOCK 65536
/* A tag, comment or attribute of more bytes than this is no writer's: expat of Debian 12 begins
 * each anew with every block, which takes a time that grows with the square (CVE-2023-52425). */
#define TOKEN_MAX (1u << 20)

struct workbook_xml {
  XML_Parser parser;
  const struct workbook_elements *elements;
  void *context;
  enum workbook_refusal refusal;
  bool stopped;
  unsigned depth;
  size_t silent; /* bytes since something came of them */
};

/* Prefixes differ from writer to writer; the local names of what is read here mean one thing. */
static const char *local(const char *name) {
  const char *colon = strchr(name, ':');
  return colon ? colon + 1 : name;
}

void workbook_xml_stop(struct workbook_xml *xml, enum workbook_refusal refusal) {
  if (xml->stopped) return;
  xml->stopped = true;
  xml->refusal = refusal;
  XML_StopParser(xml->parser, XML_FALSE);
}

static void on_start(void *context, const char *name, const char **attributes) {
  struct workbook_xml *xml = context;
  xml->silent = 0;
  if (++xml->depth > WORKBOOK_DEPTH_MAX) workbook_xml_stop(xml, WORKBOOK_BROKEN);
  if (!xml->stopped) xml->elements->start(xml, xml->context, local(name), attributes);
}

static void on_end(void *context, const char *name) {
  struct workbook_xml *xml = context;
  xml->depth--;
  xml->silent = 0;
  if (xml->elements->end && !xml->stopped) xml->elements->end(xml, xml->context, local(name));
}

static void on_text(void *context, const char *text, int n) {
  struct workbook_xml *xml = context;
  xml->silent = 0;
  if (xml->elements->text && !xml->stopped) xml->elements->text(xml, xml->context, text, (size_t)n);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal) {
  (void)name;
  (void)system;
  (void)public;
  (void)internal;
  workbook_xml_stop(context, WORKBOOK_ENTITIES);
}

const char *workbook_xml_attribute(const char **attributes, const char *name) {
  for (; *attributes; attributes += 2)
    if (strcmp(local(*attributes), name) == 0) return attributes[1];
  return NULL;
}

static bool prepare(struct workbook_xml *xml) {
  xml->parser = XML_ParserCreate(NULL);
  if (!xml->parser) return false;
  XML_SetUserData(xml->parser, xml);
  XML_SetElementHandler(xml->parser, on_start, on_end);
  XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
  XML_SetCharacterDataHandler(xml->parser, on_text);
  return true;
}

static enum workbook_refusal refused(const struct workbook_xml *xml) {
  if (xml->stopped) return xml->refusal;
  return XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY ? WORKBOOK_NO_MEMORY
                                                              : WORKBOOK_BROKEN;
}

/* A block of it; *over after the last. */
static enum workbook_refusal read_block(struct workbook_xml *xml,
                                        const struct workbook_parts *parts, bool *over) {
  size_t n = 0;
  void *block = XML_GetBuffer(xml->parser, BLOCK);
  if (!block) return WORKBOOK_NO_MEMORY;
  const enum workbook_refusal refusal = parts->read(parts->context, block, BLOCK, &n);
  if (refusal != WORKBOOK_READ) return refusal;
  if ((xml->silent += n) > TOKEN_MAX) return WORKBOOK_NO_MEMORY;
  const bool parsed = XML_ParseBuffer(xml->parser, (int)n, n == 0) == XML_STATUS_OK;
  *over = n == 0 || !parsed;
  return parsed ? WORKBOOK_READ : refused(xml);
}

enum workbook_refusal workbook_xml_read(const struct workbook_parts *parts, const char *name,
                                        const struct workbook_elements *elements, void *context) {
  struct workbook_xml xml = { .elements = elements, .context = context };
  enum workbook_refusal refusal = parts->open(parts->context, name);
  if (refusal != WORKBOOK_READ) return refusal;
  bool over = false;
  if (!prepare(&xml)) refusal = WORKBOOK_NO_MEMORY;
  while (refusal == WORKBOOK_READ && !over)
    refusal = read_block(&xml, parts, &over);
  if (xml.parser) XML_ParserFree(xml.parser);
  const enum workbook_refusal closed = parts->close(parts->context);
  return refusal == WORKBOOK_READ && !xml.stopped ? closed : refusal;
}
