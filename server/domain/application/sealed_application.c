/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_application.h"

#include "domain/key/sealed_json.h"

#include <stdio.h>

static void name_row(const char *kind, uint64_t area, int64_t id, char out[64]) {
  snprintf(out, 64, "%s %llu %lld", kind, (unsigned long long)area, (long long)id);
}

enum tx_reason sealed_application_make(const struct field_keys *fields, const struct application *a,
                                       struct host_bytes *out) {
  char name[64];
  name_row("application", a->area, a->id, name);
  return sealed_json_make(fields, name,
                          json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "name", a->name,
                                    "id_number", a->id_number, "id_type", a->id_type, "phone",
                                    a->phone, "unit", a->unit, "room", a->room, "role", a->role,
                                    "words", a->words),
                          out);
}

enum tx_reason sealed_application_open(const struct field_keys *fields, struct tx_span sealed,
                                       struct application *out) {
  char name[64];
  json_t *json = NULL;
  name_row("application", out->area, out->id, name);
  enum tx_reason reason = sealed_json_open(fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  SEALED_JSON_TAKE(json, out, name);
  SEALED_JSON_TAKE(json, out, id_number);
  SEALED_JSON_TAKE(json, out, phone);
  SEALED_JSON_TAKE(json, out, unit);
  SEALED_JSON_TAKE(json, out, room);
  SEALED_JSON_TAKE(json, out, words);
  out->id_type = (int)json_integer_value(json_object_get(json, "id_type"));
  out->role = (uint8_t)json_integer_value(json_object_get(json, "role"));
  json_decref(json);
  return TX_OK;
}

enum tx_reason sealed_slip_make(const struct field_keys *fields, const struct claim_slip *slip,
                                struct host_bytes *out) {
  char name[64];
  name_row("claim", slip->claim.area, slip->claim.id, name);
  return sealed_json_make(
      fields, name,
      json_pack("{s:s, s:s, s:s}", "unit", slip->unit, "room", slip->room, "name", slip->name),
      out);
}

enum tx_reason sealed_slip_open(const struct field_keys *fields, struct tx_span sealed,
                                struct claim_slip *out) {
  char name[64];
  json_t *json = NULL;
  name_row("claim", out->claim.area, out->claim.id, name);
  enum tx_reason reason = sealed_json_open(fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  SEALED_JSON_TAKE(json, out, unit);
  SEALED_JSON_TAKE(json, out, room);
  SEALED_JSON_TAKE(json, out, name);
  json_decref(json);
  return TX_OK;
}
