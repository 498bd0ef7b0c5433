/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log of an area: who did what, an entry an action, linked by salted hashes. */
#ifndef SERVER_DOMAIN_AUDIT_LOG_H
#define SERVER_DOMAIN_AUDIT_LOG_H

#include "domain/context/context.h"
#include "model/resident.h"
#include "model/retention.h"

#define AUDIT_FORM_FIRST 1 /* entries of before it was kept of which body, about whom */
#define AUDIT_FORM_NOW 2

#define AUDIT_AT_ONCE 500 /* entries that die in one slice */

struct audit_entry {
  const char *action;
  const char *detail; /* names no person; may hold what somebody typed: it rests sealed */
  int64_t subject;    /* whom it is about, by index; -1: nobody, or several */
  bool read;          /* nothing was changed */
};

/* Appends an entry, within the caller's transaction. */
enum tx_reason audit_log_add(const struct request *request, uint64_t area,
                             const struct audit_entry *entry);
/* … of a change of one person's … */
enum tx_reason audit_log_about(const struct request *request, const struct resident *resident,
                               const char *action, const char *detail);
/* … and of one that is about nobody, or many. */
enum tx_reason audit_log_append(const struct request *request, uint64_t area, const char *action,
                                const char *detail);

/* That somebody looks: at a list, or at one person. */
struct audit_read {
  const char *action;  /* "read.list" … */
  const char *purpose; /* a word of model/purpose.h, or NULL */
  int64_t subject;     /* -1: a list */
};
/* Within the caller's transaction, which is committed before what was read is answered. */
enum tx_reason audit_log_add_read(const struct request *request, uint64_t area,
                                  const struct audit_read *read);
/* The same in a transaction of its own. */
enum tx_reason audit_log_read(const struct request *request, uint64_t area,
                              const struct audit_read *read);

/* What rests of an entry's salt and detail; bound to its area and number. The caller frees out->p.
 */
struct audit_row;
enum tx_reason audit_log_seal(const struct field_keys *fields, const struct audit_row *row,
                              struct tx_span salt, struct tx_span detail, struct host_bytes *out);

/* The head of an area's chain; TX_NOT_FOUND while nothing has happened. */
enum tx_reason audit_log_head(const struct request *request, uint64_t area,
                              uint8_t head[TX_HASH_SIZE]);

/* Entries that have lived their time die, at most some hundred, within the caller's transaction;
 * the chain stands. *left: there are more. */
enum tx_reason audit_log_forget(const struct request *request, uint64_t area, bool *left);

/* An entry as it is shown. */
struct audit_line {
  int64_t n, at, subject;
  bool read, dead; /* of one that has died nothing else is known */
  char actor[40], body[BODY_ID_SIZE], action[40], detail[512];
};
struct audit_query {
  uint64_t area;
  int64_t before;    /* n; 0: from the newest */
  int64_t limit;     /* of those looked at */
  int64_t subject;   /* -1: whomever they are about */
  const char *actor; /* NULL: whoever */
  bool theirs;       /* what the subject is shown: who looked, and what the office did by itself */
  int64_t last;      /* n of the last that was looked at, where there may be more; else 0 */
};
/* Newest first; out holds query->limit. */
enum tx_reason audit_log_list(const struct request *request, struct audit_query *query,
                              struct audit_line *out, size_t *count, struct host_problem *problem);

struct audit_log_verdict {
  int64_t entries;
  int64_t broken_at; /* the first entry that does not follow; 0: none */
  int64_t latest;    /* the newest time of an entry so far */
  uint8_t head[TX_HASH_SIZE];
  bool found; /* the head that was sought stands in the chain */
};

/* Walks the chain of an area from where out stands, {0} at first, some entries further; to be
 * called again until *end. sought is a head that a gate holds, or NULL. TX_NOT_FOUND with a
 * sentence for an area without a list. */
enum tx_reason audit_log_verify(const struct request *request, uint64_t area, const uint8_t *sought,
                                struct audit_log_verdict *out, bool *end,
                                struct host_problem *problem);

#endif
