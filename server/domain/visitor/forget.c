/* SPDX-License-Identifier: Apache-2.0 */
#include "store/core/areas.h"
#include "store/resident/visitors.h"
#include "visit.h"

#define AT_ONCE 100

enum tx_reason visit_forget(const struct request *request, uint64_t area, bool *left) {
  uint32_t dead[AT_ONCE];
  size_t count = 0;
  *left = false;
  {
    DB_ROWS rows = visitors_dead(request->db, area, request->now_s - VISITORS_KEPT_S, AT_ONCE);
    for (struct visitor visitor; count < AT_ONCE && db_next(&rows);) {
      visitors_read(&rows, &visitor);
      dead[count++] = visitor.index;
    }
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  *left = count == AT_ONCE;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = indexes_free(request->db, area, dead[i]);
  return reason == TX_OK && count ? areas_note_change(request->db, area) : reason;
}
