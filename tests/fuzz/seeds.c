/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the first seeds of the corpora with our own encoders: seeds DIRECTORY. */
#include "seeds.h"

#include "format/base45.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *root;

void die(const char *what) {
  (void)fprintf(stderr, "seeds: %s: %s\n", what, strerror(errno));
  exit(1);
}

void seed(const char *target, const char *name, struct tx_span head, struct tx_span body) {
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

struct tx_span object_of(const char *text, uint8_t *out) {
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
  object_corpora();
  return 0;
}
