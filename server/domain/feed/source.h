/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources that send statements by themselves: made, and given other rights or another token, by two
 * people of two bodies. Ending one takes one person.
 */
#ifndef SERVER_DOMAIN_FEED_SOURCE_H
#define SERVER_DOMAIN_FEED_SOURCE_H

#include "domain/context/context.h"
#include "model/feed.h"

/* 32 bytes in hexadecimal: 24 by chance and 8 by which it is known for one of ours, of that source,
 * before a database is asked. */
#define FEED_TOKEN_BYTES 32
#define FEED_TOKEN_SIZE (2 * FEED_TOKEN_BYTES + 1)

/* A fresh one, and its hash. TX_SIGNER_FAILED: no randomness. */
enum tx_reason feed_token_make(const struct server *server, const char *source,
                               char out[FEED_TOKEN_SIZE], uint8_t hash[TX_HASH_SIZE]);
/* Whether this server made it for that source, or gave it to that source's key (sign_in.h). Asks no
 * database: it may have died since. */
bool feed_token_ours(const struct server *server, const char *source, const char *token);

/* Whether that is its token, and both are good now. TX_NOT_ALLOWED with a sentence. */
enum tx_reason feed_admit(const struct server *server, const struct request *request,
                          const char *source, const char *token, struct feed_row *out,
                          struct host_problem *problem);

/* Whether somebody could ask that a feed have these rights: a name of its form, a body that is
 * there, fields, an area that the caller's rights reach, a threshold. Fills in what it takes the
 * place of; a new one brings a token or a key. TX_BAD_ARGUMENT, TX_NOT_FOUND, TX_NOT_ALLOWED, with
 * a sentence. */
enum tx_reason feed_check(const struct request *request, struct feed_wish *wish,
                          struct host_problem *problem);
/* Fills in the feed as it stands, for another token. TX_NOT_FOUND (or ended), TX_NOT_ALLOWED, with
 * a sentence. */
enum tx_reason feed_find(const struct request *request, const char *source, struct feed_row *out,
                         struct host_problem *problem);

/* Gives it those rights, within the caller's transaction. TX_NOT_ALLOWED without a decision,
 * TX_CONFLICT: it is another than when that was asked for. */
enum tx_reason feed_set(const struct request *request, const struct feed_wish *wish,
                        const struct decision *decision);

/* From now on it says nothing; what it said stands. TX_NOT_FOUND, TX_NOT_ALLOWED, with a
 * sentence. */
enum tx_reason feed_end(const struct request *request, const char *source,
                        struct host_problem *problem);

/* Those that the caller's rights reach, ended ones too; the caller frees *out. */
enum tx_reason feed_list(const struct request *request, struct feed_row **out, size_t *count);

/* How much of what it said waits for somebody to appear (arrival.h). */
enum tx_reason feed_unmatched(const struct request *request, const char *source, int64_t *count);

/* "health", "travel", "test", "state", "swab". */
const char *feed_field_word(int field);

#endif
