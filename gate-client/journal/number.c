/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's numbers, each under its name. */
#include "table_internal.h"

static uint64_t read_number(struct gate_journal_table *db, const char *name) {
  DB_ROWS rows = db_select(db->db, "select value from number where name = $1", db_text(name));
  return db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : 0;
}

enum tx_reason gate_journal_table_next(struct gate_journal_table *db, uint64_t *next) {
  *next = read_number(db, "next_seq");
  DB_ROWS rows = db_select(db->db, "select max(seq) from event", DB_NONE);
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_IO_FAILED : rows.end;
  const uint64_t last = (uint64_t)db_column_int(&rows, 0);
  if (!*next) return TX_IO_FAILED;
  if (last >= *next) *next = last + 1;
  return TX_OK;
}

uint64_t gate_journal_table_number(struct gate_journal_table *db, const char *name) {
  uint64_t next;
  if (strcmp(name, "next_seq") != 0) return read_number(db, name);
  return gate_journal_table_next(db, &next) == TX_OK ? next : 0;
}

enum tx_reason gate_journal_table_set(struct gate_journal_table *db, const char *name,
                                      uint64_t value) {
  return db_run(db->db, "update number set value = $1 where name = $2", db_int((int64_t)value),
                db_text(name));
}
