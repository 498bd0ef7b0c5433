/* SPDX-License-Identifier: Apache-2.0 */
/* A part read as XML, a stream of elements by their local names. */
#ifndef SERVER_WORKBOOK_XML_H
#define SERVER_WORKBOOK_XML_H

#include "parts.h"

struct workbook_xml;

struct workbook_elements {
  void (*start)(struct workbook_xml *xml, void *context, const char *name, const char **attributes);
  void (*end)(struct workbook_xml *xml, void *context, const char *name);
  /* In pieces, as they come; NULL: nobody listens. */
  void (*text)(struct workbook_xml *xml, void *context, const char *text, size_t n);
};

/* Reads one to its end. A document type is refused (WORKBOOK_ENTITIES): nothing is ever expanded.
 */
enum workbook_refusal workbook_xml_read(const struct workbook_parts *parts, const char *name,
                                        const struct workbook_elements *elements, void *context);

/* For an element's function: no more of it. WORKBOOK_READ ends it well. */
void workbook_xml_stop(struct workbook_xml *xml, enum workbook_refusal refusal);

/* The value of an attribute by its local name; NULL without it. */
const char *workbook_xml_attribute(const char **attributes, const char *name);

#endif
