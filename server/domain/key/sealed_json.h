/* SPDX-License-Identifier: Apache-2.0 */
/* Several texts of a row, sealed as one JSON object. */
#ifndef SERVER_DOMAIN_SEALED_JSON_H
#define SERVER_DOMAIN_SEALED_JSON_H

#include "field_encryption.h"

#include <jansson.h>

/* Encrypts json, which it takes over; NULL is one that could not be made. what names the row. The
 * caller frees out->p. TX_OK, TX_NO_MEMORY, or as field_seal_new. */
enum tx_reason sealed_json_make(const struct field_keys *fields, const char *what, json_t *json,
                                struct host_bytes *out);
/* Decrypts into *out, a new reference. TX_OK, TX_MALFORMED, or as field_unseal_new. */
enum tx_reason sealed_json_open(const struct field_keys *fields, const char *what,
                                struct tx_span sealed, json_t **out);

/* A text of it; "" where it is absent, cut at a character's end where it is too long. */
void sealed_json_take(const json_t *json, const char *name, char *out, size_t cap);
#define SEALED_JSON_TAKE(json, row, name)                                                          \
  sealed_json_take(json, #name, (row)->name, sizeof(row)->name)

#endif
