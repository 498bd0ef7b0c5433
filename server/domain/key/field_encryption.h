/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is encrypted at rest: names, identity numbers and telephones by AES-256-GCM, and keyed
 * hashes to look them up by. The key lies in a file of its own, outside the database.
 */
#ifndef SERVER_DOMAIN_FIELD_ENCRYPTION_H
#define SERVER_DOMAIN_FIELD_ENCRYPTION_H

#include "model/resident.h"

#define FIELD_KEY_SIZE 32

struct field_keys {
  uint8_t sealing[FIELD_KEY_SIZE];
  uint8_t look_up[FIELD_KEY_SIZE];
  uint8_t tokens[FIELD_KEY_SIZE];
};

/* Derives the three keys from the one in the file. */
void field_keys_derive(const uint8_t master[FIELD_KEY_SIZE], struct field_keys *out);
void field_keys_cleanse(struct field_keys *fields);

/* Makes a key file of mode 0600; TX_CONFLICT when there is one, TX_IO_FAILED. */
enum tx_reason field_keys_create(const char *path);
/* Reads it. TX_NOT_FOUND, TX_NOT_ALLOWED (others may read it), TX_BAD_KEY (of a wrong size). */
enum tx_reason field_keys_open(const char *path, struct field_keys *out);

/* Encrypts text; what and subject are bound to it, so that it holds in no other column or row. An
 * empty text becomes an absent seal. TX_OK, TX_NO_SPACE (over SEALED_MAX - 28 bytes),
 * TX_SIGNER_FAILED (no randomness). */
enum tx_reason field_seal(const struct field_keys *fields, const char *what,
                          const uint8_t subject[TX_HASH_SIZE], const char *text,
                          struct sealed *out);

/* Decrypts into out, terminated; "" for an absent seal. TX_BAD_SIGNATURE when it was altered. */
enum tx_reason field_unseal(const struct field_keys *fields, const char *what,
                            const uint8_t subject[TX_HASH_SIZE], const struct sealed *sealed,
                            char *out, size_t cap);

/* The same for bytes, such as a key. */
enum tx_reason field_seal_bytes(const struct field_keys *fields, const char *what,
                                struct tx_span plain, uint8_t *out, size_t cap, size_t *len);
enum tx_reason field_unseal_bytes(const struct field_keys *fields, const char *what,
                                  struct tx_span sealed, uint8_t *out, size_t cap, size_t *len);

/* The keyed hash that a text is found by. */
void field_hash(const struct field_keys *fields, const char *what, const char *text,
                uint8_t out[TX_HASH_SIZE]);

#endif
