/* SPDX-License-Identifier: Apache-2.0 */
/* The registered gates in memory, so that reading a list waits for no database. */
#ifndef SERVER_DOMAIN_REGISTRY_H
#define SERVER_DOMAIN_REGISTRY_H

#include "host/db/db.h"
#include "model/gate.h"

struct gate_registry;

struct gate_registry *gate_registry_create(void);
void gate_registry_destroy(struct gate_registry *registry);

/* All gates of a database; the caller frees *rows, also after an error. */
enum tx_reason gate_registry_read(struct db *db, struct gate_row **rows, size_t *count);

/* Reads all gates anew, after another server added or removed one. */
enum tx_reason gate_registry_load(struct gate_registry *registry, struct db *db);

/* One that was added, or removed, as it was committed. TX_OK; TX_NO_MEMORY, never for one that is
 * there. */
enum tx_reason gate_registry_put(struct gate_registry *registry, const struct gate_row *row);

/* By name. False: not registered. One that was removed is found, with removed_at. */
bool gate_registry_find(struct gate_registry *registry, const char *name, struct gate_row *out);

/* What people call it; its name, where it has no label or is not registered. */
void gate_registry_label(struct gate_registry *registry, const char *name, char out[65]);

/* The next gate from *from on whose key has that kid; *from moves past it. */
bool gate_registry_find_kid(struct gate_registry *registry, const uint8_t kid[TX_KID_SIZE],
                            size_t *from, struct gate_row *out);

/* A gate has shown its token; and when it did so last, as far as this server has heard since it
 * started: 0 not yet. */
void gate_registry_hear(struct gate_registry *registry, const char *name, int64_t now_s);
int64_t gate_registry_heard(struct gate_registry *registry, const char *name);

/* What a gate says that it runs (User-Agent): kept if it is short and of printable ASCII. */
void gate_registry_runs(struct gate_registry *registry, const char *name, const char *program);
/* What it says that it holds. */
void gate_registry_holds(struct gate_registry *registry, const char *name,
                         const struct gate_holds *holds);

size_t gate_registry_count(struct gate_registry *registry); /* in service */

#endif
