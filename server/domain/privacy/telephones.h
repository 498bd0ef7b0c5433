/* SPDX-License-Identifier: Apache-2.0 */
/* Telephones' hashes of people who were on the roster before there were such hashes. */
#ifndef SERVER_DOMAIN_PRIVACY_TELEPHONES_H
#define SERVER_DOMAIN_PRIVACY_TELEPHONES_H

#include "domain/key/field_encryption.h"
#include "host/db/db.h"

/* Once in a database's life, in transactions that are over soon; one that was killed begins anew.
 * An error of the database, or TX_BAD_SIGNATURE (another key's, or damaged). */
enum tx_reason telephones_finish(struct db *db, const struct field_keys *fields);

#endif
