/* SPDX-License-Identifier: Apache-2.0 */
#include "neighbour.h"

#include "claims.h"

#define VERSION 1
#define MEMBERS 11
#define MAC_SIZE 16

bool tx_household_tag(const struct tx_neighbour_key *key, const struct tx_pass *pass,
                      uint8_t out[TX_HOUSEHOLD_SIZE]) {
  if (pass->household < 0) return false;
  uint8_t bytes[64], mac[TX_HASH_SIZE];
  struct tx_cbor_out o = tx_cbor_to(bytes, sizeof bytes);
  tx_cbor_put_array(&o, 3);
  tx_cbor_put_uint(&o, pass->area);
  tx_cbor_put_text(&o, tx_span_text(pass->unit));
  tx_cbor_put_int(&o, pass->household);
  tx_hmac_sha256(tx_span_of(key->bytes, sizeof key->bytes), tx_cbor_written(&o), mac);
  memcpy(out, mac, TX_HOUSEHOLD_SIZE);
  return true;
}

enum tx_reason tx_admission_write(const struct tx_admission *a, const struct tx_neighbour_key *key,
                                  uint8_t *out, size_t cap, size_t *len) {
  uint8_t mac[TX_HASH_SIZE];
  struct tx_cbor_out o = tx_cbor_to(out, cap);
  tx_cbor_put_array(&o, MEMBERS);
  tx_cbor_put_uint(&o, VERSION);
  tx_cbor_put_uint(&o, key->id);
  tx_cbor_put_text(&o, tx_span_text(a->gate));
  tx_cbor_put_uint(&o, a->kind);
  tx_cbor_put_uint(&o, a->direction);
  tx_cbor_put_uint(&o, a->area);
  tx_cbor_put_uint(&o, a->index);
  if (a->live_iat >= 0)
    tx_cbor_put_int(&o, a->live_iat);
  else
    tx_cbor_put_null(&o);
  tx_cbor_put_int(&o, a->at);
  tx_cbor_put_uint(&o, a->reason);
  if (a->has_household)
    tx_cbor_put_bytes(&o, tx_span_of(a->household, sizeof a->household));
  else
    tx_cbor_put_null(&o);
  if (o.full) return TX_NO_SPACE;
  tx_hmac_sha256(tx_span_of(key->bytes, sizeof key->bytes), tx_cbor_written(&o), mac);
  tx_cbor_put_raw(&o, tx_span_of(mac, MAC_SIZE));
  *len = o.len;
  return o.full ? TX_NO_SPACE : TX_OK;
}

/* --- reading ------------------------------------------------------------------------------------
 */

/* The id of the key comes before the MAC: which key is to be tried, and no more. */
static enum tx_reason find_key(struct tx_span body, const struct tx_neighbour_key *current,
                               const struct tx_neighbour_key *previous,
                               const struct tx_neighbour_key **out) {
  TRY(tx_cbor_check(body, TX_KEYS_INT));
  struct tx_cbor c = tx_cbor_start(body);
  size_t items;
  uint64_t version, id;
  TRY(tx_cbor_array(&c, &items) && items == MEMBERS);
  TRY(tx_cbor_uint(&c, VERSION, &version) && version == VERSION);
  TRY(tx_cbor_uint(&c, UINT32_MAX, &id));
  *out = current && current->id == id ? current : previous && previous->id == id ? previous : NULL;
  return *out ? TX_OK : TX_UNKNOWN_KEY;
}

static bool mac_holds(struct tx_span body, const uint8_t *mac, const struct tx_neighbour_key *key) {
  uint8_t expected[TX_HASH_SIZE];
  tx_hmac_sha256(tx_span_of(key->bytes, sizeof key->bytes), body, expected);
  return tx_equal_secret(mac, expected, MAC_SIZE);
}

static bool is_gate_name(const char *name) {
  return strspn(name, "0123456789abcdef") == TX_GATE_NAME_SIZE;
}

static bool read_live(struct tx_cbor *c, int64_t *out) {
  *out = -1;
  return tx_cbor_peek(c) == TX_CBOR_UINT ? claim_time(c, out) : tx_cbor_null(c);
}

static bool read_household(struct tx_cbor *c, struct tx_admission *a) {
  struct tx_span tag;
  a->has_household = tx_cbor_peek(c) == TX_CBOR_BYTES;
  if (!a->has_household) return tx_cbor_null(c);
  if (!tx_cbor_bytes(c, &tag) || tag.n != TX_HOUSEHOLD_SIZE) return false;
  memcpy(a->household, tag.p, TX_HOUSEHOLD_SIZE);
  return true;
}

static enum tx_reason read_members(struct tx_span body, struct tx_admission *a) {
  struct tx_cbor c = tx_cbor_start(body);
  size_t items;
  uint64_t kind, direction, index;
  TRY(tx_cbor_array(&c, &items) && tx_cbor_skip(&c) && tx_cbor_skip(&c));
  TRY(claim_text(&c, TX_GATE_NAME_SIZE, TX_GATE_NAME_SIZE, a->gate) && is_gate_name(a->gate));
  TRY(tx_cbor_uint(&c, TX_GATE_KIND_COUNT - 1, &kind));
  TRY(tx_cbor_uint(&c, TX_DIRECTION_COUNT - 1, &direction));
  TRY(tx_cbor_uint(&c, TX_AREA_MAX, &a->area) && tx_area_valid(a->area));
  TRY(tx_cbor_uint(&c, UINT32_MAX, &index) && read_live(&c, &a->live_iat));
  TRY(claim_time(&c, &a->at) && tx_cbor_uint(&c, INT64_MAX, &a->reason) && read_household(&c, a));
  a->kind = (enum tx_gate_kind)kind;
  a->direction = (enum tx_direction)direction;
  a->index = (uint32_t)index;
  return TX_OK;
}

enum tx_reason tx_admission_read(struct tx_span datagram, const struct tx_neighbour_key *current,
                                 const struct tx_neighbour_key *previous,
                                 struct tx_admission *out) {
  const struct tx_neighbour_key *key = NULL;
  TRY(datagram.n > MAC_SIZE && datagram.n <= TX_NEIGHBOUR_MAX);
  struct tx_span body = tx_span_of(datagram.p, datagram.n - MAC_SIZE);
  enum tx_reason reason = find_key(body, current, previous, &key);
  if (reason != TX_OK) return reason;
  if (!mac_holds(body, datagram.p + body.n, key)) return TX_BAD_SIGNATURE;
  *out = (struct tx_admission){ 0 };
  return read_members(body, out);
}
