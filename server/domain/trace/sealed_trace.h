/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a trace found, at rest: one seal a trace; and how the audit log says that somebody looked.
 * Private to the room. */
#ifndef SERVER_DOMAIN_SEALED_TRACE_H
#define SERVER_DOMAIN_SEALED_TRACE_H

#include "domain/audit/log.h"
#include "trace.h"

/* The caller frees out->p. */
enum tx_reason trace_seal(const struct request *request, const struct trace *trace,
                          struct host_bytes *out);
/* Into a trace whose other members are read. TX_BAD_SIGNATURE when it was altered. */
enum tx_reason trace_open(const struct request *request, struct tx_span sealed, struct trace *out);

/* What somebody looked at, as the audit log has it, and as that person sees it. */
#define TRACE_READ_OF(whom)                                                                        \
  { .action = "read.trace", .purpose = "health", .subject = (whom) }

#endif
