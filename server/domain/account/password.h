/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: argon2id (RFC 9106) of 19 MiB and two passes. Two are worked at a time and sixteen
 * wait; more are refused at once, so that nobody fills the memory from outside. */
#ifndef SERVER_DOMAIN_ACCOUNT_PASSWORD_H
#define SERVER_DOMAIN_ACCOUNT_PASSWORD_H

#include "host/sys/problem.h"
#include "model/account.h"

#define PASSWORD_MIN 12
#define PASSWORD_MAX 256 /* bytes */

/* Whether it may be an account's. TX_BAD_ARGUMENT with a sentence: too short, too long, easy to
 * guess (fewer than a thousand million guesses by zxcvbn's count). */
enum tx_reason password_check(const char *login, const char *password,
                              struct host_problem *problem);

/* Its hash in argon2's encoded form. TX_BUSY: too many at once; TX_NO_MEMORY, TX_SIGNER_FAILED. */
enum tx_reason password_hash(const char *password, char out[PASSWORD_HASH_SIZE]);

/* TX_OK: it is the one; TX_NOT_ALLOWED: it is not. "" as encoded takes as long and is never right,
 * so that time tells nobody which logins there are. TX_BUSY. */
enum tx_reason password_verify(const char *encoded, const char *password);

#endif
