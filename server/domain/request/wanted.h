/* SPDX-License-Identifier: Apache-2.0 */
/* The body, account, feed or policy that a request asks for, as JSON in its row. */
#ifndef SERVER_DOMAIN_REQUEST_WANTED_H
#define SERVER_DOMAIN_REQUEST_WANTED_H

#include "format/reason.h"
#include "model/request.h"

/* malloc'd; "" where it asks for neither. NULL: out of memory. */
char *wanted_write(const struct request_row *row);
/* TX_OK, or TX_MALFORMED for anything that wanted_write does not write. */
enum tx_reason wanted_read(const char *text, struct request_row *row);

#endif
