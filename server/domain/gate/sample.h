/* SPDX-License-Identifier: Apache-2.0 */
/* A swab that a sampling point registered: the pass that was shown is opened by the sealing key,
 * and decided on again, as of when it was shown. */
#ifndef SERVER_DOMAIN_SAMPLE_H
#define SERVER_DOMAIN_SAMPLE_H

#include "domain/context/context.h"
#include "store/feed/tubes.h"

#include "format/event.h"

enum gate_sample_end {
  GATE_SAMPLE_HOLDS,
  GATE_SAMPLE_REFUSED,
  GATE_SAMPLE_CLOSED, /* no key of this server opens it */
};

struct gate_sample {
  enum gate_sample_end end;
  enum tx_reason why; /* it was refused */
  uint64_t area;      /* whose pass it is, with index */
  uint32_t index;
};

/* Within the caller's request. Refused is what no gate of kind sampling admitted, what is not the
 * pass that the gate wrote down, and what does not hold by the trust list in force and by the
 * status list that was the newest then, where it is kept still. */
enum tx_reason gate_sample_open(const struct request *request, const struct swab_row *swab,
                                struct gate_sample *out);

/* Whether this server has a key that opens any. */
bool gate_sample_key(const struct signing *signing);

/* When a swab was taken: what a gate dates ahead of when it came, came with it. */
int64_t gate_sample_at(const struct swab_row *swab);

/* The keyed hash by which a tube is known. */
void gate_tube_hash(const struct field_keys *fields, struct tx_span tube,
                    uint8_t out[TX_HASH_SIZE]);

#endif
