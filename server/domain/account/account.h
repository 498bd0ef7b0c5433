/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies and accounts: the founding two of each, activation, and a machine's user as an account. */
#ifndef SERVER_DOMAIN_ACCOUNT_H
#define SERVER_DOMAIN_ACCOUNT_H

#include "code.h"
#include "domain/context/context.h"

#define ACTIVATION_CODE_LENGTH 12
#define ACTIVATION_DAYS 7

/* The first account, of the community, is clerk, lead and administrator; the second, of the body
 * that watches it, is lead and administrator. */
#define FIRST_LOGIN "office"

/* Makes two bodies with an account each, within the caller's transaction; second is BODY_STREET or
 * BODY_HEALTH (whose account has the role health as well), and the word of its kind is the login.
 * TX_BAD_ARGUMENT for another kind. */
enum tx_reason account_found(struct db *db, uint64_t area, enum body_kind second, int64_t now_s);

/* A fresh code by which an account that has no password yet is activated, once, for seven days; an
 * older code dies. TX_NOT_FOUND, TX_CONFLICT (it has a password), with a sentence. */
enum tx_reason account_code(const struct server *server, const struct request *request,
                            const char *login, char shown[CODE_SHOWN_SIZE],
                            struct host_problem *problem);

/* Sets the password of an account by its code; the caller holds no request. TX_NOT_ALLOWED (wrong
 * or used), TX_BAD_ARGUMENT (a mistyped code, or a password that will not do), TX_BUSY, with a
 * sentence. */
enum tx_reason account_activate(struct server *server, int64_t now_s, const char *login,
                                const char *typed, const char *password,
                                struct host_problem *problem);

/* Binds the first account to a user of this machine, while it is bound to none. TX_CONFLICT with a
 * sentence. */
enum tx_reason account_bind(const struct request *request, int64_t uid,
                            struct host_problem *problem);

/* Whether some user of this machine is an account: else its commands read the status, and little
 * else. */
enum tx_reason account_is_bound(const struct request *request, bool *bound);

/* Whether a body or an account could be made, or ended: names of their forms, an area that the
 * caller's rights reach, a body that is there, roles that its kind may have (health of a health
 * body, command of a command); neither a founding account nor the last administrator ends.
 * TX_BAD_ARGUMENT, TX_NOT_FOUND, TX_CONFLICT, TX_NOT_ALLOWED, with a sentence. */
enum tx_reason account_check_body(const struct request *request, const struct body *body,
                                  struct host_problem *problem);
enum tx_reason account_check(const struct request *request, const struct account *account,
                             struct host_problem *problem);
enum tx_reason account_check_end(const struct request *request, const char *login,
                                 struct host_problem *problem);

/* Make and end them, within the caller's transaction. TX_NOT_ALLOWED without a decision. */
enum tx_reason account_add_body(const struct request *request, struct body body,
                                const struct decision *decision);
enum tx_reason account_add(const struct request *request, struct account account,
                           const struct decision *decision);
enum tx_reason account_end(const struct request *request, const char *login,
                           const struct decision *decision);

/* The keyed hash of a person's document, as an account keeps it. */
void account_document(const struct request *request, const char *number,
                      char out[2 * TX_HASH_SIZE + 1]);

/* Whether both founding accounts have signed in: until then nothing is done that needs two people.
 * TX_NOT_ALLOWED with a sentence. */
enum tx_reason account_founded(const struct request *request, struct host_problem *problem);

/* The bodies, and the accounts, that the caller's rights reach, ended ones too; the caller frees
 * *out. */
enum tx_reason account_bodies(const struct request *request, struct body **out, size_t *count);
enum tx_reason account_list(const struct request *request, struct account **out, size_t *count);

/* The name of a body; "" where there is none of that id. */
void account_body_name(const struct request *request, const char *id, char out[BODY_NAME_SIZE]);

/* Who a user of this machine is: an account, or nobody with RIGHT_LOCAL alone. */
enum tx_reason account_of_uid(struct db *db, int64_t uid, struct caller *out);
/* Who an account is. TX_NOT_FOUND: there is none, or it ended. */
enum tx_reason account_caller(struct db *db, const char *login, struct caller *out);

#endif
