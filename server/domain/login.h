/* SPDX-License-Identifier: Apache-2.0 */
/* Sign-in by a gate's key: a nonce, a tx-login, a token that reads lists for an hour. */
#ifndef SERVER_DOMAIN_LOGIN_H
#define SERVER_DOMAIN_LOGIN_H

#include "office.h"

#include "format/login.h"

#define LOGIN_NONCE_LIFE_S 300
#define LOGIN_TOKEN_LIFE_S 3600
#define LOGIN_TOKEN_MAX 160

/* A nonce that can be told to be ours without being kept: nobody fills a table by asking. */
enum tx_reason login_nonce(const struct office *office, int64_t now_s,
                           uint8_t nonce[TX_NONCE_SIZE]);

/* Checks a gate's tx-login and answers {token, expires_in, area, subscriptions, neighbour: {id,
 * key, previous: {id, key} or null}}. The caller holds the lock. TX_UNKNOWN_KEY, TX_KEY_REVOKED,
 * TX_BAD_SIGNATURE, TX_NOT_ALLOWED (nonce used or too old, audience or time not right), 11, 60, 16.
 */
enum tx_reason login_gate(struct office *office, int64_t now_s, struct tx_span body, json_t **out,
                          struct host_problem *problem);

/* Whether a token is ours, not expired, and of a gate in service. Takes no lock of the office. */
bool login_token_holds(const struct office *office, int64_t now_s, const char *token,
                       struct gate_row *gate);

#endif
