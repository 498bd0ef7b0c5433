/* SPDX-License-Identifier: Apache-2.0 */
/* What people typed into a request, at rest: one seal a row. */
#ifndef SERVER_DOMAIN_SEALED_REQUEST_H
#define SERVER_DOMAIN_SEALED_REQUEST_H

#include "domain/context/context.h"
#include "model/request.h"

/* Writes the texts of a row that is there. */
enum tx_reason sealed_request_write(const struct request *request, const struct request_row *row);
/* Opens them into the row. TX_BAD_SIGNATURE when they were altered. */
enum tx_reason sealed_request_open(const struct request *request, struct tx_span sealed,
                                   struct request_row *row);

#endif
