/* SPDX-License-Identifier: Apache-2.0 */
/* What comes with a statement and is kept sealed, and what it all amounts to. */
#ifndef SERVER_DOMAIN_STATEMENT_CONTENT_H
#define SERVER_DOMAIN_STATEMENT_CONTENT_H

#include "domain/key/field_encryption.h"
#include "read.h"

/* Sets content, where the source gave an id, and seals evidence, decided_by and confirmed_by, where
 * there are any; the caller frees sealed->p. TX_OK, TX_NO_MEMORY, TX_SIGNER_FAILED. */
enum tx_reason statement_content(const struct field_keys *fields,
                                 const struct statement_words *words,
                                 const uint8_t subject[TX_HASH_SIZE], struct statement_row *row,
                                 struct host_bytes *sealed);

#endif
