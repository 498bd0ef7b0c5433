/* SPDX-License-Identifier: Apache-2.0 */
/* Gates: registering, listing, shutting out; the key by which neighbours know each other. */
#ifndef SERVER_DOMAIN_GATEKEEPING_H
#define SERVER_DOMAIN_GATEKEEPING_H

#include "office.h"

#include "format/neighbour.h"

/* {area, name, key: base64 of a SubjectPublicKeyInfo, kind?: word} → {gate, area, name, kind}. */
enum tx_reason gatekeeping_add(struct office *office, const struct call *call, const json_t *in,
                               json_t **out, struct host_problem *problem);
/* The same within the caller's transaction, who loads the gatebook after it. */
enum tx_reason gatekeeping_enter(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem);
/* {} → {gates: [{gate, area, name, kind, added_at, removed_at?, acknowledged}]}. */
enum tx_reason gatekeeping_list(struct office *office, const struct call *call, const json_t *in,
                                json_t **out, struct host_problem *problem);
/* {gate: its name or what people call it} → {gate}: its token and key are dead at once, and its
 * area's neighbour key changes. */
enum tx_reason gatekeeping_remove(struct office *office, const struct call *call, const json_t *in,
                                  json_t **out, struct host_problem *problem);

/* The neighbour key of an area, and the one before it, under which gates that have not heard of the
 * change still speak. */
struct neighbour_keys {
  struct tx_neighbour_key current, previous;
  bool has_previous;
};

/* Made when there is none yet; the caller cleanses out. */
enum tx_reason gatekeeping_neighbour_keys(struct office *office, uint64_t area,
                                          struct neighbour_keys *out);

#endif
