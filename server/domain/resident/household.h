/* SPDX-License-Identifier: Apache-2.0 */
/* Where households live, as the store knows it: by keyed hashes of building and room. */
#ifndef SERVER_DOMAIN_HOUSEHOLD_H
#define SERVER_DOMAIN_HOUSEHOLD_H

#include "domain/key/field_encryption.h"
#include "duplicates.h"
#include "store/resident/residents.h"

/* The households of one area while a roster of it comes in, as far as it has named them. Nobody
 * else numbers any meanwhile. Zero to begin with. */
struct households {
  struct duplicates units, rooms; /* a unit's next number; a household's number */
};
/* Within a transaction: says that one is asked for soon, and asks. The number is one within its
 * unit, given at the first call for a room, and kept. TX_CONFLICT when the unit has more than
 * 65,535. */
enum tx_reason household_foresee(struct db *db, const struct households *households,
                                 const struct household_place *place);
enum tx_reason household_number(struct db *db, struct households *households,
                                const struct household_place *place, int32_t *number);
void households_finish(struct households *households);

/* However building and room are written (place.h). */
void household_place_of(const struct field_keys *fields, uint64_t area, const char *unit,
                        const char *room, struct household_place *out);
/* The same of two keys of place.h. */
void household_place_of_keys(const struct field_keys *fields, uint64_t area, const char *unit_key,
                             const char *room_key, struct household_place *out);

#endif
