/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a text to a verdict. The first byte says at which layer the rest enters, so that the fuzzer
 * need not guess Base45 and COSE to reach claims, lists, replay and rules; the next two set the
 * gate up.
 */
#include "fuzz.h"

#include "format/base45.h"

#include <stdio.h>
#include <stdlib.h>

enum layer {
  LAYER_TEXT,        /* what a scanner hands over */
  LAYER_PASS_OBJECT, /* bytes behind TX1: */
  LAYER_LIVE_OBJECT, /* bytes behind TL1: */
  LAYER_CERTIFICATE_OBJECT,
  LAYER_PASS_PAYLOAD, /* claims under a good header */
  LAYER_LIVE_PAYLOAD,
  LAYER_CERTIFICATE_PAYLOAD,
  LAYER_FIELDS, /* a well-formed pass of any content */
  LAYERS,
};

struct showing_text {
  char text[TX_TEXT_MAX + 64];
  size_t n;
};

static void put_text(struct showing_text *out, struct tx_span text) {
  out->n = text.n < sizeof out->text ? text.n : sizeof out->text;
  if (out->n) memcpy(out->text, text.p, out->n);
}

static void put_object(struct showing_text *out, const char *prefix, struct tx_span object) {
  char text[TX_TEXT_MAX + 1];
  out->n = 0;
  if (!tx_text_write(prefix, object, text)) return;
  put_text(out, tx_span_text(text));
}

static void put_payload(struct showing_text *out, const char *prefix, enum fuzz_key key,
                        struct tx_span payload) {
  uint8_t object[TX_TEXT_MAX];
  size_t n;
  const struct tx_span none = { 0 };
  if (tx_sign1_write(fuzz_signer(key), TX_SHAPE_PLAIN, NULL, none, payload, object, sizeof object,
                     &n) == TX_OK)
    put_object(out, prefix, tx_span_of(object, n));
}

static struct tx_span inner_pass(uint8_t *out, size_t cap, uint32_t index) {
  struct tx_pass pass;
  char text[TX_TEXT_MAX + 1];
  size_t n = 0;
  fuzz_pass_fields(index, &pass);
  pass.bound = true;
  fuzz_holder(&pass.holder);
  FUZZ_PROMISE(tx_pass_sign(&pass, fuzz_signer(FUZZ_ISSUE), text) == TX_OK);
  const struct tx_span digits = tx_span_text(text + TX_PREFIX_SIZE);
  FUZZ_PROMISE(tx_base45_decoded_size(digits.n) <= cap && tx_base45_decode(digits, out, &n));
  return tx_span_of(out, n);
}

static void put_live_payload(struct showing_text *out, struct tx_span in) {
  uint8_t inner[TX_TEXT_MAX], object[TX_TEXT_MAX];
  size_t n;
  const struct tx_span pass = inner_pass(inner, sizeof inner, fuzz_byte(&in));
  if (tx_sign1_write(fuzz_signer(FUZZ_HOLDER), TX_SHAPE_LIVE, NULL, pass, in, object, sizeof object,
                     &n) == TX_OK)
    put_object(out, "TL1:", tx_span_of(object, n));
}

static void put_fields(struct showing_text *out, struct tx_span in) {
  struct tx_pass pass;
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  const uint8_t flags = fuzz_byte(&in);
  fuzz_pass_fields(fuzz_byte(&in), &pass);
  pass.record = (uint32_t)fuzz_number(&in, 4);
  pass.iat = FUZZ_NOW - (int64_t)fuzz_number(&in, 3) + 1000;
  pass.exp = FUZZ_NOW + (int64_t)fuzz_number(&in, 3) - 1000;
  pass.role = fuzz_byte(&in) & TX_ROLE_MAX;
  pass.household = flags & 1 ? -1 : (int32_t)fuzz_number(&in, 2);
  if (flags & 2) pass.unit[0] = '\0';
  if (flags & 4) pass.area = FUZZ_AREA + fuzz_byte(&in) % 4;
  pass.bound = (flags & 8) != 0;
  fuzz_holder(&pass.holder);
  const enum fuzz_key issuer = flags & 16 ? FUZZ_NEIGHBOUR : FUZZ_ISSUE;
  if (tx_pass_sign(&pass, fuzz_signer(issuer), text) != TX_OK) return;
  const int64_t live_iat = FUZZ_NOW - (int64_t)fuzz_byte(&in) + 64;
  if (flags & 32 && tx_live_sign(text, live_iat, fuzz_signer(FUZZ_HOLDER), live) == TX_OK)
    put_text(out, tx_span_text(live));
  else
    put_text(out, tx_span_text(text));
}

static void put_showing(struct showing_text *out, enum layer layer, struct tx_span in) {
  out->n = 0;
  switch (layer) {
  case LAYER_TEXT:
    put_text(out, in);
    return;
  case LAYER_PASS_OBJECT:
    put_object(out, "TX1:", in);
    return;
  case LAYER_LIVE_OBJECT:
    put_object(out, "TL1:", in);
    return;
  case LAYER_CERTIFICATE_OBJECT:
    put_object(out, "TC1:", in);
    return;
  case LAYER_PASS_PAYLOAD:
    put_payload(out, "TX1:", FUZZ_ISSUE, in);
    return;
  case LAYER_LIVE_PAYLOAD:
    put_live_payload(out, in);
    return;
  case LAYER_CERTIFICATE_PAYLOAD:
    put_payload(out, "TC1:", FUZZ_CERTIFICATE, in);
    return;
  case LAYER_FIELDS:
    put_fields(out, in);
    return;
  case LAYERS:
    return;
  }
}

/* --- the gate ------------------------------------------------------------------------------------
 */

static bool seen_before(const struct tx_memory *memory, uint64_t area, uint32_t index,
                        int64_t live_iat) {
  (void)memory;
  return area == FUZZ_AREA && ((int64_t)index + live_iat) % 3 == 0;
}

static void remember(const struct tx_memory *memory, const struct tx_pass *pass,
                     int64_t exit_window_s, struct tx_history *out) {
  (void)memory;
  *out = (struct tx_history){ .last_entry_age_s = pass->index % 3 ? 60 : -1,
                              .last_exit_age_s = pass->index % 2 ? exit_window_s / 2 : -1,
                              .inside = (int)(pass->index % 3) - 1,
                              .household_exits = pass->household % 3 - 1,
                              .medical_return = pass->index % 7 == 0 };
}

static const struct tx_memory memory = { .replayed = seen_before, .history = remember };
static const struct tx_vehicle vehicle = { .role = TX_ROLE_VEHICLE,
                                           .state = TX_STATE_ACTIVE,
                                           .plate = "陕A12345" };

static void set_up_gate(struct tx_gate *gate, uint8_t first, uint8_t second) {
  static const int64_t shift_s[] = { 0, 86400, 40 * 86400, -86400 };
  const struct fuzz_city *city = fuzz_city();
  *gate = (struct tx_gate){
    .area = FUZZ_AREA,
    .kind = (enum tx_gate_kind)(first >> 1 & 3),
    .direction = first & 1 ? TX_OUT : TX_IN,
    .attended = (first & 8) != 0,
    .clock = { .now_s = FUZZ_NOW + shift_s[second >> 5 & 3], .unsure = (first & 64) != 0 },
    .trust = city->trust,
    .lists = (const struct tx_status *const *)(second & 16 ? &city->early_list : &city->list),
    .list_count = first & 16 ? 0 : 1,
    .certs = (const struct tx_certs *const *)&city->certs,
    .cert_count = second & 8 ? 0 : 1,
    .policies = (const struct tx_policy *const *)city->policies,
    .policy_count = 2 - (second & 3) % 3u,
    .memory = first & 32 ? NULL : &memory,
    .has_reading = (second & 4) != 0,
    .centi_celsius = 3650,
    .vehicle = first & 128 ? &vehicle : NULL,
  };
}

/* --- the promises --------------------------------------------------------------------------------
 */

/* Where policy has no say, the table's verdict is the verdict. */
static bool policy_has_a_say(enum tx_reason reason) {
  return (reason >= TX_NO_LIST && reason <= TX_NEWS_WITHHELD) || reason == TX_RULE_FAILED;
}

static void check_promises(const struct tx_decision *d) {
  FUZZ_PROMISE(tx_reason_known(d->reason));
  FUZZ_PROMISE(d->verdict == TX_ALLOW || d->verdict == TX_REVIEW || d->verdict == TX_DENY);
  if (policy_has_a_say(d->reason))
    FUZZ_PROMISE(d->verdict != TX_ALLOW);
  else
    FUZZ_PROMISE(d->verdict == tx_reason_verdict(d->reason));
  if (d->verdict == TX_ALLOW) FUZZ_PROMISE(d->identified && d->kind != TX_SHOWN_CERTIFICATE);
  if (d->reason == TX_RULE_FAILED || d->reason == TX_RULE_ERROR) FUZZ_PROMISE(d->by.rule != NULL);
  /* A live pass may still break the format in its own payload, when the pass inside held. */
  const bool own_payload = d->live && d->reason == TX_MALFORMED_CLAIMS;
  if (d->reason >= TX_NO_TRUST_LIST && d->reason <= TX_EXPIRED && !own_payload)
    FUZZ_PROMISE(!d->identified);
  FUZZ_PROMISE(d->notice_count <= TX_NOTICES);
}

/* --- what was reached, said at the end of a run ----------------------------------------------- */

static bool reached[256];

static void print_reached(void) {
  (void)fputs("reasons reached:", stderr);
  for (unsigned i = 0; i < sizeof reached; i++)
    if (reached[i]) (void)fprintf(stderr, " %u", i);
  (void)fputc('\n', stderr);
}

static void count(enum tx_reason reason) {
  static bool asked;
  if (!asked) asked = atexit(print_reached) == 0;
  if ((unsigned)reason < sizeof reached) reached[reason] = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct tx_span in = tx_span_of(data, size);
  struct showing_text shown;
  struct tx_gate gate;
  const enum layer layer = (enum layer)(fuzz_byte(&in) % LAYERS);
  const uint8_t first = fuzz_byte(&in), second = fuzz_byte(&in);
  put_showing(&shown, layer, in);
  set_up_gate(&gate, first, second);
  const struct tx_span text = tx_span_of(shown.text, shown.n);
  struct tx_decision decision, again;
  tx_decide(text, &gate, fuzz_city()->ring, &decision);
  check_promises(&decision);
  count(decision.reason);
  if (!(second & 128)) return 0; /* loading keys anew is slow */
  tx_decide(text, &gate, NULL, &again);
  FUZZ_PROMISE(again.reason == decision.reason && again.verdict == decision.verdict);
  return 0;
}
