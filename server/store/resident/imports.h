/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rosters and feeds as they come in: many slices under one id. What is running or cancelled is in
 * no view (resident_now, statement_now); the step from running to applying shows all of it at once.
 */
#ifndef SERVER_STORE_RESIDENT_IMPORTS_H
#define SERVER_STORE_RESIDENT_IMPORTS_H

#include "host/db/db.h"
#include "model/import.h"

/* Sets the id. TX_CONFLICT while another of its kind goes on in that area, but for what is held. */
enum tx_reason imports_add(struct db *db, struct import_row *row);
enum tx_reason imports_find(struct db *db, uint64_t area, int64_t id, struct import_row *out);
enum tx_reason imports_note(struct db *db, const struct import_row *row); /* rows, next_index */
/* One state to another; TX_NOT_FOUND where it is not in the first. */
enum tx_reason imports_move(struct db *db, uint64_t area, int64_t id, enum import_state from,
                            enum import_state to);
/* From the owner that row has to another; TX_NOT_FOUND where it is somebody else's by now. */
enum tx_reason imports_adopt(struct db *db, const struct import_row *row, const char *owner);
enum tx_reason imports_end(struct db *db, uint64_t area, int64_t id);
/* Cancels what was held before a time and waits still. */
enum tx_reason imports_lapse(struct db *db, uint64_t area, int64_t before);
struct db_rows imports_all(struct db *db); /* by area and id; for imports_read */
void imports_read(const struct db_rows *rows, struct import_row *out);

#endif
