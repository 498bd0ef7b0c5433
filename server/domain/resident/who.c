/* SPDX-License-Identifier: Apache-2.0 */
#include "who.h"

#include "domain/roster/place.h"
#include "host/text/text.h"

#include "format/pass.h"

#include <stdio.h>

void who_hash(const struct field_keys *fields, const struct roster_entry *entry,
              uint8_t out[TX_HASH_SIZE]) {
  char who[400], unit[PLACE_KEY_SIZE], room[PLACE_KEY_SIZE];
  if (entry->id_type != ID_NONE) {
    field_hash(fields, "id", entry->id_number, out);
    return;
  }
  place_key(entry->unit, unit);
  place_key(entry->room, room);
  snprintf(who, sizeof who, "%s\n%s\n%s\n%s", entry->name, entry->birth_date, unit, room);
  field_hash(fields, "id", who, out);
}

bool who_person(const struct roster_entry *entry, struct person *out) {
  *out = (struct person){ .id_type = (int)entry->id_type };
  host_copy(entry->name, out->name, sizeof out->name);
  host_copy(entry->id_number, out->id_number, sizeof out->id_number);
  host_copy(entry->phone, out->phone, sizeof out->phone);
  id_document_tail(entry->id_number, out->tail);
  memcpy(out->unit, entry->unit, sizeof out->unit);
  memcpy(out->room, entry->room, sizeof out->room);
  memcpy(out->birth_date, entry->birth_date, sizeof out->birth_date);
  memcpy(out->moved_in, entry->moved_in, sizeof out->moved_in);
  memcpy(out->tenure, entry->tenure, sizeof out->tenure);
  return tx_name_mask(entry->name, out->mask);
}
