/* SPDX-License-Identifier: Apache-2.0 */
/* Registered gates. */
#ifndef SERVER_STORE_GATES_H
#define SERVER_STORE_GATES_H

#include "host/db/db.h"

#include "format/event.h"

struct gate_row {
  char name[TX_GATE_NAME_SIZE + 1];
  uint64_t area;
  int kind;       /* enum tx_gate_kind */
  char label[65]; /* what people call it */
  int64_t alg;
  uint8_t spki[TX_SPKI_MAX];
  size_t spki_len;
  int64_t added_at;
  int64_t removed_at;    /* 0: in service */
  uint64_t acknowledged; /* every event up to here is stored or declared lost */
};

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
