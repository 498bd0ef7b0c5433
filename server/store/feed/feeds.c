/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds.h"

#define COLUMNS                                                                                    \
  "source, body, area, fields, release_all, hold_above, hold_share, token, made_at, token_until, " \
  "ended_at, spki"

enum tx_reason feeds_put(struct db *db, const struct feed_row *feed) {
  enum tx_reason reason = db_run(db, "delete from feed where source = $1", db_text(feed->source));
  if (reason != TX_OK) return reason;
  return db_run(db,
                "insert into feed (" COLUMNS
                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                db_text(feed->source), db_text(feed->body), db_int((int64_t)feed->area),
                db_int(feed->fields), db_int(feed->release_all), db_int(feed->hold_above),
                db_int(feed->hold_share), db_bytes(tx_span_of(feed->token, TX_HASH_SIZE)),
                db_int(feed->made_at), db_int(feed->token_until), db_int(feed->ended_at),
                feed->spki_len ? db_bytes(tx_span_of(feed->spki, feed->spki_len)) : db_null());
}

void feeds_read(const struct db_rows *rows, struct feed_row *out) {
  *out = (struct feed_row){ .area = (uint64_t)db_column_int(rows, 2),
                            .fields = (uint32_t)db_column_int(rows, 3),
                            .release_all = db_column_int(rows, 4) != 0,
                            .hold_above = db_column_int(rows, 5),
                            .hold_share = db_column_int(rows, 6),
                            .made_at = db_column_int(rows, 8),
                            .token_until = db_column_int(rows, 9),
                            .ended_at = db_column_int(rows, 10) };
  db_column_copy(rows, 0, out->source, sizeof out->source);
  db_column_copy(rows, 1, out->body, sizeof out->body);
  struct tx_span token = db_column_bytes(rows, 7);
  if (token.n == TX_HASH_SIZE) memcpy(out->token, token.p, TX_HASH_SIZE);
  struct tx_span spki = db_column_bytes(rows, 11);
  out->spki_len = spki.n <= sizeof out->spki ? spki.n : 0;
  if (out->spki_len) memcpy(out->spki, spki.p, out->spki_len);
}

enum tx_reason feeds_find(struct db *db, const char *source, struct feed_row *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from feed where source = $1", db_text(source));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  feeds_read(&rows, out);
  return TX_OK;
}

enum tx_reason feeds_end(struct db *db, const char *source, int64_t now_s) {
  enum tx_reason reason =
      db_run(db, "update feed set ended_at = $2 where source = $1 and ended_at = 0",
             db_text(source), db_int(now_s));
  return reason == TX_OK && db_changes(db) == 0 ? TX_NOT_FOUND : reason;
}

struct db_rows feeds_all(struct db *db) {
  return db_select(db, "select " COLUMNS " from feed order by source", DB_NONE);
}
