/* SPDX-License-Identifier: Apache-2.0 */
/* Residencies: finding one, its state, and what the merge makes of it. */
#ifndef SERVER_DOMAIN_RESIDENCY_H
#define SERVER_DOMAIN_RESIDENCY_H

#include "domain/context/context.h"
#include "model/resident.h"

#include "format/record.h"

/* Finds a resident by index, identity number or full name. TX_NOT_FOUND, or TX_CONFLICT for a name
 * that several have, with a sentence. */
enum tx_reason residency_find(const struct server *server, const struct request *request,
                              uint64_t area, const char *word, struct resident *out,
                              struct host_problem *problem);
/* By index alone. */
enum tx_reason residency_at(const struct request *request, uint64_t area, uint32_t index,
                            struct resident *out, struct host_problem *problem);

/* The merged record of a residency as of now. */
enum tx_reason residency_record(const struct request *request, const struct resident *resident,
                                uint32_t *record);

/* Merges one residency of a person anew; *changed counts those that became other. TX_OK also where
 * the person lives elsewhere. */
enum tx_reason residency_remerge(const struct request *request, uint64_t area,
                                 const uint8_t subject[TX_HASH_SIZE], size_t *changed);

/* Merges whoever has a statement that ended since the last time; holds the database in slices. */
enum tx_reason residency_expire(struct server *server, int64_t now_s);

/* Suspends, revokes or reinstates (TX_STATE_SUSPENDED, _REVOKED, _ACTIVE); words say why, for the
 * audit log. Only what was suspended is reinstated: a revoked pass stays so until it is re-issued.
 * TX_CONFLICT with a sentence. */
enum tx_reason residency_set_state(const struct request *request, struct resident *resident,
                                   enum tx_state state, const char *words,
                                   struct host_problem *problem);

/* A resident as a list shows it. */
struct resident_view {
  struct resident resident;
  char name[SEALED_MAX + 1]; /* masked, or in full where that was asked for */
};

/* At most limit residents of an area from an index on; names in full when asked for, which the
 * audit log notes. */
enum tx_reason residency_list(const struct server *server, const struct request *request,
                              uint64_t area, uint32_t from, size_t limit, bool names,
                              struct resident_view *out, size_t *count,
                              struct host_problem *problem);

#endif
