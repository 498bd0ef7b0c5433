/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include "claims.h"

#include <libdeflate.h>
#include <stdlib.h>

/* --- claims ----------------------------------------------------------------------------------- */

static bool read_lst(struct tx_cbor *c, uint64_t bits, struct tx_span *lst) {
  size_t pairs;
  struct tx_span name;
  uint64_t said;
  return tx_cbor_map(c, &pairs) && pairs == 2 && tx_cbor_text(c, &name) &&
         tx_span_equal(name, tx_span_text("lst")) && tx_cbor_bytes(c, lst) &&
         tx_cbor_text(c, &name) && tx_span_equal(name, tx_span_text("bits")) &&
         tx_cbor_uint(c, 32, &said) && said == bits;
}

static bool read_sub(struct tx_cbor *c, uint64_t *area) {
  struct tx_span text;
  return tx_cbor_text(c, &text) && tx_area_parse(text, area);
}

enum tx_reason list_read_claims(struct tx_span payload, int64_t ours, uint64_t bits,
                                struct list_claims *out) {
  TRY(tx_cbor_check(payload, bits > 0 ? TX_KEYS_STATUS : TX_KEYS_INT));
  enum { SUB = 1, EXP = 2, IAT = 4, TTL = 8, OURS = 16, LST = 32 } seen = 0;
  struct tx_cbor c = tx_cbor_start(payload);
  size_t pairs;
  *out = (struct list_claims){ 0 };
  TRY(tx_cbor_map(&c, &pairs));
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    TRY(tx_cbor_int(&c, &key));
    if (key == CLAIM_SUB) {
      TRY(read_sub(&c, &out->area));
      seen |= SUB;
    } else if (key == CLAIM_EXP) {
      TRY(claim_time(&c, &out->exp));
      seen |= EXP;
    } else if (key == CLAIM_IAT) {
      TRY(claim_time(&c, &out->iat));
      seen |= IAT;
    } else if (key == CLAIM_TTL) {
      TRY(tx_cbor_uint(&c, INT64_MAX, &out->ttl_s));
      seen |= TTL;
    } else if (key == CLAIM_STATUS_LIST && bits > 0) {
      TRY(read_lst(&c, bits, &out->lst));
      seen |= LST;
    } else if (key == ours) {
      TRY(tx_cbor_item(&c, &out->ours));
      seen |= OURS;
    } else {
      TRY(tx_cbor_skip(&c));
    }
  }
  TRY(seen == (SUB | EXP | IAT | TTL | OURS | (bits > 0 ? LST : 0)));
  return TX_OK;
}

uint32_t list_count_max(uint64_t area) {
  return tx_area_level(area) == TX_COMMUNITY ? TX_COUNT_COMMUNITY : TX_COUNT_MAX;
}

enum tx_reason list_weigh(const struct list_claims *claims, uint64_t seq,
                          const struct tx_key_row *row, struct tx_clock clock) {
  enum tx_reason reason = tx_key_may_sign(row, claims->area, claims->iat, clock);
  if (reason != TX_OK || clock.unsure) return reason;
  int64_t latest = clock.now_s + TX_AHEAD_S;
  if (claims->iat > latest || (int64_t)seq > latest) return TX_NOT_YET_VALID;
  return claims->exp <= clock.now_s ? TX_EXPIRED : TX_OK;
}

enum tx_reason list_weigh_floor(uint64_t seq, int64_t iat, const struct tx_floor *floor) {
  return floor && (seq <= floor->seq || iat < floor->iat) ? TX_ROLLBACK : TX_OK;
}

enum tx_reason list_read_current(struct tx_cbor *c, struct tx_current *out) {
  size_t items, count;
  TRY(tx_cbor_array(c, &items) && items == 2 && tx_cbor_uint(c, INT64_MAX, &out->trust));
  TRY(tx_cbor_array(c, &count));
  free(out->policies);
  out->policies = calloc(count > 0 ? count : 1, sizeof *out->policies);
  if (!out->policies) return TX_NO_MEMORY;
  for (out->count = 0; out->count < count; out->count++) {
    struct tx_seq_of *p = &out->policies[out->count];
    TRY(tx_cbor_array(c, &items) && items == 2 && tx_cbor_uint(c, TX_AREA_MAX, &p->area));
    TRY(tx_area_valid(p->area) && tx_cbor_uint(c, INT64_MAX, &p->seq));
  }
  return TX_OK;
}

void list_put_current(struct tx_cbor_out *o, const struct tx_current *current) {
  tx_cbor_put_array(o, 2);
  tx_cbor_put_uint(o, current->trust);
  tx_cbor_put_array(o, current->count);
  for (size_t i = 0; i < current->count; i++) {
    tx_cbor_put_array(o, 2);
    tx_cbor_put_uint(o, current->policies[i].area);
    tx_cbor_put_uint(o, current->policies[i].seq);
  }
}

void list_put_claims(struct tx_cbor_out *o, size_t pairs, const struct list_claims *claims,
                     uint64_t bits) {
  char sub[13];
  tx_area_format(claims->area, sub);
  tx_cbor_put_map(o, pairs);
  tx_cbor_put_uint(o, CLAIM_SUB);
  tx_cbor_put_text(o, tx_span_text(sub));
  tx_cbor_put_uint(o, CLAIM_EXP);
  tx_cbor_put_int(o, claims->exp);
  tx_cbor_put_uint(o, CLAIM_IAT);
  tx_cbor_put_int(o, claims->iat);
  if (bits > 0) {
    tx_cbor_put_uint(o, CLAIM_STATUS_LIST);
    tx_cbor_put_map(o, 2);
    tx_cbor_put_text(o, tx_span_text("lst"));
    tx_cbor_put_bytes(o, claims->lst);
    tx_cbor_put_text(o, tx_span_text("bits"));
    tx_cbor_put_uint(o, bits);
  }
  tx_cbor_put_uint(o, CLAIM_TTL);
  tx_cbor_put_uint(o, claims->ttl_s);
}

/* --- compression ------------------------------------------------------------------------------ */

enum tx_reason list_inflate(struct tx_span zlib, size_t cap, uint8_t **out, size_t *n) {
  TRY(cap < UINT32_MAX);
  size_t used = 0;
  uint8_t *bytes = malloc(cap + 1);
  struct libdeflate_decompressor *inflater = bytes ? libdeflate_alloc_decompressor() : NULL;
  bool whole = inflater &&
               libdeflate_zlib_decompress_ex(inflater, zlib.p, zlib.n, bytes, cap, &used, n) ==
                   LIBDEFLATE_SUCCESS &&
               used == zlib.n;
  enum tx_reason reason = inflater ? TX_MALFORMED_CLAIMS : TX_NO_MEMORY;
  libdeflate_free_decompressor(inflater);
  if (!whole) return free(bytes), reason;
  *out = bytes;
  return TX_OK;
}

uint8_t *list_deflate(struct tx_span bytes, int level, size_t *n) {
  struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(level);
  if (!deflater) return NULL;
  const size_t cap = libdeflate_zlib_compress_bound(deflater, bytes.n);
  uint8_t *out = malloc(cap);
  *n = out ? libdeflate_zlib_compress(deflater, bytes.p, bytes.n, out, cap) : 0;
  libdeflate_free_compressor(deflater);
  return out;
}

void list_to_planes(const uint32_t *records, size_t n, uint8_t *planes) {
  for (size_t i = 0; i < n; i++) {
    planes[i] = (uint8_t)(records[i] >> 24);
    planes[n + i] = (uint8_t)(records[i] >> 16);
    planes[2 * n + i] = (uint8_t)(records[i] >> 8);
    planes[3 * n + i] = (uint8_t)records[i];
  }
}

void list_from_planes(const uint8_t *planes, size_t n, uint32_t *records) {
  for (size_t i = 0; i < n; i++)
    records[i] = (uint32_t)planes[i] << 24 | (uint32_t)planes[n + i] << 16 |
                 (uint32_t)planes[2 * n + i] << 8 | planes[3 * n + i];
}
