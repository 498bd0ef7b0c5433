/* SPDX-License-Identifier: Apache-2.0 */
#include "arrival.h"

#include "aside.h"
#include "domain/resident/document.h"
#include "domain/resident/residency.h"
#include "domain/statement/homes.h"
#include "domain/statement/said.h"
#include "settle.h"
#include "store/feed/arrivals.h"
#include "store/feed/feeds.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"

#include <stdio.h>
#include <stdlib.h>

#define LINES 256 /* kept aside of one person that are looked at at a time */
#define RETRY_S 2 /* who is in an import that is not done yet */

struct arrival {
  uint64_t area;
  uint8_t subject[TX_HASH_SIZE];
  bool further; /* known by another document before */
};

/* --- what other homes know -------------------------------------------------------------------- */

/* Whether a source speaks of an area: one that is no feed was brought by somebody of the office. */
static enum tx_reason may_speak(const struct request *request, const char *source, uint64_t area,
                                bool *may) {
  struct feed_row feed;
  enum tx_reason reason = feeds_find(request->db, source, &feed);
  *may = reason == TX_NOT_FOUND || (reason == TX_OK && tx_area_contains(feed.area, area));
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static enum tx_reason carry_from(const struct request *request, const struct arrival *to,
                                 uint64_t from) {
  struct statement_row *rows = NULL;
  size_t count = 0;
  enum tx_reason reason = said_all(request, from, to->subject, &rows, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    bool may = false;
    reason = may_speak(request, rows[i].source, to->area, &may);
    if (reason == TX_OK && may)
      reason = statements_copy(request->db, from, to->area, to->subject, &rows[i]);
  }
  free(rows);
  return reason;
}

static enum tx_reason carry_documents(const struct request *request, const struct arrival *to,
                                      uint64_t from, struct resident *resident) {
  struct resident other;
  enum tx_reason reason = residents_by_identity(request->db, from, to->subject, &other);
  if (reason == TX_NOT_FOUND) return TX_OK; /* in an import that is not done */
  return reason == TX_OK ? document_carry(request, &other, resident) : reason;
}

static enum tx_reason carry(const struct request *request, const struct arrival *to,
                            struct resident *resident) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0;
  enum tx_reason reason = homes_find(request, to->subject, 0, homes, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    if (homes[i] == to->area) continue;
    reason = carry_from(request, to, homes[i]);
    if (reason == TX_OK) reason = carry_documents(request, to, homes[i], resident);
  }
  return reason;
}

/* --- what was kept aside ---------------------------------------------------------------------- */

/* The line is read anew, as of when it came. What holds no more by the feed's row goes. What
 * restrains under a document that the office has added since waits for two: or one alone could turn
 * somebody red by the number of somebody who is. */
static enum tx_reason take_line(const struct feed_settling *all, const struct arrival *who,
                                struct feed_take *take, const struct unmatched_row *row,
                                struct tx_span text) {
  struct feed_said said = { 0 };
  struct host_problem problem = { 0 };
  enum feed_member member;
  bool good = false;
  const struct request request = feed_take_as(take, all->request);
  enum tx_reason reason =
      feed_take_read(take, row->received_at, text, &said, &good, &member, &problem);
  said.papers &= !who->further;
  if (reason == TX_OK && good) reason = feed_take_said(take, &request, &said, &problem);
  if (reason == TX_OK && !good) take->counts.refused++;
  feed_said_finish(&said);
  return reason == TX_OK ? unmatched_remove(request.db, row) : reason;
}

struct kept {
  struct unmatched_row row;
  struct host_bytes text;
};

static enum tx_reason match_one(struct feed_settling *all, const struct arrival *who,
                                const struct kept *kept, size_t *matched) {
  struct feed_take *take = NULL;
  enum tx_reason reason = feed_settle_take(all, kept->row.source, &take);
  if (reason == TX_NOT_FOUND) return unmatched_remove(all->request->db, &kept->row);
  if (reason != TX_OK || !tx_area_contains(take->feed.area, who->area)) return reason;
  ++*matched;
  return take_line(all, who, take, &kept->row, host_span(&kept->text));
}

static enum tx_reason read_kept(const struct feed_settling *all, const struct arrival *who,
                                struct kept *kept, size_t *count) {
  const struct request *request = all->request;
  DB_ROWS rows = unmatched_of(request->db, who->subject, LINES);
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && *count < LINES && db_next(&rows)) {
    struct tx_span sealed;
    struct kept *one = &kept[(*count)++];
    unmatched_read(&rows, &one->row, &sealed);
    reason = aside_open(request->fields, &one->row, sealed, &one->text);
    if (reason == TX_BAD_SIGNATURE) reason = TX_OK; /* altered: it says nothing, and goes */
  }
  return reason == TX_OK ? rows.end : reason;
}

/* *more: there may be. */
static enum tx_reason match(struct feed_settling *all, const struct arrival *who, bool *more) {
  size_t count = 0, matched = 0;
  struct kept *kept = calloc(LINES, sizeof *kept);
  if (!kept) return TX_NO_MEMORY;
  enum tx_reason reason = read_kept(all, who, kept, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = match_one(all, who, &kept[i], &matched);
  for (size_t i = 0; i < count; i++)
    host_bytes_finish(&kept[i].text);
  free(kept);
  *more = count == LINES && matched;
  return reason;
}

/* --- one who appeared ------------------------------------------------------------------------- */

/* An import shows its people when all of them are there; until then they are put off. */
static enum tx_reason put_off(const struct request *request, const struct arrival *who) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0;
  bool coming = false;
  enum tx_reason reason = homes_find(request, who->subject, who->area, homes, &count);
  for (size_t i = 0; i < count; i++)
    coming |= homes[i] == who->area;
  if (reason != TX_OK) return reason;
  if (!coming) return arrivals_end(request->db, who->area, who->subject);
  return arrivals_put(request->db, who->area, who->subject, request->now_s + RETRY_S);
}

static enum tx_reason settle(struct feed_settling *all, const void *item) {
  struct arrival here = *(const struct arrival *)item, *who = &here;
  struct resident resident;
  size_t changed = 0;
  bool more = false;
  const struct request *request = all->request;
  enum tx_reason reason = residents_by_identity(request->db, who->area, who->subject, &resident);
  if (reason == TX_NOT_FOUND) return put_off(request, who);
  if (reason != TX_OK) return reason;
  who->further = memcmp(resident.id_hash, who->subject, TX_HASH_SIZE) != 0;
  reason = carry(request, who, &resident);
  tx_cleanse(&resident.person, sizeof resident.person);
  if (reason == TX_OK) reason = match(all, who, &more);
  if (reason == TX_OK) reason = residency_remerge(request, who->area, who->subject, &changed);
  if (reason != TX_OK || more) return reason;
  return arrivals_end(request->db, who->area, who->subject);
}

static void read_arrival(const struct db_rows *rows, void *item) {
  struct arrival *out = item;
  struct tx_span subject = db_column_bytes(rows, 1);
  out->area = (uint64_t)db_column_int(rows, 0);
  if (subject.n == TX_HASH_SIZE) memcpy(out->subject, subject.p, TX_HASH_SIZE);
}

enum tx_reason arrival_settle(struct server *server, int64_t now_s) {
  static const struct feed_settler settler = { .actor = "feeds",
                                               .what = "kept aside",
                                               .size = sizeof(struct arrival),
                                               .due = arrivals_due,
                                               .read = read_arrival,
                                               .settle = settle };
  return feed_settle_due(server, now_s, &settler);
}
