/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as text: hexadecimal and base64 (RFC 4648); text cut to the room it has. */
#ifndef HOST_TEXT_TEXT_H
#define HOST_TEXT_TEXT_H

#include "format/bytes.h"

/* Lower-case digits and a terminator: out holds 2 n + 1. */
void host_hex(struct tx_span bytes, char *out);
/* Exactly n bytes from 2 n digits of either case. */
bool host_unhex(const char *text, uint8_t *out, size_t n);

#define HOST_BASE64_SIZE(n) (((n) + 2) / 3 * 4 + 1) /* with the terminator */
/* Padded, one line; out holds HOST_BASE64_SIZE(n). */
void host_base64(struct tx_span bytes, char *out);
/* Strict: padded, no blanks, spare bits zero. False when it is not base64 or longer than cap. */
bool host_unbase64(struct tx_span text, uint8_t *out, size_t cap, size_t *n);

/* As much of UTF-8 text as out has room for, cut where a character ends, and a terminator. */
void host_copy(const char *text, char *out, size_t cap);

/* How many single-letter changes lie between two words, for "did you mean". */
size_t host_distance(const char *a, const char *b);

#endif
