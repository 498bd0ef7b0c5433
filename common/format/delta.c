/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "claims.h"
#include "list.h"
#include "object.h"

/* --- changes: n, gaps in LEB128, records in planes ----------------------------------------------
 */

#define LEB128_MAX 5 /* bytes of 32 bits */

/* Unsigned LEB128 in its shortest form, to 32 bits. */
static bool read_leb128(const uint8_t **p, const uint8_t *end, uint32_t *out) {
  uint64_t v = 0;
  for (unsigned shift = 0; shift < 7 * LEB128_MAX; shift += 7) {
    if (*p == end) return false;
    uint8_t byte = *(*p)++;
    v |= (uint64_t)(byte & 0x7f) << shift;
    if (byte & 0x80) continue;
    *out = (uint32_t)v;
    return v <= UINT32_MAX && (byte != 0 || shift == 0);
  }
  return false;
}

static size_t put_leb128(uint8_t *out, uint32_t v) {
  size_t n = 0;
  for (; v >= 0x80; v >>= 7)
    out[n++] = (uint8_t)(v | 0x80);
  out[n++] = (uint8_t)v;
  return n;
}

struct changes {
  uint32_t n;
  uint32_t *indexes;
  uint32_t *records;
};

static void changes_free(struct changes *c) {
  free(c->indexes);
  free(c->records);
}

static enum tx_reason read_changes(struct tx_span plain, uint32_t count, struct changes *out) {
  const uint8_t *p = plain.p, *end = p + plain.n;
  TRY(read_leb128(&p, end, &out->n) && out->n <= count);
  out->indexes = calloc(out->n > 0 ? out->n : 1, sizeof *out->indexes);
  out->records = calloc(out->n > 0 ? out->n : 1, sizeof *out->records);
  if (!out->indexes || !out->records) return TX_NO_MEMORY;
  uint64_t next = 0;
  for (uint32_t i = 0; i < out->n; i++) {
    uint32_t gap;
    TRY(read_leb128(&p, end, &gap) && next + gap < count);
    out->indexes[i] = (uint32_t)(next + gap);
    next += (uint64_t)gap + 1;
  }
  TRY((size_t)(end - p) == (size_t)out->n * 4);
  list_from_planes(p, out->n, out->records);
  return TX_OK;
}

/* --- reading ------------------------------------------------------------------------------------
 */

struct delta {
  uint64_t from, to;
  uint32_t count;
  struct tx_span zlib;
  uint8_t hash[TX_HASH_SIZE];
  struct tx_current current;
  bool audited;
  uint8_t audit_head[TX_HASH_SIZE];
  struct changes changes;
};

static void delta_free(struct delta *d) {
  free(d->current.policies);
  changes_free(&d->changes);
}

static enum tx_reason read_member(struct tx_cbor *c, int64_t key, struct delta *d) {
  uint64_t count;
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, INT64_MAX, &d->from));
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, INT64_MAX, &d->to));
    return TX_OK;
  case 2:
    TRY(tx_cbor_uint(c, UINT32_MAX, &count));
    d->count = (uint32_t)count;
    return TX_OK;
  case 3:
    TRY(tx_cbor_bytes(c, &d->zlib));
    return TX_OK;
  case 4:
    TRY(claim_hash(c, d->hash));
    return TX_OK;
  case 5:
    return list_read_current(c, &d->current);
  case 6:
    TRY(claim_hash(c, d->audit_head));
    d->audited = true;
    return TX_OK;
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct delta *d) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_member(&c, m.key, d));
  return claim_map_close(&m, 0x3f);
}

static enum tx_reason inflate_changes(struct delta *d) {
  size_t n;
  uint8_t *plain = NULL;
  enum tx_reason reason = list_inflate(d->zlib, 5 + 9 * (size_t)d->count, &plain, &n);
  if (reason == TX_OK) reason = read_changes(tx_span_of(plain, n), d->count, &d->changes);
  free(plain);
  return reason;
}

/* Whether held is the list that this delta continues. */
static bool continues(const struct delta *d, const struct list_claims *claims,
                      const struct tx_status *held) {
  return held && held->area == claims->area && held->seq == d->from;
}

static enum tx_reason read_delta(struct tx_span payload, const struct tx_status *held,
                                 struct list_claims *claims, struct delta *d) {
  enum tx_reason reason = list_read_claims(payload, CLAIM_DELTA, 0, claims);
  if (reason != TX_OK) return reason;
  reason = read_map(claims->ours, d);
  if (claims_end(reason)) return reason;
  if (d->count > list_count_max(claims->area)) return TX_TOO_MANY;
  TRY(!continues(d, claims, held) || d->count >= held->count);
  enum tx_reason inflated = inflate_changes(d);
  return inflated != TX_OK ? inflated : reason;
}

/* --- taking -------------------------------------------------------------------------------------
 */

static struct tx_status *apply(const struct tx_status *held, const struct list_claims *claims,
                               struct delta *d) {
  struct tx_status *s = calloc(1, sizeof *s);
  uint32_t *records = calloc(d->count > 0 ? d->count : 1, sizeof *records);
  if (!s || !records) {
    free(s);
    free(records);
    return NULL;
  }
  if (held->count > 0) memcpy(records, held->records, (size_t)held->count * sizeof *records);
  for (uint32_t i = 0; i < d->changes.n; i++)
    records[d->changes.indexes[i]] = d->changes.records[i];
  *s = (struct tx_status){
    .area = held->area,
    .seq = d->to,
    .iat = claims->iat,
    .exp = claims->exp,
    .ttl_s = claims->ttl_s,
    .count = d->count,
    .records = records,
    .current = d->current,
    .audited = d->audited || held->audited,
  };
  memcpy(s->audit_head, d->audited ? d->audit_head : held->audit_head, TX_HASH_SIZE);
  d->current.policies = NULL;
  return s;
}

static enum tx_reason take(struct delta *d, struct tx_span payload, const struct tx_key_row *row,
                           const struct tx_status *held, struct tx_clock clock,
                           struct tx_status **out) {
  struct list_claims claims;
  enum tx_reason reason = read_delta(payload, held, &claims, d);
  if (reason == TX_OK) reason = list_weigh(&claims, d->to, row, clock);
  if (reason != TX_OK) return reason;
  bool follows = continues(d, &claims, held);
  if (d->to <= d->from || (follows && claims.iat < held->iat)) return TX_ROLLBACK;
  if (!follows) return TX_WRONG_BASE;
  struct tx_status *s = apply(held, &claims, d);
  if (!s) return TX_NO_MEMORY;
  uint8_t hash[TX_HASH_SIZE];
  reason = !tx_records_hash(s->records, s->count, hash) ? TX_NO_MEMORY
           : memcmp(hash, d->hash, TX_HASH_SIZE) != 0   ? TX_WRONG_HASH
                                                        : TX_OK;
  if (reason != TX_OK) {
    tx_status_destroy(s);
    return reason;
  }
  memcpy(s->signer, row->hash, TX_HASH_SIZE);
  *out = s;
  return TX_OK;
}

enum tx_reason tx_delta_take(struct tx_span bytes, const struct tx_trust *trust,
                             const struct tx_status *held, struct tx_clock clock,
                             struct tx_status **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  enum tx_reason reason = tx_object_open(bytes, "tx-delta", TX_USE_STATUS, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  __attribute__((cleanup(delta_free))) struct delta d = { 0 };
  return take(&d, sign1.payload, row, held, clock, out);
}

/* --- writing ------------------------------------------------------------------------------------
 */

static uint32_t record_at(const struct tx_status *s, uint32_t index) {
  return index < s->count ? s->records[index] : 0;
}

/* The changes in the clear; NULL without memory. */
static uint8_t *write_changes(const struct tx_status *before, const struct tx_status *after,
                              size_t *len) {
  uint32_t changed = 0, next = 0, at = 0;
  for (uint32_t i = 0; i < after->count; i++)
    changed += record_at(before, i) != after->records[i];
  uint8_t *out = malloc(LEB128_MAX + (size_t)changed * (LEB128_MAX + 4));
  uint32_t *records = calloc(changed > 0 ? changed : 1, sizeof *records);
  if (!out || !records) {
    free(out);
    free(records);
    return NULL;
  }
  size_t n = put_leb128(out, changed);
  for (uint32_t i = 0; i < after->count; i++) {
    if (record_at(before, i) == after->records[i]) continue;
    n += put_leb128(out + n, i - next);
    next = i + 1;
    records[at++] = after->records[i];
  }
  list_to_planes(records, changed, out + n);
  free(records);
  *len = n + (size_t)changed * 4;
  return out;
}

static void put_delta(struct tx_cbor_out *o, uint64_t from, const struct tx_status *s,
                      struct tx_span zlib, const uint8_t *hash) {
  struct list_claims claims = { .area = s->area, .iat = s->iat, .exp = s->exp, .ttl_s = s->ttl_s };
  list_put_claims(o, 5, &claims, 0);
  tx_cbor_put_int(o, CLAIM_DELTA);
  tx_cbor_put_map(o, s->audited ? 7 : 6);
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_uint(o, from);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, s->seq);
  tx_cbor_put_uint(o, 2);
  tx_cbor_put_uint(o, s->count);
  tx_cbor_put_uint(o, 3);
  tx_cbor_put_bytes(o, zlib);
  tx_cbor_put_uint(o, 4);
  tx_cbor_put_bytes(o, tx_span_of(hash, TX_HASH_SIZE));
  tx_cbor_put_uint(o, 5);
  list_put_current(o, &s->current);
  if (!s->audited) return;
  tx_cbor_put_uint(o, 6);
  tx_cbor_put_bytes(o, tx_span_of(s->audit_head, TX_HASH_SIZE));
}

enum tx_reason tx_delta_sign(const struct tx_status *before, const struct tx_status *after,
                             const struct tx_signer *signer, uint8_t **out, size_t *len) {
  if (before->area != after->area || after->seq <= before->seq || after->count < before->count)
    return TX_BAD_ARGUMENT;
  size_t plain_n, n;
  uint8_t hash[TX_HASH_SIZE];
  uint8_t *plain = write_changes(before, after, &plain_n);
  uint8_t *zlib = plain ? list_deflate(tx_span_of(plain, plain_n), DELTA_DEFLATED, &n) : NULL;
  free(plain);
  if (!zlib || !tx_records_hash(after->records, after->count, hash)) {
    free(zlib);
    return TX_NO_MEMORY;
  }
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  put_delta(&measured, before->seq, after, tx_span_of(zlib, n), hash);
  struct tx_cbor_out o = object_room(measured.len);
  put_delta(&o, before->seq, after, tx_span_of(zlib, n), hash);
  free(zlib);
  return object_sign(signer, "tx-delta", &o, out, len);
}
