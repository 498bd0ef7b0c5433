/* SPDX-License-Identifier: Apache-2.0 */
#include "facts.h"

#include "domain/order/test_age.h"
#include "domain/order/zone.h"
#include "host/text/text.h"
#include "store/feed/feeds.h"
#include "store/feed/receipts.h"
#include "store/feed/statements.h"

#include <stdlib.h>

void certificate_known_finish(struct certificate_known *known) {
  free(known->rows);
}

static enum tx_reason read_rows(const struct request *request, const struct resident *resident,
                                struct certificate_known *out) {
  out->rows = calloc(CERTIFICATE_ROWS, sizeof *out->rows);
  if (!out->rows) return TX_NO_MEMORY;
  DB_ROWS rows = statements_of(request->db, resident->area, resident->id_hash);
  while (out->facts.count < CERTIFICATE_ROWS && db_next(&rows))
    statements_read(&rows, &out->rows[out->facts.count++]);
  out->facts.rows = out->rows;
  return rows.end;
}

static enum tx_reason read_feeds(const struct request *request, uint64_t area,
                                 struct certificate_known *out) {
  struct feed_row row;
  DB_ROWS rows = feeds_all(request->db);
  while (out->facts.feed_count < CERTIFICATE_FEEDS && db_next(&rows)) {
    feeds_read(&rows, &row);
    if (row.ended_at || !tx_area_contains(row.area, area)) continue;
    struct certificate_feed *feed = &out->feeds[out->facts.feed_count++];
    host_copy(row.source, feed->source, sizeof feed->source);
    feed->fields = row.fields;
    feed->heard_at = row.made_at;
  }
  out->facts.feeds = out->feeds;
  return rows.end;
}

static enum tx_reason hear_feeds(const struct request *request, struct certificate_known *out) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < out->facts.feed_count; i++) {
    int64_t newest = 0;
    reason = receipts_newest(request->db, out->feeds[i].source, &newest);
    if (newest > out->feeds[i].heard_at) out->feeds[i].heard_at = newest;
  }
  return reason;
}

static enum tx_reason read_orders(const struct request *request, const struct resident *resident,
                                  struct certificate_facts *facts, struct host_problem *problem) {
  struct test_age age;
  enum tx_zone_kind zone = TX_ZONE_COUNT;
  enum tx_reason reason = orders_test_age(request, resident, &age, problem);
  if (reason == TX_OK) reason = orders_zone(request, resident, &zone, problem);
  facts->test_limit_s = age.asked ? age.limit_s : 0;
  facts->lockdown = zone == TX_ZONE_LOCKDOWN;
  return reason;
}

enum tx_reason certificate_know(const struct request *request, const struct certificate_in *in,
                                const struct resident *resident, struct certificate_known *out,
                                struct host_problem *problem) {
  const bool forwarded = in->kind == TX_CERTIFICATE_HEALTH;
  out->facts = (struct certificate_facts){ .kind = in->kind,
                                           .now_s = request->now_s,
                                           .office = (enum tx_state)resident->state,
                                           .editions = out->editions,
                                           .detail = forwarded ? in->number : in->employer,
                                           .authority = in->authority,
                                           .until_s = in->until_s };
  enum tx_reason reason = read_rows(request, resident, out);
  if (reason == TX_OK) reason = read_feeds(request, resident->area, out);
  if (reason == TX_OK) reason = hear_feeds(request, out);
  if (reason == TX_OK)
    reason = edition_list(request, resident->area, out->editions, &out->facts.edition_count);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return in->kind == TX_CERTIFICATE_RETURN_TO_WORK
             ? read_orders(request, resident, &out->facts, problem)
             : TX_OK;
}
