/* SPDX-License-Identifier: Apache-2.0 */
/* A roster read to be shown: what its rows come to, and who is not in it. Nothing is written. */
#include "roster_import_internal.h"

#include "store/core/areas.h"
#include "store/resident/residents.h"

#include "format/pass.h"
#include "format/record.h"

#define COMPARED_AT_ONCE 1000

/* --- a preview -------------------------------------------------------------------------------- */

static enum tx_reason say_large(struct host_problem *problem) {
  return host_problem_say(problem, TX_TOO_MANY, "名册太大，不能预览；请分成几份，或不经预览导入。",
                          "The roster is too large for a preview: please split it, or import it "
                          "without one.");
}

static enum tx_reason read_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin(import->request);
  enum tx_reason reason = TX_OK;
  bool end = false;
  DB_TRANSACTION look = db_begin_relaxed(import->request->db); /* to look ahead; undone */
  if (look.begun != TX_OK) return host_problem_of(problem, look.begun);
  roster_ahead_begin(&import->ahead);
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = roster_read_row(import, &end, problem);
  if (reason == TX_OK && end) reason = roster_check_end(import, problem);
  if (reason == TX_OK && end) import->phase = COMPARING;
  return reason;
}

/* Those of the house, not who comes for a while: a roster does not name these. */
static bool is_gone(const struct roster_import *import, const struct resident *resident) {
  if (resident->state == TX_STATE_REVOKED || resident->role == TX_ROLE_VISITOR ||
      resident->role == TX_ROLE_COURIER || resident->role == TX_ROLE_VEHICLE)
    return false;
  return !duplicates_find(&import->seen, resident->id_hash) &&
         !duplicates_find(&import->present, resident->id_hash);
}

static enum tx_reason compare_page(struct roster_import *import, bool *end) {
  struct resident resident;
  size_t read = 0;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows =
      residents_from(import->request->db, import->row.area, import->compared, COMPARED_AT_ONCE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    import->compared = resident.index + 1;
    if (is_gone(import, &resident))
      reason = preview_note(import->preview, PREVIEW_GONE,
                            (struct preview_item){ .index = resident.index }, NULL, 0);
  }
  *end = read < COMPARED_AT_ONCE;
  return reason == TX_OK ? rows.end : reason;
}

static enum tx_reason keep(struct roster_import *import, struct host_problem *problem) {
  struct preview *preview = import->preview;
  memcpy(preview->digest, import->digest, TX_HASH_SIZE);
  preview->rows = import->report.rows;
  preview->unchanged = import->report.unchanged;
  import->report.gone = preview->lists[PREVIEW_GONE].count;
  enum tx_reason reason = preview_keep(import->server, preview, problem);
  import->report.id = preview->id;
  if (reason == TX_OK) import->phase = DONE;
  return reason;
}

static enum tx_reason compare_slice(struct roster_import *import, struct host_problem *problem) {
  struct slice slice = slice_begin(import->request);
  enum tx_reason reason = TX_OK;
  bool end = false;
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = compare_page(import, &end);
  if (reason != TX_OK || !end) return host_problem_of(problem, reason);
  return keep(import, problem);
}

enum tx_reason roster_preview_step(struct roster_import *import, struct host_problem *problem) {
  enum tx_reason reason =
      import->phase == READING ? read_slice(import, problem) : compare_slice(import, problem);
  return reason == TX_NO_SPACE ? say_large(problem) : reason;
}

enum tx_reason roster_preview_open(struct server *server, const struct request *request,
                                   uint64_t area, struct tx_span bytes, const char *map,
                                   struct roster_import **out, struct host_problem *problem) {
  if (bytes.n > PREVIEW_FILE_MAX) return say_large(problem);
  struct roster_import *import = roster_import_create(server, area);
  if (!import) return host_problem_of(problem, TX_NO_MEMORY);
  *out = import;
  import->previewing = true;
  import->preview = preview_create(request, area, bytes, map);
  if (!import->preview) return host_problem_of(problem, TX_NO_MEMORY);
  return roster_import_begin(import, request, bytes, map, problem);
}
