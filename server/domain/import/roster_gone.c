/* SPDX-License-Identifier: Apache-2.0 */
/* Who lives here by the roster that there is, and is not in the one that comes in. Nobody's
 * residency ends by it. */
#include "roster_import_internal.h"

#include "store/resident/gone.h"
#include "store/resident/residents.h"

#include "format/pass.h"
#include "format/record.h"

#define COMPARED_AT_ONCE 1000

/* Those of the house, not who comes for a while: a roster does not name these. */
static bool is_gone(const struct roster_import *import, const struct resident *resident) {
  if (resident->state == TX_STATE_REVOKED || resident->role == TX_ROLE_VISITOR ||
      resident->role == TX_ROLE_COURIER || resident->role == TX_ROLE_VEHICLE)
    return false;
  return !duplicates_find(&import->seen, resident->id_hash) &&
         !duplicates_find(&import->present, resident->id_hash);
}

static enum tx_reason note(struct roster_import *import, uint32_t index) {
  import->report.gone++;
  if (!import->previewing)
    return gone_put(import->request->db, import->row.area, import->row.id, index);
  return preview_note(import->preview, PREVIEW_GONE, (struct preview_item){ .index = index }, NULL,
                      0);
}

enum tx_reason roster_compare_page(struct roster_import *import, bool *end) {
  struct resident resident;
  size_t read = 0;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows =
      residents_from(import->request->db, import->row.area, import->compared, COMPARED_AT_ONCE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    import->compared = resident.index + 1;
    if (is_gone(import, &resident)) reason = note(import, resident.index);
  }
  *end = read < COMPARED_AT_ONCE;
  return reason == TX_OK ? rows.end : reason;
}
