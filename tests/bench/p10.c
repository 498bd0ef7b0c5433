/* SPDX-License-Identifier: Apache-2.0 */
/* P10: a delta of 1 % and of 30 % of a list of 100,000. Its bytes against the entropy of which
 * records changed and to what; taking it, signature, list and all, against one SHA-256 of the list.
 */
#include "bench.h"

#include "format/crypto.h"
#include "format/record.h"
#include "format/status.h"

#include <math.h>
#include <string.h>

#define NOW 1669200000 /* 2022-11-23T10:40Z */
#define DAY_S 86400
#define AREA 610113000000u
#define COUNT 100000u
#define BYTES 400000u /* of its records */
#define SWABS 96u     /* half hours of two days: when a changed record was sampled */

struct world {
  struct tx_signer *root, *office;
  struct tx_trust *trust;
  struct tx_status *held, after;
  uint8_t *planes; /* BYTES */
  uint8_t *delta;
  size_t delta_n;
};

static const struct tx_clock now = { .now_s = NOW };

static void must(bool good, const char *what) {
  if (good) return;
  (void)fprintf(stderr, "P10: %s\n", what);
  exit(70);
}

static struct tx_key_row row_of(const struct tx_signer *key, uint8_t uses) {
  struct tx_key_row row = { .alg = key->alg,
                            .spki = tx_span_of(key->spki, key->spki_len),
                            .uses = uses,
                            .area = uses ? AREA : 0,
                            .sign_from = NOW - DAY_S,
                            .sign_until = NOW + DAY_S,
                            .verify_until = NOW + 30 * DAY_S,
                            .name = tx_span_text("bench") };
  memcpy(row.hash, key->hash, sizeof row.hash);
  return row;
}

static void make_trust(struct world *w) {
  struct tx_key_row status = row_of(w->office, TX_USE_STATUS);
  struct tx_pin pin = { .seq = 0 };
  uint8_t *bytes;
  size_t n;
  const struct tx_trust fields = { .seq = NOW - DAY_S,
                                   .iat = NOW - DAY_S,
                                   .exp = NOW + 30 * DAY_S,
                                   .root_count = 1,
                                   .roots = { row_of(w->root, 0) },
                                   .rows = &status,
                                   .row_count = 1 };
  memcpy(pin.root, w->root->hash, sizeof pin.root);
  must(tx_trust_sign(&fields, w->root, &bytes, &n) == TX_OK, "no trust list");
  must(tx_trust_take(tx_span_of(bytes, n), NULL, &pin, now, &w->trust) == TX_OK, "no trust");
  free(bytes);
}

static uint32_t draw(uint32_t below) {
  static uint64_t state = 10;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)((state >> 33) % below);
}

static uint32_t sampled(uint32_t half_hours_ago) {
  const struct tx_record record = { .state = TX_STATE_ACTIVE,
                                    .health = TX_HEALTH_GREEN,
                                    .test = TX_TEST_NEGATIVE,
                                    .sampled = tx_sampled_from_time(
                                        NOW - 1800 * (int64_t)half_hours_ago) };
  return tx_record_pack(&record);
}

/* A list of everybody, sampled within the week before. */
static void make_list(struct world *w) {
  static uint32_t records[COUNT];
  uint8_t *bytes;
  size_t n;
  for (uint32_t i = 0; i < COUNT; i++)
    records[i] = sampled(SWABS + draw(7 * 48));
  const struct tx_status fields = { .area = AREA,
                                    .seq = NOW - 600,
                                    .iat = NOW - 600,
                                    .exp = NOW + DAY_S,
                                    .ttl_s = 60,
                                    .count = COUNT,
                                    .records = records,
                                    .current = { .trust = NOW - DAY_S } };
  must(tx_status_sign(&fields, w->office, &bytes, &n) == TX_OK, "no list");
  must(tx_status_take(tx_span_of(bytes, n), w->trust, NULL, now, &w->held) == TX_OK,
       "no list held");
  free(bytes);
}

/* Each record changes with that chance, to a new result; how many did. */
static uint32_t change(struct world *w, uint32_t percent) {
  static uint32_t records[COUNT];
  uint32_t changed = 0;
  memcpy(records, w->held->records, sizeof records);
  for (uint32_t i = 0; i < COUNT; i++) {
    if (draw(100) >= percent) continue;
    records[i] = sampled(draw(SWABS));
    changed++;
  }
  w->after = *w->held;
  w->after.records = records;
  w->after.seq += 60;
  w->after.iat += 60;
  w->after.exp += 60;
  free(w->delta);
  must(tx_delta_sign(w->held, &w->after, w->office, &w->delta, &w->delta_n) == TX_OK, "no delta");
  return changed;
}

static void take(void *state) {
  struct world *w = state;
  struct tx_status *taken;
  must(tx_delta_take(tx_span_of(w->delta, w->delta_n), w->trust, w->held, now, &taken) == TX_OK,
       "not taken");
  tx_status_destroy(taken);
}

static void hash(void *state) {
  struct world *w = state;
  uint8_t out[TX_HASH_SIZE];
  tx_sha256(tx_span_of(w->planes, BYTES), out);
}

/* Bytes that no code can go below: which of COUNT records, and which of SWABS results. */
static double entropy(uint32_t changed) {
  const double p = (double)changed / COUNT;
  const double which = -(p * log2(p) + (1 - p) * log2(1 - p)) * COUNT;
  return (which + changed * log2(SWABS)) / 8;
}

static void measure(struct world *w, uint32_t percent) {
  char name[64];
  const uint32_t changed = change(w, percent);
  const double least = entropy(changed);
  snprintf(name, sizeof name, "a delta of %u %% taken", percent);
  const struct bench_side ours = { name, take, w, 4 };
  const struct bench_side reference = { "SHA-256 of the list", hash, w, 4 };
  const struct bench_result result = bench_pair(&ours, &reference, 201, CLOCK_THREAD_CPUTIME_ID);
  printf("%u %% (%u records): %zu bytes, entropy %.0f, ratio %.2f\n", percent, changed, w->delta_n,
         least, (double)w->delta_n / least);
  printf("%-44s %10.2f us\n%-44s %10.2f us   times %.2f\n", name, result.ours_s * 1e6,
         reference.name, result.reference_s * 1e6, result.ours_s / result.reference_s);
  if (percent == 30) printf("P10 ratio %.2f\n", (double)w->delta_n / least);
}

int main(void) {
  struct world w = { .root = tx_key_generate(TX_ALG_ES256),
                     .office = tx_key_generate(TX_ALG_ES256),
                     .planes = calloc(BYTES, 1) };
  must(w.root && w.office && w.planes, "no keys");
  make_trust(&w);
  make_list(&w);
  measure(&w, 1);
  measure(&w, 30);
  tx_status_destroy(w.held);
  tx_trust_destroy(w.trust);
  tx_signer_destroy(w.root);
  tx_signer_destroy(w.office);
  free(w.delta);
  free(w.planes);
  return 0;
}
