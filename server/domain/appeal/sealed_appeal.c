/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_internal.h"
#include "domain/key/sealed_json.h"
#include "store/office/appeals.h"

#include <stdio.h>

static void name_row(const struct appeal *row, char out[64]) {
  snprintf(out, 64, "appeal %llu %lld", (unsigned long long)row->area, (long long)row->id);
}

enum tx_reason appeal_seal(const struct request *request, const struct appeal *row) {
  char name[64];
  HOST_BYTES sealed = { 0 };
  json_t *json = json_pack("{s:s, s:s}", "words", row->words, "answer", row->answer);
  name_row(row, name);
  enum tx_reason reason = sealed_json_make(request->fields, name, json, &sealed);
  if (reason != TX_OK) return reason;
  return appeals_seal(request->db, row->area, row->id, host_span(&sealed));
}

enum tx_reason appeal_open(const struct request *request, const struct db_rows *rows,
                           struct appeal *out) {
  char name[64];
  struct tx_span sealed;
  json_t *json = NULL;
  appeals_read(rows, out, &sealed);
  if (!sealed.n) return TX_OK;
  name_row(out, name);
  enum tx_reason reason = sealed_json_open(request->fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  SEALED_JSON_TAKE(json, out, words);
  SEALED_JSON_TAKE(json, out, answer);
  json_decref(json);
  return TX_OK;
}
