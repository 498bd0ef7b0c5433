/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_json.h"

#include "format/crypto.h"
#include "host/text/text.h"

enum tx_reason sealed_json_make(const struct field_keys *fields, const char *what, json_t *json,
                                struct host_bytes *out) {
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (!text) return TX_NO_MEMORY;
  enum tx_reason reason = field_seal_new(fields, what, tx_span_text(text), out);
  tx_cleanse(text, strlen(text));
  return reason;
}

enum tx_reason sealed_json_open(const struct field_keys *fields, const char *what,
                                struct tx_span sealed, json_t **out) {
  HOST_BYTES plain = { 0 };
  enum tx_reason reason = field_unseal_new(fields, what, sealed, &plain);
  if (reason != TX_OK) return reason;
  *out = json_loadb((const char *)plain.p, plain.n, JSON_REJECT_DUPLICATES, NULL);
  tx_cleanse(plain.p, plain.n);
  return *out ? TX_OK : TX_MALFORMED;
}

void sealed_json_take(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  host_copy(text ? text : "", out, cap);
}
