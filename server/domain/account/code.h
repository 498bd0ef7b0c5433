/* SPDX-License-Identifier: Apache-2.0 */
/* Codes that people carry on paper and type: Crockford's base32, the last character a check (Luhn
 * mod 32), so that one mistyped character is told from a wrong code. */
#ifndef SERVER_DOMAIN_ACCOUNT_CODE_H
#define SERVER_DOMAIN_ACCOUNT_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define CODE_MAX 12
#define CODE_SHOWN_SIZE (CODE_MAX + CODE_MAX / 4 + 1) /* with a hyphen after every four */

/* A fresh one of length characters, at most CODE_MAX; out holds one more. False: no randomness. */
bool code_make(size_t length, char *out);

/* What somebody typed: case, blanks and hyphens do not count, O is 0, I and L are 1. False when it
 * has another length or a wrong check. out holds length + 1. */
bool code_read(const char *typed, size_t length, char *out);

/* XXXX-XXXX-XXXX. */
void code_show(const char *code, char out[CODE_SHOWN_SIZE]);

#endif
