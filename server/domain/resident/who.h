/* SPDX-License-Identifier: Apache-2.0 */
/* Who a row of a roster, or a form, is about. */
#ifndef SERVER_DOMAIN_RESIDENT_WHO_H
#define SERVER_DOMAIN_RESIDENT_WHO_H

#include "domain/key/field_encryption.h"
#include "domain/roster/roster.h"

/* By the document; whoever has none is who they are by name, birth and home. */
void who_hash(const struct field_keys *fields, const struct roster_entry *entry,
              uint8_t out[TX_HASH_SIZE]);
/* All that it says, with mask and tail. False: the name cannot be masked. */
bool who_person(const struct roster_entry *entry, struct person *out);

#endif
