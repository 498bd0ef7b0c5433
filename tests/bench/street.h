/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A gate at its usual work, for benches: a community of 5,000, the policies of city and community
 * with ten rules together that all hold, and a crowd of residents with passes.
 */
#ifndef BENCH_STREET_H
#define BENCH_STREET_H

#include "format/decide.h"

#define STREET_NOW 1669200000 /* 2022-11-23T10:40Z */
#define STREET_AREA 610113001001u
#define STREET_CROWD 64u

struct street_person {
  char pass[TX_TEXT_MAX + 1]; /* static */
  char live[TX_TEXT_MAX + 1]; /* of a pass bound to the phone below */
};

struct street {
  struct tx_signer *issuer, *phone;
  struct tx_trust *trust;
  struct tx_keyring *ring;
  struct tx_status *list;
  struct tx_policy *policies[2];
  struct tx_gate gate;
  struct street_person crowd[STREET_CROWD];
};

/* Fresh keys; ends the program with a word when anything fails. Points into itself. */
void street_build(struct street *street);
void street_clear(struct street *street);

/* How often libtongxing asked for memory since the start; OpenSSL's own is not counted. The bench
 * is linked with --wrap for malloc, calloc and realloc. */
extern unsigned long street_allocations;

#endif
