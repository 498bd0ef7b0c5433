/* SPDX-License-Identifier: Apache-2.0 */
/* Registered gates. */
#ifndef SERVER_STORE_GATE_GATES_H
#define SERVER_STORE_GATE_GATES_H

#include "host/db/db.h"
#include "model/gate.h"

enum tx_reason gates_add(struct db *db,
                         const struct gate_row *gate); /* TX_CONFLICT: there already */
enum tx_reason gates_find(struct db *db, const char *name, struct gate_row *out); /* TX_NOT_FOUND */
/* By its name or by its label; the newest in service where a label stands twice. */
enum tx_reason gates_find_by_word(struct db *db, const char *word, struct gate_row *out);
struct db_rows gates_all(struct db *db); /* by area and label; for gates_read */
void gates_read(const struct db_rows *rows, struct gate_row *out);
enum tx_reason gates_remove(struct db *db, const char *name, int64_t now_s);
enum tx_reason gates_acknowledge(struct db *db, const char *name, uint64_t seq);

#endif
