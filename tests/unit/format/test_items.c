/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever stands in what is signed, at any depth, is of the kind that belongs there: each item of
 * each object in turn is replaced by one of every other kind, and the whole signed anew.
 */
#include "format/base45.h"
#include "format/event.h"
#include "format/neighbour.h"

#include "community.h"

/* --- items ------------------------------------------------------------------------------------ */

static const uint8_t replacements[][2] = {
  { 0x00 },       /* 0 */
  { 0x20 },       /* -1 */
  { 0x40 },       /* h'' */
  { 0x60 },       /* "" */
  { 0x80 },       /* [] */
  { 0xa0 },       /* {} */
  { 0xf5 },       /* true */
  { 0x81, 0x00 }, /* [0] */
  { 0x61, 'x' },  /* "x" */
  { 0x41, 'x' },  /* h'78' */
};

static size_t replacement_size(const uint8_t *bytes) {
  return bytes[1] || *bytes == 0x81 ? 2 : 1;
}

/* Behind the head at p. */
static const uint8_t *skip_head(const uint8_t *p, uint64_t *value) {
  unsigned info = *p++ & 0x1f;
  *value = info;
  if (info < 24) return p;
  *value = 0;
  for (unsigned n = 1u << (info - 24); n > 0; n--)
    *value = *value << 8 | *p++;
  return p;
}

/* Calls each for the item at p and for all within it; returns where it ends. */
static const uint8_t *walk(const uint8_t *p, void (*each)(void *, const uint8_t *, const uint8_t *),
                           void *whom) {
  const uint8_t *start = p;
  unsigned major = *p >> 5;
  uint64_t value;
  p = skip_head(p, &value);
  if (major == 2 || major == 3) p += value;
  for (uint64_t i = 0; (major == 4 || major == 5) && i < value * (major - 3); i++)
    p = walk(p, each, whom);
  each(whom, start, p);
  return p;
}

/* --- objects ---------------------------------------------------------------------------------- */

struct trial {
  const struct community *c;
  const char *what;
  struct tx_span claims; /* as they should be */
  enum tx_reason (*take)(const struct community *c, struct tx_span claims);
  size_t tried;
};

/* An integer is one with a minus too, and an array of what no array of ours holds is none. */
static bool is_of_kind(uint8_t a, uint8_t b) {
  return a != 0x81 && (a >> 5 == b >> 5 || (a >> 5 <= 1 && b >> 5 <= 1));
}

static void replace(void *whom, const uint8_t *from, const uint8_t *to) {
  struct trial *t = whom;
  for (size_t i = 0; i < COUNT(replacements); i++) {
    uint8_t claims[4096];
    const uint8_t *other = replacements[i];
    size_t before = (size_t)(from - t->claims.p), n = replacement_size(other);
    size_t after = t->claims.n - (size_t)(to - t->claims.p);
    if (is_of_kind(*other, *from)) continue;
    assert_true(before + n + after <= sizeof claims);
    memcpy(claims, t->claims.p, before);
    memcpy(claims + before, other, n);
    memcpy(claims + before + n, to, after);
    t->tried++;
    if (t->take(t->c, tx_span_of(claims, before + n + after)) == TX_OK)
      fail_msg("%s: %#x in the place of the %zu bytes from %zu on (%#x) is taken", t->what, *other,
               (size_t)(to - from), before, *from);
  }
}

static void try_each(const struct community *c, const char *what, struct tx_span claims,
                     enum tx_reason (*take)(const struct community *, struct tx_span)) {
  struct trial t = { c, what, claims, take, 0 };
  assert_int_equal(take(c, claims), TX_OK);
  assert_ptr_equal(walk(claims.p, replace, &t), claims.p + claims.n);
  assert_true(t.tried > 30);
}

/* What an object of ours says. */
static struct tx_span claims_of(struct tx_span object, enum tx_shape shape, const char *typ) {
  struct tx_sign1 sign1;
  assert_int_equal(tx_sign1_read(object, shape, typ, &sign1), TX_OK);
  return sign1.payload;
}

/* Takes claims in a typed object, by a key. */
#define TAKE_TYPED(name, type, typ, key, call, destroy)                                            \
  static enum tx_reason name(const struct community *c, struct tx_span claims) {                   \
    FORGED object = forge_object(c->forge.keys[key], typ, claims);                                 \
    struct type *taken = NULL;                                                                     \
    enum tx_reason reason = call;                                                                  \
    destroy(taken);                                                                                \
    return reason;                                                                                 \
  }

TAKE_TYPED(take_trust, tx_trust, "tx-trust", FORGE_ROOT,
           tx_trust_take(forge_span(&object), NULL, &c->pin, at(NOW), &taken), tx_trust_destroy)
TAKE_TYPED(take_status, tx_status, "tx-status", FORGE_STATUS,
           tx_status_take(forge_span(&object), c->trust, NULL, at(NOW), &taken), tx_status_destroy)
TAKE_TYPED(take_delta, tx_status, "tx-delta", FORGE_STATUS,
           tx_delta_take(forge_span(&object), c->trust, c->list, at(NOW), &taken),
           tx_status_destroy)
TAKE_TYPED(take_certs, tx_certs, "tx-certs", FORGE_CERTIFICATE,
           tx_certs_take(forge_span(&object), c->trust, NULL, at(NOW), &taken), tx_certs_destroy)
TAKE_TYPED(take_batch, tx_batch, "tx-batch", FORGE_GATE,
           tx_batch_take(forge_span(&object), c->forge.keys[FORGE_GATE]->alg,
                         tx_span_of(c->forge.keys[FORGE_GATE]->spki,
                                    c->forge.keys[FORGE_GATE]->spki_len),
                         &taken),
           tx_batch_destroy)

static void no_item_of_another_kind_is_taken_in_a_trust_list(void **state) {
  const struct community *c = *state;
  struct forge_trust draft;
  forge_trust_draft(&c->forge, &draft);
  draft.trust.row_count = 2;
  FORGED object = forge_trust(&c->forge, &draft, FORGE_ROOT);
  try_each(c, "trust", claims_of(forge_span(&object), TX_SHAPE_TYPED, "tx-trust"), take_trust);
}

static void no_item_of_another_kind_is_taken_in_a_status_list(void **state) {
  const struct community *c = *state;
  FORGED object = forge_status(&c->forge, &c->list_draft, FORGE_STATUS);
  try_each(c, "status", claims_of(forge_span(&object), TX_SHAPE_TYPED, "tx-status"), take_status);
}

static void no_item_of_another_kind_is_taken_in_a_delta(void **state) {
  const struct community *c = *state;
  struct forge_status later = c->list_draft;
  FORGED object = { 0 };
  later.records[2] ^= 1;
  later.status.records = later.records;
  later.status.seq += 60;
  later.status.iat += 60;
  assert_int_equal(
      tx_delta_sign(c->list, &later.status, c->forge.keys[FORGE_STATUS], &object.p, &object.n),
      TX_OK);
  try_each(c, "delta", claims_of(forge_span(&object), TX_SHAPE_TYPED, "tx-delta"), take_delta);
}

static void no_item_of_another_kind_is_taken_in_a_certificate_status(void **state) {
  const struct community *c = *state;
  uint8_t withdrawn[2] = { 0 };
  const struct tx_certs certs = { .area = FORGE_DISTRICT,
                                  .seq = NOW - 60,
                                  .iat = NOW - 60,
                                  .exp = NOW + FORGE_DAY_S,
                                  .ttl_s = 60,
                                  .count = 16,
                                  .withdrawn = withdrawn };
  FORGED object = { 0 };
  assert_int_equal(tx_certs_sign(&certs, c->forge.keys[FORGE_CERTIFICATE], &object.p, &object.n),
                   TX_OK);
  try_each(c, "certs", claims_of(forge_span(&object), TX_SHAPE_TYPED, "tx-certs"), take_certs);
}

static void no_item_of_another_kind_is_taken_in_a_batch(void **state) {
  static const uint8_t journal[TX_JOURNAL_NAME_SIZE] = { 1 };
  const struct community *c = *state;
  const struct tx_event event = { .at = NOW, .reason = TX_EXPIRED, .verdict = TX_DENY, .live = -1 };
  const struct tx_batch_head head = { 7, .lost_from = 3, .lost_to = 6, .journal = journal };
  uint8_t bytes[256];
  size_t n = 0;
  FORGED object = { 0 };
  assert_int_equal(tx_event_write(&event, bytes, sizeof bytes, &n), TX_OK);
  const struct tx_span span = tx_span_of(bytes, n);
  assert_int_equal(tx_batch_sign(c->forge.keys[FORGE_GATE], &head, &span, 1, &object.p, &object.n),
                   TX_OK);
  try_each(c, "batch", claims_of(forge_span(&object), TX_SHAPE_TYPED, "tx-batch"), take_batch);
}

static enum tx_reason read_pass(UNUSED const struct community *c, struct tx_span claims) {
  struct tx_pass pass;
  return tx_pass_read(claims, &pass);
}

static enum tx_reason read_certificate(UNUSED const struct community *c, struct tx_span claims) {
  struct tx_certificate certificate;
  return tx_certificate_read(claims, &certificate);
}

/* The claims in a code that was written. */
static struct tx_span claims_in(const char *text, uint8_t object[TX_TEXT_MAX]) {
  size_t n = 0;
  assert_true(tx_base45_decode(tx_span_text(text + 4), object, &n));
  struct tx_span bytes = tx_span_of(object, n);
  assert_true(tx_cbor_untag(&bytes));
  return claims_of(bytes, TX_SHAPE_PLAIN, NULL);
}

static void no_item_of_another_kind_is_taken_in_a_pass(void **state) {
  const struct community *c = *state;
  const struct tx_pass pass = forge_bound_pass(&c->forge);
  char text[TX_TEXT_MAX + 1];
  uint8_t object[TX_TEXT_MAX];
  assert_true(forge_pass_text(&c->forge, &pass, text));
  try_each(c, "pass", claims_in(text, object), read_pass);
}

static void no_item_of_another_kind_is_taken_in_a_certificate(void **state) {
  const struct community *c = *state;
  const struct tx_certificate certificate = forge_certificate(&c->forge);
  char text[TX_TEXT_MAX + 1];
  uint8_t object[TX_TEXT_MAX];
  assert_int_equal(tx_certificate_sign(&certificate, c->forge.keys[FORGE_CERTIFICATE], text),
                   TX_OK);
  try_each(c, "certificate", claims_in(text, object), read_certificate);
}

/* Under a key that both have: any gate of the place may say what is wrong. */
#define MAC_SIZE 16
static enum tx_reason read_admission(UNUSED const struct community *c, struct tx_span said) {
  static const struct tx_neighbour_key key = { .id = 7, .bytes = { 1, 2, 3 } };
  uint8_t datagram[4096], mac[TX_HASH_SIZE];
  struct tx_admission got;
  assert_true(said.n + MAC_SIZE <= sizeof datagram);
  memcpy(datagram, said.p, said.n);
  tx_hmac_sha256(tx_span_of(key.bytes, sizeof key.bytes), said, mac);
  memcpy(datagram + said.n, mac, MAC_SIZE);
  return tx_admission_read(tx_span_of(datagram, said.n + MAC_SIZE), &key, NULL, &got);
}

static void no_item_of_another_kind_is_taken_in_an_admission(void **state) {
  FORGED said = forge_cbor("[1, 7, \"0123456789abcdef\", 0, 1, 610113001001, 5, 1795391990, "
                           "1795392000, 0, h'0102030405060708']");
  try_each(*state, "admission", forge_span(&said), read_admission);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(no_item_of_another_kind_is_taken_in_a_trust_list),
    PROMISE(no_item_of_another_kind_is_taken_in_a_status_list),
    PROMISE(no_item_of_another_kind_is_taken_in_a_delta),
    PROMISE(no_item_of_another_kind_is_taken_in_a_certificate_status),
    PROMISE(no_item_of_another_kind_is_taken_in_a_batch),
    PROMISE(no_item_of_another_kind_is_taken_in_a_pass),
    PROMISE(no_item_of_another_kind_is_taken_in_a_certificate),
    PROMISE(no_item_of_another_kind_is_taken_in_an_admission),
  };
  return cmocka_run_group_tests(promises, community_open, community_close);
}
