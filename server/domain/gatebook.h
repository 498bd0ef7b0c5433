/* SPDX-License-Identifier: Apache-2.0 */
/* The registered gates in memory, so that reading a list waits for no database. */
#ifndef SERVER_DOMAIN_GATEBOOK_H
#define SERVER_DOMAIN_GATEBOOK_H

#include "store/gates.h"

struct gatebook;

struct gatebook *gatebook_create(void);
void gatebook_destroy(struct gatebook *book);

/* Reads all gates anew, after one was added or removed. */
enum tx_reason gatebook_load(struct gatebook *book, struct db *db);

/* By name. False: not registered. One that was removed is found, with removed_at. */
bool gatebook_find(struct gatebook *book, const char *name, struct gate_row *out);

/* The next gate from *from on whose key has that kid; *from moves past it. */
bool gatebook_find_kid(struct gatebook *book, const uint8_t kid[TX_KID_SIZE], size_t *from,
                       struct gate_row *out);

size_t gatebook_count(struct gatebook *book); /* in service */

#endif
