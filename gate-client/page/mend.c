/* SPDX-License-Identifier: Apache-2.0 */
#include "page/mend.h"

#include <inttypes.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *link_of(const char *server, int64_t late_s) {
  char *link = NULL;
  size_t n = strlen(server);
  if (n > 0 && server[n - 1] == '/') n--;
  if (asprintf(&link, "%.*s/resident/#clock?late=%" PRId64, (int)n, server, late_s) < 0)
    return NULL;
  return link;
}

static json_t *modules_of(const QRcode *code) {
  const size_t n = (size_t)code->width * (size_t)code->width;
  char *modules = malloc(n + 1);
  if (!modules) return NULL;
  for (size_t i = 0; i < n; i++)
    modules[i] = code->data[i] & 1 ? '1' : '0';
  modules[n] = '\0';
  json_t *json = json_pack("{s:i, s:s}", "size", code->width, "modules", modules);
  free(modules);
  return json;
}

json_t *mend_code(const char *server, int64_t late_s) {
  char *link = server && *server ? link_of(server, late_s) : NULL;
  QRcode *code = link ? QRcode_encodeString(link, 0, QR_ECLEVEL_M, QR_MODE_8, 1) : NULL;
  json_t *json = code ? modules_of(code) : NULL;
  QRcode_free(code);
  free(link);
  return json;
}
