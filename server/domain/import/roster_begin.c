/* SPDX-License-Identifier: Apache-2.0 */
/* Where an import and a preview of a roster begin. */
#include "roster_import_internal.h"

#include "domain/bulk/bulk.h"
#include "store/core/areas.h"

#include <stdlib.h>

struct roster_import *roster_import_create(struct server *server, uint64_t area) {
  struct roster_import *import = calloc(1, sizeof *import);
  if (!import) return NULL;
  import->server = server;
  import->row = (struct import_row){ .area = area, .kind = "roster" };
  import->report.area = area;
  import->report.roster = &import->roster;
  return import;
}

enum tx_reason roster_import_begin(struct roster_import *import, const struct request *request,
                                   struct tx_span bytes, const char *map,
                                   struct host_problem *problem) {
  struct area_row area;
  uint64_t code = import->row.area;
  enum tx_reason reason = area_known(request, code, problem);
  if (reason == TX_OK) reason = roster_open(&import->roster, bytes, map, request->now_s, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, areas_find(request->db, code, &area));
  if (reason != TX_OK) return reason;
  import->row.next_index = area.next_index;
  import->first = area.next_index == 0;
  if (import->previewing) return TX_OK;
  struct bulk_taken taken;
  reason = bulk_foresee(request, code, BULK_ADD, 1, &taken, problem);
  import->seconded = taken.seconded;
  if (reason == TX_OK) reason = intake_begin(import->server, request, &import->row, problem);
  import->report.id = import->row.id;
  return reason;
}
