/* SPDX-License-Identifier: Apache-2.0 */
/* What people typed into an application, and what a slip says of a home, at rest: one seal a row.
 */
#ifndef SERVER_DOMAIN_SEALED_APPLICATION_H
#define SERVER_DOMAIN_SEALED_APPLICATION_H

#include "claim.h"

/* The caller frees out->p. Bound to the row's area and id. */
enum tx_reason sealed_application_make(const struct field_keys *fields, const struct application *a,
                                       struct host_bytes *out);
/* Opens the texts into the row. TX_BAD_SIGNATURE (altered, or of another row), TX_MALFORMED for
 * anything that sealed_application_make does not write. */
enum tx_reason sealed_application_open(const struct field_keys *fields, struct tx_span sealed,
                                       struct application *out);

enum tx_reason sealed_slip_make(const struct field_keys *fields, const struct claim_slip *slip,
                                struct host_bytes *out);
enum tx_reason sealed_slip_open(const struct field_keys *fields, struct tx_span sealed,
                                struct claim_slip *out);

#endif
