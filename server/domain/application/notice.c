/* SPDX-License-Identifier: Apache-2.0 */
#include "notice.h"

#include "store/office/applications.h"

static void tell(const struct held *held, const char *kind, int64_t at, struct holder_notice *out) {
  *out = (struct holder_notice){ kind, held->holding.area, held->holding.index, at };
}

/* The first that another phone waits for. */
static enum tx_reason find_second(const struct request *request, const struct holder_key *key,
                                  const struct held *held, struct holder_notice *out, bool *found) {
  struct application one;
  struct tx_span sealed;
  DB_ROWS rows = applications_about(request->db, held->holding.area, held->holding.index);
  while (!*found && db_next(&rows)) {
    applications_read(&rows, &one, &sealed);
    if (holder_key_equal(&one.holder, key)) continue;
    tell(held, "second_claim", one.asked_at, out);
    *found = true;
  }
  return rows.end;
}

enum tx_reason notice_find(const struct request *request, const struct holder_key *key,
                           const struct held *held, struct holder_notice *out, bool *found) {
  const struct holding *holding = &held->holding;
  *found = false;
  if (holding_lives(holding, &held->resident, request->now_s))
    return find_second(request, key, held, out, found);
  bool replaced = holding->ended_at || holding->generation != held->resident.generation;
  if (replaced) tell(held, "replaced", holding->ended_at, out);
  *found = replaced;
  return TX_OK;
}
