/* SPDX-License-Identifier: Apache-2.0 */
/* The TLS certificate of a server that has none: signed by its own key, which gates know by its
 * hash (the enrolment code, then the trust list), so that no authority needs to vouch for it. */
#ifndef KEYS_CERTIFICATE_H
#define KEYS_CERTIFICATE_H

#include "format/signer.h"
#include "host/sys/file.h"

#define KEYS_HOSTS_MAX 16

/* Makes an X.509 certificate (RFC 5280) in PEM for one or more host names or addresses, of which
 * the first also stands as its common name. signer is a P-256 key. The caller frees out. TX_OK,
 * TX_BAD_ARGUMENT (no host, too many, one that is no name; times out of order or before 1970 or
 * past 2049; another kind of key), TX_SIGNER_FAILED, TX_NO_MEMORY. */
enum tx_reason keys_certificate_make(const struct tx_signer *signer, const char *const *hosts,
                                     size_t count, int64_t from_s, int64_t until_s,
                                     struct host_bytes *out);

/* One PEM block, in lines of 64; malloc'd text, NULL without memory. */
char *keys_pem_encode(const char *label, struct tx_span bytes);

#endif
