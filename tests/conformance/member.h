/* SPDX-License-Identifier: Apache-2.0 */
/* One member of our own map in a signed object, wherever it stands in the bytes. */
#ifndef CONFORMANCE_MEMBER_H
#define CONFORMANCE_MEMBER_H

#include "format/cose.h"

#define CLAIM_OF_DELTA (-65541)

/* The encoded value of a key in the map at a claim; points into payload. False: there is none. */
bool member_find(struct tx_span payload, int64_t claim, int64_t key, struct tx_span *out);

#endif
