/* SPDX-License-Identifier: Apache-2.0 */
/* What accounts did to many people within a day: alone, and as far as others have seconded it. */
#ifndef SERVER_STORE_OFFICE_BULKS_H
#define SERVER_STORE_OFFICE_BULKS_H

#include "host/db/db.h"
#include "model/bulk.h"

/* To how many people an account did it alone since a time, over all areas. */
enum tx_reason bulks_alone(struct db *db, const char *login, enum bulk_what what, int64_t since,
                           int64_t *people);
/* So many more, now. */
enum tx_reason bulks_note(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                          int64_t now_s, int64_t people);

/* What was seconded of it since a time for an area, and is left. */
enum tx_reason bulks_left(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                          int64_t since, int64_t *people);
/* A request was seconded. */
enum tx_reason bulks_allow(struct db *db, const char *login, const struct bulk_wish *wish,
                           uint64_t area, int64_t request, int64_t now_s);
/* Takes people off what is left, of the oldest request first; no more than bulks_left says. */
enum tx_reason bulks_spend(struct db *db, const char *login, enum bulk_what what, uint64_t area,
                           int64_t since, int64_t people);

/* Forgets what was before a time. */
enum tx_reason bulks_forget(struct db *db, int64_t before);

#endif
