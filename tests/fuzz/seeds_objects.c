/* SPDX-License-Identifier: Apache-2.0 */
#include "seeds.h"

#include "format/enrol.h"
#include "format/login.h"

#include <stdio.h>
#include <stdlib.h>

/* --- signed objects --------------------------------------------------------------------------- */

static void object_seed(const char *target, const char *name, uint8_t layer, struct tx_span body) {
  seed(target, name, tx_span_of(&layer, 1), body);
}

/* The object, and its payload alone. */
static void object_seeds(const char *target, const char *typ, const char *name, uint8_t *bytes,
                         size_t n) {
  char claims[64];
  struct tx_sign1 sign1;
  (void)snprintf(claims, sizeof claims, "%s-claims", name);
  FUZZ_PROMISE(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_TYPED, typ, &sign1) == TX_OK);
  object_seed(target, name, FUZZ_OBJECT, tx_span_of(bytes, n));
  object_seed(target, claims, FUZZ_PAYLOAD, sign1.payload);
  free(bytes);
}

static void trust_seeds(void) {
  struct tx_trust fields;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_trust_fields(&fields);
  fields.seq = (uint64_t)++fields.iat;
  FUZZ_PROMISE(tx_trust_sign(&fields, fuzz_signer(FUZZ_ROOT), &bytes, &n) == TX_OK);
  object_seeds("trust", "tx-trust", "newer", bytes, n);
  fields.root_count = 2;
  fields.roots[1] = fields.rows[2];
  fields.row_count = 2;
  fields.tls = fields.revoked;
  fields.tls_count = 1;
  FUZZ_PROMISE(tx_trust_sign(&fields, fuzz_signer(FUZZ_ROOT), &bytes, &n) == TX_OK);
  object_seeds("trust", "tx-trust", "next-root", bytes, n);
}

static void status_seeds(void) {
  static const uint8_t planes[1 + 16] = { 4,    0x28, 0x29, 0x2a, 0xc8, 0x80, 0x81, 0x82, 0x83,
                                          0x10, 0x11, 0x12, 0x13, 0x20, 0x21, 0x22, 0x23 };
  struct tx_status fields;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_status_fields(&fields, false);
  FUZZ_PROMISE(tx_status_sign(&fields, fuzz_signer(FUZZ_STATUS), &bytes, &n) == TX_OK);
  object_seeds("status", "tx-status", "list", bytes, n);
  fields.count = 0;
  fields.audited = false;
  FUZZ_PROMISE(tx_status_sign(&fields, fuzz_signer(FUZZ_STATUS), &bytes, &n) == TX_OK);
  object_seeds("status", "tx-status", "empty", bytes, n);
  object_seed("status", "planes", FUZZ_INSIDE, tx_span_of(planes, sizeof planes));
}

static void delta_seeds(void) {
  /* The count's growth, then: 2 changes, at 3 and 3 + 1 + 4, and their four planes. */
  static const uint8_t changes[] = { 1, 2, 3, 4, 0x28, 0x29, 1, 2, 3, 4, 5, 6 };
  static const uint8_t long_gap[] = { 200, 1, 0x90, 1, 0x28, 1, 2, 3 };
  uint32_t records[FUZZ_RESIDENTS + 2] = { 0 };
  struct tx_status before, after;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_status_fields(&before, false);
  after = before;
  memcpy(records, before.records, FUZZ_RESIDENTS * sizeof *records);
  records[3] ^= 0x10000000u;
  records[FUZZ_RESIDENTS] = 0x28000000u;
  after.records = records;
  after.count = FUZZ_RESIDENTS + 2;
  after.seq += 60;
  after.iat += 60;
  FUZZ_PROMISE(tx_delta_sign(&before, &after, fuzz_signer(FUZZ_STATUS), &bytes, &n) == TX_OK);
  object_seeds("delta", "tx-delta", "grown", bytes, n);
  object_seed("delta", "changes", FUZZ_INSIDE, tx_span_of(changes, sizeof changes));
  object_seed("delta", "long-gap", FUZZ_INSIDE, tx_span_of(long_gap, sizeof long_gap));
}

static void certs_seeds(void) {
  struct tx_certs fields;
  uint8_t *bytes = NULL;
  size_t n = 0;
  fuzz_certs_fields(&fields);
  FUZZ_PROMISE(tx_certs_sign(&fields, fuzz_signer(FUZZ_CERTIFICATE), &bytes, &n) == TX_OK);
  object_seeds("certs", "tx-certs", "list", bytes, n);
}

static void policy_seeds(void) {
  static const char *const names[] = { "community", "city" };
  for (int city = 0; city < 2; city++) {
    uint8_t *bytes = NULL;
    size_t n = 0;
    FUZZ_PROMISE(tx_policy_sign(tx_span_text(fuzz_policy_json(city != 0)), fuzz_signer(FUZZ_POLICY),
                                &bytes, &n) == TX_OK);
    object_seeds("policy", "tx-policy", names[city], bytes, n);
  }
}

static struct tx_span write_event(uint64_t i, uint8_t *out, size_t cap) {
  size_t n = 0;
  const struct tx_event event = {
    .at = FUZZ_NOW + (int64_t)i,
    .direction = (enum tx_direction)(i % 3),
    .verdict = (enum tx_verdict)(i % 3),
    .reason = i % 2 ? 40 : 0,
    .identified = true,
    .area = FUZZ_AREA,
    .index = (uint32_t)i,
    .live = (int)(i % 3) - 1,
    .has_reading = i % 2 == 0,
    .centi_celsius = 3650,
    .decided_by_hand = i % 4 == 0,
    .by = tx_span_text("610113001001/3"),
    .why = 2,
    .rule = tx_span_text("610113001001/1669113600/o1/test"),
    .tube = i == 1 ? tx_span_text("T0001") : tx_span_of(NULL, 0),
    .decided_on = true,
    .pass_iat = FUZZ_NOW - 100,
    .has_list_seq = i % 2 == 0,
    .list_seq = FUZZ_NOW - 600,
  };
  FUZZ_PROMISE(tx_event_write(&event, out, cap, &n) == TX_OK);
  return tx_span_of(out, n);
}

static void batch_seeds(void) {
  static uint8_t bytes_of[4][512];
  struct tx_span events[4];
  uint8_t *bytes = NULL;
  size_t n = 0;
  for (uint64_t i = 0; i < 4; i++)
    events[i] = write_event(i, bytes_of[i], sizeof bytes_of[i]);
  FUZZ_PROMISE(tx_batch_sign(fuzz_signer(FUZZ_GATE), &(struct tx_batch_head){ .first = 7 }, events,
                             4, &bytes, &n) == TX_OK);
  object_seeds("batch", "tx-batch", "four", bytes, n);
  FUZZ_PROMISE(tx_batch_sign(fuzz_signer(FUZZ_GATE),
                             &(struct tx_batch_head){ .first = 9, .lost_from = 2, .lost_to = 8 },
                             events, 1, &bytes, &n) == TX_OK);
  object_seeds("batch", "tx-batch", "gap", bytes, n);
  const struct tx_batch_head named = { .first = 9, .journal = (const uint8_t *)"journal" };
  FUZZ_PROMISE(tx_batch_sign(fuzz_signer(FUZZ_GATE), &named, events, 1, &bytes, &n) == TX_OK);
  object_seeds("batch", "tx-batch", "named", bytes, n);
}

static void login_seeds(void) {
  uint8_t bytes[TX_LOGIN_MAX];
  struct tx_sign1 sign1;
  size_t n = 0;
  const struct tx_login login = { .who = tx_span_text("610113001001/3"),
                                  .audience = tx_span_text("https://office.invalid"),
                                  .iat = FUZZ_NOW };
  FUZZ_PROMISE(tx_login_sign(&login, fuzz_signer(FUZZ_GATE), bytes, sizeof bytes, &n) == TX_OK);
  FUZZ_PROMISE(tx_sign1_read(tx_span_of(bytes, n), TX_SHAPE_LOGIN, "tx-login", &sign1) == TX_OK);
  object_seed("login", "holder", FUZZ_OBJECT, tx_span_of(bytes, n));
  object_seed("login", "holder-claims", FUZZ_PAYLOAD, sign1.payload);
}

static void enrol_seeds(void) {
  char text[TX_TEXT_MAX + 1];
  uint8_t object[TX_TEXT_MAX];
  const struct tx_enrol enrol = { .url = "https://office.invalid:8443",
                                  .pin = { .seq = FUZZ_NOW } };
  FUZZ_PROMISE(tx_enrol_write(&enrol, text) == TX_OK);
  object_seed("enrol", "object", 0, object_of(text, object));
  object_seed("enrol", "text", 1, tx_span_text(text));
}

void object_corpora(void) {
  trust_seeds();
  status_seeds();
  delta_seeds();
  certs_seeds();
  policy_seeds();
  batch_seeds();
  login_seeds();
  enrol_seeds();
}
