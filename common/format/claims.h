/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the claims of a payload: what the objects share. Not installed. */
#ifndef TX_CLAIMS_H
#define TX_CLAIMS_H

#include "cbor.h"
#include "reason.h"

#define CLAIM_SUB 2
#define CLAIM_AUD 3
#define CLAIM_EXP 4
#define CLAIM_IAT 6
#define CLAIM_CNF 8
#define CLAIM_NONCE 10
#define CLAIM_STATUS_LIST 65533
#define CLAIM_TTL 65534
#define CLAIM_PASS (-65537)
#define CLAIM_CERTIFICATE (-65538)
#define CLAIM_TRUST (-65539)
#define CLAIM_STATUS (-65540)
#define CLAIM_DELTA (-65541)

#define TRY(condition)                                                                             \
  do {                                                                                             \
    if (!(condition)) return TX_MALFORMED_CLAIMS;                                                  \
  } while (0)

/* What ends the reading at once. An unknown critical key does not: the claims behind it may still
 * be malformed, which is the lower reason. */
static inline bool claims_end(enum tx_reason reason) {
  return reason != TX_OK && reason != TX_UNKNOWN_CRITICAL;
}

/* A time: 0 to INT64_MAX, as a signed number. */
static inline bool claim_time(struct tx_cbor *c, int64_t *out) {
  uint64_t v;
  if (!tx_cbor_uint(c, INT64_MAX, &v)) return false;
  *out = (int64_t)v;
  return true;
}

/* A text of min to max bytes, copied with a terminator. */
static inline bool claim_text(struct tx_cbor *c, size_t min, size_t max, char *out) {
  struct tx_span text;
  if (!tx_cbor_text(c, &text) || text.n < min || text.n > max) return false;
  memcpy(out, text.p, text.n);
  out[text.n] = '\0';
  return true;
}

static inline bool claim_hash(struct tx_cbor *c, uint8_t out[TX_HASH_SIZE]) {
  struct tx_span hash;
  if (!tx_cbor_bytes(c, &hash) || hash.n != TX_HASH_SIZE) return false;
  memcpy(out, hash.p, TX_HASH_SIZE);
  return true;
}

/* A key of one of our own maps that the reader does not know: skipped when it is not negative,
 * critical when it is. */
static inline enum tx_reason claim_unknown(struct tx_cbor *c, int64_t key) {
  TRY(tx_cbor_skip(c));
  return key < 0 ? TX_UNKNOWN_CRITICAL : TX_OK;
}

/* One of our own maps, member by member:
 *   struct claim_map m = claim_map_open(c);
 *   while (claim_map_next(&m)) claim_map_keep(&m, read_member(c, m.key, object));
 *   return claim_map_close(&m, required);
 * What is malformed ends it; an unknown critical member is said at the end, since 16 comes
 * before 17. */
struct claim_map {
  struct tx_cbor *c;
  size_t left;
  int64_t key;
  uint32_t seen; /* bit n: key n, of 0 to 31 */
  enum tx_reason reason;
};

static inline struct claim_map claim_map_open(struct tx_cbor *c) {
  struct claim_map m = { .c = c };
  if (!tx_cbor_map(c, &m.left)) m.reason = TX_MALFORMED_CLAIMS;
  return m;
}

static inline bool claim_map_next(struct claim_map *m) {
  if (claims_end(m->reason) || m->left == 0) return false;
  m->left--;
  if (tx_cbor_int(m->c, &m->key)) return true;
  m->reason = TX_MALFORMED_CLAIMS;
  return false;
}

static inline void claim_map_keep(struct claim_map *m, enum tx_reason reason) {
  if (reason != TX_OK) m->reason = reason;
  if (m->key >= 0 && m->key < 32) m->seen |= (uint32_t)1 << m->key;
}

/* required: bits of the keys that must be there. */
static inline enum tx_reason claim_map_close(const struct claim_map *m, uint32_t required) {
  if (claims_end(m->reason)) return m->reason;
  return (m->seen & required) == required ? m->reason : TX_MALFORMED_CLAIMS;
}

/* The claims of an object that has a term of its own: pass, certificate, trust list. */
struct claims_dated {
  int64_t iat, exp;
  struct tx_span cnf;  /* encoded; empty when there is none */
  struct tx_span ours; /* the map of our own claim, encoded */
};

/* TX_OK or TX_MALFORMED_CLAIMS. */
enum tx_reason claims_read_dated(struct tx_span payload, int64_t ours, struct claims_dated *out);

#endif
