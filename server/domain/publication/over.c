/* SPDX-License-Identifier: Apache-2.0 */
#include "over.h"

#include "domain/context/opened.h"
#include "store/publication/publications.h"

enum tx_reason policies_over(const struct request *request, uint64_t area,
                             struct policies_over *out) {
  *out = (struct policies_over){ .opened = request->signing->opened };
  DB_ROWS rows = publications_policies_over(request->db, area);
  while (out->count < TX_LEVELS && db_next(&rows)) {
    struct publication row;
    publications_read(&rows, &row);
    if (opened_take(out->opened, row.body, request->now_s, &out->policies[out->count]) == TX_OK)
      out->count++;
  }
  return rows.end;
}

void policies_release(struct policies_over *over) {
  for (size_t i = 0; i < over->count; i++)
    opened_release(over->opened, over->policies[i]);
  over->count = 0;
}
