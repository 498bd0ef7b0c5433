/* SPDX-License-Identifier: Apache-2.0 */
/* Gates: registering, listing, shutting out; the key by which neighbours know each other. */
#ifndef SERVER_DOMAIN_GATEKEEPING_H
#define SERVER_DOMAIN_GATEKEEPING_H

#include "office.h"

#define NEIGHBOUR_KEY_SIZE 32

/* {area, name, key: base64 of a SubjectPublicKeyInfo, kind?: word} → {gate, area, name, kind}. */
enum tx_reason gatekeeping_add(struct office *office, const struct call *call, const json_t *in,
                               json_t **out, struct problem *problem);
/* The same within the caller's transaction, who loads the gatebook after it. */
enum tx_reason gatekeeping_enter(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct problem *problem);
/* {} → {gates: [{gate, area, name, kind, added_at, removed_at?, acknowledged}]}. */
enum tx_reason gatekeeping_list(struct office *office, const struct call *call, const json_t *in,
                                json_t **out, struct problem *problem);
/* {gate: its name or what people call it} → {gate}: its token and key are dead at once, and its
 * area's neighbour key changes. */
enum tx_reason gatekeeping_remove(struct office *office, const struct call *call, const json_t *in,
                                  json_t **out, struct problem *problem);

/* The neighbour key of an area and its number; made when there is none yet. */
enum tx_reason gatekeeping_neighbour_key(struct office *office, uint64_t area,
                                         uint8_t key[NEIGHBOUR_KEY_SIZE], uint64_t *id);

#endif
