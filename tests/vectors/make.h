/* SPDX-License-Identifier: Apache-2.0 */
/* What makes docs/vectors/vectors.json. */
#ifndef VECTORS_MAKE_H
#define VECTORS_MAKE_H

#include "city/forge.h"

#include <jansson.h>

struct book {
  struct forge forge;
  json_t *texts, *objects;
};

/* One row: a text shown to a gate, the reason it must give, and what else the row says (taken over;
 * may be NULL). Exits with a sentence when text could not be made: vectors are whole or not there.
 */
void book_text(struct book *book, const char *name, int reason, const char *text, json_t *more);
/* The same for a signed object; frees bytes. */
void book_object(struct book *book, const char *kind, const char *name, int expect,
                 struct forge_bytes bytes, json_t *more);
json_t *book_hex(struct tx_span bytes);
void book_fail(const char *what) __attribute__((noreturn));

void make_passes(struct book *book);
void make_hostile_passes(struct book *book);
void make_live(struct book *book);
void make_listed(struct book *book);
void make_certificates(struct book *book);
void make_trust(struct book *book);
void make_status(struct book *book);
void make_policies(struct book *book);
void make_batches(struct book *book);
/* The lists that texts name. */
json_t *make_lists(struct book *book);

#endif
