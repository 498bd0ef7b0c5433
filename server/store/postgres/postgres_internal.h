/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the driver share. */
#ifndef POSTGRES_INTERNAL_H
#define POSTGRES_INTERNAL_H

#include "host/sys/file.h"
#include "postgres.h"

#include <libpq-fe.h>

#define POSTGRES_POSTED 512  /* statements on their way, at most */
#define POSTGRES_FETCHED 256 /* answers that wait to be asked for, at most */

/* Statements of a transaction whose answers have not been read: they go out in libpq's pipeline. */
struct postgres_pipeline {
  bool on;
  enum tx_reason failed;        /* the first error of the transaction */
  size_t posted;                /* in the order in which they went */
  int answers[POSTGRES_POSTED]; /* where in fetched the answer of each goes; -1: nowhere */
  size_t next;                  /* in fetched, a ring: the oldest */
  struct postgres_answer {
    const char *sql; /* NULL: none, or it was asked for */
    struct host_bytes values;
    PGresult *result; /* NULL: on its way */
  } fetched[POSTGRES_FETCHED];
};

struct postgres_db {
  struct db base;
  char *where;
  PGconn *connection; /* never NULL; broken while the database is away */
  bool read_only;
  bool pooled;         /* something stands between that may change the session under us */
  unsigned generation; /* of the connection; a statement is prepared once in each */
  unsigned names;      /* given to statements so far */
  int64_t away_ms;     /* since when, on the monotonic clock; 0: it is there */
  int64_t tried_ms;    /* when it was last asked whether it is back */
  bool warned;         /* since the last command was sent */
  int64_t changes;     /* rows of the last change */
  struct postgres_pipeline pipeline;
  struct postgres_hold {
    PGconn *connection; /* of its own; NULL: none was needed yet */
    bool held;
    bool refused; /* somebody asked in vain, or lost it: nothing is done until postgres_let_go */
  } hold;
};

static inline struct postgres_db *postgres_of(struct db *db) {
  return (struct postgres_db *)db;
}

/* machines.c: the question, its answer; it is no different for who may not see the standbys. */
#define POSTGRES_TWO_MACHINES                                                                      \
  "current_setting('synchronous_standby_names') <> '' and "                                        \
  "current_setting('synchronous_commit') not in ('off', 'local')"
void postgres_note_machines(struct postgres_db *db, bool two);

/* hold.c */
enum tx_reason postgres_hold(struct db *db, const char *question, int64_t *answer);
void postgres_let_go(struct db *db);

/* connection.c: one more connection; NULL, or one that is broken, when that failed. */
PGconn *postgres_dial(const char *where, bool read_only);
/* Whether it stands, as far as its socket tells. */
bool postgres_is_there(PGconn *connection);
/* Connects, checks what was found, fills *failure when that will not do. */
enum tx_reason postgres_connect(struct postgres_db *db, struct db_failure *failure);
/* Before anything outside a transaction: makes a broken connection again, or says TX_BUSY; so it
 * does when what was held (hold.c) has been lost. */
enum tx_reason postgres_ready(struct postgres_db *db);

/* failure.c: why no connection came about, by asking once more. */
enum tx_reason postgres_explain(const char *where, struct db_failure *failure);

/* error.c: what a command ended with. Notes a connection that broke, or that found itself at a
 * standby. */
enum tx_reason postgres_result(struct postgres_db *db, const PGresult *result);
/* The same by SQLSTATE; NULL is a connection that broke. */
enum tx_reason postgres_reason(const char *sqlstate);

/* schema.c */
enum tx_reason postgres_migrate(struct db *db, const char *sql);
enum tx_reason postgres_finish_schema(struct db *base);

/* statement.c */
enum tx_reason postgres_prepare(struct db *db, const char *sql, struct db_statement **out);
void postgres_finalize(struct db_statement *statement);
enum tx_reason postgres_start(struct db_statement *statement, const struct db_value *values,
                              size_t count);
enum tx_reason postgres_step(struct db_statement *statement);
void postgres_reset(struct db_statement *statement);

/* parameters.c */
#define POSTGRES_PARAMETERS 64
struct postgres_parameters {
  int count;
  const char *values[POSTGRES_PARAMETERS];
  /* format 0: a text that ends with a zero; 1: as it is */
  int lengths[POSTGRES_PARAMETERS], formats[POSTGRES_PARAMETERS];
  char numbers[POSTGRES_PARAMETERS][24];
};
enum tx_reason postgres_put_all(struct postgres_parameters *all, const struct db_value *values,
                                size_t count);
struct postgres_statement;
/* Whether this connection knows a statement by its name. */
bool postgres_knows(const struct postgres_statement *at, const struct postgres_db *db);
/* Prepares it where it does not. */
enum tx_reason postgres_know(struct postgres_statement *at, struct postgres_db *db);

/* pipeline.c */
enum tx_reason postgres_post(struct db_statement *statement, const struct db_value *values,
                             size_t count);
enum tx_reason postgres_prefetch(struct db_statement *statement, const struct db_value *values,
                                 size_t count);
/* Waits for all that is on its way, before anything else is said: the first error. */
enum tx_reason postgres_drain(struct postgres_db *db);
/* The answer that was fetched for this, which the caller clears; NULL: none was. */
PGresult *postgres_take_fetched(struct postgres_db *db, const char *sql,
                                const struct postgres_parameters *all);
/* At the end of a transaction, when nothing is on its way. */
void postgres_forget_fetched(struct postgres_db *db);

/* column.c */
struct postgres_statement {
  struct db_statement base;
  char name[16];
  unsigned generation; /* of the connection that knows it; 0: none */
  PGresult *result;    /* NULL: not started */
  int row;             /* -1: before the first */
  char (*numbers)[24]; /* of the row that is read, as text; NULL until somebody asks */
};
/* Whether every column is of a type that columns are read from. */
bool postgres_readable(const PGresult *result);
int postgres_column_count(struct db_statement *statement);
int64_t postgres_column_int(struct db_statement *statement, int column);
const char *postgres_column_text(struct db_statement *statement, int column);
struct tx_span postgres_column_bytes(struct db_statement *statement, int column);
bool postgres_column_null(struct db_statement *statement, int column);

static inline void postgres_clear(PGresult **result) {
  PQclear(*result);
}
#define RESULT __attribute__((cleanup(postgres_clear))) PGresult

#endif
