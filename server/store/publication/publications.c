/* SPDX-License-Identifier: Apache-2.0 */
#include "publications.h"

#include "store/core/changes.h"

#include "format/area.h"

#include <stdlib.h>

enum tx_reason publications_add(struct db *db, const struct publication *publication) {
  const char *kind = publication_word(publication->kind);
  enum tx_reason reason =
      db_run(db, "insert into publication (kind, area, seq, iat, body) values ($1, $2, $3, $4, $5)",
             db_text(kind), db_int((int64_t)publication->area), db_int((int64_t)publication->seq),
             db_int(publication->iat), db_bytes(publication->body));
  return reason == TX_OK ? changes_note(db, kind, publication->area, publication->seq) : reason;
}

static enum tx_reason read_heading(struct db_rows *rows, struct publication *out) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  out->seq = (uint64_t)db_column_int(rows, 0);
  out->iat = db_column_int(rows, 1);
  return TX_OK;
}

enum tx_reason publications_newest(struct db *db, enum publication_kind kind, uint64_t area,
                                   struct publication *out) {
  *out = (struct publication){ .kind = kind, .area = area };
  DB_ROWS rows = db_select(db,
                           "select seq, iat from publication where kind = $1 and area = $2 "
                           "order by seq desc limit 1",
                           db_text(publication_word(kind)), db_int((int64_t)area));
  return read_heading(&rows, out);
}

enum tx_reason publications_before(struct db *db, enum publication_kind kind, uint64_t area,
                                   uint64_t seq, uint64_t *before) {
  DB_ROWS rows =
      db_select(db,
                "select coalesce(max(seq), 0) from publication "
                "where kind = $1 and area = $2 and seq < $3",
                db_text(publication_word(kind)), db_int((int64_t)area), db_int((int64_t)seq));
  *before = db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : 0;
  return rows.end;
}

enum tx_reason publications_at(struct db *db, enum publication_kind kind, uint64_t area, int64_t at,
                               struct publication *out) {
  *out = (struct publication){ .kind = kind, .area = area };
  DB_ROWS rows = db_select(db,
                           "select seq, iat from publication where kind = $1 and area = $2 "
                           "and iat <= $3 order by seq desc limit 1",
                           db_text(publication_word(kind)), db_int((int64_t)area), db_int(at));
  return read_heading(&rows, out);
}

enum tx_reason publications_body(struct db *db, enum publication_kind kind, uint64_t area,
                                 uint64_t seq, uint8_t **body, size_t *len) {
  DB_ROWS rows =
      db_select(db, "select body from publication where kind = $1 and area = $2 and seq = $3",
                db_text(publication_word(kind)), db_int((int64_t)area), db_int((int64_t)seq));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  struct tx_span span = db_column_bytes(&rows, 0);
  *body = malloc(span.n ? span.n : 1);
  if (!*body) return TX_NO_MEMORY;
  if (span.n) memcpy(*body, span.p, span.n);
  *len = span.n;
  return TX_OK;
}

struct db_rows publications_current(struct db *db) {
  return db_select(db,
                   "select p.kind, p.area, p.seq, p.iat, p.body, "
                   "(select max(b.seq) from publication b where b.kind = p.kind "
                   "and b.area = p.area and b.seq < p.seq) from publication p join "
                   "(select kind, area, max(seq) as seq from publication group by kind, area) n "
                   "on p.kind = n.kind and p.area = n.area and p.seq = n.seq "
                   "order by p.kind, p.area",
                   DB_NONE);
}

#define NEWEST_POLICIES                                                                            \
  "select p.kind, p.area, p.seq, p.iat, p.body, 0 from publication p where p.kind = 'policy' "     \
  "and p.seq = (select max(n.seq) from publication n where n.kind = 'policy' "                     \
  "and n.area = p.area)"

struct db_rows publications_policies(struct db *db) {
  return db_select(db, NEWEST_POLICIES " order by p.area", DB_NONE);
}

struct db_rows publications_policies_over(struct db *db, uint64_t area) {
  struct db_value levels[TX_LEVELS];
  for (int level = TX_NATION; level < TX_LEVELS; level++)
    levels[level] = db_int((int64_t)tx_area_at(area, (enum tx_level)level));
  return db_select_values(db,
                          NEWEST_POLICIES " and p.area in ($1, $2, $3, $4, $5, $6) order by p.area",
                          levels, TX_LEVELS);
}

struct db_rows publications_headings(struct db *db) {
  return db_select(db,
                   "select kind, area, max(seq) from publication "
                   "where kind not in ('delta', 'trust') group by kind, area union all "
                   "select kind, area, seq from publication where kind = 'trust' "
                   "order by 1, 2, 3",
                   DB_NONE);
}

void publications_read(const struct db_rows *rows, struct publication *out) {
  const char *word = db_column_text(rows, 0);
  out->kind = PUBLISHED_TRUST;
  if (word) publication_find(word, &out->kind);
  out->area = (uint64_t)db_column_int(rows, 1);
  out->seq = (uint64_t)db_column_int(rows, 2);
  out->iat = db_column_int(rows, 3);
  out->body = db_column_bytes(rows, 4);
  out->before = (uint64_t)db_column_int(rows, 5);
}

/* Kind by kind: the newest of those to be left is looked up once. */
enum tx_reason publications_forget(struct db *db, uint64_t area, int64_t before) {
  static const enum publication_kind kinds[] = { PUBLISHED_STATUS, PUBLISHED_DELTA,
                                                 PUBLISHED_CERTS };
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && reason == TX_OK; i++)
    reason = db_run(db,
                    "delete from publication where kind = $1 and area = $2 and seq < (select "
                    "max(seq) from publication where kind = $1 and area = $2 and iat < $3)",
                    db_text(publication_word(kinds[i])), db_int((int64_t)area), db_int(before));
  return reason;
}
