/* SPDX-License-Identifier: Apache-2.0 */
/* The trust list: which keys may sign what, where, until when (docs/format.md, "Trust list"). */
#ifndef TX_TRUST_H
#define TX_TRUST_H

#include "area.h"
#include "crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_TRUST_MAX (4u << 20) /* bytes of a trust list */

enum tx_use {
  TX_USE_ISSUE = 1,
  TX_USE_STATUS = 2,
  TX_USE_POLICY = 4,
  TX_USE_CERTIFICATE = 8,
  TX_USE_SEAL = 16,
};

struct tx_key_row {
  int64_t alg; /* canonical; 0 when unknown: the row verifies nothing */
  struct tx_span spki;
  uint8_t hash[TX_HASH_SIZE]; /* the first four bytes are the kid */
  uint8_t uses;               /* enum tx_use, added up; 0 for a root */
  uint64_t area;
  int64_t sign_from, sign_until, verify_until; /* inclusive */
  struct tx_span name;                         /* 1 to 64 bytes */
  bool revoked;                                /* counts as absent */
};

struct tx_trust {
  uint64_t seq;
  int64_t iat, exp;
  struct tx_key_row roots[2];
  size_t root_count;
  struct tx_key_row *rows;
  size_t row_count;
  uint8_t (*revoked)[TX_HASH_SIZE]; /* ascending */
  size_t revoked_count;
  uint8_t (*tls)[TX_HASH_SIZE]; /* SHA-256 of the servers' TLS keys, ascending */
  size_t tls_count;
  struct tx_span bytes; /* the object as received; owned */
};

/* What a gate knows of a city before its first list. */
struct tx_pin {
  uint8_t root[TX_HASH_SIZE]; /* SHA-256 of the root key */
  uint64_t seq;               /* in force the day the gate was enrolled; lower ones are refused */
};

/* Takes a trust list: with held, when a known root of it signed, seq is higher and iat not lower,
 * exp ahead, and every revoked hash is still there; with held NULL, by the pinned root. The bytes
 * are copied. TX_OK and *out, which the caller destroys, or the reason: 11, 60, 15, 16, 17, 20, 21,
 * 61, 62, TX_NO_MEMORY. */
enum tx_reason tx_trust_take(struct tx_span bytes, const struct tx_trust *held,
                             const struct tx_pin *pin, struct tx_clock clock,
                             struct tx_trust **out);

/* The same without seq, exp and iat being weighed: what stood on our own disk at a restart and
 * was taken before. */
enum tx_reason tx_trust_reload(struct tx_span bytes, const uint8_t root[TX_HASH_SIZE],
                               struct tx_trust **out);

void tx_trust_destroy(struct tx_trust *trust);

/* The key row of that kid with that use. NULL and *why = 12 (no list), 13 or 14. */
const struct tx_key_row *tx_trust_find(const struct tx_trust *trust, const uint8_t kid[TX_KID_SIZE],
                                       enum tx_use use, enum tx_reason *why);

enum tx_standing { TX_STANDS_PRESENT, TX_STANDS_ABSENT, TX_STANDS_REVOKED };
/* How a key stands, by the SHA-256 of its SubjectPublicKeyInfo: held objects of absent and revoked
 * ones are dropped. */
enum tx_standing tx_trust_standing(const struct tx_trust *trust, const uint8_t hash[TX_HASH_SIZE]);

/* Jurisdiction and time: TX_OK, 18, or 19 for an object of that area dated iat. */
enum tx_reason tx_key_may_sign(const struct tx_key_row *row, uint64_t area, int64_t iat,
                               struct tx_clock clock);

/* Writes and signs a list. rows and roots need alg, spki, uses, area, times and name; revoked and
 * tls are sorted by the caller. The result is malloc'd into *out. TX_OK, TX_BAD_ARGUMENT,
 * TX_NO_MEMORY, TX_SIGNER_FAILED. */
enum tx_reason tx_trust_sign(const struct tx_trust *trust, const struct tx_signer *root,
                             uint8_t **out, size_t *len);

/* Every verifier of a list, loaded once; one for each thread. */
struct tx_keyring;
struct tx_keyring *tx_keyring_create(const struct tx_trust *trust);
void tx_keyring_destroy(struct tx_keyring *ring);
bool tx_keyring_holds(struct tx_keyring *ring, const struct tx_check *check);

/* What every signed object of the server's shares: finds the key, verifies, and hands back the
 * parts. TX_OK, 11, 60, 12 to 15. With TX_OK *row is set. */
enum tx_reason tx_object_open(struct tx_span bytes, const char *typ, enum tx_use use,
                              const struct tx_trust *trust, struct tx_sign1 *sign1,
                              const struct tx_key_row **row);

#ifdef __cplusplus
}
#endif

#endif
