/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies, accounts and sessions. */
#ifndef SERVER_STORE_OFFICE_ACCOUNTS_H
#define SERVER_STORE_OFFICE_ACCOUNTS_H

#include "host/db/db.h"
#include "model/account.h"

enum tx_reason bodies_add(struct db *db, const struct body *body); /* TX_CONFLICT: there already */
enum tx_reason bodies_find(struct db *db, const char *id, struct body *out); /* TX_NOT_FOUND */
struct db_rows bodies_all(struct db *db); /* by area and id; for bodies_read */
/* How many founding bodies have no account that has signed in. */
enum tx_reason bodies_waiting(struct db *db, int64_t *count);
void bodies_read(const struct db_rows *rows, struct body *out);

/* TX_CONFLICT: the login is taken, or the person has an open account. */
enum tx_reason accounts_add(struct db *db, const struct account *account);
enum tx_reason accounts_end(struct db *db, const char *login, int64_t now_s); /* TX_NOT_FOUND */
enum tx_reason accounts_find(struct db *db, const char *login, struct account *out);
/* The open account that a user of this machine is bound to. TX_NOT_FOUND. */
enum tx_reason accounts_find_by_uid(struct db *db, int64_t uid, struct account *out);
/* Whether an account is open by a document: its hash in hexadecimal, as struct account has it. */
enum tx_reason accounts_of_document(struct db *db, const char *document, bool *open);
/* How many open accounts are bound to a user of this machine. */
enum tx_reason accounts_bound(struct db *db, int64_t *count);
struct db_rows accounts_all(struct db *db); /* by body and login; for accounts_read */
void accounts_read(const struct db_rows *rows, struct account *out);
enum tx_reason accounts_bind(struct db *db, const char *login, int64_t uid, int64_t now_s);

/* A code that activates an account once, by its keyed hash. */
enum tx_reason accounts_set_code(struct db *db, const char *login, const uint8_t hash[TX_HASH_SIZE],
                                 int64_t until);
/* Takes the code and sets the password, in one update. TX_NOT_FOUND: no such code, or too old. */
enum tx_reason accounts_activate(struct db *db, const char *login, const uint8_t hash[TX_HASH_SIZE],
                                 const char *password, int64_t now_s);
/* argon2's encoded form; "" while there is none. TX_NOT_FOUND. */
enum tx_reason accounts_password(struct db *db, const char *login, char out[PASSWORD_HASH_SIZE]);

struct session_row {
  char login[ACCOUNT_LOGIN_SIZE];
  int64_t made_at, used_at;
};
enum tx_reason sessions_add(struct db *db, const uint8_t hash[TX_HASH_SIZE], const char *login,
                            int64_t now_s);
enum tx_reason sessions_find(struct db *db, const uint8_t hash[TX_HASH_SIZE],
                             struct session_row *out); /* TX_NOT_FOUND */
enum tx_reason sessions_note_use(struct db *db, const uint8_t hash[TX_HASH_SIZE], int64_t now_s);
enum tx_reason sessions_remove(struct db *db, const uint8_t hash[TX_HASH_SIZE]);
/* Those that were made, or last used, before these times. */
enum tx_reason sessions_remove_old(struct db *db, int64_t made_before, int64_t used_before);

#endif
