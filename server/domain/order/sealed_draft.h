/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts at rest: their text, and the words by which warnings were accepted, sealed to the area. */
#ifndef SERVER_DOMAIN_ORDER_SEALED_DRAFT_H
#define SERVER_DOMAIN_ORDER_SEALED_DRAFT_H

#include "domain/key/field_encryption.h"

enum sealed_draft_part { DRAFT_TEXT, DRAFT_ACCEPTED };

/* An empty text becomes an absent seal. The caller frees out->p. */
enum tx_reason sealed_draft_make(const struct field_keys *fields, enum sealed_draft_part part,
                                 uint64_t area, const char *text, struct host_bytes *out);
/* A C string; "" for an absent seal. The caller frees out->p. TX_BAD_SIGNATURE when it was
 * altered. */
enum tx_reason sealed_draft_open(const struct field_keys *fields, enum sealed_draft_part part,
                                 uint64_t area, struct tx_span sealed, struct host_bytes *out);

#endif
