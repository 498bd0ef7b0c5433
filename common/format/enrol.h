/* SPDX-License-Identifier: Apache-2.0 */
/* The enrolment code, "TE1:" (docs/format.md, "Enrolment code"). Not signed. */
#ifndef TX_ENROL_H
#define TX_ENROL_H

#include "pass.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_TOKEN_SIZE 16

struct tx_enrol {
  char url[257];             /* the server's, 1 to 256 bytes */
  uint8_t tls[TX_HASH_SIZE]; /* SHA-256 of its TLS key's SubjectPublicKeyInfo */
  uint8_t token[TX_TOKEN_SIZE];
  struct tx_pin pin;
};

/* TX_OK, TX_NOT_OURS (another prefix), TX_MALFORMED. */
enum tx_reason tx_enrol_read(struct tx_span text, struct tx_enrol *out);
/* text holds TX_TEXT_MAX + 1. TX_OK, TX_NO_SPACE, TX_BAD_ARGUMENT. */
enum tx_reason tx_enrol_write(const struct tx_enrol *enrol, char *text);

#ifdef __cplusplus
}
#endif

#endif
