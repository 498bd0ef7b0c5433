/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a signed object enters its target: the first byte says whether the rest is the object, its
 * payload under a good header, or what lies compressed inside the payload.
 */
#ifndef FUZZ_OBJECT_H
#define FUZZ_OBJECT_H

#include "fuzz.h"

enum fuzz_layer { FUZZ_OBJECT, FUZZ_PAYLOAD, FUZZ_INSIDE, FUZZ_LAYERS };

#define FUZZ_OBJECT_MAX 65536

/* Writes payload under the header of typ; an empty span when it does not fit. */
struct tx_span fuzz_wrap(enum fuzz_key key, const char *typ, struct tx_span payload, uint8_t *out,
                         size_t cap);

/* zlib of bytes, into out; an empty span when it does not fit. */
struct tx_span fuzz_deflate(struct tx_span bytes, uint8_t *out, size_t cap);

#endif
