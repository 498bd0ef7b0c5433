/* SPDX-License-Identifier: Apache-2.0 */
/* What status lists, deltas and certificate status share. Not installed. */
#ifndef TX_LIST_H
#define TX_LIST_H

#include "status.h"

struct list_claims {
  uint64_t area;
  int64_t iat, exp;
  uint64_t ttl_s;
  struct tx_span lst;  /* of claim 65533; only in the kinds that have one */
  struct tx_span ours; /* the map of our own claim, encoded */
};

/* Reads the claims that all three have. bits is what 65533 must say, 0 for an object without one.
 */
enum tx_reason list_read_claims(struct tx_span payload, int64_t ours, uint64_t bits,
                                struct list_claims *out);

/* The most records that an area's list may have. */
uint32_t list_count_max(uint64_t area);

/* Inflates to at most cap bytes into fresh memory of cap + 1. TX_OK, TX_MALFORMED_CLAIMS when the
 * stream is broken, longer than cap, or followed by bytes, TX_NO_MEMORY. *n is what came out. */
enum tx_reason list_inflate(struct tx_span zlib, size_t cap, uint8_t **out, size_t *n);
/* Deflates into fresh memory, at a level of libdeflate's; NULL without memory. */
uint8_t *list_deflate(struct tx_span bytes, int level, size_t *n);
#define LIST_DEFLATED 7  /* the last before the time grows fivefold for a hundredth of the bytes */
#define DELTA_DEFLATED 9 /* deltas are short, and go to every gate that polls */

/* Jurisdiction, key's time and the dates: 18 to 21. seq is a delta's to. */
enum tx_reason list_weigh(const struct list_claims *claims, uint64_t seq,
                          const struct tx_key_row *row, struct tx_clock clock);
/* 61. */
enum tx_reason list_weigh_floor(uint64_t seq, int64_t iat, const struct tx_floor *floor);

/* TX_OK, TX_MALFORMED_CLAIMS, TX_NO_MEMORY. */
enum tx_reason list_read_current(struct tx_cbor *c, struct tx_current *out);
void list_put_current(struct tx_cbor_out *o, const struct tx_current *current);

/* Claims 2, 4, 6, 65533 when bits > 0, and 65534. pairs is that of the whole map. */
void list_put_claims(struct tx_cbor_out *o, size_t pairs, const struct list_claims *claims,
                     uint64_t bits);

/* n records to four byte planes, most significant first, and back. */
void list_to_planes(const uint32_t *records, size_t n, uint8_t *planes);
void list_from_planes(const uint8_t *planes, size_t n, uint32_t *records);

#endif
