/* SPDX-License-Identifier: Apache-2.0 */
#include "seat.h"

#include "residency.h"
#include "store/core/areas.h"
#include "store/feed/arrivals.h"
#include "store/resident/imports.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"

#include "format/status.h"

/* A roster on its way in counts indexes of its own: one at a time. */
enum tx_reason seat_take_new(const struct request *request, struct resident *resident,
                             struct host_problem *problem) {
  struct area_row area;
  struct import_row lock = { .area = resident->area,
                             .kind = "roster",
                             .started_at = request->now_s };
  uint32_t max = tx_area_level(lock.area) == TX_COMMUNITY ? TX_COUNT_COMMUNITY : TX_COUNT_MAX;
  enum tx_reason reason = imports_add(request->db, &lock);
  if (reason == TX_CONFLICT)
    return host_problem_say(problem, reason, "正在导入名册，请等它完成后再试。",
                            "A roster is being imported: please try again when that is done.");
  if (reason == TX_OK) reason = areas_find(request->db, lock.area, &area);
  if (reason == TX_OK && area.next_index >= max) reason = TX_TOO_MANY;
  if (reason != TX_OK) return host_problem_of(problem, reason);
  resident->index = area.next_index;
  reason = areas_set_next_index(request->db, lock.area, resident->index + 1);
  if (reason == TX_OK) reason = imports_end(request->db, lock.area, lock.id);
  return host_problem_of(problem, reason);
}

enum tx_reason seat_take(const struct request *request, struct resident *resident,
                         struct host_problem *problem) {
  struct free_index free;
  enum tx_reason reason = free_indexes_take(request->db, resident->area, &free);
  if (reason == TX_NOT_FOUND) return seat_take_new(request, resident, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  resident->index = free.index;
  resident->generation = free.generation;
  resident->issues = free.issues;
  return TX_OK;
}

enum tx_reason seat_put(const struct request *request, struct resident *resident) {
  enum tx_reason reason = residency_record(request, resident, &resident->record);
  if (reason == TX_OK) reason = residents_insert(request->db, resident, 0);
  if (reason == TX_OK)
    reason = arrivals_note(request->db, resident->area, resident->id_hash, request->now_s);
  return reason == TX_OK ? areas_note_change(request->db, resident->area) : reason;
}
