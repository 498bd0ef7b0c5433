/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a feed said of nobody known here: the line is kept sealed, by the keyed hash of the
 * document, for 14 days, and counts once somebody of that document appears (arrival.h). It is in no
 * list and no search. Private to the room.
 */
#ifndef SERVER_DOMAIN_FEED_ASIDE_H
#define SERVER_DOMAIN_FEED_ASIDE_H

#include "store/feed/unmatched.h"
#include "take_internal.h"

/* Keeps a line, within the caller's transaction; *added: it was not there. TX_NOT_FOUND: it is not
 * kept, for the feed's area lies in none of this server's, or as much of it is kept as people live
 * in that area. TX_CONFLICT: the source said something else under that id. */
enum tx_reason aside_keep(struct feed_take *take, const struct request *request,
                          const struct feed_said *said, bool *added);

/* Opens the line of a row; out->p is the caller's. TX_BAD_SIGNATURE: it was altered. */
enum tx_reason aside_open(const struct field_keys *fields, const struct unmatched_row *row,
                          struct tx_span sealed, struct host_bytes *out);

#endif
