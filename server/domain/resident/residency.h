/* SPDX-License-Identifier: Apache-2.0 */
/* Residencies: finding one, its state, and what the merge makes of it. */
#ifndef SERVER_DOMAIN_RESIDENCY_H
#define SERVER_DOMAIN_RESIDENCY_H

#include "domain/context/context.h"
#include "model/resident.h"
#include "model/statement.h"

#include "format/record.h"

/* Finds a resident, whose person is then open, by index, identity number, telephone or full name.
 * TX_NOT_FOUND, or TX_CONFLICT for a name that several have, with a sentence. */
enum tx_reason residency_find(const struct request *request, uint64_t area, const char *word,
                              struct resident *out, struct host_problem *problem);
/* By index alone. */
enum tx_reason residency_at(const struct request *request, uint64_t area, uint32_t index,
                            struct resident *out, struct host_problem *problem);

/* The merged record of a residency as of now. */
enum tx_reason residency_record(const struct request *request, const struct resident *resident,
                                uint32_t *record);

/* Merges one residency of a person anew; *changed counts those that became other. TX_OK also where
 * the person lives elsewhere, or is in an import that is not done: that is seen to later. */
enum tx_reason residency_remerge(const struct request *request, uint64_t area,
                                 const uint8_t subject[TX_HASH_SIZE], size_t *changed);

/* Adds a statement, and merges who it is of. On a database that is far away all of it is one round
 * trip. As statements_add, and as residency_remerge where it was added. */
enum tx_reason residency_say(const struct request *request, uint64_t area,
                             const uint8_t subject[TX_HASH_SIZE], const struct statement_row *said,
                             struct tx_span sealed, bool *added, size_t *changed);

/* Merges whoever has a statement that ended since the last time; holds the database in slices.
 * Nothing where the clock is not believed. */
enum tx_reason residency_expire(struct server *server, int64_t now_s);

/* Whether a pass can come into that state from the one that it has. TX_CONFLICT with a sentence. */
enum tx_reason residency_check(const struct resident *resident, enum tx_state state,
                               struct host_problem *problem);

/* Suspends or revokes (TX_STATE_SUSPENDED, _REVOKED), within the caller's transaction; words say
 * why, for the audit log. TX_NOT_ALLOWED without a decision, TX_CONFLICT with a sentence. */
enum tx_reason residency_restrain(const struct request *request, struct resident *resident,
                                  enum tx_state state, const struct decision *decision,
                                  const char *words, struct host_problem *problem);

/* Ends a suspension: that needs one person. A revoked pass stays so until it is re-issued.
 * TX_CONFLICT with a sentence. */
enum tx_reason residency_reinstate(const struct request *request, struct resident *resident,
                                   const char *words, struct host_problem *problem);

/* Ends a suspension or a revocation, within the caller's transaction, because it should not have
 * been: the pass that there was holds again. TX_CONFLICT: it has become another's of the same area
 * (joined.h). */
enum tx_reason residency_lift(const struct request *request, struct resident *resident,
                              const char *words);

/* Revokes the pass of somebody who comes because that resident asked for it, within the caller's
 * transaction: who asked may take it back. TX_NOT_ALLOWED: the visitor is somebody else's, or
 * nobody's. */
enum tx_reason residency_take_back(const struct request *request, struct resident *resident,
                                   int64_t host);

/* At most limit residents of an area from an index on, opened. */
enum tx_reason residency_list(const struct request *request, uint64_t area, uint32_t from,
                              size_t limit, struct resident *out, size_t *count,
                              struct host_problem *problem);

#endif
