/* SPDX-License-Identifier: Apache-2.0 */
/* Emergencies that were ended: what goes with them, how far that has come, and the statements. */
#ifndef SERVER_STORE_OFFICE_CLOSINGS_H
#define SERVER_STORE_OFFICE_CLOSINGS_H

#include "host/db/db.h"
#include "model/closing.h"

/* --- what goes -------------------------------------------------------------------------------- */

/* A table of an area's, or what of it goes. A kind may have several. */
extern const size_t closing_table_count;
enum closing_kind closing_table_kind(size_t table);
/* How many of its rows would go now. */
enum tx_reason closing_table_rows(struct db *db, size_t table, uint64_t area, int64_t *count);
/* Deletes at most limit of them; *gone: how many it was, 0 at the end. */
enum tx_reason closing_table_forget(struct db *db, size_t table, uint64_t area, int64_t limit,
                                    int64_t *gone);

/* Subjects of an area's statements, each once, at most limit: column 0. */
struct db_rows closing_subjects(struct db *db, uint64_t area, int64_t limit);
enum tx_reason closing_forget_subject(struct db *db, uint64_t area,
                                      const uint8_t subject[TX_HASH_SIZE], int64_t *gone);

/* --- how far it has come ---------------------------------------------------------------------- */

/* Numbers it: row->id. */
enum tx_reason closings_add(struct db *db, struct closing *row);
/* Counts more that was deleted. */
enum tx_reason closings_note(struct db *db, const struct closing *row, enum closing_kind kind,
                             int64_t gone);
/* TX_CONFLICT: it is done already. */
enum tx_reason closings_finish(struct db *db, const struct closing *row, struct tx_span statement);
/* Those that go on, of whatever area; for closings_read. */
struct db_rows closings_open(struct db *db);
/* An area's, newest first; for closings_read. */
struct db_rows closings_of(struct db *db, uint64_t area);
/* All but what was deleted. */
void closings_read(const struct db_rows *rows, struct closing *out);
enum tx_reason closings_counts(struct db *db, struct closing *row);
/* An area's newest: column 0. */
struct db_rows closings_statement(struct db *db, uint64_t area);

#endif
