/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sign-in by a feed's key: a nonce, a tx-login in the feed's name, a token for an hour. Nothing of
 * it is kept: a token says until when it counts and which key it was given to.
 */
#ifndef SERVER_DOMAIN_FEED_SIGN_IN_H
#define SERVER_DOMAIN_FEED_SIGN_IN_H

#include "domain/context/context.h"
#include "domain/gate/login.h"
#include "model/feed.h"

#define FEED_PASS_LIFE_S 3600
#define FEED_KEY_NAME_SIZE 33

/* The first 32 digits of the SHA-256 of its key, by which people compare it; "" without one. */
void feed_key_name(const struct feed_row *feed, char out[FEED_KEY_NAME_SIZE]);

/* Reads a public key, SubjectPublicKeyInfo in base64. TX_BAD_KEY with a sentence. */
enum tx_reason feed_key_read(const char *text, struct feed_row *out, struct host_problem *problem);

/* Checks a tx-login, whose who is the feed's name, and gives a token. *out is the feed. 11, 60, 16;
 * TX_NOT_ALLOWED (no such feed, or it has ended, or has no key that counts still; as
 * login_check_moment), TX_BAD_SIGNATURE; with a sentence. */
enum tx_reason feed_sign_in(struct server *server, const struct request *request,
                            struct tx_span body, struct feed_row *out, char token[LOGIN_TOKEN_MAX],
                            struct host_problem *problem);

/* Whether this server gave the token to that source. Asks no database. */
bool feed_pass_ours(const struct server *server, const char *source, const char *token);
/* Whether one of ours counts now, with the key that the feed has. */
bool feed_pass_holds(const struct feed_row *feed, const char *token, int64_t now_s);

#endif
