/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of phones: an hour for a key's sign-in, of which a key has one at a time. */
#ifndef SERVER_DOMAIN_HOLDER_SESSION_H
#define SERVER_DOMAIN_HOLDER_SESSION_H

#include "domain/context/context.h"
#include "model/holder.h"

#define HOLDER_TOKEN_SIZE (2 * 32 + 1) /* hexadecimal, terminated */
#define HOLDER_SESSION_S 3600

/* By a tx-login. TX_NOT_FOUND: this server has no pass and no application of that key; what
 * holder_login_find and login_check_moment say; with a sentence. */
enum tx_reason holder_session_open(struct server *server, const struct request *request,
                                   struct tx_span body, char token[HOLDER_TOKEN_SIZE],
                                   struct host_problem *problem);

/* Whose it is. TX_NOT_FOUND: there is none, or it is over. */
enum tx_reason holder_session_key(const struct request *request, const char *token,
                                  struct holder_key *out);
enum tx_reason holder_session_close(const struct request *request, const char *token);

/* Takes away some of those that are over. *left: there may be more. */
enum tx_reason holder_session_expire(const struct request *request, bool *left);

#endif
