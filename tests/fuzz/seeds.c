/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the first seeds of the corpora with our own encoders: seeds DIRECTORY. */
#include "object.h"

#include "format/base45.h"
#include "format/enrol.h"
#include "format/login.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *root;

static void die(const char *what) {
  (void)fprintf(stderr, "seeds: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* DIRECTORY/TARGET/NAME: the head, then the body. */
static void seed(const char *target, const char *name, struct tx_span head, struct tx_span body) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s", root, target);
  if (mkdir(path, 0777) != 0 && errno != EEXIST) die(path);
  (void)snprintf(path, sizeof path, "%s/%s/%s", root, target, name);
  FILE *file = fopen(path, "wb");
  if (!file) die(path);
  if (fwrite(head.p, 1, head.n, file) != head.n || fwrite(body.p, 1, body.n, file) != body.n)
    die(path);
  if (fclose(file) != 0) die(path);
}

/* --- text_to_verdict -------------------------------------------------------------------------- */

static void verdict_seed(const char *name, uint8_t layer, uint8_t first, uint8_t second,
                         struct tx_span body) {
  const uint8_t head[] = { layer, first, second };
  seed("text_to_verdict", name, tx_span_of(head, sizeof head), body);
}

static struct tx_span object_of(const char *text, uint8_t *out) {
  size_t n = 0;
  FUZZ_PROMISE(tx_base45_decode(tx_span_text(text + TX_PREFIX_SIZE), out, &n));
  return tx_span_of(out, n);
}

static void pass_seeds(void) {
  char text[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  uint8_t object[TX_TEXT_MAX];
  struct tx_pass pass;
  struct tx_sign1 sign1;
  fuzz_pass_fields(1, &pass);
  FUZZ_PROMISE(tx_pass_sign(&pass, fuzz_signer(FUZZ_ISSUE), text) == TX_OK);
  verdict_seed("pass", 0, 0, 0, tx_span_text(text));
  verdict_seed("pass-object", 1, 8, 1, object_of(text, object));
  FUZZ_PROMISE(tx_sign1_read(object_of(text, object), TX_SHAPE_PLAIN, NULL, &sign1) == TX_OK);
  verdict_seed("pass-claims", 4, 0, 0, sign1.payload);
  pass.bound = true;
  fuzz_holder(&pass.holder);
  FUZZ_PROMISE(tx_pass_sign(&pass, fuzz_signer(FUZZ_ISSUE), text) == TX_OK);
  verdict_seed("bound-pass-shown-bare", 0, 0, 0, tx_span_text(text));
  FUZZ_PROMISE(tx_live_sign(text, FUZZ_NOW - 5, fuzz_signer(FUZZ_HOLDER), live) == TX_OK);
  verdict_seed("live", 0, 0, 0, tx_span_text(live));
  verdict_seed("live-object", 2, 1, 0, object_of(live, object));
  FUZZ_PROMISE(tx_sign1_read(object_of(live, object), TX_SHAPE_LIVE, NULL, &sign1) == TX_OK);
  struct tx_span claims = sign1.payload;
  uint8_t with_index[TX_TEXT_MAX] = { 1 };
  memcpy(with_index + 1, claims.p, claims.n);
  verdict_seed("live-claims", 5, 0, 0, tx_span_of(with_index, claims.n + 1));
}

/* One seed for each reason that mutation is slow to find. */
static void reason_seed(const char *name, const struct tx_pass *pass, enum fuzz_key key,
                        uint8_t first, uint8_t second) {
  char text[TX_TEXT_MAX + 1];
  FUZZ_PROMISE(tx_pass_sign(pass, fuzz_signer(key), text) == TX_OK);
  verdict_seed(name, 0, first, second, tx_span_text(text));
}

static void critical_seed(void) {
  uint8_t claims[128];
  struct tx_cbor_out o = tx_cbor_to(claims, sizeof claims);
  tx_cbor_put_map(&o, 3);
  tx_cbor_put_int(&o, 4);
  tx_cbor_put_int(&o, FUZZ_NOW + 1000);
  tx_cbor_put_int(&o, 6);
  tx_cbor_put_int(&o, FUZZ_NOW - 1000);
  tx_cbor_put_int(&o, -65537);
  tx_cbor_put_map(&o, 5);
  tx_cbor_put_int(&o, 0);
  tx_cbor_put_uint(&o, FUZZ_AREA);
  tx_cbor_put_int(&o, 1);
  tx_cbor_put_int(&o, 1);
  tx_cbor_put_int(&o, 2);
  tx_cbor_put_int(&o, 1 << 29);
  tx_cbor_put_int(&o, 4);
  tx_cbor_put_text(&o, tx_span_text("张*三"));
  tx_cbor_put_int(&o, -1);
  tx_cbor_put_int(&o, 1);
  verdict_seed("unknown-critical", 4, 0, 0, tx_cbor_written(&o));
}

static void reason_seeds(void) {
  struct tx_pass pass, old, vehicle;
  fuzz_pass_fields(3, &pass); /* green, negative, at home */
  old = vehicle = pass;
  old.iat = FUZZ_NOW - 401 * 86400;
  vehicle.role = TX_ROLE_VEHICLE;
  reason_seed("ok", &pass, FUZZ_ISSUE, 0, 0);
  reason_seed("no-policy", &pass, FUZZ_ISSUE, 0, 2 | 16);
  reason_seed("out-of-date", &pass, FUZZ_ISSUE, 0, 2 | 64);
  reason_seed("unknown-key", &pass, FUZZ_GATE, 0, 0);
  reason_seed("key-revoked", &pass, FUZZ_REVOKED, 0, 0);
  reason_seed("key-out-of-time", &old, FUZZ_ISSUE, 0, 0);
  reason_seed("driver-awaited", &vehicle, FUZZ_ISSUE, 2, 1 | 16);
  critical_seed();
  verdict_seed("no-claims", 4, 0, 0, tx_span_of("\xa0", 1));
}

/* As text_to_verdict's put_fields reads it: ages and times in seconds, live 64 + its age. */
static void fields_seed(const char *name, uint8_t flags, uint8_t index, uint32_t age_s,
                        uint32_t valid_s, uint8_t live) {
  const uint32_t iat = age_s + 1000, exp = valid_s + 1000;
  const uint8_t body[] = { flags,
                           index,
                           0x20,
                           index % 2 ? 8 : 0, /* the generation that the list has */
                           0,
                           0,
                           (uint8_t)(iat >> 16),
                           (uint8_t)(iat >> 8),
                           (uint8_t)iat,
                           (uint8_t)(exp >> 16),
                           (uint8_t)(exp >> 8),
                           (uint8_t)exp,
                           0,
                           0,
                           3,
                           live };
  verdict_seed(name, 7, 0, 0, tx_span_of(body, sizeof body));
}

#define BOUND 8
#define BY_NEIGHBOUR 16
#define LIVE 32

static void time_and_record_seeds(void) {
  fields_seed("wrong-jurisdiction", BY_NEIGHBOUR, 3, 3600, 3600, 0);
  fields_seed("not-yet-valid", 0, 3, (uint32_t)-1000, 3600, 0);
  fields_seed("expired", 0, 3, 3600, (uint32_t)-1000, 0);
  fields_seed("live-not-bound", LIVE, 3, 3600, 3600, 69);
  fields_seed("live-out-of-window", BOUND | LIVE, 3, 3600, 3600, 255);
  fields_seed("replayed", BOUND | LIVE, 3, 3600, 3600, 67);
  fields_seed("suspended", 0, 5, 3600, 3600, 0);
  fields_seed("revoked", 0, 6, 3600, 3600, 0);
}

static void certificate_seeds(void) {
  char text[TX_TEXT_MAX + 1];
  uint8_t object[TX_TEXT_MAX];
  struct tx_sign1 sign1;
  const struct tx_certificate certificate = {
    .iat = FUZZ_NOW - 1000,
    .exp = FUZZ_NOW + 86400,
    .kind = TX_CERTIFICATE_RELEASED,
    .area = FUZZ_AREA,
    .serial = 3,
    .name = "张*三",
    .tail = "123X",
    .authority = "雁塔区",
    .values = { tx_span_text("2022-11-20") },
    .value_count = 1,
  };
  FUZZ_PROMISE(tx_certificate_sign(&certificate, fuzz_signer(FUZZ_CERTIFICATE), text) == TX_OK);
  verdict_seed("certificate", 0, 0, 0, tx_span_text(text));
  verdict_seed("certificate-object", 3, 0, 0, object_of(text, object));
  FUZZ_PROMISE(tx_sign1_read(object_of(text, object), TX_SHAPE_PLAIN, NULL, &sign1) == TX_OK);
  verdict_seed("certificate-claims", 6, 0, 0, sign1.payload);
}

/* Well-formed passes of many records, at many gates. */
static void field_seeds(void) {
  for (uint8_t i = 0; i < 24; i++) {
    char name[32];
    const uint8_t body[] = { (uint8_t)(i % 3 == 0 ? 40 : 0),
                             i,
                             0x2b,
                             0x80,
                             i,
                             0x40,
                             0,
                             0x10,
                             i,
                             1,
                             0,
                             0,
                             (uint8_t)(i % 12),
                             0,
                             i,
                             (uint8_t)(60 + i) };
    (void)snprintf(name, sizeof name, "fields-%02d", i);
    verdict_seed(name, 7, (uint8_t)(i * 37), (uint8_t)(i % 4), tx_span_of(body, sizeof body));
  }
}

static void foreign_seeds(void) {
  static const char *const texts[] = { "HC1:NCFOXN", "https://example.invalid/pay?x=1",
                                       "TX1:", "TE1:00", "6901234567892" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char name[32];
    (void)snprintf(name, sizeof name, "foreign-%zu", i);
    verdict_seed(name, 0, 0, 0, tx_span_text(texts[i]));
  }
}

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
  FUZZ_PROMISE(tx_batch_sign(fuzz_signer(FUZZ_GATE), 7, events, 4, 0, 0, &bytes, &n) == TX_OK);
  object_seeds("batch", "tx-batch", "four", bytes, n);
  FUZZ_PROMISE(tx_batch_sign(fuzz_signer(FUZZ_GATE), 9, events, 1, 2, 8, &bytes, &n) == TX_OK);
  object_seeds("batch", "tx-batch", "gap", bytes, n);
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

int main(int argc, char **argv) {
  if (argc != 2) {
    (void)fprintf(stderr, "Usage: seeds DIRECTORY\n");
    return 64;
  }
  root = argv[1];
  pass_seeds();
  reason_seeds();
  time_and_record_seeds();
  certificate_seeds();
  field_seeds();
  foreign_seeds();
  trust_seeds();
  status_seeds();
  delta_seeds();
  certs_seeds();
  policy_seeds();
  batch_seeds();
  login_seeds();
  enrol_seeds();
  return 0;
}
