/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said of a tube reaches everybody in it. The line is kept sealed, by a keyed hash of the
 * barcode, as long as swabs are, for those whose swabs come later; each person gets a statement of
 * their own, of when their own swab was taken. Private to the room.
 */
#ifndef SERVER_DOMAIN_FEED_TUBE_H
#define SERVER_DOMAIN_FEED_TUBE_H

#include "store/feed/tubes.h"
#include "take_internal.h"

#define TUBE_PEOPLE 20 /* in one tube, at most */
/* Barcodes come round again: a result is of swabs taken so long before the time that it gives, or
 * so long after it, for some give a day alone. */
#define TUBE_BEFORE_S (3 * INT64_C(86400))
#define TUBE_AFTER_S INT64_C(86400)

/* Says in full what a line about a tube says: in a tube that several share a positive is mixed. To
 * be called before statement_read; nothing where there is no tube. */
void tube_complete(struct statement_words *words);
/* Whether that may be said of a tube; sets the hash that it is known by. As statement_read. */
bool tube_read(const struct field_keys *fields, const struct statement_words *words,
               const struct statement_row *row, uint8_t tube[TX_HASH_SIZE],
               enum feed_member *member, struct host_problem *problem);

/* The ids under which a result reaches a person by a swab, and the one it takes back: of a fixed
 * length, so that nothing that a source may choose is equal to them. */
void tube_name(const struct field_keys *fields, const struct swab_row *swab,
               struct statement_row *row);

/* The swabs of a tube that a result observed then (0: at any time) is of, at most TUBE_PEOPLE;
 * those of gates within an area (0: of any). */
enum tx_reason tube_swabs(const struct request *request, const uint8_t tube[TX_HASH_SIZE],
                          uint64_t within, int64_t observed_at, struct swab_row *out,
                          size_t *count);
bool tube_is_of(const struct swab_row *swab, int64_t observed_at);

/* A line about a tube into the database: kept, and told of everybody who is in it by now. */
enum tx_reason tube_take(struct feed_take *take, const struct request *request,
                         const struct feed_said *said, struct host_problem *problem);
/* The same line told of one more, as of when it came. */
enum tx_reason tube_tell(struct feed_take *take, const struct request *request,
                         const struct feed_said *said, const struct swab_row *swab,
                         struct feed_verdict *verdict, struct host_problem *problem);

/* What was kept of a tube, opened; the caller frees out->p. TX_BAD_SIGNATURE: it was altered. */
enum tx_reason tube_open(const struct field_keys *fields, const struct tube_result_row *row,
                         struct tx_span sealed, struct host_bytes *out);

#endif
