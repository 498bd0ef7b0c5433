/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_request.h"

#include "store/requests.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void name_row(const struct request_row *row, char out[64]) {
  snprintf(out, 64, "request %llu %lld", (unsigned long long)row->area, (long long)row->id);
}

enum tx_reason sealed_request_write(const struct request *request, const struct request_row *row) {
  char name[64];
  HOST_BYTES sealed = { 0 };
  json_t *json = json_pack("{s:s, s:s, s:s}", "evidence", row->evidence, "words", row->words,
                           "reply", row->reply);
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  name_row(row, name);
  enum tx_reason reason = field_seal_new(request->fields, name, tx_span_text(text), &sealed);
  tx_cleanse(text, strlen(text));
  if (reason != TX_OK) return reason;
  return requests_seal(request->db, row->area, row->id, host_span(&sealed));
}

static void take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  snprintf(out, cap, "%s", text ? text : "");
}

enum tx_reason sealed_request_open(const struct request *request, struct tx_span sealed,
                                   struct request_row *row) {
  char name[64];
  HOST_BYTES plain = { 0 };
  if (!sealed.n) return TX_OK;
  name_row(row, name);
  enum tx_reason reason = field_unseal_new(request->fields, name, sealed, &plain);
  if (reason != TX_OK) return reason;
  json_t *json = json_loadb((const char *)plain.p, plain.n, 0, NULL);
  tx_cleanse(plain.p, plain.n);
  if (!json) return TX_MALFORMED;
  take(json, "evidence", row->evidence, sizeof row->evidence);
  take(json, "words", row->words, sizeof row->words);
  take(json, "reply", row->reply, sizeof row->reply);
  json_decref(json);
  return TX_OK;
}
