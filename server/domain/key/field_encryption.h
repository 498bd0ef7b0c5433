/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is encrypted at rest: people (person.h), what gates wrote down and what somebody typed, by
 * AES-256-GCM, and keyed hashes to look people up by. The key lies in a file of its own, outside
 * the database.
 */
#ifndef SERVER_DOMAIN_FIELD_ENCRYPTION_H
#define SERVER_DOMAIN_FIELD_ENCRYPTION_H

#include "host/sys/file.h"
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

/* Encrypts; what and subject are bound to it, so that it holds in no other column or row. Nothing
 * becomes an absent seal. TX_OK, TX_NO_SPACE (over SEALED_MAX - 28 bytes), TX_SIGNER_FAILED (no
 * randomness). */
enum tx_reason field_seal(const struct field_keys *fields, const char *what,
                          const uint8_t subject[TX_HASH_SIZE], struct tx_span plain,
                          struct sealed *out);

/* Decrypts into out; nothing for an absent seal. TX_BAD_SIGNATURE when it was altered. */
enum tx_reason field_unseal(const struct field_keys *fields, const char *what,
                            const uint8_t subject[TX_HASH_SIZE], const struct sealed *sealed,
                            uint8_t *out, size_t cap, size_t *len);

/* The same for bytes of any length; what names the row as well. The caller frees out->p. */
enum tx_reason field_seal_new(const struct field_keys *fields, const char *what,
                              struct tx_span plain, struct host_bytes *out);
enum tx_reason field_unseal_new(const struct field_keys *fields, const char *what,
                                struct tx_span sealed, struct host_bytes *out);

/* The same into a buffer, such as for a key. */
enum tx_reason field_seal_bytes(const struct field_keys *fields, const char *what,
                                struct tx_span plain, uint8_t *out, size_t cap, size_t *len);
enum tx_reason field_unseal_bytes(const struct field_keys *fields, const char *what,
                                  struct tx_span sealed, uint8_t *out, size_t cap, size_t *len);

/* The keyed hash that a text is found by. */
void field_hash(const struct field_keys *fields, const char *what, const char *text,
                uint8_t out[TX_HASH_SIZE]);
/* The same within an area: equal texts of two areas differ. */
void field_hash_in(const struct field_keys *fields, const char *what, uint64_t area,
                   const char *text, uint8_t out[TX_HASH_SIZE]);

#endif
