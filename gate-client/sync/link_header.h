/* SPDX-License-Identifier: Apache-2.0 */
/* The Link header of an answer (RFC 8288). */
#ifndef GATE_SYNC_LINK_HEADER_H
#define GATE_SYNC_LINK_HEADER_H

#include <stddef.h>

/* The target of `<…>; rel="predecessor-version"` (RFC 5829) among the links of one header, as it
 * stands. out, of cap bytes, is left alone when there is none, or when it does not fit. */
void gate_link_before(const char *links, char *out, size_t cap);

#endif
