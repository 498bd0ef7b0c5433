/* SPDX-License-Identifier: Apache-2.0 */
/* Exercises: spans of an area's time. */
#ifndef SERVER_STORE_OFFICE_DRILLS_H
#define SERVER_STORE_OFFICE_DRILLS_H

#include "host/db/db.h"
#include "model/drill.h"

/* Numbers it: row->id. */
enum tx_reason drills_add(struct db *db, struct drill_row *row);
enum tx_reason drills_end(struct db *db, const struct drill_row *row);
/* Whether a time lies within one. */
enum tx_reason drills_cover(struct db *db, uint64_t area, int64_t at, bool *covered);
/* An area's, newest first; for drills_read. */
struct db_rows drills_of(struct db *db, uint64_t area, int64_t limit);
void drills_read(const struct db_rows *rows, struct drill_row *out);

#endif
