/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain of an area, and nonces that were used. */
#ifndef SERVER_STORE_OFFICE_AUDIT_H
#define SERVER_STORE_OFFICE_AUDIT_H

#include "host/db/db.h"

struct audit_row {
  uint64_t area;
  int64_t n; /* from 1 */
  int64_t at;
  const char *actor, *action;
  const char *body;           /* of the actor; "" where it was not kept yet, or for the server */
  int64_t subject;            /* whom it is about, by index; -1: nobody, or several */
  int64_t form;               /* what its hash is of (domain/audit/log.c) */
  struct tx_span sealed;      /* salt and detail; none: the entry has died */
  uint8_t hash[TX_HASH_SIZE]; /* of salt and entry; stays when the entry has died */
  uint8_t head[TX_HASH_SIZE]; /* of the head before and hash */
};

enum tx_reason audit_add(struct db *db, const struct audit_row *row);
/* The last row's n and head; TX_NOT_FOUND for an empty chain. */
enum tx_reason audit_last(struct db *db, uint64_t area, int64_t *n, uint8_t head[TX_HASH_SIZE]);
/* At most limit entries behind the n-th. */
struct db_rows audit_after(struct db *db, uint64_t area, int64_t n, int64_t limit);
/* At most limit before the n-th, newest first; those about one person where subject is not -1. */
struct db_rows audit_before(struct db *db, uint64_t area, int64_t subject, int64_t n,
                            int64_t limit);
/* Its texts and what is sealed live until the next db_next. */
void audit_read(const struct db_rows *rows, struct audit_row *out);

/* An entry dies: number, form, hash and head stay. */
enum tx_reason audit_bury(struct db *db, uint64_t area, int64_t n);
/* Up to which entry those of reads, and all, have died. */
struct audit_graves {
  int64_t reads, all;
};
enum tx_reason audit_graves(struct db *db, uint64_t area, struct audit_graves *out);
enum tx_reason audit_set_graves(struct db *db, uint64_t area, const struct audit_graves *graves);

/* Takes note of a nonce: TX_OK the first time, TX_CONFLICT ever after. Forgets expired ones. */
enum tx_reason nonces_use(struct db *db, struct tx_span nonce, int64_t expires_at, int64_t now_s);

#endif
