/* SPDX-License-Identifier: Apache-2.0 */
/* A roster read to be shown: what its rows come to, and who is not in it. Nothing is written. */
#include "roster_import_internal.h"

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

static enum tx_reason keep(struct roster_import *import, struct host_problem *problem) {
  struct preview *preview = import->preview;
  memcpy(preview->digest, import->digest, TX_HASH_SIZE);
  preview->rows = import->report.rows;
  preview->unchanged = import->report.unchanged;
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
    reason = roster_compare_page(import, &end);
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
