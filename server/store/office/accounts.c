/* SPDX-License-Identifier: Apache-2.0 */
#include "accounts.h"

#include "host/text/text.h"

#define HASH(hash) db_bytes(tx_span_of(hash, TX_HASH_SIZE))

/* --- bodies ----------------------------------------------------------------------------------- */

#define BODY_COLUMNS "id, name, kind, area, made_at, founding"

enum tx_reason bodies_add(struct db *db, const struct body *body) {
  return db_run(db, "insert into body (" BODY_COLUMNS ") values ($1, $2, $3, $4, $5, $6)",
                db_text(body->id), db_text(body->name), db_int(body->kind),
                db_int((int64_t)body->area), db_int(body->made_at), db_int(body->founding));
}

void bodies_read(const struct db_rows *rows, struct body *out) {
  int64_t kind = db_column_int(rows, 2);
  *out =
      (struct body){ .kind = kind >= 0 && kind < BODY_KINDS ? (enum body_kind)kind : BODY_PROPERTY,
                     .area = (uint64_t)db_column_int(rows, 3),
                     .made_at = db_column_int(rows, 4),
                     .founding = db_column_int(rows, 5) != 0 };
  db_column_copy(rows, 0, out->id, sizeof out->id);
  db_column_copy(rows, 1, out->name, sizeof out->name);
}

enum tx_reason bodies_find(struct db *db, const char *id, struct body *out) {
  DB_ROWS rows = db_select(db, "select " BODY_COLUMNS " from body where id = $1", db_text(id));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  bodies_read(&rows, out);
  return TX_OK;
}

struct db_rows bodies_all(struct db *db) {
  return db_select(db, "select " BODY_COLUMNS " from body order by area, id", DB_NONE);
}

enum tx_reason bodies_waiting(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(db,
                           "select count(*) from body b where b.founding = 1 and not exists"
                           " (select 1 from account a where a.body = b.id and"
                           " a.activated_at is not null)",
                           DB_NONE);
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

/* --- accounts --------------------------------------------------------------------------------- */

#define COLUMNS "login, body, area, roles, made_at, activated_at, ended_at, uid, document"

enum tx_reason accounts_add(struct db *db, const struct account *account) {
  uint8_t hash[TX_HASH_SIZE];
  bool known = host_unhex(account->document, hash, sizeof hash);
  return db_run(
      db, "insert into account (" COLUMNS ") values ($1, $2, $3, $4, $5, $6, null, $7, $8)",
      db_text(account->login), db_text(account->body), db_int((int64_t)account->area),
      db_int(account->roles), db_int(account->made_at),
      account->activated_at ? db_int(account->activated_at) : db_null(),
      account->uid >= 0 ? db_int(account->uid) : db_null(), known ? HASH(hash) : db_null());
}

enum tx_reason accounts_end(struct db *db, const char *login, int64_t now_s) {
  enum tx_reason reason =
      db_run(db, "update account set ended_at = $2 where login = $1 and ended_at is null",
             db_text(login), db_int(now_s));
  return reason == TX_OK && db_changes(db) == 0 ? TX_NOT_FOUND : reason;
}

void accounts_read(const struct db_rows *rows, struct account *out) {
  *out = (struct account){ .area = (uint64_t)db_column_int(rows, 2),
                           .roles = (uint32_t)db_column_int(rows, 3),
                           .made_at = db_column_int(rows, 4),
                           .activated_at = db_column_int(rows, 5),
                           .ended_at = db_column_int(rows, 6),
                           .uid = db_column_null(rows, 7) ? -1 : db_column_int(rows, 7) };
  db_column_copy(rows, 0, out->login, sizeof out->login);
  db_column_copy(rows, 1, out->body, sizeof out->body);
}

static enum tx_reason read_one(struct db_rows *rows, struct account *out) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  accounts_read(rows, out);
  return TX_OK;
}

enum tx_reason accounts_find(struct db *db, const char *login, struct account *out) {
  DB_ROWS rows = db_select(db, "select " COLUMNS " from account where login = $1", db_text(login));
  return read_one(&rows, out);
}

enum tx_reason accounts_find_by_uid(struct db *db, int64_t uid, struct account *out) {
  DB_ROWS rows = db_select(
      db, "select " COLUMNS " from account where uid = $1 and ended_at is null", db_int(uid));
  return read_one(&rows, out);
}

enum tx_reason accounts_of_document(struct db *db, const char *document, bool *open) {
  uint8_t hash[TX_HASH_SIZE];
  *open = false;
  if (!host_unhex(document, hash, sizeof hash)) return TX_OK;
  DB_ROWS rows =
      db_select(db, "select 1 from account where document = $1 and ended_at is null", HASH(hash));
  *open = db_next(&rows);
  return rows.end;
}

enum tx_reason accounts_bound(struct db *db, int64_t *count) {
  DB_ROWS rows = db_select(
      db, "select count(*) from account where uid is not null and ended_at is null", DB_NONE);
  while (db_next(&rows))
    *count = db_column_int(&rows, 0);
  return rows.end;
}

struct db_rows accounts_all(struct db *db) {
  return db_select(db, "select " COLUMNS " from account order by body, login", DB_NONE);
}

enum tx_reason accounts_bind(struct db *db, const char *login, int64_t uid, int64_t now_s) {
  return db_run(db,
                "update account set uid = $2, activated_at = coalesce(activated_at, $3)"
                " where login = $1",
                db_text(login), db_int(uid), db_int(now_s));
}

enum tx_reason accounts_set_code(struct db *db, const char *login, const uint8_t hash[TX_HASH_SIZE],
                                 int64_t until) {
  return db_run(db, "update account set code = $2, code_until = $3 where login = $1",
                db_text(login), HASH(hash), db_int(until));
}

enum tx_reason accounts_activate(struct db *db, const char *login, const uint8_t hash[TX_HASH_SIZE],
                                 const char *password, int64_t now_s) {
  enum tx_reason reason =
      db_run(db,
             "update account set password = $3, code = null, activated_at = $4 where login = $1"
             " and code = $2 and code_until >= $4 and ended_at is null",
             db_text(login), HASH(hash), db_text(password), db_int(now_s));
  return reason == TX_OK && db_changes(db) == 0 ? TX_NOT_FOUND : reason;
}

enum tx_reason accounts_password(struct db *db, const char *login, char out[PASSWORD_HASH_SIZE]) {
  DB_ROWS rows = db_select(db, "select password from account where login = $1 and ended_at is null",
                           db_text(login));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  db_column_copy(&rows, 0, out, PASSWORD_HASH_SIZE);
  return TX_OK;
}

/* --- sessions --------------------------------------------------------------------------------- */

enum tx_reason sessions_add(struct db *db, const uint8_t hash[TX_HASH_SIZE], const char *login,
                            int64_t now_s) {
  return db_run(db, "insert into session (hash, login, made_at, used_at) values ($1, $2, $3, $3)",
                HASH(hash), db_text(login), db_int(now_s));
}

enum tx_reason sessions_find(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                             struct session_row *out) {
  DB_ROWS rows =
      db_select(db, "select login, made_at, used_at from session where hash = $1", HASH(hash));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  *out = (struct session_row){ .made_at = db_column_int(&rows, 1),
                               .used_at = db_column_int(&rows, 2) };
  db_column_copy(&rows, 0, out->login, sizeof out->login);
  return TX_OK;
}

enum tx_reason sessions_note_use(struct db *db, const uint8_t hash[TX_HASH_SIZE], int64_t now_s) {
  return db_run(db, "update session set used_at = $2 where hash = $1", HASH(hash), db_int(now_s));
}

enum tx_reason sessions_remove(struct db *db, const uint8_t hash[TX_HASH_SIZE]) {
  return db_run(db, "delete from session where hash = $1", HASH(hash));
}

enum tx_reason sessions_remove_old(struct db *db, int64_t made_before, int64_t used_before) {
  return db_run(db, "delete from session where made_at < $1 or used_at < $2", db_int(made_before),
                db_int(used_before));
}
