/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz targets share: a small city whose keys are fixed, so that a kept corpus stays
 * meaningful from build to build. Fuzz builds take every signature for good (TX_FUZZING), so its
 * signers hold no secret and sign with zeros.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "format/decide.h"
#include "format/event.h"

#define FUZZ_NOW 1669200000 /* 2022-11-23T10:40Z */
#define FUZZ_CITY 610100000000u
#define FUZZ_AREA 610113001001u
#define FUZZ_RESIDENTS 16u

enum fuzz_key {
  FUZZ_ROOT,
  FUZZ_ISSUE,
  FUZZ_STATUS,
  FUZZ_POLICY,
  FUZZ_CERTIFICATE,
  FUZZ_REVOKED,   /* its hash stands in the trust list's revoked */
  FUZZ_NEIGHBOUR, /* issues in another community only */
  FUZZ_HOLDER,    /* a phone's; in no trust list */
  FUZZ_GATE,      /* a gate's; in no trust list */
  FUZZ_KEYS,
};

const struct tx_signer *fuzz_signer(enum fuzz_key key);
void fuzz_holder(struct tx_holder *out);

/* What a gate of FUZZ_AREA holds. Made at the first call, by our own encoders and takers. */
struct fuzz_city {
  struct tx_trust *trust;
  struct tx_keyring *ring;
  struct tx_status *list;
  struct tx_status *early_list; /* of before there were policies */
  struct tx_certs *certs;
  struct tx_policy *policies[2]; /* the city's, the community's */
};
const struct fuzz_city *fuzz_city(void);

/* The objects before they are signed; for seeds. */
void fuzz_trust_fields(struct tx_trust *out);
void fuzz_status_fields(struct tx_status *out, bool early);
void fuzz_certs_fields(struct tx_certs *out);
void fuzz_pass_fields(uint32_t index, struct tx_pass *out);
const char *fuzz_policy_json(bool of_the_city);

/* Bytes of an input, taken from the front; zeros once it is empty. */
static inline uint8_t fuzz_byte(struct tx_span *in) {
  if (in->n == 0) return 0;
  in->n--;
  return *in->p++;
}

static inline uint64_t fuzz_number(struct tx_span *in, int bytes) {
  uint64_t value = 0;
  while (bytes-- > 0)
    value = value << 8 | fuzz_byte(in);
  return value;
}

/* Stops the run when a promise is broken. */
#define FUZZ_PROMISE(condition)                                                                    \
  do {                                                                                             \
    if (!(condition)) __builtin_trap();                                                            \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
