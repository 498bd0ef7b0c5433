/* SPDX-License-Identifier: Apache-2.0 */
/* Objects offered, with one of the checks on them taken out. */
#include "lacking.h"
#include "member.h"

#include "format/list.h"

#include <stdlib.h>

#define CLAIM_OF_TRUST (-65539)

enum tx_reason __wrap_tx_trust_take(struct tx_span bytes, const struct tx_trust *held,
                                    const struct tx_pin *pin, struct tx_clock clock,
                                    struct tx_trust **out);
enum tx_reason __real_tx_trust_take(struct tx_span bytes, const struct tx_trust *held,
                                    const struct tx_pin *pin, struct tx_clock clock,
                                    struct tx_trust **out);
enum tx_standing __wrap_tx_trust_standing(const struct tx_trust *trust,
                                          const uint8_t hash[TX_HASH_SIZE]);
enum tx_standing __real_tx_trust_standing(const struct tx_trust *trust,
                                          const uint8_t hash[TX_HASH_SIZE]);
enum tx_reason __wrap_tx_policy_take(struct tx_span bytes, const struct tx_trust *trust,
                                     uint64_t floor_seq, struct tx_clock clock,
                                     struct tx_policy **out);
enum tx_reason __real_tx_policy_take(struct tx_span bytes, const struct tx_trust *trust,
                                     uint64_t floor_seq, struct tx_clock clock,
                                     struct tx_policy **out);
enum tx_reason __wrap_tx_status_take(struct tx_span bytes, const struct tx_trust *trust,
                                     const struct tx_floor *floor, struct tx_clock clock,
                                     struct tx_status **out);
enum tx_reason __real_tx_status_take(struct tx_span bytes, const struct tx_trust *trust,
                                     const struct tx_floor *floor, struct tx_clock clock,
                                     struct tx_status **out);
enum tx_reason __wrap_tx_certs_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_floor *floor, struct tx_clock clock,
                                    struct tx_certs **out);
enum tx_reason __real_tx_certs_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_floor *floor, struct tx_clock clock,
                                    struct tx_certs **out);
enum tx_reason __wrap_tx_delta_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_status *held, struct tx_clock clock,
                                    struct tx_status **out);
enum tx_reason __real_tx_delta_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_status *held, struct tx_clock clock,
                                    struct tx_status **out);
bool __wrap_tx_records_hash(const uint32_t *records, uint32_t count, uint8_t out[TX_HASH_SIZE]);
bool __real_tx_records_hash(const uint32_t *records, uint32_t count, uint8_t out[TX_HASH_SIZE]);
enum tx_reason __wrap_list_weigh(const struct list_claims *claims, uint64_t seq,
                                 const struct tx_key_row *row, struct tx_clock clock);
enum tx_reason __real_list_weigh(const struct list_claims *claims, uint64_t seq,
                                 const struct tx_key_row *row, struct tx_clock clock);

/* --- trust lists --------------------------------------------------------------------------------
 */

/* A list held that weighs less than the one that is. */
static struct tx_trust lighter(const struct tx_trust *held) {
  struct tx_trust other = *held;
  if (lacks("trust-seq")) other.seq = 0;
  if (lacks("trust-iat")) other.iat = 0;
  if (lacks("trust-unrevoked")) other.revoked_count = 0;
  if (lacks("next-root")) other.root_count = 1;
  for (size_t i = 0; lacks("root-revoked") && i < other.root_count; i++)
    other.roots[i].revoked = false;
  return other;
}

/* The first root that a list names, as if it were known and not revoked. */
static bool root_of(struct tx_span bytes, struct tx_trust *out) {
  struct tx_sign1 sign1;
  struct tx_span item;
  size_t n;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-trust", &sign1) != TX_OK) return false;
  if (!member_find(sign1.payload, CLAIM_OF_TRUST, 1, &item)) return false;
  struct tx_cbor c = tx_cbor_start(item);
  struct tx_key_row *root = &out->roots[0];
  *out = (struct tx_trust){ .root_count = 1 };
  if (!tx_cbor_array(&c, &n)) return false; /* of roots; the first is one as well */
  if (!tx_cbor_array(&c, &n) || !tx_cbor_int(&c, &root->alg) || !tx_cbor_bytes(&c, &root->spki))
    return false;
  tx_sha256(root->spki, root->hash);
  return true;
}

static enum tx_reason take_by_any_root(struct tx_span bytes, const struct tx_trust *held,
                                       const struct tx_pin *pin, struct tx_clock clock,
                                       struct tx_trust **out) {
  struct tx_trust known;
  if (lacks("trust-root") || lacks("pin-root")) return tx_trust_reload(bytes, NULL, out);
  if (lacks("root-retired") && held) return tx_trust_reload(bytes, pin->root, out);
  if (lacks("birth-revoked") && root_of(bytes, &known))
    return __real_tx_trust_take(bytes, &known, pin, clock, out);
  return TX_BAD_SIGNATURE;
}

enum tx_reason __wrap_tx_trust_take(struct tx_span bytes, const struct tx_trust *held,
                                    const struct tx_pin *pin, struct tx_clock clock,
                                    struct tx_trust **out) {
  struct tx_pin born = *pin;
  struct tx_trust other = held ? lighter(held) : (struct tx_trust){ 0 };
  if (lacks("pin-seq")) born.seq = 0;
  if (lacks("pin-exact")) born.seq++;
  enum tx_reason reason = __real_tx_trust_take(bytes, held ? &other : NULL, &born, clock, out);
  clock.unsure = true;
  if ((reason == TX_EXPIRED && lacks("trust-expiry")) ||
      (reason == TX_NOT_YET_VALID && lacks("trust-ahead")))
    return __real_tx_trust_take(bytes, held ? &other : NULL, &born, clock, out);
  if (reason == TX_BAD_SIGNATURE) return take_by_any_root(bytes, held, &born, clock, out);
  return reason;
}

/* Who signed the first status list or delta that was taken, and the last. */
static uint8_t first_signer[TX_HASH_SIZE], last_signer[TX_HASH_SIZE];

static void note_signer(const struct tx_status *list) {
  if (!lacking_newest_s) memcpy(first_signer, list->signer, TX_HASH_SIZE);
  memcpy(last_signer, list->signer, TX_HASH_SIZE);
  if (list->iat > lacking_newest_s) lacking_newest_s = list->iat;
}

enum tx_standing __wrap_tx_trust_standing(const struct tx_trust *trust,
                                          const uint8_t hash[TX_HASH_SIZE]) {
  const enum tx_standing standing = __real_tx_trust_standing(trust, hash);
  const bool last = memcmp(hash, last_signer, TX_HASH_SIZE) == 0;
  if (lacks("under") && !last) return TX_STANDS_PRESENT;
  if (lacks("under-whole") && last) return __real_tx_trust_standing(trust, first_signer);
  if (standing == TX_STANDS_REVOKED && lacks("drop-revoked")) return TX_STANDS_PRESENT;
  if (standing == TX_STANDS_REVOKED && lacks("forget-revoked")) return TX_STANDS_ABSENT;
  if (standing == TX_STANDS_ABSENT && lacks("drop-absent")) return TX_STANDS_PRESENT;
  if (standing == TX_STANDS_ABSENT && lacks("remember-absent")) return TX_STANDS_REVOKED;
  return standing;
}

/* --- policies -----------------------------------------------------------------------------------
 */

/* What is left of the JSON without the member that nobody knows. */
static enum tx_reason read_the_rest(struct tx_span bytes, const struct tx_trust *trust,
                                    struct tx_policy **out) {
  struct tx_sign1 sign1;
  const struct tx_key_row *row;
  enum tx_reason reason = tx_object_open(bytes, "tx-policy", TX_USE_POLICY, trust, &sign1, &row);
  if (reason != TX_OK) return reason;
  json_t *json = json_loadb((const char *)sign1.payload.p, sign1.payload.n, 0, NULL);
  json_object_del(json, "surprise");
  char *text = json_dumps(json, JSON_COMPACT);
  reason = text ? tx_policy_parse(tx_span_text(text), out, NULL) : TX_NO_MEMORY;
  if (reason == TX_OK) memcpy((*out)->signer, row->hash, TX_HASH_SIZE);
  json_decref(json);
  free(text);
  return reason;
}

static void delegate_nothing(struct tx_policy *policy) {
  for (size_t i = 0; i < policy->order_count; i++)
    for (size_t k = 0; k < policy->orders[i].rule_count; k++)
      policy->orders[i].rules[k].delegable = false;
}

enum tx_reason __wrap_tx_policy_take(struct tx_span bytes, const struct tx_trust *trust,
                                     uint64_t floor_seq, struct tx_clock clock,
                                     struct tx_policy **out) {
  if (lacks("policy-newest") && floor_seq) return TX_ROLLBACK;
  if (lacks("policy-seq")) floor_seq = 0;
  enum tx_reason reason = __real_tx_policy_take(bytes, trust, floor_seq, clock, out);
  clock.unsure = true;
  if (reason == TX_NOT_YET_VALID && lacks("policy-ahead"))
    reason = __real_tx_policy_take(bytes, trust, floor_seq, clock, out);
  if (reason == TX_MALFORMED_CLAIMS && lacks("policy-members"))
    reason = read_the_rest(bytes, trust, out);
  if (reason == TX_OK && lacks("asked-area")) (*out)->area = lacking_asked;
  if (reason == TX_OK && lacks("delegation")) delegate_nothing(*out);
  return reason;
}

/* --- lists --------------------------------------------------------------------------------------
 */

enum tx_reason __wrap_tx_status_take(struct tx_span bytes, const struct tx_trust *trust,
                                     const struct tx_floor *floor, struct tx_clock clock,
                                     struct tx_status **out) {
  struct tx_floor other = *floor;
  if (lacks("status-seq")) other.seq = 0;
  if (lacks("status-iat")) other.iat = 0;
  if (lacks("status-floor") || lacks("remember-others")) other = (struct tx_floor){ 0 };
  if (lacks("comes-back") && other.seq) other.seq++;
  lacking_now_s = clock.now_s;
  const enum tx_reason reason = __real_tx_status_take(bytes, trust, &other, clock, out);
  if (reason == TX_OK) note_signer(*out);
  if (reason == TX_OK && lacks("asked-area")) (*out)->area = lacking_asked;
  return reason;
}

enum tx_reason __wrap_tx_certs_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_floor *floor, struct tx_clock clock,
                                    struct tx_certs **out) {
  struct tx_floor other = *floor;
  if (lacks("certs-floor")) other = (struct tx_floor){ 0 };
  if (lacks("certs-seq")) other.seq = 0;
  if (lacks("certs-iat")) other.iat = 0;
  return __real_tx_certs_take(bytes, trust, &other, clock, out);
}

enum tx_reason __wrap_list_weigh(const struct list_claims *claims, uint64_t seq,
                                 const struct tx_key_row *row, struct tx_clock clock) {
  if (lacks("clock-behind")) clock.unsure = false;
  if (lacks("ahead-300")) clock.now_s -= TX_AHEAD_S;
  const enum tx_reason reason = __real_list_weigh(claims, seq, row, clock);
  if (reason == TX_NOT_YET_VALID && lacks("list-ahead")) return TX_OK;
  return reason == TX_EXPIRED && lacks("list-expiry") ? TX_OK : reason;
}

/* --- deltas -------------------------------------------------------------------------------------
 */

static uint8_t named_hash[TX_HASH_SIZE]; /* by the delta under way */

/* seq that a delta leads from, its area, and the hash that it names. */
static bool read_delta(struct tx_span bytes, uint64_t *from, uint64_t *area) {
  struct tx_sign1 sign1;
  struct tx_span item, hash;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-delta", &sign1) != TX_OK) return false;
  if (!member_find(sign1.payload, CLAIM_OF_DELTA, 0, &item)) return false;
  struct tx_cbor c = tx_cbor_start(item);
  if (!tx_cbor_uint(&c, INT64_MAX, from)) return false;
  if (!member_find(sign1.payload, CLAIM_OF_DELTA, 4, &item)) return false;
  c = tx_cbor_start(item);
  if (!tx_cbor_bytes(&c, &hash) || hash.n != TX_HASH_SIZE) return false;
  memcpy(named_hash, hash.p, TX_HASH_SIZE);
  /* Claim 2, the area in twelve digits, comes first in a map of ascending keys. */
  return sign1.payload.n > 15 && tx_area_parse(tx_span_of(sign1.payload.p + 3, 12), area);
}

static enum tx_reason as_it_was(const struct tx_status *held, struct tx_status **out) {
  struct tx_status *same = malloc(sizeof *same);
  if (!same) abort();
  *same = *held;
  same->records = malloc((held->count + 1) * sizeof *same->records);
  if (!same->records) abort();
  memcpy(same->records, held->records, held->count * sizeof *same->records);
  same->current = (struct tx_current){ .trust = held->current.trust };
  *out = same;
  return TX_OK;
}

enum tx_reason __wrap_tx_delta_take(struct tx_span bytes, const struct tx_trust *trust,
                                    const struct tx_status *held, struct tx_clock clock,
                                    struct tx_status **out) {
  struct tx_status other = held ? *held : (struct tx_status){ .area = lacking_asked };
  uint64_t from = 0, area = 0;
  const bool read = read_delta(bytes, &from, &area);
  if (lacks("delta-applied")) return TX_WRONG_BASE;
  if (read && lacks("delta-base")) other.seq = from;
  if (read && lacks("delta-area")) other.area = area;
  if (lacks("delta-count")) other.count = 0;
  const bool changed = held || lacks("delta-base");
  const enum tx_reason reason =
      __real_tx_delta_take(bytes, trust, changed ? &other : NULL, clock, out);
  if (reason == TX_OK) note_signer(*out);
  if (reason == TX_OK && lacks("delta-area")) (*out)->area = lacking_asked;
  return reason == TX_ROLLBACK && held && lacks("delta-order") ? as_it_was(held, out) : reason;
}

bool __wrap_tx_records_hash(const uint32_t *records, uint32_t count, uint8_t out[TX_HASH_SIZE]) {
  if (!lacks("delta-hash")) return __real_tx_records_hash(records, count, out);
  memcpy(out, named_hash, TX_HASH_SIZE);
  return true;
}
