/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate says, at rest: one seal a row. Private to the room. */
#ifndef SERVER_DOMAIN_SEALED_CERTIFICATE_H
#define SERVER_DOMAIN_SEALED_CERTIFICATE_H

#include "certificate.h"

/* The caller frees out->p. */
enum tx_reason certificate_seal(const struct request *request, const struct certificate_row *row,
                                struct host_bytes *out);
/* Reads a row, and opens it. TX_BAD_SIGNATURE when it was altered. */
enum tx_reason certificate_open(const struct request *request, const struct db_rows *rows,
                                struct certificate_row *out);

#endif
