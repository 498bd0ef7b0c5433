/* SPDX-License-Identifier: Apache-2.0 */
/* PEM blocks, the way into a certificate, and hashes for people. */
#ifndef KEYS_ENCODE_H
#define KEYS_ENCODE_H

#include "format/trust.h"

/* A PEM block of that label, decoded: false when there is none, or it is longer than cap. */
bool keys_pem_decode(struct tx_span text, const char *label, uint8_t *out, size_t cap, size_t *n);
/* The SubjectPublicKeyInfo inside a certificate (RFC 5280 4.1), of whatever algorithm. */
bool keys_certificate_spki(struct tx_span der, struct tx_span *spki);

/* "1a2b 3c4d …": groups of four, for reading aloud. */
#define KEYS_GROUPED_SIZE (TX_HASH_SIZE * 2 + TX_HASH_SIZE / 2)
void keys_hash_grouped(const uint8_t hash[TX_HASH_SIZE], char out[KEYS_GROUPED_SIZE]);

#endif
