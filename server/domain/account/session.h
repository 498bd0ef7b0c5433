/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of accounts: 32 random bytes that the browser keeps in a cookie and we as a hash. They
 * end after 30 minutes without use, after 12 hours, and with the account. */
#ifndef SERVER_DOMAIN_ACCOUNT_SESSION_H
#define SERVER_DOMAIN_ACCOUNT_SESSION_H

#include "domain/context/context.h"
#include "model/account.h"

#define SESSION_TOKEN_SIZE (2 * 32 + 1) /* hexadecimal, terminated */
#define SESSION_IDLE_S (30 * 60)
#define SESSION_LIFE_S (12 * 3600)

/* Whether it is the account's password, as session_open says. For what asks for it once more. */
enum tx_reason session_confirm(struct server *server, int64_t now_s, const char *login,
                               const char *password, const char *address,
                               struct host_problem *problem);

/* Signs in by password; the caller holds no request. TX_NOT_ALLOWED (no such account or another
 * password, which of the two is not said), TX_BUSY (too many at once, or too many wrong ones from
 * there: the problem says how long to wait), with a sentence. */
enum tx_reason session_open(struct server *server, int64_t now_s, const char *login,
                            const char *password, const char *address,
                            char token[SESSION_TOKEN_SIZE], struct host_problem *problem);

/* Whose session it is, and that it is used now. TX_NOT_FOUND: there is none, or it ended. */
enum tx_reason session_caller(const struct request *request, const char *token, struct caller *out);

/* Whether it is one, which this does not use. TX_NOT_FOUND: there is none, or it ended. */
enum tx_reason session_holds(const struct request *request, const char *token);

enum tx_reason session_close(const struct request *request, const char *token);

/* What a page sends with each change, so that no other site can make the browser do it; of one
 * session and not to be found from its cookie without the server's key. */
void session_form_token(const struct server *server, const char *token,
                        char out[SESSION_TOKEN_SIZE]);

/* Takes away those that are over. */
enum tx_reason session_expire(const struct request *request);

#endif
