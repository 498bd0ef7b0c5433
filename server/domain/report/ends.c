/* SPDX-License-Identifier: Apache-2.0 */
#include "ends.h"

#include "domain/key/tls_certificate.h"
#include "domain/order/orders.h"
#include "host/text/text.h"
#include "store/core/areas.h"
#include "store/pass/issues.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_S ((int64_t)86400)

static const struct {
  const char *word, *zh;
} kinds[ENDING_KINDS] = {
  [ENDING_TRUST] = { "trust", "信任列表" }, [ENDING_KEY] = { "key", "密钥" },
  [ENDING_TLS] = { "tls", "TLS证书" },      [ENDING_ORDER] = { "order", "规定" },
  [ENDING_PASSES] = { "passes", "通行证" },
};

const char *ending_kind_word(enum ending_kind kind) {
  return kinds[kind].word;
}
const char *ending_kind_zh(enum ending_kind kind) {
  return kinds[kind].zh;
}

struct gathering {
  int64_t now_s, far_s;
  struct endings *out;
  size_t room;
  enum tx_reason reason;
};

static bool make_room(struct gathering *all) {
  if (all->out->count < all->room) return true;
  const size_t room = all->room ? 2 * all->room : 16;
  struct ending *list = realloc(all->out->list, room * sizeof *list);
  if (!list) return false;
  all->out->list = list;
  all->room = room;
  return true;
}

/* What it is, whatever its end. */
static void write_uid(enum ending_kind kind, struct tx_span what, char uid[ENDING_UID_SIZE]) {
  uint8_t bytes[160], hash[TX_HASH_SIZE];
  const size_t n = what.n < sizeof bytes - 1 ? what.n : sizeof bytes - 1;
  bytes[0] = (uint8_t)kind;
  if (n) memcpy(bytes + 1, what.p, n);
  tx_sha256(tx_span_of(bytes, n + 1), hash);
  host_hex(tx_span_of(hash, (ENDING_UID_SIZE - 1) / 2), uid);
}

static void add(struct gathering *all, const struct ending *found, struct tx_span what) {
  const int64_t left = found->end_s - all->now_s;
  if (left < 0 || found->end_s > all->far_s || all->reason != TX_OK) return;
  if (!make_room(all)) {
    all->reason = TX_NO_MEMORY;
    return;
  }
  struct ending *one = &all->out->list[all->out->count++];
  *one = *found;
  one->within_days = left <= 7 * DAY_S              ? 7
                     : left <= 30 * DAY_S           ? 30
                     : left <= ENDINGS_DAYS * DAY_S ? ENDINGS_DAYS
                                                    : 0;
  write_uid(one->kind, what, one->uid);
}

static bool has_successor(const struct tx_trust *trust, const struct tx_key_row *row) {
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *other = &trust->rows[i];
    if (!other->revoked && other->area == row->area && (other->uses & row->uses) == row->uses &&
        other->sign_until > row->sign_until)
      return true;
  }
  return false;
}

static void add_keys(struct gathering *all, const struct tx_trust *trust) {
  const struct ending list = { .kind = ENDING_TRUST, .end_s = trust->exp };
  if (trust->exp) add(all, &list, tx_span_of(trust->roots[0].hash, TX_HASH_SIZE));
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *row = &trust->rows[i];
    struct ending key = { .kind = ENDING_KEY, .end_s = row->sign_until };
    if (row->revoked || has_successor(trust, row)) continue;
    snprintf(key.name, sizeof key.name, "%.*s", (int)row->name.n, (const char *)row->name.p);
    add(all, &key, tx_span_of(row->hash, TX_HASH_SIZE));
  }
}

static void add_tls(struct gathering *all, const char *cert) {
  struct ending one = { .kind = ENDING_TLS };
  uint8_t hash[TX_HASH_SIZE];
  if (tls_end(cert, &one.end_s) == TX_OK && tls_hash(cert, hash) == TX_OK)
    add(all, &one, tx_span_of(hash, sizeof hash));
}

static void add_order(struct gathering *all, uint64_t area, const struct tx_order *order) {
  struct ending one = { .kind = ENDING_ORDER, .end_s = order->valid_to };
  char what[120];
  const int n = snprintf(what, sizeof what, "%" PRIu64 " %s", area, order->id);
  host_copy(order->document, one.name, sizeof one.name);
  add(all, &one, tx_span_of(what, (size_t)n < sizeof what ? (size_t)n : sizeof what - 1));
}

static enum tx_reason add_orders(struct gathering *all, const struct request *request) {
  ORDERS_BOOK book = { 0 };
  struct host_problem problem = { 0 };
  enum tx_reason reason = orders_open(request, NULL, &book, &problem);
  for (size_t i = 0; reason == TX_OK && i < book.count; i++)
    for (size_t j = 0; j < book.policies[i]->order_count; j++)
      add_order(all, book.policies[i]->area, &book.policies[i]->orders[j]);
  return reason;
}

static void add_batch(struct gathering *all, uint64_t area, const struct issue_batch *batch) {
  struct ending one = { .kind = ENDING_PASSES, .end_s = batch->first_s, .count = batch->count };
  char what[48];
  const int n = snprintf(what, sizeof what, "%" PRIu64 " %" PRId64, area, batch->number);
  tx_area_format(area, one.name);
  add(all, &one, tx_span_of(what, (size_t)n));
}

static enum tx_reason add_passes(struct gathering *all, const struct request *request) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  enum tx_reason reason = areas_list(request->db, areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    struct issue_batch batches[ISSUE_BATCHES_MAX];
    size_t n = 0;
    if (!request_reaches(request, areas[i])) continue;
    reason = issues_ending(request->db, areas[i], all->now_s, all->far_s, ENDINGS_LASTING_S,
                           batches, &n);
    for (size_t j = 0; j < n; j++)
      add_batch(all, areas[i], &batches[j]);
  }
  return reason;
}

static int sooner(const void *a, const void *b) {
  const struct ending *left = a, *right = b;
  return (left->end_s > right->end_s) - (left->end_s < right->end_s);
}

enum tx_reason ends_list(const struct request *request, const char *tls_cert, int days,
                         struct endings *out) {
  struct gathering all = { .now_s = request->now_s,
                           .far_s = request->now_s + days * DAY_S,
                           .out = out };
  add_keys(&all, request->signing->trust);
  if (tls_cert) add_tls(&all, tls_cert);
  enum tx_reason reason = add_orders(&all, request);
  if (reason == TX_OK) reason = add_passes(&all, request);
  if (out->count) qsort(out->list, out->count, sizeof *out->list, sooner);
  return reason == TX_OK ? all.reason : reason;
}

void endings_clear(struct endings *endings) {
  free(endings->list);
  *endings = (struct endings){ 0 };
}
