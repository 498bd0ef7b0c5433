/* SPDX-License-Identifier: Apache-2.0 */
/* PEM blocks, the way into a certificate, and hashes for people. */
#include "encode.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static bool find_block(struct tx_span text, const char *label, struct tx_span *inside) {
  char begin[64], end[64];
  int begin_len = snprintf(begin, sizeof begin, "-----BEGIN %s-----", label);
  int end_len = snprintf(end, sizeof end, "-----END %s-----", label);
  const uint8_t *from = text.n ? memmem(text.p, text.n, begin, (size_t)begin_len) : NULL;
  if (!from) return false;
  from += begin_len;
  const uint8_t *to = memmem(from, (size_t)(text.p + text.n - from), end, (size_t)end_len);
  if (!to) return false;
  *inside = tx_span_of(from, (size_t)(to - from));
  return true;
}

bool keys_pem_decode(struct tx_span text, const char *label, uint8_t *out, size_t cap, size_t *n) {
  struct tx_span inside;
  if (!find_block(text, label, &inside)) return false;
  HOST_FREE uint8_t *dense = malloc(inside.n + 1);
  if (!dense) return false;
  size_t len = 0;
  for (size_t i = 0; i < inside.n; i++)
    if (!isspace(inside.p[i])) dense[len++] = inside.p[i];
  return host_unbase64(tx_span_of(dense, len), out, cap, n) && *n > 0;
}

/* --- certificates ----------------------------------------------------------------------------- */

#define DER_INTEGER 0x02
#define DER_SEQUENCE 0x30
#define DER_VERSION 0xa0 /* [0], left out in version 1 */

/* Takes one element off the front: its content, and all of it. */
static bool der_take(struct tx_span *from, uint8_t tag, struct tx_span *content,
                     struct tx_span *whole) {
  if (from->n < 2 || from->p[0] != tag) return false;
  size_t head = 2, len = from->p[1];
  if (len >= 0x80) {
    size_t bytes = len & 0x7f;
    if (bytes == 0 || bytes > 3 || from->n < 2 + bytes) return false;
    for (len = 0; head < 2 + bytes; head++)
      len = len << 8 | from->p[head];
  }
  if (len > from->n - head) return false;
  *content = tx_span_of(from->p + head, len);
  *whole = tx_span_of(from->p, head + len);
  *from = tx_span_of(from->p + head + len, from->n - head - len);
  return true;
}

bool keys_certificate_spki(struct tx_span der, struct tx_span *spki) {
  struct tx_span certificate, fields, skipped, whole;
  if (!der_take(&der, DER_SEQUENCE, &certificate, &whole)) return false;
  if (!der_take(&certificate, DER_SEQUENCE, &fields, &whole)) return false;
  if (fields.n > 0 && fields.p[0] == DER_VERSION &&
      !der_take(&fields, DER_VERSION, &skipped, &whole))
    return false;
  if (!der_take(&fields, DER_INTEGER, &skipped, &whole)) return false;
  /* signature algorithm, issuer, validity, subject */
  for (int i = 0; i < 4; i++)
    if (!der_take(&fields, DER_SEQUENCE, &skipped, &whole)) return false;
  return der_take(&fields, DER_SEQUENCE, &skipped, spki);
}

void keys_hash_grouped(const uint8_t hash[TX_HASH_SIZE], char out[KEYS_GROUPED_SIZE]) {
  for (size_t i = 0; i < TX_HASH_SIZE; i += 2)
    out += sprintf(out, "%s%02x%02x", i > 0 ? " " : "", hash[i], hash[i + 1]);
}
