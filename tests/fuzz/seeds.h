/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a corpus: DIRECTORY/TARGET/NAME. */
#ifndef TESTS_FUZZ_SEEDS_H
#define TESTS_FUZZ_SEEDS_H

#include "object.h"

_Noreturn void die(const char *what);
/* The head, then the body. */
void seed(const char *target, const char *name, struct tx_span head, struct tx_span body);

/* The bytes of a text after its prefix; out has room for TX_TEXT_MAX. */
struct tx_span object_of(const char *text, uint8_t *out);

/* Signed objects, batches, sign-ins, enrolment codes. */
void object_corpora(void);

#endif
