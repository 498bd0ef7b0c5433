/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People at rest: all that a roster says of somebody is one CBOR map, padded so that its length
 * says little, and sealed under the hash of the identity document.
 */
#ifndef SERVER_DOMAIN_PERSON_H
#define SERVER_DOMAIN_PERSON_H

#include "field_encryption.h"

#define PERSON_PHONE_SIZE 33
/* A telephone's digits, without the country's: 029-8500 0000 and 02985000000 are one. */
void person_phone_digits(const char *phone, char out[PERSON_PHONE_SIZE]);
/* The keyed hash that it is found by in an area, however it is written. */
void person_phone_hash(const struct field_keys *fields, uint64_t area, const char *phone,
                       uint8_t out[TX_HASH_SIZE]);

/* Whether somebody typed a whole number: nothing but seven digits and more, and what parts them. */
bool person_phone_is_whole(const char *words);

/* Fills resident->sealed and its hashes of name and telephone from resident->person, id_hash
 * and area. TX_OK, TX_SIGNER_FAILED (no randomness). */
enum tx_reason person_seal(const struct field_keys *fields, struct resident *resident);
/* Fills resident->person. TX_BAD_SIGNATURE (altered, or of another row), TX_MALFORMED. */
enum tx_reason person_open(const struct field_keys *fields, struct resident *resident);

/* The map itself. TX_OK, or TX_MALFORMED for anything that person_encode does not write. Members
 * that a later release added are passed over. */
enum tx_reason person_decode(struct tx_span bytes, struct person *out);
/* Bytes written, at most PERSON_ENCODED_MAX. */
#define PERSON_ENCODED_MAX 352
size_t person_encode(const struct person *person, uint8_t out[PERSON_ENCODED_MAX]);

#endif
