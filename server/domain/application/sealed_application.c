/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_application.h"

#include "host/sys/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static void name_row(const char *kind, uint64_t area, int64_t id, char out[64]) {
  snprintf(out, 64, "%s %llu %lld", kind, (unsigned long long)area, (long long)id);
}

/* Takes json over. */
static enum tx_reason seal(const struct field_keys *fields, const char *name, json_t *json,
                           struct host_bytes *out) {
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  enum tx_reason reason = field_seal_new(fields, name, tx_span_text(text), out);
  tx_cleanse(text, strlen(text));
  return reason;
}

static enum tx_reason open_json(const struct field_keys *fields, const char *name,
                                struct tx_span sealed, json_t **out) {
  HOST_BYTES plain = { 0 };
  enum tx_reason reason = field_unseal_new(fields, name, sealed, &plain);
  if (reason != TX_OK) return reason;
  *out = json_loadb((const char *)plain.p, plain.n, JSON_REJECT_DUPLICATES, NULL);
  tx_cleanse(plain.p, plain.n);
  return *out ? TX_OK : TX_MALFORMED;
}

static void take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  host_copy(text ? text : "", out, cap);
}
#define TAKE(json, row, name) take(json, #name, (row)->name, sizeof(row)->name)

enum tx_reason sealed_application_make(const struct field_keys *fields, const struct application *a,
                                       struct host_bytes *out) {
  char name[64];
  name_row("application", a->area, a->id, name);
  return seal(fields, name,
              json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "name", a->name, "id_number",
                        a->id_number, "id_type", a->id_type, "phone", a->phone, "unit", a->unit,
                        "room", a->room, "role", a->role, "words", a->words),
              out);
}

enum tx_reason sealed_application_open(const struct field_keys *fields, struct tx_span sealed,
                                       struct application *out) {
  char name[64];
  json_t *json = NULL;
  name_row("application", out->area, out->id, name);
  enum tx_reason reason = open_json(fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  TAKE(json, out, name);
  TAKE(json, out, id_number);
  TAKE(json, out, phone);
  TAKE(json, out, unit);
  TAKE(json, out, room);
  TAKE(json, out, words);
  out->id_type = (int)json_integer_value(json_object_get(json, "id_type"));
  out->role = (uint8_t)json_integer_value(json_object_get(json, "role"));
  json_decref(json);
  return TX_OK;
}

enum tx_reason sealed_slip_make(const struct field_keys *fields, const struct claim_slip *slip,
                                struct host_bytes *out) {
  char name[64];
  name_row("claim", slip->claim.area, slip->claim.id, name);
  return seal(
      fields, name,
      json_pack("{s:s, s:s, s:s}", "unit", slip->unit, "room", slip->room, "name", slip->name),
      out);
}

enum tx_reason sealed_slip_open(const struct field_keys *fields, struct tx_span sealed,
                                struct claim_slip *out) {
  char name[64];
  json_t *json = NULL;
  name_row("claim", out->claim.area, out->claim.id, name);
  enum tx_reason reason = open_json(fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  TAKE(json, out, unit);
  TAKE(json, out, room);
  TAKE(json, out, name);
  json_decref(json);
  return TX_OK;
}
