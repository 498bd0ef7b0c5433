/* SPDX-License-Identifier: Apache-2.0 */
#include "peek.h"

#include <jansson.h>

static const char *const types[GATE_OBJECTS] = {
  [GATE_TRUST] = "tx-trust", [GATE_POLICY] = "tx-policy", [GATE_STATUS] = "tx-status",
  [GATE_DELTA] = "tx-delta", [GATE_CERTS] = "tx-certs",
};

/* Claim 2 of a list: its area in twelve digits. */
static bool read_subject(struct tx_span payload, uint64_t *area) {
  if (!tx_cbor_check(payload, TX_KEYS_STATUS)) return false;
  struct tx_cbor c = tx_cbor_start(payload);
  struct tx_span text;
  size_t pairs;
  int64_t key;
  if (!tx_cbor_map(&c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    if (!tx_cbor_int(&c, &key)) return false;
    if (key == 2) return tx_cbor_text(&c, &text) && tx_area_parse(text, area);
    if (!tx_cbor_skip(&c)) return false;
  }
  return false;
}

static bool read_policy_area(struct tx_span payload, uint64_t *area) {
  json_int_t value;
  json_t *json = json_loadb((const char *)payload.p, payload.n, 0, NULL);
  bool there = json && json_unpack(json, "{s:I}", "area", &value) == 0 && value >= 0;
  if (there) *area = (uint64_t)value;
  json_decref(json);
  return there;
}

bool gate_peek(struct tx_span bytes, enum gate_object *object, uint64_t *area) {
  struct tx_sign1 sign1;
  for (int i = 0; i < GATE_OBJECTS; i++) {
    if (tx_sign1_read(bytes, TX_SHAPE_TYPED, types[i], &sign1) != TX_OK) continue;
    *object = (enum gate_object)i;
    *area = 0;
    if (i == GATE_TRUST) return true;
    if (i == GATE_POLICY) return read_policy_area(sign1.payload, area);
    return read_subject(sign1.payload, area);
  }
  return false;
}

/* --- the root of a trust list --------------------------------------------------------------------
 */

/* The claims -65539 of a trust list that nothing has verified. */
static bool find_trust_claims(struct tx_span payload, struct tx_cbor *out) {
  if (!tx_cbor_check(payload, TX_KEYS_INT)) return false;
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  if (!tx_cbor_map(&c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(&c, &key)) return false;
    if (key == -65539) {
      *out = c;
      return true;
    }
    if (!tx_cbor_skip(&c)) return false;
  }
  return false;
}

/* Steps to the value of an unsigned key within a map. */
static bool enter_key(struct tx_cbor *c, int64_t wanted) {
  size_t pairs;
  if (!tx_cbor_map(c, &pairs)) return false;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(c, &key)) return false;
    if (key == wanted) return true;
    if (!tx_cbor_skip(c)) return false;
  }
  return false;
}

bool gate_trust_root(struct tx_span bytes, uint8_t root[TX_HASH_SIZE]) {
  struct tx_sign1 sign1;
  struct tx_cbor c;
  size_t roots, parts;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  if (!find_trust_claims(sign1.payload, &c) || !enter_key(&c, 1)) return false;
  if (!tx_cbor_array(&c, &roots)) return false;
  for (size_t i = 0; i < roots; i++) {
    int64_t alg;
    struct tx_span spki;
    if (!tx_cbor_array(&c, &parts) || parts != 2) return false;
    if (!tx_cbor_int(&c, &alg) || !tx_cbor_bytes(&c, &spki)) return false;
    tx_sha256(spki, root);
    if (memcmp(root, sign1.kid, TX_KID_SIZE) == 0) return true;
  }
  return false;
}
