/* SPDX-License-Identifier: Apache-2.0 */
#include "trust.h"

#include "claims.h"
#include "object.h"

#define ALL_USES 31
#define NAME_MAX 64
#define ROOTS_MAX 2
#define ROW_MIN 10                  /* bytes of the shortest row there can be */
#define HASH_MIN (2 + TX_HASH_SIZE) /* and of a hash */

/* --- reading ------------------------------------------------------------------------------------
 */

/* A key of a known algorithm has the one form of format.md; another is kept as it is. */
static bool set_key(struct tx_key_row *row, int64_t alg, struct tx_span spki) {
  row->alg = tx_alg_canonical(alg);
  row->spki = spki;
  tx_sha256(spki, row->hash);
  return row->alg == 0 || tx_spki_alg(spki) == row->alg;
}

static bool read_root(struct tx_cbor *c, struct tx_key_row *row) {
  size_t items;
  int64_t alg;
  struct tx_span spki;
  return tx_cbor_array(c, &items) && items == 2 && tx_cbor_int(c, &alg) &&
         tx_cbor_bytes(c, &spki) && set_key(row, alg, spki);
}

static bool read_row(struct tx_cbor *c, struct tx_key_row *row) {
  size_t items;
  int64_t alg;
  uint64_t uses;
  struct tx_span spki;
  if (!tx_cbor_array(c, &items) || items != 8) return false;
  if (!tx_cbor_int(c, &alg) || !tx_cbor_bytes(c, &spki) || !set_key(row, alg, spki)) return false;
  if (!tx_cbor_uint(c, ALL_USES, &uses) || uses == 0) return false;
  row->uses = (uint8_t)uses;
  if (!tx_cbor_uint(c, TX_AREA_MAX, &row->area) || !tx_area_valid(row->area)) return false;
  if (!claim_time(c, &row->sign_from) || !claim_time(c, &row->sign_until)) return false;
  if (!claim_time(c, &row->verify_until) || !tx_cbor_text(c, &row->name)) return false;
  return row->name.n >= 1 && row->name.n <= NAME_MAX;
}

/* root_count never says more than roots holds: a first list is read before its signature holds. */
static bool read_roots(struct tx_cbor *c, struct tx_trust *t) {
  size_t count;
  if (!tx_cbor_array(c, &count) || count < 1 || count > ROOTS_MAX) return false;
  for (; t->root_count < count; t->root_count++)
    if (!read_root(c, &t->roots[t->root_count])) return false;
  return true;
}

/* A count that the bytes left cannot hold takes no memory: a first list may be anybody's. */
static bool fits(const struct tx_cbor *c, size_t count, size_t min) {
  return count <= (size_t)(c->end - c->p) / min;
}

static enum tx_reason read_rows(struct tx_cbor *c, struct tx_trust *t) {
  size_t count;
  TRY(tx_cbor_array(c, &count) && fits(c, count, ROW_MIN));
  t->rows = calloc(count > 0 ? count : 1, sizeof *t->rows);
  if (!t->rows) return TX_NO_MEMORY;
  for (size_t i = 0; i < count; i++, t->row_count++)
    TRY(read_row(c, &t->rows[i]));
  return TX_OK;
}

/* Hashes, ascending, none twice. */
static enum tx_reason read_hashes(struct tx_cbor *c, uint8_t (**out)[TX_HASH_SIZE], size_t *count) {
  size_t n;
  TRY(tx_cbor_array(c, &n) && fits(c, n, HASH_MIN));
  uint8_t(*hashes)[TX_HASH_SIZE] = calloc(n > 0 ? n : 1, sizeof *hashes);
  *out = hashes;
  if (!hashes) return TX_NO_MEMORY;
  for (size_t i = 0; i < n; i++, *count = i) {
    TRY(claim_hash(c, hashes[i]));
    TRY(i == 0 || memcmp(hashes[i - 1], hashes[i], TX_HASH_SIZE) < 0);
  }
  return TX_OK;
}

static enum tx_reason read_member(struct tx_cbor *c, int64_t key, struct tx_trust *t) {
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, INT64_MAX, &t->seq));
    return TX_OK;
  case 1:
    TRY(read_roots(c, t));
    return TX_OK;
  case 2:
    return read_rows(c, t);
  case 3:
    return read_hashes(c, &t->revoked, &t->revoked_count);
  case 4:
    return read_hashes(c, &t->tls, &t->tls_count);
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct tx_trust *t) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_member(&c, m.key, t));
  return claim_map_close(&m, 0xf);
}

static enum tx_reason read_claims(struct tx_span payload, struct tx_trust *t) {
  struct claims_dated claims;
  enum tx_reason reason = claims_read_dated(payload, CLAIM_TRUST, &claims);
  if (reason != TX_OK) return reason;
  t->iat = claims.iat;
  t->exp = claims.exp;
  return read_map(claims.ours, t);
}

/* --- the list as a whole ---------------------------------------------------------------------- */

static int compare_hashes(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static bool in_revoked(const struct tx_trust *t, const uint8_t *hash) {
  return t->revoked_count > 0 &&
         bsearch(hash, t->revoked, t->revoked_count, TX_HASH_SIZE, compare_hashes);
}

static int compare_kids(const void *a, const void *b) {
  return memcmp(*(const uint8_t *const *)a, *(const uint8_t *const *)b, TX_KID_SIZE);
}

static enum tx_reason check_kids(const struct tx_trust *t) {
  size_t n = 0;
  const uint8_t **kids = malloc((t->root_count + t->row_count) * sizeof *kids);
  if (!kids) return TX_NO_MEMORY;
  for (size_t i = 0; i < t->root_count; i++)
    if (!t->roots[i].revoked) kids[n++] = t->roots[i].hash;
  for (size_t i = 0; i < t->row_count; i++)
    if (!t->rows[i].revoked) kids[n++] = t->rows[i].hash;
  qsort(kids, n, sizeof *kids, compare_kids);
  bool differ = true;
  for (size_t i = 1; i < n; i++)
    if (memcmp(kids[i - 1], kids[i], TX_KID_SIZE) == 0) differ = false;
  free(kids);
  return differ ? TX_OK : TX_MALFORMED_CLAIMS;
}

static bool mark_revoked(struct tx_trust *t) {
  bool root_left = false;
  for (size_t i = 0; i < t->root_count; i++) {
    t->roots[i].revoked = in_revoked(t, t->roots[i].hash);
    root_left |= !t->roots[i].revoked;
  }
  for (size_t i = 0; i < t->row_count; i++)
    t->rows[i].revoked = in_revoked(t, t->rows[i].hash);
  return root_left;
}

static enum tx_reason read_list(struct tx_span payload, struct tx_trust *t) {
  enum tx_reason reason = read_claims(payload, t);
  if (claims_end(reason)) return reason;
  TRY(mark_revoked(t));
  enum tx_reason kids = check_kids(t);
  return kids == TX_OK ? reason : kids;
}

void tx_trust_destroy(struct tx_trust *t) {
  if (!t) return;
  free(t->rows);
  free(t->revoked);
  free(t->tls);
  free((uint8_t *)t->bytes.p);
  free(t);
}

static void drop(struct tx_trust **t) {
  tx_trust_destroy(*t);
}

/* --- taking ----------------------------------------------------------------------------------- */

static bool signed_by(const struct tx_sign1 *sign1, const struct tx_key_row *roots, size_t count,
                      const uint8_t *only) {
  for (size_t i = 0; i < count; i++) {
    const struct tx_key_row *root = &roots[i];
    if (root->revoked || (only && memcmp(root->hash, only, TX_HASH_SIZE) != 0)) continue;
    if (memcmp(root->hash, sign1->kid, TX_KID_SIZE) != 0) continue;
    struct tx_check check = { .alg = root->alg, .spki = root->spki, .sign1 = *sign1 };
    return tx_check_holds(&check);
  }
  return false;
}

static struct tx_trust *copy(struct tx_span bytes) {
  struct tx_trust *t = calloc(1, sizeof *t);
  uint8_t *own = malloc(bytes.n > 0 ? bytes.n : 1);
  if (!t || !own) {
    free(t);
    free(own);
    return NULL;
  }
  if (bytes.n > 0) memcpy(own, bytes.p, bytes.n);
  t->bytes = tx_span_of(own, bytes.n);
  return t;
}

/* Verifies, by the roots held or by the pinned hash of one that the list brings itself, and reads.
 */
static enum tx_reason open_list(struct tx_span bytes, const struct tx_trust *held,
                                const uint8_t *pinned, struct tx_trust **out) {
  if (bytes.n > TX_TRUST_MAX) return TX_MALFORMED;
  __attribute__((cleanup(drop))) struct tx_trust *t = copy(bytes);
  if (!t) return TX_NO_MEMORY;
  struct tx_sign1 sign1;
  enum tx_reason reason = tx_sign1_read(t->bytes, TX_SHAPE_TYPED, "tx-trust", &sign1);
  if (reason != TX_OK) return reason;
  if (held && !signed_by(&sign1, held->roots, held->root_count, NULL)) return TX_BAD_SIGNATURE;
  reason = read_list(sign1.payload, t);
  if (reason == TX_NO_MEMORY) return reason;
  if (!held && !signed_by(&sign1, t->roots, t->root_count, pinned)) return TX_BAD_SIGNATURE;
  if (reason != TX_OK) return reason;
  *out = t;
  t = NULL;
  return TX_OK;
}

static bool all_still_revoked(const struct tx_trust *held, const struct tx_trust *t) {
  for (size_t i = 0; i < held->revoked_count; i++)
    if (!in_revoked(t, held->revoked[i])) return false;
  return true;
}

static enum tx_reason weigh(const struct tx_trust *t, const struct tx_trust *held,
                            const struct tx_pin *pin, struct tx_clock clock) {
  int64_t latest = clock.now_s + TX_AHEAD_S;
  if (!clock.unsure && (t->iat > latest || (int64_t)t->seq > latest)) return TX_NOT_YET_VALID;
  if (!clock.unsure && t->exp <= clock.now_s) return TX_EXPIRED;
  if (!held) return t->seq < pin->seq ? TX_ROLLBACK : TX_OK;
  if (t->seq <= held->seq || t->iat < held->iat) return TX_ROLLBACK;
  return all_still_revoked(held, t) ? TX_OK : TX_UNREVOKED;
}

enum tx_reason tx_trust_take(struct tx_span bytes, const struct tx_trust *held,
                             const struct tx_pin *pin, struct tx_clock clock,
                             struct tx_trust **out) {
  __attribute__((cleanup(drop))) struct tx_trust *t = NULL;
  enum tx_reason reason = open_list(bytes, held, held ? NULL : pin->root, &t);
  if (reason == TX_OK) reason = weigh(t, held, pin, clock);
  if (reason != TX_OK) return reason;
  *out = t;
  t = NULL;
  return TX_OK;
}

enum tx_reason tx_trust_reload(struct tx_span bytes, const uint8_t root[TX_HASH_SIZE],
                               struct tx_trust **out) {
  return open_list(bytes, NULL, root, out);
}

/* --- keys ------------------------------------------------------------------------------------- */

enum tx_standing tx_trust_standing(const struct tx_trust *trust, const uint8_t hash[TX_HASH_SIZE]) {
  if (in_revoked(trust, hash)) return TX_STANDS_REVOKED;
  for (size_t i = 0; i < trust->row_count; i++)
    if (memcmp(trust->rows[i].hash, hash, TX_HASH_SIZE) == 0) return TX_STANDS_PRESENT;
  return TX_STANDS_ABSENT;
}

enum tx_reason tx_object_open(struct tx_span bytes, const char *typ, enum tx_use use,
                              const struct tx_trust *trust, struct tx_sign1 *sign1,
                              const struct tx_key_row **row) {
  enum tx_reason reason = tx_sign1_read(bytes, TX_SHAPE_TYPED, typ, sign1);
  if (reason != TX_OK) return reason;
  *row = tx_trust_find(trust, sign1->kid, use, &reason);
  if (!*row) return reason;
  struct tx_check check = { .alg = (*row)->alg, .spki = (*row)->spki, .sign1 = *sign1 };
  return tx_check_holds(&check) ? TX_OK : TX_BAD_SIGNATURE;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_key(struct tx_cbor_out *o, const struct tx_key_row *row) {
  tx_cbor_put_int(o, row->alg);
  tx_cbor_put_bytes(o, row->spki);
}

static void put_row(struct tx_cbor_out *o, const struct tx_key_row *row) {
  tx_cbor_put_array(o, 8);
  put_key(o, row);
  tx_cbor_put_uint(o, row->uses);
  tx_cbor_put_uint(o, row->area);
  tx_cbor_put_int(o, row->sign_from);
  tx_cbor_put_int(o, row->sign_until);
  tx_cbor_put_int(o, row->verify_until);
  tx_cbor_put_text(o, row->name);
}

static void put_hashes(struct tx_cbor_out *o, unsigned key, const uint8_t (*hashes)[TX_HASH_SIZE],
                       size_t count) {
  tx_cbor_put_uint(o, key);
  tx_cbor_put_array(o, count);
  for (size_t i = 0; i < count; i++)
    tx_cbor_put_bytes(o, tx_span_of(hashes[i], TX_HASH_SIZE));
}

static void put_claims(struct tx_cbor_out *o, const struct tx_trust *t) {
  tx_cbor_put_map(o, 3);
  tx_cbor_put_uint(o, CLAIM_EXP);
  tx_cbor_put_int(o, t->exp);
  tx_cbor_put_uint(o, CLAIM_IAT);
  tx_cbor_put_int(o, t->iat);
  tx_cbor_put_int(o, CLAIM_TRUST);
  tx_cbor_put_map(o, t->tls_count > 0 ? 5 : 4);
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_uint(o, t->seq);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_array(o, t->root_count);
  for (size_t i = 0; i < t->root_count; i++) {
    tx_cbor_put_array(o, 2);
    put_key(o, &t->roots[i]);
  }
  tx_cbor_put_uint(o, 2);
  tx_cbor_put_array(o, t->row_count);
  for (size_t i = 0; i < t->row_count; i++)
    put_row(o, &t->rows[i]);
  put_hashes(o, 3, (const uint8_t(*)[TX_HASH_SIZE])t->revoked, t->revoked_count);
  if (t->tls_count > 0) put_hashes(o, 4, (const uint8_t(*)[TX_HASH_SIZE])t->tls, t->tls_count);
}

/* What we sign ourselves must be what we would take. */
static enum tx_reason check_readable(struct tx_span claims) {
  struct tx_trust *t = calloc(1, sizeof *t);
  enum tx_reason reason = t ? read_list(claims, t) : TX_NO_MEMORY;
  tx_trust_destroy(t);
  return reason == TX_OK || reason == TX_NO_MEMORY ? reason : TX_BAD_ARGUMENT;
}

enum tx_reason tx_trust_sign(const struct tx_trust *trust, const struct tx_signer *root,
                             uint8_t **out, size_t *len) {
  struct tx_cbor_out measured = tx_cbor_to(NULL, 0);
  put_claims(&measured, trust);
  struct tx_cbor_out o = object_room(measured.len);
  put_claims(&o, trust);
  enum tx_reason reason = o.buf ? check_readable(tx_cbor_written(&o)) : TX_NO_MEMORY;
  if (reason == TX_OK) return object_sign(root, "tx-trust", &o, out, len);
  free(o.buf);
  return reason;
}
