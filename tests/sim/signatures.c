/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What cryptography costs is ours: all worlds have the same keys, in the order in which they are
 * made; a key that was loaded once stays loaded; and what a machine, a phone or a thief signs bears
 * in the place of a signature what follows from the key and the bytes, which nobody makes who does
 * not sign by that key. What other keys sign, the root's first of all, is verified by the real
 * code, and remembered.
 */
#include "machine.h"

#include "format/crypto.h"

#include <stdlib.h>
#include <string.h>

#define KEYS 512u
#define REMEMBERED 16384u

struct tx_verifier *__real_tx_verifier_create(int64_t alg, struct tx_span spki);
struct tx_verifier *__real_tx_verifier_for_holders(void);
bool __real_tx_verifier_set_holder(struct tx_verifier *verifier, const struct tx_holder *holder);
bool __real_tx_verifier_holds(struct tx_verifier *verifier, struct tx_span prefix,
                              struct tx_span payload, const uint8_t *signature);
void __real_tx_verifier_destroy(struct tx_verifier *verifier);
struct tx_verifier *__wrap_tx_verifier_create(int64_t alg, struct tx_span spki);
struct tx_verifier *__wrap_tx_verifier_for_holders(void);
bool __wrap_tx_verifier_set_holder(struct tx_verifier *verifier, const struct tx_holder *holder);
bool __wrap_tx_verifier_holds(struct tx_verifier *verifier, struct tx_span prefix,
                              struct tx_span payload, const uint8_t *signature);
void __wrap_tx_verifier_destroy(struct tx_verifier *verifier);

/* --- keys ------------------------------------------------------------------------------------- */

/* A key by its bytes: a SubjectPublicKeyInfo, or a holder's point. */
struct key {
  int64_t alg;
  bool is_holder;
  size_t n; /* 0: none */
  uint8_t bytes[TX_SPKI_MAX];
};

/* What stands for a verifier: which key it has now. */
struct stand_in {
  struct key key;
};

static struct stand_in *of(struct tx_verifier *verifier) {
  return (struct stand_in *)(void *)verifier;
}

static uint64_t mix(uint64_t hash, const void *p, size_t n) {
  for (const uint8_t *at = p; n > 0; n--)
    hash = (hash ^ *at++) * 0x100000001b3u;
  return hash;
}

static bool same_key(const struct key *a, const struct key *b) {
  return a->alg == b->alg && a->is_holder == b->is_holder && a->n == b->n &&
         memcmp(a->bytes, b->bytes, a->n) == 0;
}

static struct tx_verifier *load(const struct key *key) {
  if (!key->is_holder) return __real_tx_verifier_create(key->alg, tx_span_of(key->bytes, key->n));
  struct tx_holder holder = { .y_odd = key->bytes[0] };
  memcpy(holder.x, key->bytes + 1, sizeof holder.x);
  struct tx_verifier *real = __real_tx_verifier_for_holders();
  if (!real || __real_tx_verifier_set_holder(real, &holder)) return real;
  __real_tx_verifier_destroy(real);
  return NULL;
}

/* As OpenSSL has it; NULL: it would not have it. */
static struct tx_verifier *loaded(const struct key *key) {
  static struct {
    struct key key;
    struct tx_verifier *real;
  } all[KEYS];
  if (!key->n) return NULL;
  const uint64_t place = mix((uint64_t)key->alg, key->bytes, key->n) % KEYS;
  if (same_key(&all[place].key, key)) return all[place].real;
  __real_tx_verifier_destroy(all[place].real);
  all[place].key = *key;
  all[place].real = load(key);
  return all[place].real;
}

static struct tx_verifier *stand_in_of(const struct key *key) {
  struct stand_in *own = malloc(sizeof *own);
  if (own) own->key = *key;
  return (struct tx_verifier *)(void *)own;
}

struct tx_verifier *__wrap_tx_verifier_create(int64_t alg, struct tx_span spki) {
  struct key key = { .alg = alg, .n = spki.n <= sizeof key.bytes ? spki.n : 0 };
  if (key.n) memcpy(key.bytes, spki.p, key.n);
  return loaded(&key) ? stand_in_of(&key) : NULL;
}

struct tx_verifier *__wrap_tx_verifier_for_holders(void) {
  return stand_in_of(&(struct key){ 0 });
}

bool __wrap_tx_verifier_set_holder(struct tx_verifier *verifier, const struct tx_holder *holder) {
  struct key *key = &of(verifier)->key;
  *key = (struct key){ .alg = TX_ALG_ES256, .is_holder = true, .n = 1 + sizeof holder->x };
  key->bytes[0] = holder->y_odd;
  memcpy(key->bytes + 1, holder->x, sizeof holder->x);
  return loaded(key) != NULL;
}

void __wrap_tx_verifier_destroy(struct tx_verifier *verifier) {
  free(verifier);
}

/* --- what stands for a signature -------------------------------------------------------------- */

/* A key of P-256 by its point, in whichever form it came. */
static struct key point_of(const struct key *key) {
  struct key point = { .alg = key->alg, .is_holder = true, .n = 33 };
  if (key->is_holder || key->alg != TX_ALG_ES256 || key->n < 65) return *key;
  memcpy(point.bytes + 1, key->bytes + key->n - 64, 32);
  point.bytes[0] = key->bytes[key->n - 1] & 1;
  return point;
}

static void stand_for(const struct key *key, struct tx_span prefix, struct tx_span payload,
                      uint8_t out[TX_SIGNATURE_SIZE]) {
  const struct key point = point_of(key);
  uint64_t hash = mix(0xcbf29ce484222325u ^ (uint64_t)key->alg, point.bytes, point.n);
  hash = mix(mix(hash, prefix.p, prefix.n), payload.p, payload.n);
  for (size_t i = 0; i < TX_SIGNATURE_SIZE; i += sizeof hash) {
    hash = mix(hash, &i, sizeof i);
    memcpy(out + i, &hash, sizeof hash);
  }
}

/* Whose owner signs so: nothing else is a signature by that key. */
#define STANDING 512u
static struct key standing_keys[STANDING];

static struct key *standing_of(const struct key *key) {
  const struct key point = point_of(key);
  return &standing_keys[mix((uint64_t)point.alg, point.bytes, point.n) % STANDING];
}

static void note_standing(const struct tx_signer *signer) {
  struct key key = { .alg = signer->alg, .n = signer->spki_len };
  memcpy(key.bytes, signer->spki, signer->spki_len);
  *standing_of(&key) = point_of(&key);
}

static bool is_standing(const struct key *key) {
  const struct key point = point_of(key);
  return same_key(standing_of(key), &point);
}

/* --- private keys ----------------------------------------------------------------------------- */

struct tx_signer *__real_tx_key_generate(int64_t alg);
struct tx_signer *__wrap_tx_key_generate(int64_t alg);
void __real_tx_signer_destroy(struct tx_signer *signer);
void __wrap_tx_signer_destroy(struct tx_signer *signer);

#define GENERATED 96u

static struct tx_signer *generated[GENERATED];
static unsigned next_key; /* of this world's */

void sim_keys_anew(void) {
  next_key = 0;
}

struct tx_signer *__wrap_tx_key_generate(int64_t alg) {
  const unsigned i = next_key++;
  if (i >= GENERATED || (generated[i] && generated[i]->alg != alg))
    return __real_tx_key_generate(alg);
  const struct chance before = sim_random_from(chance_of(i, 3));
  if (!generated[i]) generated[i] = __real_tx_key_generate(alg);
  sim_random_from(before);
  return generated[i];
}

/* They are every world's. */
void __wrap_tx_signer_destroy(struct tx_signer *signer) {
  for (unsigned i = 0; signer && i < GENERATED; i++)
    if (generated[i] == signer) return;
  __real_tx_signer_destroy(signer);
}

enum tx_reason __real_tx_key_read_pem(struct tx_span pem, struct tx_span passphrase,
                                      struct tx_signer **out);
enum tx_reason __wrap_tx_key_read_pem(struct tx_span pem, struct tx_span passphrase,
                                      struct tx_signer **out);

#define PRIVATE_KEYS 256u

static bool sign_by_standing(const struct tx_signer *signer, struct tx_span message,
                             uint8_t signature[TX_SIGNATURE_SIZE]) {
  struct key key = { .alg = signer->alg, .n = signer->spki_len };
  memcpy(key.bytes, signer->spki, signer->spki_len);
  stand_for(&key, message, (struct tx_span){ 0 }, signature);
  return true;
}

static void free_standing(struct tx_signer *signer) {
  free(signer);
}

static const struct tx_signer_ops standing_ops = { .sign = sign_by_standing,
                                                   .destroy = free_standing };

struct tx_signer *sim_signer_of(const struct tx_signer *real) {
  struct tx_signer *standing = malloc(sizeof *standing);
  if (!standing) abort();
  *standing = *real;
  standing->ops = &standing_ops;
  note_standing(real);
  return standing;
}

/* Who was read longest ago makes room: nobody has it, since a world has fewer keys. */
static struct tx_signer *read_once(struct tx_span pem) {
  static struct {
    uint8_t *pem;
    size_t n;
    struct tx_signer *real;
    uint64_t read; /* when */
  } all[PRIVATE_KEYS];
  static uint64_t reads;
  unsigned at = 0;
  reads++;
  for (unsigned i = 0; i < PRIVATE_KEYS; i++) {
    if (all[i].n == pem.n && memcmp(all[i].pem, pem.p, pem.n) == 0) {
      all[i].read = reads;
      return all[i].real;
    }
    if (all[i].read < all[at].read) at = i;
  }
  struct tx_signer *real = NULL;
  if (__real_tx_key_read_pem(pem, (struct tx_span){ 0 }, &real) != TX_OK) return NULL;
  tx_signer_destroy(all[at].real);
  free(all[at].pem);
  all[at].pem = malloc(pem.n);
  if (!all[at].pem) abort();
  memcpy(all[at].pem, pem.p, pem.n);
  all[at].n = pem.n;
  all[at].real = real;
  all[at].read = reads;
  return real;
}

enum tx_reason __wrap_tx_key_read_pem(struct tx_span pem, struct tx_span passphrase,
                                      struct tx_signer **out) {
  struct tx_signer *real = passphrase.n || !pem.n ? NULL : read_once(pem);
  if (!real) return __real_tx_key_read_pem(pem, passphrase, out);
  *out = sim_signer_of(real);
  return TX_OK;
}

/* --- signatures ------------------------------------------------------------------------------- */

struct verified {
  struct key key;
  uint8_t signature[TX_SIGNATURE_SIZE];
  uint8_t *message; /* owned */
  size_t n;
  bool holds;
};

static bool is_that(const struct verified *one, const struct key *key, struct tx_span prefix,
                    struct tx_span payload, const uint8_t *signature) {
  return one->message && one->n == prefix.n + payload.n && same_key(&one->key, key) &&
         memcmp(one->signature, signature, TX_SIGNATURE_SIZE) == 0 &&
         (!prefix.n || memcmp(one->message, prefix.p, prefix.n) == 0) &&
         (!payload.n || memcmp(one->message + prefix.n, payload.p, payload.n) == 0);
}

static void remember(struct verified *one, const struct key *key, struct tx_span prefix,
                     struct tx_span payload, const uint8_t *signature) {
  free(one->message);
  *one = (struct verified){ .key = *key, .n = prefix.n + payload.n };
  one->message = malloc(one->n + 1);
  if (!one->message) abort();
  if (prefix.n) memcpy(one->message, prefix.p, prefix.n);
  if (payload.n) memcpy(one->message + prefix.n, payload.p, payload.n);
  memcpy(one->signature, signature, sizeof one->signature);
}

bool __wrap_tx_verifier_holds(struct tx_verifier *verifier, struct tx_span prefix,
                              struct tx_span payload, const uint8_t *signature) {
  static struct verified table[REMEMBERED];
  const struct key *key = &of(verifier)->key;
  uint8_t standing[TX_SIGNATURE_SIZE];
  stand_for(key, prefix, payload, standing);
  if (memcmp(standing, signature, sizeof standing) == 0) return true;
  if (is_standing(key)) return false;
  uint64_t place = mix(0xcbf29ce484222325u, signature, TX_SIGNATURE_SIZE);
  place = mix(mix(place, prefix.p, prefix.n), payload.p, payload.n);
  struct verified *one = &table[place % REMEMBERED];
  if (is_that(one, key, prefix, payload, signature)) return one->holds;
  struct tx_verifier *real = loaded(key);
  remember(one, key, prefix, payload, signature);
  one->holds = real && __real_tx_verifier_holds(real, prefix, payload, signature);
  return one->holds;
}
