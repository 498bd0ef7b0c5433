/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fold: a person's statements become one record. A pure function of their set: the order in
 * which they came, how often, and in which batches change nothing.
 */
#ifndef SERVER_DOMAIN_FOLD_H
#define SERVER_DOMAIN_FOLD_H

#include "format/record.h"
#include "merge.h"

/*
 * The record of a residency: the office's state and generation, and what the sources say.
 *   health  the worst that stands: yellow and red stay until they are released, retracted or over
 *   travel  of each source its newest word; across sources the worst
 *   test    3 stands until it is released; 2 until the person's own single test of a later swab,
 *           or its end; else the negative of the latest swab. An antigen test's positive is a 2
 *           (as a mixed tube's is), its negative is nothing
 *   state   the worst that stands, and isolation at home at least while test is 2 or 3; the
 *           office's state goes before it where that is worse
 *   swab    pending while taken later than the swab of the test that stands
 * At equal times the worse counts.
 */
uint32_t fold_record(enum tx_state office_state, uint8_t generation,
                     const struct statement_row *statements, size_t count, int64_t now_s);

/* Whether one of them, a SET, counts at that time: it is neither over, released nor retracted. */
bool fold_stands(const struct statement_row *statements, size_t count, size_t i, int64_t now_s);

/* Whether one of them, a SET, was said: it is not retracted. */
bool fold_said(const struct statement_row *statements, size_t count, size_t i);
/* When such a one ended, or will: at its end, or when it was released. INT64_MAX: not yet known. */
int64_t fold_ends(const struct statement_row *statements, size_t count, size_t i);
/* Whether it, a release or a retraction, ends any other of them. */
bool fold_ends_others(const struct statement_row *statements, size_t count, size_t i);
/* Whether somebody released it. */
bool fold_released(const struct statement_row *statements, size_t count, size_t i);
/* What a test counts for: an antigen test's negative is nothing. */
enum tx_test fold_worth(const struct statement_row *row);

/* When a statement ends that does not say when; 0: not before it is released. */
int64_t fold_default_end(enum statement_field field, int value, int64_t observed_at);

/* Whether one has to say when it ends: what restrains by colour or state. */
bool fold_needs_end(enum statement_field field, int value);

#endif
