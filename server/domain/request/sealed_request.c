/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_request.h"

#include "domain/key/sealed_json.h"
#include "domain/roster/id_document.h"
#include "store/office/requests.h"

#include <stdio.h>

static void name_row(const struct request_row *row, char out[64]) {
  snprintf(out, 64, "request %llu %lld", (unsigned long long)row->area, (long long)row->id);
}

/* Once it is decided the tail is left, by which people know it. */
static void add_number(const struct request_row *row, json_t *json) {
  char tail[5];
  id_document_tail(row->document.number, tail);
  json_object_set_new(json, "number",
                      json_string(row->outcome == REQUEST_ASKED ? row->document.number : tail));
}

enum tx_reason sealed_request_write(const struct request *request, const struct request_row *row) {
  char name[64];
  HOST_BYTES sealed = { 0 };
  json_t *json = json_pack("{s:s, s:s, s:s}", "evidence", row->evidence, "words", row->words,
                           "reply", row->reply);
  if (row->act == REQUEST_DOCUMENT) add_number(row, json);
  name_row(row, name);
  enum tx_reason reason = sealed_json_make(request->fields, name, json, &sealed);
  if (reason != TX_OK) return reason;
  return requests_seal(request->db, row->area, row->id, host_span(&sealed));
}

enum tx_reason sealed_request_open(const struct request *request, struct tx_span sealed,
                                   struct request_row *row) {
  char name[64];
  json_t *json = NULL;
  if (!sealed.n) return TX_OK;
  name_row(row, name);
  enum tx_reason reason = sealed_json_open(request->fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  SEALED_JSON_TAKE(json, row, evidence);
  SEALED_JSON_TAKE(json, row, words);
  SEALED_JSON_TAKE(json, row, reply);
  if (row->act == REQUEST_DOCUMENT) SEALED_JSON_TAKE(json, &row->document, number);
  json_decref(json);
  return TX_OK;
}
