/* SPDX-License-Identifier: Apache-2.0 */
#include "inspect/fields.h"

#include "core/outcome.h"

#include "host/text/date.h"
#include "host/text/language.h"
#include "host/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BYTES_SHOWN 64

/* --- tables ----------------------------------------------------------------------------------- */

#define END                                                                                        \
  { 0, NULL, INSPECT_PLAIN, NULL, false }
#define FIELD(key_, name_)                                                                         \
  { .key = (key_), .name = (name_) }
#define AS(key_, name_, as_)                                                                       \
  { .key = (key_), .name = (name_), .as = (as_) }
#define MAP(key_, name_, inside_)                                                                  \
  { .key = (key_), .name = (name_), .inside = (inside_) }
#define MANY(key_, name_, inside_)                                                                 \
  { .key = (key_), .name = (name_), .inside = (inside_), .many = true }

static const struct inspect_field holder_key[] = { FIELD(1, "kty"), FIELD(-1, "crv"),
                                                   FIELD(-2, "x"), FIELD(-3, "y_odd"), END };
static const struct inspect_field cnf[] = { MAP(1, "key", holder_key), END };
static const struct inspect_field pass_map[] = { AS(0, "area", INSPECT_AREA),
                                                 FIELD(1, "index"),
                                                 AS(2, "record", INSPECT_RECORD),
                                                 AS(3, "role", INSPECT_ROLE),
                                                 FIELD(4, "name"),
                                                 FIELD(5, "tail"),
                                                 FIELD(6, "unit"),
                                                 FIELD(7, "household"),
                                                 AS(8, "age", INSPECT_AGE),
                                                 FIELD(9, "exempt"),
                                                 END };
const struct inspect_field inspect_pass[] = { AS(4, "exp", INSPECT_TIME),
                                              AS(6, "iat", INSPECT_TIME), MAP(8, "cnf", cnf),
                                              MAP(-65537, "pass", pass_map), END };
const struct inspect_field inspect_live[] = { AS(6, "iat", INSPECT_TIME), END };

static const struct inspect_field certificate_map[] = {
  FIELD(0, "kind"), AS(1, "area", INSPECT_AREA), FIELD(2, "serial"), FIELD(3, "name"),
  FIELD(4, "tail"), FIELD(5, "authority"),       FIELD(6, "values"), END
};
const struct inspect_field inspect_certificate[] = { AS(4, "exp", INSPECT_TIME),
                                                     AS(6, "iat", INSPECT_TIME),
                                                     MAP(-65538, "certificate", certificate_map),
                                                     END };

static const struct inspect_field root[] = { FIELD(0, "alg"), AS(1, "key", INSPECT_KEY), END };
static const struct inspect_field key_row[] = { FIELD(0, "alg"),
                                                AS(1, "key", INSPECT_KEY),
                                                AS(2, "uses", INSPECT_USES),
                                                AS(3, "area", INSPECT_AREA),
                                                AS(4, "sign_from", INSPECT_TIME),
                                                AS(5, "sign_until", INSPECT_TIME),
                                                AS(6, "verify_until", INSPECT_TIME),
                                                FIELD(7, "name"),
                                                END };
static const struct inspect_field trust_map[] = { FIELD(0, "seq"),          MANY(1, "roots", root),
                                                  MANY(2, "keys", key_row), FIELD(3, "revoked"),
                                                  FIELD(4, "tls"),          END };
const struct inspect_field inspect_trust[] = { AS(4, "exp", INSPECT_TIME),
                                               AS(6, "iat", INSPECT_TIME),
                                               MAP(-65539, "trust", trust_map), END };

static const struct inspect_field policy_seq[] = { AS(0, "area", INSPECT_AREA), FIELD(1, "seq"),
                                                   END };
static const struct inspect_field current[] = { FIELD(0, "trust"), MANY(1, "policies", policy_seq),
                                                END };
static const struct inspect_field status_map[] = { FIELD(0, "seq"), FIELD(1, "count"),
                                                   MAP(2, "current", current),
                                                   FIELD(3, "audit_head"), END };
const struct inspect_field inspect_status[] = { FIELD(2, "area"),
                                                AS(4, "exp", INSPECT_TIME),
                                                AS(6, "iat", INSPECT_TIME),
                                                FIELD(65533, "list"),
                                                FIELD(65534, "ttl_s"),
                                                MAP(-65540, "status", status_map),
                                                END };
static const struct inspect_field delta_map[] = {
  FIELD(0, "from"),       FIELD(1, "to"),
  FIELD(2, "count"),      FIELD(3, "changes"),
  FIELD(4, "sha256"),     MAP(5, "current", current),
  FIELD(6, "audit_head"), END
};
const struct inspect_field inspect_delta[] = {
  FIELD(2, "area"),      AS(4, "exp", INSPECT_TIME),      AS(6, "iat", INSPECT_TIME),
  FIELD(65534, "ttl_s"), MAP(-65541, "delta", delta_map), END
};
static const struct inspect_field certs_map[] = { FIELD(0, "seq"), FIELD(1, "count"), END };
const struct inspect_field inspect_certs[] = { FIELD(2, "area"),
                                               AS(4, "exp", INSPECT_TIME),
                                               AS(6, "iat", INSPECT_TIME),
                                               FIELD(65533, "list"),
                                               FIELD(65534, "ttl_s"),
                                               MAP(-65540, "certs", certs_map),
                                               END };

static const struct inspect_field by[] = { FIELD(0, "by"), FIELD(1, "why"), END };
static const struct inspect_field decided_on[] = { AS(0, "pass_iat", INSPECT_TIME),
                                                   FIELD(1, "list_seq"), END };
static const struct inspect_field event[] = { AS(0, "at", INSPECT_TIME),
                                              AS(1, "direction", INSPECT_DIRECTION),
                                              AS(2, "verdict", INSPECT_VERDICT),
                                              AS(3, "reason", INSPECT_REASON),
                                              AS(4, "area", INSPECT_AREA),
                                              FIELD(5, "index"),
                                              FIELD(6, "live"),
                                              FIELD(7, "reading"),
                                              MAP(8, "by_hand", by),
                                              FIELD(9, "tube"),
                                              FIELD(10, "registered"),
                                              FIELD(11, "sealed_number"),
                                              FIELD(12, "sealed_pass"),
                                              FIELD(13, "rule"),
                                              FIELD(14, "host_unit"),
                                              FIELD(15, "undoes"),
                                              MAP(16, "decided_on", decided_on),
                                              AS(17, "role", INSPECT_ROLE),
                                              END };
const struct inspect_field inspect_batch[] = { FIELD(0, "gate"),         FIELD(1, "first"),
                                               MANY(2, "events", event), FIELD(3, "lost"),
                                               FIELD(4, "journal"),      END };
const struct inspect_field inspect_login[] = { FIELD(2, "sub"), FIELD(3, "aud"),
                                               AS(6, "iat", INSPECT_TIME), FIELD(10, "nonce"),
                                               END };
const struct inspect_field inspect_enrol[] = { FIELD(0, "server"),    FIELD(1, "tls"),
                                               FIELD(2, "token"),     FIELD(3, "root"),
                                               FIELD(4, "trust_seq"), END };

/* --- scalars ---------------------------------------------------------------------------------- */

static json_t *time_json(int64_t at_s) {
  char iso[HOST_DATE_SIZE];
  host_date_utc(at_s, iso);
  return json_pack("{s:I,s:s}", "seconds", (json_int_t)at_s, "iso", iso);
}

static json_t *record_json(uint32_t bits) {
  struct tx_record record = tx_record_unpack(bits);
  char sampled[HOST_DATE_SIZE];
  if (record.sampled) host_date_utc(tx_sampled_to_time(record.sampled), sampled);
  return json_pack("{s:I,s:s,s:s,s:s,s:s,s:b,s:i,s:s*}", "bits", (json_int_t)bits, "state",
                   tx_state_word(record.state), "health", tx_health_word(record.health), "travel",
                   tx_travel_word(record.travel), "test", tx_test_word(record.test), "pending",
                   record.pending, "generation", (int)record.generation, "sampled_at",
                   record.sampled ? sampled : NULL);
}

static json_t *uses_json(int64_t uses) {
  static const char *const words[] = { "issue", "status", "policy", "certificate", "seal" };
  json_t *out = json_array();
  for (size_t i = 0; i < 5; i++)
    if (uses & (1 << i)) json_array_append_new(out, json_string(words[i]));
  return out;
}

static json_t *word_json(const char *word, int64_t value) {
  return word ? json_string(word) : json_integer(value);
}

static json_t *int_json(int64_t value, enum inspect_as as) {
  char area[13];
  switch (as) {
  case INSPECT_TIME:
    return time_json(value);
  case INSPECT_AREA:
    if (value < 0 || !tx_area_valid((uint64_t)value)) break;
    tx_area_format((uint64_t)value, area);
    return json_string(area);
  case INSPECT_RECORD:
    return record_json((uint32_t)value);
  case INSPECT_ROLE:
    return word_json(tx_role_word((unsigned)value), value);
  case INSPECT_AGE:
    return word_json(tx_age_word((unsigned)value), value);
  case INSPECT_DIRECTION:
    if (value < 0 || value >= TX_DIRECTION_COUNT) break;
    return word_json(tx_direction_word((enum tx_direction)value), value);
  case INSPECT_VERDICT:
    if (value < TX_ALLOW || value > TX_DENY) break;
    return json_string(tx_verdict_name((enum tx_verdict)value));
  case INSPECT_REASON:
    return json_pack("{s:I,s:s}", "number", (json_int_t)value, "name",
                     tx_reason_name((enum tx_reason)value));
  case INSPECT_USES:
    return uses_json(value);
  case INSPECT_PLAIN:
  case INSPECT_KEY:
    break;
  }
  return json_integer(value);
}

static json_t *bytes_json(struct tx_span bytes, enum inspect_as as) {
  char hex[2 * BYTES_SHOWN + 1], text[64];
  uint8_t hash[TX_HASH_SIZE];
  if (as == INSPECT_KEY) {
    tx_sha256(bytes, hash);
    host_hex(tx_span_of(hash, sizeof hash), hex);
    return json_pack("{s:s,s:s%}", "sha256", hex, "kid", hex, (size_t)2 * TX_KID_SIZE);
  }
  if (bytes.n > BYTES_SHOWN) {
    snprintf(text, sizeof text, "%zu %s", bytes.n,
             host_plural((long long)bytes.n, "byte", "bytes"));
    return json_string(text);
  }
  host_hex(bytes, hex);
  return json_string(hex);
}

/* --- the walk --------------------------------------------------------------------------------- */

static json_t *item_json(struct tx_cbor *c, const struct inspect_field *field);

static const struct inspect_field *find(const struct inspect_field *fields, int64_t key) {
  for (; fields && fields->name; fields++)
    if (fields->key == key) return fields;
  return NULL;
}

static void key_name(struct tx_cbor *c, const struct inspect_field *fields,
                     const struct inspect_field **field, char *name, size_t cap) {
  struct tx_span text;
  int64_t key;
  *field = NULL;
  if (tx_cbor_peek(c) == TX_CBOR_TEXT && tx_cbor_text(c, &text)) {
    snprintf(name, cap, "%.*s", (int)text.n, (const char *)text.p);
    return;
  }
  tx_cbor_int(c, &key);
  *field = find(fields, key);
  if (*field)
    snprintf(name, cap, "%s", (*field)->name);
  else
    snprintf(name, cap, "%" PRId64, key);
}

static json_t *map_json(struct tx_cbor *c, const struct inspect_field *fields) {
  size_t pairs;
  char name[80];
  const struct inspect_field *field;
  json_t *out = json_object();
  tx_cbor_map(c, &pairs);
  for (size_t i = 0; i < pairs && !c->failed; i++) {
    key_name(c, fields, &field, name, sizeof name);
    json_object_set_new(out, name, item_json(c, field));
  }
  return out;
}

/* Items under one description each, or a row whose positions have names. */
static json_t *array_json(struct tx_cbor *c, const struct inspect_field *field) {
  size_t count;
  tx_cbor_array(c, &count);
  bool row = field && field->inside && !field->many;
  json_t *out = row ? json_object() : json_array();
  const struct inspect_field each = { .name = "", .inside = field ? field->inside : NULL };
  for (size_t i = 0; i < count && !c->failed; i++) {
    const struct inspect_field *at = row ? find(field->inside, (int64_t)i) : NULL;
    char number[24];
    snprintf(number, sizeof number, "%zu", i);
    if (row)
      json_object_set_new(out, at ? at->name : number, item_json(c, at));
    else
      json_array_append_new(out, item_json(c, field && field->many ? &each : NULL));
  }
  return out;
}

static json_t *item_json(struct tx_cbor *c, const struct inspect_field *field) {
  enum inspect_as as = field ? field->as : INSPECT_PLAIN;
  struct tx_span span;
  int64_t value;
  bool truth;
  switch (tx_cbor_peek(c)) {
  case TX_CBOR_UINT:
  case TX_CBOR_NINT:
    return tx_cbor_int(c, &value) ? int_json(value, as) : json_null();
  case TX_CBOR_BYTES:
    return tx_cbor_bytes(c, &span) ? bytes_json(span, as) : json_null();
  case TX_CBOR_TEXT:
    return tx_cbor_text(c, &span) ? json_stringn((const char *)span.p, span.n) : json_null();
  case TX_CBOR_ARRAY:
    return array_json(c, field);
  case TX_CBOR_MAP:
    return map_json(c, field ? field->inside : NULL);
  case TX_CBOR_SIMPLE:
    if (tx_cbor_bool(c, &truth)) return json_boolean(truth);
    c->failed = false;
    tx_cbor_skip(c);
    return json_null();
  case TX_CBOR_TAG:
  case TX_CBOR_END:
    break;
  }
  c->failed = true;
  return json_null();
}

json_t *inspect_map(struct tx_span cbor, const struct inspect_field *fields) {
  if (!tx_cbor_check(cbor, TX_KEYS_ANY)) return NULL;
  struct tx_cbor c = tx_cbor_start(cbor);
  if (tx_cbor_peek(&c) != TX_CBOR_MAP) return NULL;
  return map_json(&c, fields);
}
