/* SPDX-License-Identifier: Apache-2.0 */
/* What gates of one area tell each other of admissions, in datagrams (docs/format.md, "Between
 * neighbours"): CBOR [1, key id, gate, kind, direction, area, index, live iat or null, at, reason,
 * household or null], then 16 bytes of HMAC-SHA-256 over it. */
#ifndef TX_NEIGHBOUR_H
#define TX_NEIGHBOUR_H

#include "event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_NEIGHBOUR_KEY_SIZE 32
#define TX_NEIGHBOUR_MAX 256 /* bytes of a datagram */
#define TX_HOUSEHOLD_SIZE 8

/* The area's HMAC key, which comes with sync and changes when a gate is shut out. */
struct tx_neighbour_key {
  uint32_t id;
  uint8_t bytes[TX_NEIGHBOUR_KEY_SIZE];
};

struct tx_admission {
  char gate[TX_GATE_NAME_SIZE + 1];
  enum tx_gate_kind kind;
  enum tx_direction direction;
  uint64_t area;
  uint32_t index;
  int64_t live_iat; /* -1: not by a live pass */
  int64_t at;
  uint64_t reason;
  bool has_household;
  uint8_t household[TX_HOUSEHOLD_SIZE];
};

/* A household that neighbours can count without knowing it: the first 8 bytes of HMAC-SHA-256 under
 * the area's key over area, unit and household. False when the pass has none. */
bool tx_household_tag(const struct tx_neighbour_key *key, const struct tx_pass *pass,
                      uint8_t out[TX_HOUSEHOLD_SIZE]);

/* TX_OK, TX_NO_SPACE. TX_NEIGHBOUR_MAX bytes are enough. */
enum tx_reason tx_admission_write(const struct tx_admission *admission,
                                  const struct tx_neighbour_key *key, uint8_t *out, size_t cap,
                                  size_t *len);

/* Takes a datagram under the current key or the one before (previous may be NULL). TX_OK,
 * TX_UNKNOWN_KEY (another key's id), TX_BAD_SIGNATURE, TX_MALFORMED_CLAIMS. */
enum tx_reason tx_admission_read(struct tx_span datagram, const struct tx_neighbour_key *current,
                                 const struct tx_neighbour_key *previous, struct tx_admission *out);

#ifdef __cplusplus
}
#endif

#endif
