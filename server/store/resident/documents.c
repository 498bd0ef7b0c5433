/* SPDX-License-Identifier: Apache-2.0 */
#include "documents.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))
#define PLACE(area, index) db_int((int64_t)(area)), db_int(index)

/* What the directory lacks of a residency's. */
static enum tx_reason list_all(struct db *db, uint64_t area, uint32_t index) {
  return db_run(db,
                "insert into directory (id_hash, area, idx) select id_hash, area, idx from document"
                " where area = $1 and idx = $2 on conflict do nothing",
                PLACE(area, index));
}

enum tx_reason documents_add(struct db *db, const struct document_row *row) {
  enum tx_reason reason =
      db_run(db,
             "insert into document (area, idx, id_hash, sealed, added_at, added_by)"
             " values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
             PLACE(row->area, row->index), HASH(row->id_hash),
             db_bytes(tx_span_of(row->sealed.bytes, row->sealed.n)), db_int(row->added_at),
             db_text(row->added_by));
  return reason == TX_OK ? list_all(db, row->area, row->index) : reason;
}

struct db_rows documents_of(struct db *db, uint64_t area, uint32_t index) {
  return db_select(db,
                   "select area, idx, id_hash, sealed, added_at, added_by from document"
                   " where area = $1 and idx = $2 order by added_at, id_hash",
                   PLACE(area, index));
}

void documents_read(const struct db_rows *rows, struct document_row *out) {
  const struct tx_span hash = db_column_bytes(rows, 2), sealed = db_column_bytes(rows, 3);
  *out = (struct document_row){ .area = (uint64_t)db_column_int(rows, 0),
                                .index = (uint32_t)db_column_int(rows, 1),
                                .sealed.n = sealed.n <= SEALED_MAX ? sealed.n : 0,
                                .added_at = db_column_int(rows, 4) };
  if (hash.n == TX_HASH_SIZE) memcpy(out->id_hash, hash.p, TX_HASH_SIZE);
  if (out->sealed.n) memcpy(out->sealed.bytes, sealed.p, sealed.n);
  db_column_copy(rows, 5, out->added_by, sizeof out->added_by);
}

enum tx_reason documents_remove(struct db *db, uint64_t area, uint32_t index,
                                const uint8_t id_hash[TX_HASH_SIZE]) {
  enum tx_reason reason =
      db_run(db, "delete from document where area = $1 and idx = $2 and id_hash = $3",
             PLACE(area, index), HASH(id_hash));
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from directory where area = $1 and idx = $2 and id_hash = $3",
                PLACE(area, index), HASH(id_hash));
}

enum tx_reason documents_carry(struct db *db, const struct resident *from,
                               const struct resident *to) {
  enum tx_reason reason =
      db_run(db,
             "insert into document (area, idx, id_hash, sealed, added_at, added_by)"
             " select $3, $4, id_hash, sealed, added_at, added_by from document d"
             " where area = $1 and idx = $2 and not exists (select 1 from directory x"
             " where x.id_hash = d.id_hash and x.area = $3 and x.idx <> $4)"
             " on conflict do nothing",
             PLACE(from->area, from->index), PLACE(to->area, to->index));
  return reason == TX_OK ? list_all(db, to->area, to->index) : reason;
}

enum tx_reason documents_move(struct db *db, uint64_t area, uint32_t from, uint32_t to) {
  enum tx_reason reason = db_run(db, "update document set idx = $3 where area = $1 and idx = $2",
                                 PLACE(area, from), db_int(to));
  if (reason != TX_OK) return reason;
  return db_run(db, "update directory set idx = $3 where area = $1 and idx = $2", PLACE(area, from),
                db_int(to));
}

enum tx_reason documents_drop(struct db *db, uint64_t area, uint32_t index) {
  enum tx_reason reason = db_run(db,
                                 "delete from directory where area = $1 and id_hash in (select"
                                 " id_hash from document where area = $1 and idx = $2)",
                                 PLACE(area, index));
  if (reason != TX_OK) return reason;
  return db_run(db, "delete from document where area = $1 and idx = $2", PLACE(area, index));
}
