/* SPDX-License-Identifier: Apache-2.0 */
/* The server's own TLS key and certificate, for a community that has none. Gates know the key by
 * its hash, so nobody needs to have signed it. */
#ifndef SERVER_DOMAIN_TLS_H
#define SERVER_DOMAIN_TLS_H

#include "format/reason.h"

#include <stdint.h>

/* Makes DIR/tls.key (0600) and DIR/tls.crt, self-signed for ten years. TX_CONFLICT when they are
 * there, TX_IO_FAILED, TX_SIGNER_FAILED. */
enum tx_reason tls_create(const char *folder, int64_t now_s);

/* SHA-256 of the public key of a certificate file. TX_NOT_FOUND, TX_BAD_KEY. */
enum tx_reason tls_hash(const char *cert_path, uint8_t hash[TX_HASH_SIZE]);

/* When it ends, in UTC seconds. TX_NOT_FOUND, TX_BAD_KEY. */
enum tx_reason tls_end(const char *cert_path, int64_t *end_s);

#endif
