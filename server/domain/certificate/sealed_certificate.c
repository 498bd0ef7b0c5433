/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_certificate.h"

#include "domain/key/sealed_json.h"
#include "store/pass/certificates.h"

#include <stdio.h>

static void name_row(const struct certificate_row *row, char out[64]) {
  snprintf(out, 64, "certificate %llu %u", (unsigned long long)row->area, row->serial);
}

enum tx_reason certificate_seal(const struct request *request, const struct certificate_row *row,
                                struct host_bytes *out) {
  char name[64];
  json_t *json = json_pack("{s:s, s:s, s:s, s:s}", "text", row->text, "authority", row->authority,
                           "detail", row->detail, "words", row->words);
  name_row(row, name);
  return sealed_json_make(request->fields, name, json, out);
}

enum tx_reason certificate_open(const struct request *request, const struct db_rows *rows,
                                struct certificate_row *out) {
  char name[64];
  struct tx_span sealed;
  json_t *json = NULL;
  certificates_read(rows, out, &sealed);
  name_row(out, name);
  enum tx_reason reason = sealed_json_open(request->fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  SEALED_JSON_TAKE(json, out, text);
  SEALED_JSON_TAKE(json, out, authority);
  SEALED_JSON_TAKE(json, out, detail);
  SEALED_JSON_TAKE(json, out, words);
  json_decref(json);
  return TX_OK;
}
