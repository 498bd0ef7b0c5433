/* SPDX-License-Identifier: Apache-2.0 */
/* All that stands in a room's database. */
#ifndef TESTS_UNIT_SNAPSHOT_H
#define TESTS_UNIT_SNAPSHOT_H

#include "server_room.h"

static char *snapshot_tables[128]; /* select * from each */

static inline void snapshot_list(struct db *db) {
  DB_ROWS names = db_select(db,
                            "select name from sqlite_master where type = 'table' and name not like "
                            "'sqlite%' order by name",
                            DB_NONE);
  for (size_t i = 0; db_next(&names) && i + 1 < COUNT(snapshot_tables); i++)
    assert_true(asprintf(&snapshot_tables[i], "select * from \"%s\"", db_column_text(&names, 0)) >
                0);
}

typedef uint8_t snapshot[COUNT(snapshot_tables)][TX_HASH_SIZE];

/* The hash of every row, as a second program reads them. */
static inline void snapshot_read(const struct room *room, snapshot out) {
  HOST_FREE char *path = host_path(room->data, "office.db");
  struct db *db = NULL;
  assert_int_equal(db_open_read_only(&db_sqlite, path, &db), TX_OK);
  if (!snapshot_tables[0]) snapshot_list(db);
  for (size_t i = 0; snapshot_tables[i]; i++) {
    char *text = NULL;
    size_t n = 0;
    FILE *all = open_memstream(&text, &n);
    DB_ROWS all_rows = db_select_values(db, snapshot_tables[i], NULL, 0);
    while (db_next(&all_rows))
      for (int column = 0; column < db_sqlite.column_count(all_rows.statement); column++) {
        struct tx_span span = db_column_bytes(&all_rows, column);
        fprintf(all, "%d %zu ", db_column_null(&all_rows, column), span.n);
        if (span.n) fwrite(span.p, 1, span.n, all);
      }
    assert_int_equal(all_rows.end, TX_OK);
    db_rows_finish(&all_rows);
    all_rows.statement = NULL;
    fclose(all);
    tx_sha256(tx_span_of(text, n), out[i]);
    free(text);
  }
  db_close(db);
}

#endif
