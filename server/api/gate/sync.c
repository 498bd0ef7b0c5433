/* SPDX-License-Identifier: Apache-2.0 */
#include "sync.h"

#include "domain/publication/cache.h"
#include "domain/publication/older.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define COSE "application/cose"
#define FOR_EVER "max-age=31536000, immutable"
#define DAYS "max-age=259200, immutable" /* LISTS_KEPT_S: old lists are everybody's history */
#define SHORTLY "max-age=10"

static void release_item(void *owner) {
  cache_release(owner);
}

static void tag(struct host_request *http, uint64_t seq) {
  char text[24];
  snprintf(text, sizeof text, "%" PRIu64, seq);
  host_reply_etag(http, text);
}

/* What dies is kept by caches for no longer than by us. */
static const char *cached(enum publication_kind kind) {
  return kind == PUBLISHED_TRUST || kind == PUBLISHED_POLICY ? FOR_EVER : DAYS;
}

static void not_there(struct host_request *http) {
  host_reply_cache(http, "no-store");
  host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
}

/* A list before the newest was there, and is no more (410); where a delta is not, none was made. */
static void not_any_more(struct host_request *http, struct api *api, enum publication_kind kind,
                         uint64_t area, uint64_t seq) {
  bool dies = kind == PUBLISHED_STATUS || kind == PUBLISHED_CERTS;
  struct cache_item *item = dies ? cache_take(api->server->cache, kind, area) : NULL;
  bool gone = item && seq < item->seq;
  cache_release(item);
  host_reply_cache(http, "no-store");
  host_reply_problem(http, gone ? 410 : 404, TX_NOT_FOUND, NULL);
}

/* The newest of a kind, as a redirect to its own address. */
static void redirect(struct host_request *http, struct api *api, enum publication_kind kind,
                     uint64_t area) {
  char location[96];
  struct cache_item *item = cache_take(api->server->cache, kind, area);
  if (!item) {
    not_there(http);
    return;
  }
  if (kind == PUBLISHED_TRUST)
    snprintf(location, sizeof location, "/v1/sync/trust/%" PRIu64, item->seq);
  else
    snprintf(location, sizeof location, "/v1/sync/%s/%012" PRIu64 "/%" PRIu64,
             publication_word(kind), area, item->seq);
  tag(http, item->seq);
  host_reply_cache(http, SHORTLY);
  host_reply_redirect(http, 302, location);
  cache_release(item);
}

/* A gate that slept through a change of the root finds its way by the lists before (RFC 5829). */
static void link_before(struct host_request *http, enum publication_kind kind, uint64_t before) {
  char link[96];
  if (kind != PUBLISHED_TRUST || !before) return;
  snprintf(link, sizeof link, "</v1/sync/trust/%" PRIu64 ">; rel=\"predecessor-version\"", before);
  host_reply_header(http, "Link", link);
}

static void send_older(struct host_request *http, struct api *api, enum publication_kind kind,
                       uint64_t area, uint64_t seq) {
  struct older_publication older = { 0 };
  CALL call = { 0 };
  call_start(&call, http, api);
  enum tx_reason reason = publication_older(&call.request, kind, area, seq, &older);
  call_give(&call);
  if (reason == TX_NOT_FOUND) {
    not_any_more(http, api, kind, area, seq);
  } else if (reason != TX_OK) {
    host_reply_problem(http, host_reason_status(reason), reason, NULL);
  } else {
    tag(http, seq);
    link_before(http, kind, older.before);
    host_reply_cache(http, cached(kind));
    host_reply_shared(http, 200, COSE, tx_span_of(older.body, older.len), free, older.body);
  }
}

/* On the newest list there is no delta, as each gate hears once a minute; that asks no database. */
static bool is_on_the_newest(struct api *api, enum publication_kind kind, uint64_t area,
                             uint64_t seq) {
  if (kind != PUBLISHED_DELTA) return false;
  struct cache_item *list = cache_take(api->server->cache, PUBLISHED_STATUS, area);
  const bool on_it = list && list->seq == seq;
  cache_release(list);
  return on_it;
}

static void send_one(struct host_request *http, struct api *api, enum publication_kind kind,
                     uint64_t area, uint64_t seq) {
  struct cache_item *item = cache_take(api->server->cache, kind, area);
  if (!item || item->seq != seq) {
    cache_release(item);
    if (is_on_the_newest(api, kind, area, seq))
      not_there(http);
    else if (!host_request_wait(http))
      send_older(http, api, kind, area, seq);
    return;
  }
  tag(http, seq);
  link_before(http, kind, item->before);
  host_reply_cache(http, cached(kind));
  host_reply_shared(http, 200, COSE, item->body, release_item, item);
}

static void newest_of_area(struct host_request *http, void *context, enum publication_kind kind) {
  uint64_t area;
  if (read_area_param(http, &area)) redirect(http, context, kind, area);
}

static void one_of_area(struct host_request *http, void *context, enum publication_kind kind) {
  uint64_t area, seq;
  if (read_area_param(http, &area) && read_seq_param(http, &seq))
    send_one(http, context, kind, area, seq);
}

void api_sync_trust(struct host_request *http, void *context) {
  redirect(http, context, PUBLISHED_TRUST, 0);
}

void api_sync_trust_seq(struct host_request *http, void *context) {
  uint64_t seq;
  if (read_seq_param(http, &seq)) send_one(http, context, PUBLISHED_TRUST, 0, seq);
}

void api_sync_status(struct host_request *http, void *context) {
  struct gate_row gate;
  if (admit_reader(http, context, &gate)) newest_of_area(http, context, PUBLISHED_STATUS);
}

void api_sync_status_seq(struct host_request *http, void *context) {
  struct gate_row gate;
  if (admit_reader(http, context, &gate)) one_of_area(http, context, PUBLISHED_STATUS);
}

void api_sync_delta(struct host_request *http, void *context) {
  struct gate_row gate;
  if (admit_reader(http, context, &gate)) one_of_area(http, context, PUBLISHED_DELTA);
}

void api_sync_policy(struct host_request *http, void *context) {
  newest_of_area(http, context, PUBLISHED_POLICY);
}

void api_sync_policy_seq(struct host_request *http, void *context) {
  one_of_area(http, context, PUBLISHED_POLICY);
}

void api_sync_certs(struct host_request *http, void *context) {
  newest_of_area(http, context, PUBLISHED_CERTS);
}

void api_sync_certs_seq(struct host_request *http, void *context) {
  one_of_area(http, context, PUBLISHED_CERTS);
}
