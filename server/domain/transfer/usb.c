/* SPDX-License-Identifier: Apache-2.0 */
#include "usb.h"

#include "store/publication/publications.h"

#include <stdlib.h>

enum tx_reason usb_objects(const struct request *request, struct usb_object **out, size_t *count) {
  *out = NULL;
  *count = 0;
  DB_ROWS rows = publications_headings(request->db);
  while (db_next(&rows)) {
    struct usb_object *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    struct usb_object *object = &grown[(*count)++];
    *object = (struct usb_object){ .area = (uint64_t)db_column_int(&rows, 1),
                                   .seq = (uint64_t)db_column_int(&rows, 2) };
    db_column_copy(&rows, 0, object->kind, sizeof object->kind);
  }
  return rows.end;
}
