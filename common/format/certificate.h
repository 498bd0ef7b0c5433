/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates, "TC1:", and the lists of those withdrawn (docs/format.md, "Certificate"). */
#ifndef TX_CERTIFICATE_H
#define TX_CERTIFICATE_H

#include "pass.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tx_certificate_kind {
  TX_CERTIFICATE_RELEASED = 1,
  TX_CERTIFICATE_HOME_ENDED,
  TX_CERTIFICATE_RETURN_TO_WORK,
  TX_CERTIFICATE_HEALTH,
  TX_CERTIFICATE_KIND_MAX = 15,
};

#define TX_CERTIFICATE_VALUES 16

struct tx_certificate {
  int64_t iat, exp;
  uint8_t kind; /* 1 to 15 */
  uint64_t area;
  uint32_t serial;
  char name[25];
  char tail[5];
  char authority[65];
  struct tx_span
      values[TX_CERTIFICATE_VALUES]; /* texts; point into the payload. More are ignored */
  size_t value_count;
};

/* TX_OK, TX_MALFORMED_CLAIMS, TX_UNKNOWN_CRITICAL. */
enum tx_reason tx_certificate_read(struct tx_span payload, struct tx_certificate *out);

/* text holds TX_TEXT_MAX + 1. TX_OK, TX_BAD_ARGUMENT, TX_NO_SPACE, TX_SIGNER_FAILED. */
enum tx_reason tx_certificate_sign(const struct tx_certificate *certificate,
                                   const struct tx_signer *signer, char *text);

/* "released from isolation" …; zh 解除隔离 … */
const char *tx_certificate_kind_text(unsigned kind, const char *lang);

struct tx_certs {
  uint64_t area;
  uint64_t seq;
  int64_t iat, exp;
  uint64_t ttl_s;
  uint32_t count;
  uint8_t *withdrawn; /* bit n of byte n / 8 is serial n, least significant first */
  uint8_t signer[TX_HASH_SIZE];
};

/* As tx_status_take. */
enum tx_reason tx_certs_take(struct tx_span bytes, const struct tx_trust *trust,
                             const struct tx_floor *floor, struct tx_clock clock,
                             struct tx_certs **out);
void tx_certs_destroy(struct tx_certs *certs);
enum tx_reason tx_certs_sign(const struct tx_certs *certs, const struct tx_signer *signer,
                             uint8_t **out, size_t *len);
/* A serial past count is not withdrawn. */
bool tx_certs_withdrawn(const struct tx_certs *certs, uint32_t serial);

#ifdef __cplusplus
}
#endif

#endif
