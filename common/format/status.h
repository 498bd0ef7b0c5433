/* SPDX-License-Identifier: Apache-2.0 */
/* Status lists and deltas: how everybody of an area is today (docs/format.md, "Status list and
 * delta"). */
#ifndef TX_STATUS_H
#define TX_STATUS_H

#include "record.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_COUNT_COMMUNITY (1u << 17)
#define TX_COUNT_MAX (1u << 24)
#define TX_NEW_MAX 1024 /* at or past count + this a new pass is as if no list were held */
#define TX_STATUS_BYTES_MAX (80u << 20) /* of a list at its largest, incompressible */

struct tx_seq_of {
  uint64_t area;
  uint64_t seq;
};

/* What else was in force when the list was published. */
struct tx_current {
  uint64_t trust;
  struct tx_seq_of *policies;
  size_t count;
};

struct tx_status {
  uint64_t area;
  uint64_t seq;
  int64_t iat, exp;
  uint64_t ttl_s;
  uint32_t count;
  uint32_t *records; /* count of them */
  struct tx_current current;
  bool audited;
  uint8_t audit_head[TX_HASH_SIZE]; /* when audited */
  uint8_t signer[TX_HASH_SIZE];     /* SHA-256 of the key that signed */
};

/* The seq and iat below which nothing of an area is taken, also when the object itself was
 * dropped. */
struct tx_floor {
  uint64_t seq;
  int64_t iat;
};

/* Takes a whole list. floor may be NULL. TX_OK and *out, which the caller destroys, or 11, 60, 12
 * to 21, 61, 65, TX_NO_MEMORY. */
enum tx_reason tx_status_take(struct tx_span bytes, const struct tx_trust *trust,
                              const struct tx_floor *floor, struct tx_clock clock,
                              struct tx_status **out);

/* Takes a delta on held (NULL: 63) and makes the list after it; held stays as it is. Reasons as
 * above and 63, 64. */
enum tx_reason tx_delta_take(struct tx_span bytes, const struct tx_trust *trust,
                             const struct tx_status *held, struct tx_clock clock,
                             struct tx_status **out);

void tx_status_destroy(struct tx_status *status);

/* SHA-256 of count big-endian 32-bit records. False: out of memory. */
bool tx_records_hash(const uint32_t *records, uint32_t count, uint8_t out[TX_HASH_SIZE]);

/* Writes and signs a whole list from area, seq, iat, exp, ttl_s, count, records, current and audit
 * head; malloc'd into *out. TX_OK, TX_BAD_ARGUMENT, TX_NO_MEMORY, TX_SIGNER_FAILED. */
enum tx_reason tx_status_sign(const struct tx_status *status, const struct tx_signer *signer,
                              uint8_t **out, size_t *len);

/* The delta that leads from before to after, of the same area. */
enum tx_reason tx_delta_sign(const struct tx_status *before, const struct tx_status *after,
                             const struct tx_signer *signer, uint8_t **out, size_t *len);

/* The record that counts (docs/format.md, section of that name), and where it comes from. */
struct tx_counted {
  uint32_t record;
  int64_t data_as_of;
  bool listed; /* a list of the area governs; else 35 is to be weighed */
};

/* list is the one of the pass's area, or NULL. TX_OK, 30 or 31; *out is set with all of them. */
enum tx_reason tx_record_that_counts(uint32_t snapshot, int64_t pass_iat, uint32_t index,
                                     const struct tx_status *list, struct tx_clock clock,
                                     struct tx_counted *out);

#ifdef __cplusplus
}
#endif

#endif
