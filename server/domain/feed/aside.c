/* SPDX-License-Identifier: Apache-2.0 */
#include "aside.h"

#include "store/core/areas.h"
#include "store/resident/residents.h"

#include <string.h>

#define COUNTED_EACH 256 /* lines kept before all of a source are counted anew */

/* --- how much may be kept --------------------------------------------------------------------- */

/* So many people as live in the feed's area, where that lies in one of this server's. */
static enum tx_reason measure(struct feed_take *take, const struct request *request) {
  bool inside = false;
  int64_t all = 0;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = areas_all(request->db);
  while (reason == TX_OK && db_next(&rows)) {
    struct area_row row;
    int64_t residents = 0;
    areas_read(&rows, &row);
    inside |= tx_area_contains(row.area, take->feed.area);
    if (!tx_area_contains(take->feed.area, row.area)) continue;
    reason = residents_count(request->db, row.area, &residents);
    all += residents;
  }
  take->aside_asked = true;
  take->aside_may = inside;
  take->aside_most = all;
  return reason == TX_OK ? rows.end : reason;
}

/* Several bodies of one feed may come at once, so what there is is counted now and again. */
static enum tx_reason find_room(struct feed_take *take, const struct request *request) {
  int64_t there = 0;
  enum tx_reason reason = take->aside_asked ? TX_OK : measure(take, request);
  if (reason != TX_OK || take->aside_room > 0 || !take->aside_may || !take->aside_most)
    return reason;
  reason = unmatched_count(request->db, take->feed.source, &there);
  int64_t left = take->aside_most - there;
  if (left <= 0) take->aside_most = left = 0; /* no more of this body */
  take->aside_room = left > COUNTED_EACH ? COUNTED_EACH : left;
  return reason;
}

/* --- a line ----------------------------------------------------------------------------------- */

static struct unmatched_row row_of(const struct feed_take *take, const struct request *request,
                                   const struct feed_said *said) {
  struct unmatched_row row = { .content = said->row.content, .received_at = request->now_s };
  memcpy(row.subject, said->subject, TX_HASH_SIZE);
  memcpy(row.source, take->feed.source, sizeof row.source);
  feed_said_hash(said, request, "unmatched", row.name);
  return row;
}

enum tx_reason aside_keep(struct feed_take *take, const struct request *request,
                          const struct feed_said *said, bool *added) {
  HOST_BYTES sealed = { 0 };
  char name[FEED_ROW_NAME_SIZE];
  *added = false;
  enum tx_reason reason = said->text ? find_room(take, request) : TX_NOT_FOUND;
  if (reason == TX_OK && !take->aside_may) reason = TX_NOT_FOUND;
  if (reason != TX_OK) return reason;
  const struct unmatched_row row = row_of(take, request, said);
  if (!take->aside_room) return unmatched_find(request->db, &row);
  feed_row_name("unmatched", row.subject, row.name, name);
  reason = field_seal_new(request->fields, name, tx_span_text(said->text), &sealed);
  if (reason == TX_OK) reason = unmatched_add(request->db, &row, host_span(&sealed), added);
  take->aside_room -= *added;
  return reason;
}

enum tx_reason aside_open(const struct field_keys *fields, const struct unmatched_row *row,
                          struct tx_span sealed, struct host_bytes *out) {
  char name[FEED_ROW_NAME_SIZE];
  feed_row_name("unmatched", row->subject, row->name, name);
  return field_unseal_new(fields, name, sealed, out);
}
