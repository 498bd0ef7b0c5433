/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in by a gate's key: a nonce, a tx-login, a token that reads lists for an hour. */
#ifndef SERVER_DOMAIN_LOGIN_H
#define SERVER_DOMAIN_LOGIN_H

#include "admin.h"

#include "format/login.h"

#define LOGIN_NONCE_LIFE_S 300
#define LOGIN_TOKEN_LIFE_S 3600
#define LOGIN_TOKEN_MAX 152
#define LOGIN_AREAS_MAX 4096

/* A nonce that can be told to be ours without being kept: nobody fills a table by asking. */
enum tx_reason login_nonce(const struct server *server, int64_t now_s,
                           uint8_t nonce[TX_NONCE_SIZE]);

/* What a gate gets for an hour. The caller cleanses it. */
struct login_grant {
  struct gate_row gate;
  char token[LOGIN_TOKEN_MAX];
  uint64_t areas[LOGIN_AREAS_MAX]; /* whose lists it may want */
  size_t area_count;
  struct neighbour_keys neighbours;
};

/* Checks a gate's tx-login. TX_UNKNOWN_KEY, TX_KEY_REVOKED, TX_BAD_SIGNATURE, TX_NOT_ALLOWED (nonce
 * used or too old, audience or time not right), 11, 60, 16. */
enum tx_reason login_gate(struct server *server, const struct request *request, struct tx_span body,
                          struct login_grant *out, struct host_problem *problem);

/* Of a sign-in whose signature holds: whether it is for this server, now, and with a nonce of ours
 * that was not used, and is from then on. TX_NOT_ALLOWED with a sentence. */
enum tx_reason login_check_moment(const struct server *server, const struct request *request,
                                  const struct tx_login *login, struct host_problem *problem);

/* A token that nobody keeps: a head without a secret, and this server's MAC of it. The label tells
 * one kind from another, and has no more characters than a token. */
void login_token_make(const struct server *server, const char *label, const char *head,
                      char out[LOGIN_TOKEN_MAX]);
bool login_token_ours(const struct server *server, const char *label, const char *token);

/* Whether a token is ours, not expired, and of a gate in service. Asks no database. */
bool login_token_holds(const struct server *server, int64_t now_s, const char *token,
                       struct gate_row *gate);

#endif
