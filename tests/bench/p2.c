/* SPDX-License-Identifier: Apache-2.0 */
/* P2: text to verdict of a live pass, against two bare verifies and the loading of one point. */
#include "bare.h"
#include "bench.h"
#include "street.h"

static struct street street;
static struct bare_verifier issuer, phone;
static struct bare_check by_issuer[STREET_CROWD], by_phone[STREET_CROWD];
static uint8_t point[33];

static void decide(void *state) {
  unsigned *next = state;
  struct tx_decision decision;
  const struct street_person *person = &street.crowd[(*next)++ % STREET_CROWD];
  tx_decide(tx_span_text(person->live), &street.gate, street.ring, &decision);
  if (decision.reason == TX_OK && decision.live) return;
  (void)fprintf(stderr, "P2: %s\n", tx_reason_text(decision.reason, "en"));
  exit(70);
}

static void verify(void *state) {
  unsigned *next = state;
  const unsigned i = (*next)++ % STREET_CROWD;
  bare_verify(&issuer, &by_issuer[i]);
  bare_load_point(&phone, point);
  bare_verify(&phone, &by_phone[i]);
}

static void take_signatures(unsigned i) {
  static struct tx_showing showing;
  const struct tx_span text = tx_span_text(street.crowd[i].live);
  if (tx_decide_open(&showing, text, street.trust) != TX_OK || showing.check_count != 2) return;
  bare_check_of(&showing.checks[0].sign1, &by_issuer[i]);
  bare_check_of(&showing.checks[1].sign1, &by_phone[i]);
  point[0] = showing.holder.y_odd ? 3 : 2;
  memcpy(point + 1, showing.holder.x, sizeof showing.holder.x);
}

int main(void) {
  unsigned ours_next = 0, bare_next = 0;
  street_build(&street);
  bare_verifier_init(&issuer, street.issuer);
  bare_verifier_init(&phone, street.phone);
  for (unsigned i = 0; i < STREET_CROWD; i++)
    take_signatures(i);
  const struct bench_side ours = { "text to verdict, live pass, ten rules", decide, &ours_next,
                                   32 };
  const struct bench_side reference = { "two bare verifies and one point loaded", verify,
                                        &bare_next, 32 };
  const unsigned long before = street_allocations;
  const struct bench_result result = bench_pair(&ours, &reference, 201, CLOCK_THREAD_CPUTIME_ID);
  const unsigned long allocations = street_allocations - before;
  printf("allocations by libtongxing: %lu (and %lu before, to load what it holds)\n", allocations,
         before);
  bench_report("P2", &ours, &reference, &result);
  bare_verifier_finish(&issuer);
  bare_verifier_finish(&phone);
  street_clear(&street);
  return allocations ? 1 : 0;
}
