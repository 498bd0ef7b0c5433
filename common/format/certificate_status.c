/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include "claims.h"
#include "list.h"
#include "object.h"

#define BITS 1

void tx_certs_destroy(struct tx_certs *certs) {
  if (!certs) return;
  free(certs->withdrawn);
  free(certs);
}

static void drop(struct tx_certs **certs) {
  tx_certs_destroy(*certs);
}

static size_t bytes_of(uint32_t count) {
  return ((size_t)count + 7) / 8;
}

/* --- reading ------------------------------------------------------------------------------------
 */

static enum tx_reason read_member(struct tx_cbor *c, int64_t key, struct tx_certs *certs) {
  uint64_t count;
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, INT64_MAX, &certs->seq));
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, UINT32_MAX, &count));
    certs->count = (uint32_t)count;
    return TX_OK;
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct tx_certs *certs) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_member(&c, m.key, certs));
  return claim_map_close(&m, 3);
}

static enum tx_reason read_list(struct tx_span payload, struct list_claims *claims,
                                struct tx_certs *certs) {
  enum tx_reason reason = list_read_claims(payload, CLAIM_STATUS, BITS, claims);
  if (reason != TX_OK) return reason;
  reason = read_map(claims->ours, certs);
  if (claims_end(reason)) return reason;
  if (certs->count > list_count_max(claims->area)) return TX_TOO_MANY;
  size_t n;
  enum tx_reason inflated =
      list_inflate(claims->lst, bytes_of(certs->count), &certs->withdrawn, &n);
  if (inflated != TX_OK) return inflated;
  TRY(n == bytes_of(certs->count));
  unsigned spare = certs->count % 8;
  TRY(spare == 0 || certs->withdrawn[n - 1] >> spare == 0);
  certs->area = claims->area;
  certs->iat = claims->iat;
  certs->exp = claims->exp;
  certs->ttl_s = claims->ttl_s;
  return reason;
}

enum tx_reason tx_certs_take(struct tx_span bytes, const struct tx_trust *trust,
                             const struct tx_floor *floor, struct tx_clock clock,
                             struct tx_certs **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  struct list_claims claims;
  enum tx_reason reason =
      tx_object_open(bytes, "tx-certs", TX_USE_CERTIFICATE, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  __attribute__((cleanup(drop))) struct tx_certs *certs = calloc(1, sizeof *certs);
  if (!certs) return TX_NO_MEMORY;
  reason = read_list(sign1.payload, &claims, certs);
  if (reason == TX_OK) reason = list_weigh(&claims, certs->seq, row, clock);
  if (reason == TX_OK) reason = list_weigh_floor(certs->seq, certs->iat, floor);
  if (reason != TX_OK) return reason;
  memcpy(certs->signer, row->hash, TX_HASH_SIZE);
  *out = certs;
  certs = NULL;
  return TX_OK;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_list(struct tx_cbor_out *o, const struct tx_certs *certs, struct tx_span lst) {
  struct list_claims claims = {
    .area = certs->area, .iat = certs->iat, .exp = certs->exp, .ttl_s = certs->ttl_s, .lst = lst
  };
  list_put_claims(o, 6, &claims, BITS);
  tx_cbor_put_int(o, CLAIM_STATUS);
  tx_cbor_put_map(o, 2);
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_uint(o, certs->seq);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, certs->count);
}

enum tx_reason tx_certs_sign(const struct tx_certs *certs, const struct tx_signer *signer,
                             uint8_t **out, size_t *len) {
  if (!tx_area_valid(certs->area) || certs->count > list_count_max(certs->area))
    return TX_BAD_ARGUMENT;
  static const uint8_t none[1];
  size_t n;
  uint8_t *lst =
      list_deflate(tx_span_of(certs->count > 0 ? certs->withdrawn : none, bytes_of(certs->count)),
                   LIST_DEFLATED, &n);
  if (!lst) return TX_NO_MEMORY;
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  put_list(&measured, certs, tx_span_of(lst, n));
  struct tx_cbor_out o = object_room(measured.len);
  put_list(&o, certs, tx_span_of(lst, n));
  free(lst);
  return object_sign(signer, "tx-certs", &o, out, len);
}
