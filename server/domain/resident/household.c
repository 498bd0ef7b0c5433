/* SPDX-License-Identifier: Apache-2.0 */
#include "household.h"

#include "domain/roster/place.h"

#include <stdio.h>

#define UNIT_MAX 65535 /* households of a unit */

void household_place_of_keys(const struct field_keys *fields, uint64_t area, const char *unit_key,
                             const char *room_key, struct household_place *out) {
  char both[2 * PLACE_KEY_SIZE];
  snprintf(both, sizeof both, "%s\n%s", unit_key, room_key);
  out->area = area;
  field_hash_in(fields, "unit", area, unit_key, out->unit);
  field_hash_in(fields, "room", area, both, out->room);
}

void household_place_of(const struct field_keys *fields, uint64_t area, const char *unit,
                        const char *room, struct household_place *out) {
  char unit_key[PLACE_KEY_SIZE], room_key[PLACE_KEY_SIZE];
  place_key(unit, unit_key);
  place_key(room, room_key);
  household_place_of_keys(fields, area, unit_key, room_key, out);
}

/* All of a building at once: the rows of a roster go from room to room. */
static enum tx_reason load_unit(struct db *db, struct households *households,
                                const struct household_place *place, size_t *next) {
  *next = 1;
  DB_ROWS rows = households_of_unit(db, place->area, place->unit);
  while (db_next(&rows)) {
    struct tx_span room = db_column_bytes(&rows, 0);
    if (room.n != TX_HASH_SIZE) return TX_MALFORMED;
    size_t number = (size_t)db_column_int(&rows, 1);
    size_t *place_of_room = duplicates_at(&households->rooms, room.p);
    if (!place_of_room) return TX_NO_MEMORY;
    *place_of_room = number;
    if (number >= *next) *next = number + 1;
  }
  return rows.end;
}

enum tx_reason household_foresee(struct db *db, const struct households *households,
                                 const struct household_place *place) {
  if (duplicates_find(&households->units, place->unit)) return TX_OK;
  return households_foresee(db, place->area, place->unit);
}

enum tx_reason household_number(struct db *db, struct households *households,
                                const struct household_place *place, int32_t *number) {
  size_t *next = duplicates_at(&households->units, place->unit);
  if (!next) return TX_NO_MEMORY;
  enum tx_reason reason = *next ? TX_OK : load_unit(db, households, place, next);
  if (reason != TX_OK) return reason;
  size_t *room = duplicates_at(&households->rooms, place->room);
  if (!room) return TX_NO_MEMORY;
  if (!*room && *next > UNIT_MAX) return TX_CONFLICT;
  if (!*room) {
    *room = (*next)++;
    reason = households_add(db, place, (int32_t)*room);
  }
  *number = (int32_t)*room;
  return reason;
}

void households_finish(struct households *households) {
  duplicates_finish(&households->units);
  duplicates_finish(&households->rooms);
}
