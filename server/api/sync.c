/* SPDX-License-Identifier: Apache-2.0 */
#include "sync.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define COSE "application/cose"
#define FOR_EVER "max-age=31536000, immutable"
#define SHORTLY "max-age=10"

static void release_item(void *owner) {
  shelf_release(owner);
}

static void tag(struct host_request *request, uint64_t seq) {
  char text[24];
  snprintf(text, sizeof text, "%" PRIu64, seq);
  host_reply_etag(request, text);
}

static void not_there(struct host_request *request) {
  host_reply_cache(request, "no-store");
  host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
}

/* The newest of a kind, as a redirect to its own address. */
static void redirect(struct host_request *request, const struct desk *desk,
                     enum publication_kind kind, uint64_t area) {
  char location[96];
  struct shelf_item *item = shelf_take(desk->office->shelf, kind, area);
  if (!item) {
    not_there(request);
    return;
  }
  if (kind == PUBLISHED_TRUST)
    snprintf(location, sizeof location, "/v1/sync/trust/%" PRIu64, item->seq);
  else
    snprintf(location, sizeof location, "/v1/sync/%s/%012" PRIu64 "/%" PRIu64,
             publication_word(kind), area, item->seq);
  tag(request, item->seq);
  host_reply_cache(request, SHORTLY);
  host_reply_redirect(request, 302, location);
  shelf_release(item);
}

/* A gate that slept through a change of the root finds its way by the lists before (RFC 5829). */
static void link_before(struct host_request *request, enum publication_kind kind, uint64_t before) {
  char link[96];
  if (kind != PUBLISHED_TRUST || !before) return;
  snprintf(link, sizeof link, "</v1/sync/trust/%" PRIu64 ">; rel=\"predecessor-version\"", before);
  host_reply_header(request, "Link", link);
}

static void send_older(struct host_request *request, const struct desk *desk,
                       enum publication_kind kind, uint64_t area, uint64_t seq) {
  uint8_t *body = NULL;
  size_t len = 0;
  uint64_t before = 0;
  pthread_mutex_lock(&desk->office->lock);
  enum tx_reason reason = publications_before(desk->office->db, kind, area, seq, &before);
  if (reason == TX_OK) reason = publications_body(desk->office->db, kind, area, seq, &body, &len);
  pthread_mutex_unlock(&desk->office->lock);
  if (reason != TX_OK) {
    if (reason == TX_NOT_FOUND)
      not_there(request);
    else
      host_reply_problem(request, host_reason_status(reason), reason, NULL);
    return;
  }
  tag(request, seq);
  link_before(request, kind, before);
  host_reply_cache(request, FOR_EVER);
  host_reply_shared(request, 200, COSE, tx_span_of(body, len), free, body);
}

static void send_one(struct host_request *request, const struct desk *desk,
                     enum publication_kind kind, uint64_t area, uint64_t seq) {
  struct shelf_item *item = shelf_take(desk->office->shelf, kind, area);
  if (!item || item->seq != seq) {
    shelf_release(item);
    send_older(request, desk, kind, area, seq);
    return;
  }
  tag(request, seq);
  link_before(request, kind, item->before);
  host_reply_cache(request, FOR_EVER);
  host_reply_shared(request, 200, COSE, item->body, release_item, item);
}

static void newest_of_area(struct host_request *request, void *context,
                           enum publication_kind kind) {
  uint64_t area;
  if (read_area_param(request, &area)) redirect(request, context, kind, area);
}

static void one_of_area(struct host_request *request, void *context, enum publication_kind kind) {
  uint64_t area, seq;
  if (read_area_param(request, &area) && read_seq_param(request, &seq))
    send_one(request, context, kind, area, seq);
}

void sync_trust(struct host_request *request, void *context) {
  redirect(request, context, PUBLISHED_TRUST, 0);
}

void sync_trust_seq(struct host_request *request, void *context) {
  uint64_t seq;
  if (read_seq_param(request, &seq)) send_one(request, context, PUBLISHED_TRUST, 0, seq);
}

void sync_status(struct host_request *request, void *context) {
  struct gate_row gate;
  if (admit_gate(request, context, &gate)) newest_of_area(request, context, PUBLISHED_STATUS);
}

void sync_status_seq(struct host_request *request, void *context) {
  struct gate_row gate;
  if (admit_gate(request, context, &gate)) one_of_area(request, context, PUBLISHED_STATUS);
}

void sync_delta(struct host_request *request, void *context) {
  struct gate_row gate;
  if (admit_gate(request, context, &gate)) one_of_area(request, context, PUBLISHED_DELTA);
}

void sync_policy(struct host_request *request, void *context) {
  newest_of_area(request, context, PUBLISHED_POLICY);
}

void sync_policy_seq(struct host_request *request, void *context) {
  one_of_area(request, context, PUBLISHED_POLICY);
}

void sync_certs(struct host_request *request, void *context) {
  newest_of_area(request, context, PUBLISHED_CERTS);
}

void sync_certs_seq(struct host_request *request, void *context) {
  one_of_area(request, context, PUBLISHED_CERTS);
}
