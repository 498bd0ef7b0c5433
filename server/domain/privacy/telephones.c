/* SPDX-License-Identifier: Apache-2.0 */
#include "telephones.h"

#include "domain/key/person.h"
#include "host/sys/notify.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define STATE "telephones" /* the setting: due, done */
#define ROWS_AT_ONCE 500

/* From the row behind *index on, which becomes the last that was read; below zero stands what an
 * import has laid by. */
static enum tx_reason hash_page(struct db *db, const struct field_keys *fields, uint64_t area,
                                int64_t *index, size_t *read) {
  struct resident resident;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = residents_after(db, area, *index, ROWS_AT_ONCE);
  for (*read = 0; reason == TX_OK && db_next(&rows); (*read)++) {
    residents_read(&rows, &resident);
    *index = db_column_int(&rows, 1);
    reason = person_open(fields, &resident);
    if (reason != TX_OK || !*resident.person.phone) continue;
    person_phone_hash(fields, area, resident.person.phone, resident.phone_hash);
    reason = residents_set_phone(db, &resident, *index);
  }
  tx_cleanse(&resident, sizeof resident);
  return reason == TX_OK ? rows.end : reason;
}

static enum tx_reason hash_some(struct db *db, const struct field_keys *fields, uint64_t area,
                                int64_t *index, bool *done) {
  size_t read = 0;
  DB_TRANSACTION work = db_begin_relaxed(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = hash_page(db, fields, area, index, &read);
  *done = read < ROWS_AT_ONCE;
  host_notify("EXTEND_TIMEOUT_USEC=30000000"); /* sd_notify(3): it is no hang */
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason hash_area(struct db *db, const struct field_keys *fields, uint64_t area) {
  int64_t index = INT64_MIN;
  enum tx_reason reason = TX_OK;
  for (bool done = false; reason == TX_OK && !done;)
    reason = hash_some(db, fields, area, &index, &done);
  return reason;
}

static enum tx_reason hash_all(struct db *db, const struct field_keys *fields) {
  size_t count = 0;
  uint64_t *areas = malloc(AREAS_MAX * sizeof *areas);
  if (!areas) return TX_NO_MEMORY;
  enum tx_reason reason = areas_list(db, areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = hash_area(db, fields, areas[i]);
  free(areas);
  return reason;
}

enum tx_reason telephones_finish(struct db *db, const struct field_keys *fields) {
  char state[16];
  enum tx_reason reason = settings_get(db, STATE, state, sizeof state);
  if (reason != TX_OK || strcmp(state, "done") == 0) return reason;
  reason = hash_all(db, fields);
  return reason == TX_OK ? settings_set(db, STATE, "done") : reason;
}
