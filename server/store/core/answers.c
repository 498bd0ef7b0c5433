/* SPDX-License-Identifier: Apache-2.0 */
#include "answers.h"

#include <string.h>

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

enum tx_reason answers_add(struct db *db, const struct answer_row *row, struct tx_span sealed) {
  return db_run(db,
                "insert into answer (area, name, asked, status, stream, made_at, sealed)"
                " values ($1, $2, $3, $4, $5, $6, $7)",
                db_int((int64_t)row->area), HASH(row->name), HASH(row->asked), db_int(row->status),
                db_int(row->is_stream), db_int(row->made_at), db_bytes(sealed));
}

struct db_rows answers_find(struct db *db, const struct answer_row *row) {
  return db_select(db,
                   "select sealed, asked, status, stream, made_at from answer"
                   " where area = $1 and name = $2",
                   db_int((int64_t)row->area), HASH(row->name));
}

void answers_read(const struct db_rows *rows, struct answer_row *row, struct tx_span *sealed) {
  struct tx_span asked = db_column_bytes(rows, 1);
  *sealed = db_column_bytes(rows, 0);
  if (asked.n == TX_HASH_SIZE) memcpy(row->asked, asked.p, TX_HASH_SIZE);
  row->status = (unsigned)db_column_int(rows, 2);
  row->is_stream = db_column_int(rows, 3) != 0;
  row->made_at = db_column_int(rows, 4);
}

enum tx_reason answers_forget(struct db *db, uint64_t area, int64_t before, int64_t limit,
                              bool *left) {
  return db_forget(db, left, "select 1 from answer where area = $1 and made_at < $2 limit $3",
                   "delete from answer where area = $1 and name in (select name from answer"
                   " where area = $1 and made_at < $2 order by made_at limit $3)",
                   db_int((int64_t)area), db_int(before), db_int(limit));
}
