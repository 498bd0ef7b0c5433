/* SPDX-License-Identifier: Apache-2.0 */
#include "ends.h"

#include "domain/key/tls_certificate.h"
#include "domain/order/orders.h"
#include "store/areas.h"
#include "store/issues.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S ((int64_t)86400)
#define FAR_DAYS 60

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
  int64_t now_s;
  struct ending *out;
  size_t count;
};

static void add(struct gathering *all, enum ending_kind kind, const char *name, int64_t end_s,
                int64_t count) {
  int64_t left = end_s - all->now_s;
  if (left < 0 || left > FAR_DAYS * DAY_S || all->count == ENDINGS_MAX) return;
  struct ending *one = &all->out[all->count++];
  *one = (struct ending){ .kind = kind, .end_s = end_s, .count = count };
  one->within_days = left <= 7 * DAY_S ? 7 : left <= 30 * DAY_S ? 30 : FAR_DAYS;
  snprintf(one->name, sizeof one->name, "%s", name);
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
  char name[65];
  if (trust->exp) add(all, ENDING_TRUST, "", trust->exp, 0);
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *row = &trust->rows[i];
    if (row->revoked || has_successor(trust, row)) continue;
    snprintf(name, sizeof name, "%.*s", (int)row->name.n, (const char *)row->name.p);
    add(all, ENDING_KEY, name, row->sign_until, 0);
  }
}

static enum tx_reason add_orders(struct gathering *all, const struct request *request) {
  ORDERS_BOOK book = { 0 };
  struct host_problem problem = { 0 };
  enum tx_reason reason = orders_open(request, NULL, &book, &problem);
  for (size_t i = 0; reason == TX_OK && i < book.count; i++)
    for (size_t j = 0; j < book.policies[i]->order_count; j++)
      add(all, ENDING_ORDER, book.policies[i]->orders[j].document,
          book.policies[i]->orders[j].valid_to, 0);
  return reason;
}

/* The passes of an area that the caller reaches, those that end within a span, as one batch: by
 * its first. */
static enum tx_reason add_passes(struct gathering *all, const struct request *request) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  enum tx_reason reason = areas_list(request->db, areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    char digits[13];
    int64_t passes = 0, first_s = 0;
    if (!request_reaches(request, areas[i])) continue;
    reason = issues_ending(request->db, areas[i], all->now_s, all->now_s + FAR_DAYS * DAY_S,
                           &passes, &first_s);
    tx_area_format(areas[i], digits);
    if (passes) add(all, ENDING_PASSES, digits, first_s, passes);
  }
  return reason;
}

static int sooner(const void *a, const void *b) {
  const struct ending *left = a, *right = b;
  return (left->end_s > right->end_s) - (left->end_s < right->end_s);
}

enum tx_reason ends_list(const struct request *request, const char *tls_cert,
                         struct ending out[ENDINGS_MAX], size_t *count) {
  struct gathering all = { .now_s = request->now_s, .out = out };
  int64_t end_s = 0;
  add_keys(&all, request->signing->trust);
  if (tls_cert && tls_end(tls_cert, &end_s) == TX_OK) add(&all, ENDING_TLS, "", end_s, 0);
  enum tx_reason reason = add_orders(&all, request);
  if (reason == TX_OK) reason = add_passes(&all, request);
  qsort(out, all.count, sizeof *out, sooner);
  *count = all.count;
  return reason;
}
