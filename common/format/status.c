/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "claims.h"
#include "list.h"
#include "object.h"

#define BITS 32

void tx_status_destroy(struct tx_status *status) {
  if (!status) return;
  free(status->records);
  free(status->current.policies);
  free(status);
}

static void drop(struct tx_status **status) {
  tx_status_destroy(*status);
}

bool tx_records_hash(const uint32_t *records, uint32_t count, uint8_t out[TX_HASH_SIZE]) {
  size_t n = (size_t)count * 4;
  uint8_t *bytes = malloc(n > 0 ? n : 1);
  if (!bytes) return false;
  for (size_t i = 0; i < count; i++)
    for (unsigned b = 0; b < 4; b++)
      bytes[i * 4 + b] = (uint8_t)(records[i] >> (24 - 8 * b));
  tx_sha256(tx_span_of(bytes, n), out);
  free(bytes);
  return true;
}

/* --- reading ------------------------------------------------------------------------------------
 */

static enum tx_reason read_member(struct tx_cbor *c, int64_t key, struct tx_status *s) {
  uint64_t count;
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, INT64_MAX, &s->seq));
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, UINT32_MAX, &count));
    s->count = (uint32_t)count;
    return TX_OK;
  case 2:
    return list_read_current(c, &s->current);
  case 3:
    TRY(claim_hash(c, s->audit_head));
    s->audited = true;
    return TX_OK;
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct tx_status *s) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_member(&c, m.key, s));
  return claim_map_close(&m, 7);
}

static enum tx_reason read_records(struct tx_span lst, struct tx_status *s) {
  size_t n, bytes = (size_t)s->count * 4;
  uint8_t *planes = NULL;
  enum tx_reason reason = list_inflate(lst, bytes, &planes, &n);
  if (reason != TX_OK) return reason;
  if (n == bytes) s->records = calloc(s->count > 0 ? s->count : 1, sizeof *s->records);
  if (s->records) list_from_planes(planes, s->count, s->records);
  free(planes);
  if (n == bytes && !s->records) return TX_NO_MEMORY;
  return s->records ? TX_OK : TX_MALFORMED_CLAIMS;
}

static enum tx_reason read_list(struct tx_span payload, struct list_claims *claims,
                                struct tx_status *s) {
  enum tx_reason reason = list_read_claims(payload, CLAIM_STATUS, BITS, claims);
  if (reason != TX_OK) return reason;
  reason = read_map(claims->ours, s);
  if (claims_end(reason)) return reason;
  if (s->count > list_count_max(claims->area)) return TX_TOO_MANY;
  enum tx_reason inflated = read_records(claims->lst, s);
  if (inflated != TX_OK) return inflated;
  s->area = claims->area;
  s->iat = claims->iat;
  s->exp = claims->exp;
  s->ttl_s = claims->ttl_s;
  return reason;
}

enum tx_reason tx_status_take(struct tx_span bytes, const struct tx_trust *trust,
                              const struct tx_floor *floor, struct tx_clock clock,
                              struct tx_status **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  struct list_claims claims;
  enum tx_reason reason = tx_object_open(bytes, "tx-status", TX_USE_STATUS, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  __attribute__((cleanup(drop))) struct tx_status *s = calloc(1, sizeof *s);
  if (!s) return TX_NO_MEMORY;
  reason = read_list(sign1.payload, &claims, s);
  if (reason == TX_OK) reason = list_weigh(&claims, s->seq, row, clock);
  if (reason == TX_OK) reason = list_weigh_floor(s->seq, s->iat, floor);
  if (reason != TX_OK) return reason;
  memcpy(s->signer, row->hash, TX_HASH_SIZE);
  *out = s;
  s = NULL;
  return TX_OK;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_list(struct tx_cbor_out *o, const struct tx_status *s, struct tx_span lst) {
  struct list_claims claims = {
    .area = s->area, .iat = s->iat, .exp = s->exp, .ttl_s = s->ttl_s, .lst = lst
  };
  list_put_claims(o, 6, &claims, BITS);
  tx_cbor_put_int(o, CLAIM_STATUS);
  tx_cbor_put_map(o, s->audited ? 4 : 3);
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_uint(o, s->seq);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, s->count);
  tx_cbor_put_uint(o, 2);
  list_put_current(o, &s->current);
  if (!s->audited) return;
  tx_cbor_put_uint(o, 3);
  tx_cbor_put_bytes(o, tx_span_of(s->audit_head, TX_HASH_SIZE));
}

static uint8_t *compress_records(const struct tx_status *s, size_t *n) {
  size_t bytes = (size_t)s->count * 4;
  uint8_t *planes = malloc(bytes > 0 ? bytes : 1);
  if (!planes) return NULL;
  list_to_planes(s->records, s->count, planes);
  uint8_t *lst = list_deflate(tx_span_of(planes, bytes), LIST_DEFLATED, n);
  free(planes);
  return lst;
}

enum tx_reason tx_status_sign(const struct tx_status *status, const struct tx_signer *signer,
                              uint8_t **out, size_t *len) {
  if (!tx_area_valid(status->area) || status->count > list_count_max(status->area))
    return TX_BAD_ARGUMENT;
  size_t n;
  uint8_t *lst = compress_records(status, &n);
  if (!lst) return TX_NO_MEMORY;
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  put_list(&measured, status, tx_span_of(lst, n));
  struct tx_cbor_out o = object_room(measured.len);
  put_list(&o, status, tx_span_of(lst, n));
  free(lst);
  return object_sign(signer, "tx-status", &o, out, len);
}
