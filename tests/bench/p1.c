/* SPDX-License-Identifier: Apache-2.0 */
/* P1: text to verdict of a static pass, against a bare verify of the same bytes. */
#include "bare.h"
#include "bench.h"
#include "street.h"

static struct street street;
static struct bare_verifier bare;
static struct bare_check checks[STREET_CROWD];

static void decide(void *state) {
  unsigned *next = state;
  struct tx_decision decision;
  const struct street_person *person = &street.crowd[(*next)++ % STREET_CROWD];
  tx_decide(tx_span_text(person->pass), &street.gate, street.ring, &decision);
  if (decision.reason == TX_OK) return;
  (void)fprintf(stderr, "P1: %s\n", tx_reason_text(decision.reason, "en"));
  exit(70);
}

static void verify(void *state) {
  unsigned *next = state;
  bare_verify(&bare, &checks[(*next)++ % STREET_CROWD]);
}

static void take_signature(const struct street_person *person, struct bare_check *out) {
  static struct tx_showing showing;
  if (tx_decide_open(&showing, tx_span_text(person->pass), street.trust) == TX_OK)
    bare_check_of(&showing.checks[0].sign1, out);
}

int main(void) {
  unsigned ours_next = 0, bare_next = 0;
  street_build(&street);
  bare_verifier_init(&bare, street.issuer);
  for (unsigned i = 0; i < STREET_CROWD; i++)
    take_signature(&street.crowd[i], &checks[i]);
  const struct bench_side ours = { "text to verdict, static pass, ten rules", decide, &ours_next,
                                   64 };
  const struct bench_side reference = { "bare EVP_DigestVerify of the same bytes", verify,
                                        &bare_next, 64 };
  const unsigned long before = street_allocations;
  const struct bench_result result = bench_pair(&ours, &reference, 201, CLOCK_THREAD_CPUTIME_ID);
  const unsigned long allocations = street_allocations - before;
  printf("allocations by libtongxing: %lu (and %lu before, to load what it holds)\n", allocations,
         before);
  bench_report("P1", &ours, &reference, &result);
  bare_verifier_finish(&bare);
  street_clear(&street);
  return allocations ? 1 : 0;
}
