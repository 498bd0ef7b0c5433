/* SPDX-License-Identifier: Apache-2.0 */
/* The signed statement: COSE_Sign1 of type tx-end over {area, at, deleted, audit_head}. */
#include "closing.h"
#include "domain/audit/log.h"
#include "host/text/text.h"
#include "store/office/closings.h"

#include "format/cose.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define TYPE "tx-end"

enum tx_reason closing_statement(const struct request *request, uint64_t area,
                                 struct host_bytes *out) {
  DB_ROWS rows = closings_statement(request->db, area);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  const struct tx_span bytes = db_column_bytes(&rows, 0);
  *out = (struct host_bytes){ .p = malloc(bytes.n ? bytes.n : 1), .n = bytes.n };
  if (!out->p) return TX_NO_MEMORY;
  memcpy(out->p, bytes.p, bytes.n);
  return TX_OK;
}

/* --- made ------------------------------------------------------------------------------------- */

static char *write_json(const struct closing *closing, const uint8_t head[TX_HASH_SIZE]) {
  char hex[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(head, TX_HASH_SIZE), hex);
  json_t *deleted = json_object();
  for (int kind = 0; kind < CLOSING_KINDS; kind++)
    json_object_set_new(deleted, closing_kind_word((enum closing_kind)kind),
                        json_integer(closing->deleted[kind]));
  json_t *json = json_pack("{s:I, s:I, s:o, s:s}", "area", (json_int_t)closing->area, "at",
                           (json_int_t)closing->done_at, "deleted", deleted, "audit_head", hex);
  char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  json_decref(json);
  return text;
}

static enum tx_reason sign(const struct tx_signer *signer, struct tx_span json, uint8_t **out,
                           size_t *len) {
  const size_t cap = tx_sign1_size(json.n, 0);
  uint8_t *bytes = malloc(cap);
  if (!bytes) return TX_NO_MEMORY;
  enum tx_reason reason =
      tx_sign1_write(signer, TX_SHAPE_TYPED, TYPE, (struct tx_span){ 0 }, json, bytes, cap, len);
  if (reason == TX_OK)
    *out = bytes;
  else
    free(bytes);
  return reason;
}

enum tx_reason closing_sign(const struct request *request, const struct closing *closing,
                            uint8_t **out, size_t *len, struct host_problem *problem) {
  uint8_t head[TX_HASH_SIZE] = { 0 };
  const struct tx_key_row *row;
  const struct tx_signer *signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_POLICY, closing->area,
                    closing->done_at, &row, problem);
  if (!signer) return problem->reason;
  enum tx_reason reason = audit_log_head(request, closing->area, head);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  HOST_FREE char *json = write_json(closing, head);
  if (!json) return host_problem_of(problem, TX_NO_MEMORY);
  return host_problem_of(problem, sign(signer, tx_span_text(json), out, len));
}

/* --- verified --------------------------------------------------------------------------------- */

/* Nothing stands in it but an area, a time, counts by kind, and a head. */
static bool is_statement(const json_t *json) {
  const char *kind;
  json_t *count, *deleted = json_object_get(json, "deleted");
  json_object_foreach(deleted, kind, count) if (!json_is_integer(count)) return false;
  return json_object_size(json) == 4 && json_is_object(deleted) &&
         json_is_integer(json_object_get(json, "area")) &&
         json_is_integer(json_object_get(json, "at")) &&
         json_is_string(json_object_get(json, "audit_head"));
}

enum tx_reason closing_open(struct tx_span bytes, const struct tx_trust *trust,
                            struct tx_clock clock, char **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  enum tx_reason reason = tx_object_open(bytes, TYPE, TX_USE_POLICY, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  const char *text = (const char *)sign1.payload.p;
  json_t *json = json_loadb(text, sign1.payload.n, JSON_REJECT_DUPLICATES, NULL);
  reason = is_statement(json) ? TX_OK : TX_MALFORMED_CLAIMS;
  if (reason == TX_OK)
    reason = tx_key_may_sign(row, (uint64_t)json_integer_value(json_object_get(json, "area")),
                             json_integer_value(json_object_get(json, "at")), clock);
  json_decref(json);
  if (reason != TX_OK) return reason;
  *out = strndup(text, sign1.payload.n);
  return *out ? TX_OK : TX_NO_MEMORY;
}
