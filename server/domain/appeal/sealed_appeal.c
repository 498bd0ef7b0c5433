/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_internal.h"
#include "store/appeals.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void name_row(const struct appeal *row, char out[64]) {
  snprintf(out, 64, "appeal %llu %lld", (unsigned long long)row->area, (long long)row->id);
}

enum tx_reason appeal_seal(const struct request *request, const struct appeal *row) {
  char name[64];
  HOST_BYTES sealed = { 0 };
  json_t *json = json_pack("{s:s, s:s}", "words", row->words, "answer", row->answer);
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  name_row(row, name);
  enum tx_reason reason = field_seal_new(request->fields, name, tx_span_text(text), &sealed);
  tx_cleanse(text, strlen(text));
  if (reason != TX_OK) return reason;
  return appeals_seal(request->db, row->area, row->id, host_span(&sealed));
}

static void take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  snprintf(out, cap, "%s", text ? text : "");
}

enum tx_reason appeal_open(const struct request *request, const struct db_rows *rows,
                           struct appeal *out) {
  char name[64];
  struct tx_span sealed;
  HOST_BYTES plain = { 0 };
  appeals_read(rows, out, &sealed);
  if (!sealed.n) return TX_OK;
  name_row(out, name);
  enum tx_reason reason = field_unseal_new(request->fields, name, sealed, &plain);
  if (reason != TX_OK) return reason;
  json_t *json = json_loadb((const char *)plain.p, plain.n, 0, NULL);
  tx_cleanse(plain.p, plain.n);
  if (!json) return TX_MALFORMED;
  take(json, "words", out->words, sizeof out->words);
  take(json, "answer", out->answer, sizeof out->answer);
  json_decref(json);
  return TX_OK;
}
