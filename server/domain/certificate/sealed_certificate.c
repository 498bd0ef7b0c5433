/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_certificate.h"

#include "store/certificates.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void name_row(const struct certificate_row *row, char out[64]) {
  snprintf(out, 64, "certificate %llu %u", (unsigned long long)row->area, row->serial);
}

enum tx_reason certificate_seal(const struct request *request, const struct certificate_row *row,
                                struct host_bytes *out) {
  char name[64];
  json_t *json = json_pack("{s:s, s:s, s:s, s:s}", "text", row->text, "authority", row->authority,
                           "detail", row->detail, "words", row->words);
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  name_row(row, name);
  enum tx_reason reason = field_seal_new(request->fields, name, tx_span_text(text), out);
  tx_cleanse(text, strlen(text));
  return reason;
}

static void take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  snprintf(out, cap, "%s", text ? text : "");
}

enum tx_reason certificate_open(const struct request *request, const struct db_rows *rows,
                                struct certificate_row *out) {
  char name[64];
  struct tx_span sealed;
  HOST_BYTES plain = { 0 };
  certificates_read(rows, out, &sealed);
  name_row(out, name);
  enum tx_reason reason = field_unseal_new(request->fields, name, sealed, &plain);
  if (reason != TX_OK) return reason;
  json_t *json = json_loadb((const char *)plain.p, plain.n, 0, NULL);
  tx_cleanse(plain.p, plain.n);
  if (!json) return TX_MALFORMED;
  take(json, "text", out->text, sizeof out->text);
  take(json, "authority", out->authority, sizeof out->authority);
  take(json, "detail", out->detail, sizeof out->detail);
  take(json, "words", out->words, sizeof out->words);
  json_decref(json);
  return TX_OK;
}
