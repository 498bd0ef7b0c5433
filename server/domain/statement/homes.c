/* SPDX-License-Identifier: Apache-2.0 */
#include "homes.h"

#include "store/resident/residents.h"

enum tx_reason homes_find(const struct request *request, const uint8_t subject[TX_HASH_SIZE],
                          uint64_t within, uint64_t *areas, size_t *count) {
  *count = 0;
  DB_ROWS rows = directory_areas(request->db, subject);
  while (*count < HOMES_MAX && db_next(&rows)) {
    uint64_t area = (uint64_t)db_column_int(&rows, 0);
    if (!within || tx_area_contains(within, area)) areas[(*count)++] = area;
  }
  return rows.end;
}
