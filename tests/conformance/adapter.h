/* SPDX-License-Identifier: Apache-2.0 */
/* The adapter's side of the protocol (README.md), for a gate that C can call. */
#ifndef CONFORMANCE_ADAPTER_H
#define CONFORMANCE_ADAPTER_H

#include "format/decide.h"

enum adapter_object {
  ADAPTER_TRUST,
  ADAPTER_POLICY,
  ADAPTER_STATUS,
  ADAPTER_DELTA,
  ADAPTER_CERTS,
  ADAPTER_OBJECTS,
};
/* "trust" to "certs". */
const char *adapter_object_name(enum adapter_object object);

struct adapter_start {
  struct tx_span code; /* the enrolment code's text */
  uint64_t area;       /* what the server would answer to the code's token */
  enum tx_gate_kind kind;
  enum tx_direction direction;
  int64_t now_s;
};

struct adapter_decision {
  enum tx_verdict verdict;
  enum tx_reason reason;
};

/* A gate, in functions; there is one at a time. */
struct adapter {
  /* A new gate, never turned on before, in the place of the one before. TX_OK and its public key,
   * or what is wrong with the code. */
  enum tx_reason (*start)(const struct adapter_start *start, struct tx_span *spki);
  /* Off and on again. */
  void (*restart)(void);
  void (*time)(int64_t now_s);    /* so late it became */
  void (*clock)(int64_t shows_s); /* somebody set the gate's clock; no time passed */
  void (*date)(int64_t says_s);   /* a server that the gate knows says what time it is */
  enum tx_reason (*offer)(enum adapter_object object, uint64_t area, struct tx_span bytes);
  /* NULL: objects are brought as bytes. Otherwise an address on the loopback is told, from which
   * this fetches bytes that the caller frees; false: it could not. */
  bool (*fetch)(const char *address, uint8_t **bytes, size_t *n);
  void (*show)(struct tx_span text, struct adapter_decision *out);
  /* Calls say for everything that the gate holds. */
  void (*held)(void (*say)(void *context, enum adapter_object object, uint64_t area, uint64_t seq),
               void *context);
  /* The journal from a number on, as a signed batch that the caller frees; false: nothing is there.
   */
  bool (*batch)(uint64_t from, uint8_t **bytes, size_t *n);
};

/* Answers line by line until standard input ends. For main to return. */
int adapter_run(const struct adapter *adapter);

#endif
