/* SPDX-License-Identifier: Apache-2.0 */
/* From what a pass exempts its holder: enum tx_exempt, added up. */
#ifndef SERVER_DOMAIN_PASS_EXEMPT_WORDS_H
#define SERVER_DOMAIN_PASS_EXEMPT_WORDS_H

#include <stddef.h>
#include <stdint.h>

#define EXEMPTIONS 3
#define EXEMPTION_WORDS_SIZE 48

/* Of a bit: "swab", "household", "temperature". */
const char *exemption_word(int bit);
/* -1: none is called so. */
int exemption_find(const char *word);

/* All of a set, with commas; "" of none. */
void exemption_words(uint8_t set, char out[EXEMPTION_WORDS_SIZE]);

#endif
