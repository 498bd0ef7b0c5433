/* SPDX-License-Identifier: Apache-2.0 */
/* Seals what programs before schema 6 left in clear (store/clear.h). */
#ifndef SERVER_DOMAIN_PRIVACY_SEALING_H
#define SERVER_DOMAIN_PRIVACY_SEALING_H

#include "domain/key/field_encryption.h"
#include "host/db/db.h"

/* Moves every row that is left, in transactions that are over soon, then writes the database anew,
 * as soon as there is room: one that was killed on the way goes on where it stood. Nothing to do:
 * nothing is done. An error of the database, or TX_BAD_SIGNATURE (another key's, or damaged). */
enum tx_reason sealing_finish(struct db *db, const struct field_keys *fields);

#endif
