/* SPDX-License-Identifier: Apache-2.0 */
/* Residencies: finding one, its state, and what the merge makes of it. */
#ifndef SERVER_DOMAIN_RESIDENCY_H
#define SERVER_DOMAIN_RESIDENCY_H

#include "office.h"

/* Finds a resident by index, identity number or full name. TX_NOT_FOUND, or TX_CONFLICT for a name
 * that several have, with a sentence. */
enum tx_reason residency_find(struct office *office, uint64_t area, const char *word,
                              struct resident *out, struct host_problem *problem);

/* The merged record of a residency as of now. */
enum tx_reason residency_record(struct office *office, const struct resident *resident,
                                int64_t now_s, uint32_t *record);

/* Merges every residency of a person anew; *changed counts those that became other. */
enum tx_reason residency_remerge(struct office *office, const uint8_t subject[TX_HASH_SIZE],
                                 int64_t now_s, size_t *changed);

/* Merges whoever has a statement that ended since the last time. */
enum tx_reason residency_expire(struct office *office, int64_t now_s);

/* {resident, area?, reason?} → {area, index, state}. */
enum tx_reason residency_suspend(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem);
enum tx_reason residency_revoke(struct office *office, const struct call *call, const json_t *in,
                                json_t **out, struct host_problem *problem);
/* Only what was suspended: a revoked pass stays so until it is re-issued. */
enum tx_reason residency_reinstate(struct office *office, const struct call *call, const json_t *in,
                                   json_t **out, struct host_problem *problem);

/* {area?, names?: true} → {residents: [{index, name, unit, state, record …}]}; names are masked
 * unless asked for, which the audit chain notes. */
enum tx_reason residency_list(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem);

#endif
