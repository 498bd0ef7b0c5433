/* SPDX-License-Identifier: Apache-2.0 */
#include "decide.h"

#include "base45.h"
#include "evaluate.h"

#include <stdio.h>

/* --- open ------------------------------------------------------------------------------------- */

static enum tx_showing_kind kind_of(struct tx_span text) {
  if (text.n < TX_PREFIX_SIZE) return TX_SHOWN_NOTHING;
  if (memcmp(text.p, "TX1:", TX_PREFIX_SIZE) == 0) return TX_SHOWN_PASS;
  if (memcmp(text.p, "TL1:", TX_PREFIX_SIZE) == 0) return TX_SHOWN_LIVE;
  return memcmp(text.p, "TC1:", TX_PREFIX_SIZE) == 0 ? TX_SHOWN_CERTIFICATE : TX_SHOWN_NOTHING;
}

/* "TX2:": what this version cannot read is not its holder's fault. */
static bool is_newer(struct tx_span text) {
  return text.n >= TX_PREFIX_SIZE && text.p[0] == 'T' && memchr("XLC", text.p[1], 3) &&
         text.p[2] >= '2' && text.p[2] <= '9' && text.p[3] == ':';
}

const char *tx_foreign_kind(struct tx_span text) {
  static const struct {
    const char *start, *kind;
  } known[] = {
    { "TE1:", "enrolment" },
    { "HC1:", "eu_certificate" },
    { "NZCP:", "eu_certificate" },
    { "wxp://", "payment" },
    { "weixin://wxpay", "payment" },
    { "https://qr.alipay.com", "payment" },
    { "https://qr.95516.com", "payment" },
    { "https://xc.caict.ac.cn", "travel_code" },
    { "https://h5.jkm", "health_code" },
    { "jkm:", "health_code" },
    { "http", "web" },
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct tx_span start = tx_span_text(known[i].start);
    if (text.n >= start.n && memcmp(text.p, start.p, start.n) == 0) return known[i].kind;
  }
  return is_newer(text) ? "newer" : "";
}

static enum tx_reason find_issuer(struct tx_showing *s, const struct tx_trust *trust,
                                  enum tx_use use, const struct tx_sign1 *sign1) {
  enum tx_reason why;
  s->row = tx_trust_find(trust, sign1->kid, use, &why);
  if (!s->row) return why;
  s->checks[0] = (struct tx_check){
    .alg = s->row->alg,
    .spki = s->row->spki,
    .row = (size_t)(s->row - trust->rows),
    .sign1 = *sign1,
  };
  s->check_count = 1;
  return TX_OK;
}

/* The holder's key stands in claims that nothing vouches for yet: it is located here, and believed
 * only when the issuer's signature held. */
static void find_holder(struct tx_showing *s, const struct tx_sign1 *live) {
  if (!tx_pass_peek_holder(s->checks[0].sign1.payload, &s->holder)) return;
  s->checks[1] = (struct tx_check){ .alg = TX_ALG_ES256, .holder = &s->holder, .sign1 = *live };
  s->check_count = 2;
}

static enum tx_reason open_text(struct tx_showing *s, struct tx_span text,
                                const struct tx_trust *trust) {
  s->kind = kind_of(text);
  if (s->kind == TX_SHOWN_NOTHING) return TX_NOT_OURS;
  size_t n;
  struct tx_sign1 outer, inner;
  struct tx_span body = tx_span_of(text.p + TX_PREFIX_SIZE, text.n - TX_PREFIX_SIZE);
  if (text.n > TX_TEXT_MAX || !tx_base45_decode(body, s->bytes, &n)) return TX_MALFORMED;
  bool live = s->kind == TX_SHOWN_LIVE;
  enum tx_reason reason =
      tx_sign1_read(tx_span_of(s->bytes, n), live ? TX_SHAPE_LIVE : TX_SHAPE_PLAIN, NULL, &outer);
  if (reason == TX_OK && live) reason = tx_sign1_read(outer.inner, TX_SHAPE_PLAIN, NULL, &inner);
  if (reason != TX_OK) return reason;
  enum tx_use use = s->kind == TX_SHOWN_CERTIFICATE ? TX_USE_CERTIFICATE : TX_USE_ISSUE;
  reason = find_issuer(s, trust, use, live ? &inner : &outer);
  if (reason == TX_OK && live) find_holder(s, &outer);
  if (s->check_count < 2) s->checks[1] = (struct tx_check){ .sign1 = outer };
  return reason;
}

enum tx_reason tx_decide_open(struct tx_showing *showing, struct tx_span text,
                              const struct tx_trust *trust) {
  showing->row = NULL;
  showing->check_count = 0;
  return showing->reason = open_text(showing, text, trust);
}

/* --- conclude: 15 to 26 ----------------------------------------------------------------------- */

struct concluding {
  const struct tx_showing *showing;
  unsigned held;
  const struct tx_gate *gate;
  struct layers layers;
  const struct tx_status *list; /* of the pass's area, when it governs */
};

static enum tx_reason check_times(const struct tx_key_row *row, uint64_t area, int64_t iat,
                                  int64_t exp, struct tx_clock clock, int64_t *since) {
  enum tx_reason reason = tx_key_may_sign(row, area, iat, clock);
  if (reason != TX_OK || clock.unsure) return reason;
  if (iat > clock.now_s + TX_AHEAD_S) reason = TX_NOT_YET_VALID;
  if (reason == TX_OK && exp <= clock.now_s) reason = TX_EXPIRED;
  if (reason != TX_OK) *since = reason == TX_EXPIRED ? exp : iat;
  return reason;
}

static enum tx_reason check_pass(const struct concluding *c, struct tx_decision *d) {
  if (!(c->held & TX_HELD_ISSUER)) return TX_BAD_SIGNATURE;
  struct tx_pass pass;
  enum tx_reason reason = tx_pass_read(c->showing->checks[0].sign1.payload, &pass);
  if (reason == TX_OK)
    reason = check_times(c->showing->row, pass.area, pass.iat, pass.exp, c->gate->clock, &d->since);
  if (reason != TX_OK) return reason;
  d->identified = true;
  d->pass = pass;
  d->record = pass.record;
  d->data_as_of = pass.iat;
  return TX_OK;
}

static enum tx_reason check_live(const struct concluding *c, struct tx_decision *d) {
  if (!d->live) return d->pass.bound ? TX_LIVE_REQUIRED : TX_OK;
  if (!d->pass.bound) return TX_LIVE_NOT_BOUND;
  if (!(c->held & TX_HELD_HOLDER)) return TX_LIVE_BAD_SIGNATURE;
  enum tx_reason reason = tx_live_read(c->showing->checks[1].sign1.payload, &d->live_iat);
  if (reason != TX_OK) return reason;
  int64_t now_s = c->gate->clock.now_s;
  d->clock_skew_s = now_s - d->live_iat;
  if (!c->gate->clock.unsure && tx_live_miss(d->live_iat, now_s, c->layers.live_window_s) != 0)
    return TX_LIVE_OUT_OF_WINDOW;
  const struct tx_memory *memory = c->gate->memory;
  bool replayed = memory && memory->replayed(memory, d->pass.area, d->pass.index, d->live_iat);
  return replayed ? TX_REPLAYED : TX_OK;
}

/* --- 30 to 37
 * ------------------------------------------------------------------------------------------------
 */

static const struct tx_status *find_list(const struct tx_gate *gate, uint64_t area) {
  size_t low = 0, high = gate->list_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (gate->lists[middle]->area < area)
      low = middle + 1;
    else
      high = middle;
  }
  return low < gate->list_count && gate->lists[low]->area == area ? gate->lists[low] : NULL;
}

static enum tx_reason check_record(struct concluding *c, struct tx_decision *d) {
  c->list = find_list(c->gate, d->pass.area);
  struct tx_counted counted;
  enum tx_reason reason = tx_record_that_counts(d->pass.record, d->pass.iat, d->pass.index, c->list,
                                                c->gate->clock, &counted);
  if (!counted.listed) c->list = NULL;
  d->record = counted.record;
  d->data_as_of = counted.data_as_of;
  d->listed = counted.listed;
  d->list_seq = c->list ? c->list->seq : 0;
  if (reason != TX_OK) return reason;
  enum tx_state state = tx_record_unpack(counted.record).state;
  if (state == TX_STATE_SUSPENDED) return TX_SUSPENDED;
  return state >= TX_STATE_REVOKED ? TX_REVOKED : TX_OK;
}

static bool out_of_date(const struct concluding *c, int64_t list_exp, int64_t data_as_of) {
  int64_t now_s = c->gate->clock.now_s;
  if (c->gate->clock.unsure) return false;
  return c->gate->trust->exp <= now_s || list_exp <= now_s ||
         now_s - data_as_of > c->layers.stale.max_age_s;
}

static uint64_t held_policy_seq(const struct tx_gate *gate, uint64_t area) {
  uint64_t seq = 0;
  for (size_t i = 0; i < gate->policy_count; i++)
    if (gate->policies[i]->area == area && gate->policies[i]->seq > seq)
      seq = gate->policies[i]->seq;
  return seq;
}

static bool news_withheld(const struct concluding *c) {
  if (!c->list) return false;
  const struct tx_current *current = &c->list->current;
  bool own_city = tx_area_at(c->list->area, TX_CITY) == tx_area_at(c->gate->area, TX_CITY);
  if (own_city && current->trust > c->gate->trust->seq) return true;
  for (size_t i = 0; i < current->count; i++) {
    const struct tx_seq_of *p = &current->policies[i];
    if (tx_area_contains(p->area, c->gate->area) && p->seq > held_policy_seq(c->gate, p->area))
      return true;
  }
  return false;
}

/* What stale says of one of 35 to 37: whether the checks stop here, and with which verdict. */
static bool stale_stops(enum tx_stale_then then, struct tx_decision *d) {
  if (then == TX_STALE_WARN) d->stale_notice = true;
  if (then <= TX_STALE_WARN) return false;
  d->verdict = then == TX_STALE_DENY ? TX_DENY : TX_REVIEW;
  return true;
}

static enum tx_reason check_freshness(const struct concluding *c, bool listed, int64_t list_exp,
                                      struct tx_decision *d) {
  if (!listed && stale_stops(c->layers.stale.no_list, d)) return TX_NO_LIST;
  if (out_of_date(c, list_exp, d->data_as_of) && stale_stops(c->layers.stale.then, d))
    return TX_OUT_OF_DATE;
  if (news_withheld(c) && stale_stops(c->layers.stale.then, d)) return TX_NEWS_WITHHELD;
  return TX_OK;
}

/* --- certificates ----------------------------------------------------------------------------- */

static const struct tx_certs *find_certs(const struct tx_gate *gate, uint64_t area) {
  for (size_t i = 0; i < gate->cert_count; i++)
    if (gate->certs[i]->area == area) return gate->certs[i];
  return NULL;
}

static enum tx_reason conclude_certificate(struct concluding *c, struct tx_decision *d) {
  if (!(c->held & TX_HELD_ISSUER)) return TX_BAD_SIGNATURE;
  struct tx_certificate certificate;
  enum tx_reason reason = tx_certificate_read(c->showing->checks[0].sign1.payload, &certificate);
  if (reason == TX_OK)
    reason = check_times(c->showing->row, certificate.area, certificate.iat, certificate.exp,
                         c->gate->clock, &d->since);
  if (reason != TX_OK) return reason;
  d->certified = true;
  d->certificate = certificate;
  const struct tx_certs *certs = find_certs(c->gate, certificate.area);
  d->data_as_of = certs ? certs->iat : certificate.iat;
  d->listed = certs;
  d->list_seq = certs ? certs->seq : 0;
  if (certs && tx_certs_withdrawn(certs, certificate.serial)) return TX_REVOKED;
  reason = check_freshness(c, certs, certs ? certs->exp : INT64_MAX, d);
  return reason == TX_OK ? TX_CERTIFICATE_SHOWN : reason;
}

/* --- the whole
 * ------------------------------------------------------------------------------------------------
 */

static enum tx_reason conclude_pass(struct concluding *c, struct tx_decision *d) {
  enum tx_reason reason = check_pass(c, d);
  if (reason == TX_OK) reason = check_live(c, d);
  if (reason == TX_OK) reason = check_record(c, d);
  if (reason == TX_OK)
    reason = check_freshness(c, d->listed, c->list ? c->list->exp : INT64_MAX, d);
  if (reason != TX_OK) return reason;
  if (!c->layers.any) return TX_NO_POLICY;
  reason = layers_weigh(&c->layers, c->gate, d, &d->verdict);
  bool admitted = reason == TX_OK || reason == TX_OK_WITH_NOTICE;
  return admitted && c->gate->clock.unsure ? TX_CLOCK_UNSURE : reason;
}

static bool verdict_is_set(enum tx_reason reason) {
  return reason == TX_NO_LIST || reason == TX_OUT_OF_DATE || reason == TX_NEWS_WITHHELD ||
         reason == TX_RULE_FAILED;
}

void tx_decide_conclude(const struct tx_showing *showing, unsigned held, const struct tx_gate *gate,
                        struct tx_decision *out) {
  *out = (struct tx_decision){ .kind = showing->kind, .live = showing->kind == TX_SHOWN_LIVE };
  struct concluding c = { .showing = showing, .held = held, .gate = gate };
  layers_collect(gate, &c.layers);
  out->live_window_s = c.layers.live_window_s;
  out->reason = showing->reason != TX_OK                ? showing->reason
                : showing->kind == TX_SHOWN_CERTIFICATE ? conclude_certificate(&c, out)
                                                        : conclude_pass(&c, out);
  if (!verdict_is_set(out->reason)) out->verdict = tx_reason_verdict(out->reason);
}

void tx_finding_name(const struct tx_finding *f, char *out, size_t cap) {
  if (cap == 0) return;
  out[0] = '\0';
  if (!f->rule) return;
  char area[13];
  tx_area_format(f->policy->area, area);
  snprintf(out, cap, "%s/%llu/%s/%s", area, (unsigned long long)f->policy->seq, f->order->id,
           f->rule->id);
}
