/* SPDX-License-Identifier: Apache-2.0 */
/* Spans: bytes that somebody else owns. Every function of libtongxing reads from spans. */
#ifndef TX_BYTES_H
#define TX_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tx_span {
  const uint8_t *p; /* may be NULL when n is 0 */
  size_t n;
};

static inline struct tx_span tx_span_of(const void *p, size_t n) {
  struct tx_span span; /* C++ has no compound literals */
  span.p = (const uint8_t *)p;
  span.n = n;
  return span;
}

/* The bytes of a C string, without its terminator. */
static inline struct tx_span tx_span_text(const char *s) {
  return tx_span_of(s, strlen(s));
}

static inline bool tx_span_equal(struct tx_span a, struct tx_span b) {
  return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

#define TX_HASH_SIZE 32
#define TX_KID_SIZE 4
#define TX_SIGNATURE_SIZE 64
#define TX_SPKI_MAX 91 /* the longest SubjectPublicKeyInfo that format.md knows: P-256 and SM2 */

/* UTC seconds, and whether the clock that said so can be believed (reason 50). */
struct tx_clock {
  int64_t now_s;
  bool unsure;
};

#define TX_AHEAD_S 300 /* nothing dated further ahead of now is taken */

#ifdef __cplusplus
}
#endif

#endif
