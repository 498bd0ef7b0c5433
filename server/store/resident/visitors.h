/* SPDX-License-Identifier: Apache-2.0 */
/* Visitors, couriers, vehicles …: for whom, from when until when; and indexes that are free again.
 */
#ifndef SERVER_STORE_RESIDENT_VISITORS_H
#define SERVER_STORE_RESIDENT_VISITORS_H

#include "host/db/db.h"
#include "model/retention.h"
#include "model/visitor.h"

enum tx_reason visitors_add(struct db *db, const struct visitor *visitor);
/* The visit's rows end. */
enum tx_reason visitors_end(struct db *db, uint64_t area, uint32_t visit, int64_t now_s);

/* Rows for visitors_read, a visit's together. */
struct db_rows visitors_of_visit(struct db *db, uint64_t area, uint32_t visit);
struct db_rows visitors_of_host(struct db *db, uint64_t area, uint32_t host);
/* An area's, from an index on. */
struct db_rows visitors_from(struct db *db, uint64_t area, uint32_t index, int64_t limit);
void visitors_read(const struct db_rows *rows, struct visitor *out);
/* By its index. TX_NOT_FOUND. */
enum tx_reason visitors_find(struct db *db, uint64_t area, uint32_t index, struct visitor *out);

/* Visits of a home that are open at now_s, and how many were asked for since a time. */
enum tx_reason visitors_of_home(struct db *db, const struct visitor *like, int64_t now_s,
                                int64_t since, int64_t *open, int64_t *asked);

/* Whose window, and last pass, ended before a time. */
struct db_rows visitors_dead(struct db *db, uint64_t area, int64_t before, int64_t limit);

/* What is known of somebody goes, and their index is free, with the next generation. */
enum tx_reason indexes_free(struct db *db, uint64_t area, uint32_t index);
/* An index that is free, which is then taken. TX_NOT_FOUND. */
struct free_index {
  uint32_t index;
  uint8_t generation; /* of who takes it */
  uint32_t issues;    /* that were made on it */
};
enum tx_reason free_indexes_take(struct db *db, uint64_t area, struct free_index *out);

#endif
