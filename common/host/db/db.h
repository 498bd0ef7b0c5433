/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database behind one small interface: what the entities' files of queries need, and no more.
 * A query is written once for every driver: parameters are $1, $2 …, no casts, arrays or any(), and
 * columns are numbers (bigint), texts or bytes. tests/unit/twin.h runs each on both and compares.
 * To add a kind of database is to add a file with a db_driver. SQLite's is here; PostgreSQL's is in
 * server/store/postgres, so that a gate needs nothing of it.
 *
 * A db is used by one thread at a time: the caller holds a lock around it.
 */
#ifndef HOST_DB_H
#define HOST_DB_H

#include "format/reason.h"

struct db;
struct db_statement;

/* What stands for $1, $2 … */
struct db_value {
  enum db_kind { DB_KIND_NONE, DB_KIND_NULL, DB_KIND_INT, DB_KIND_TEXT, DB_KIND_BYTES } kind;
  int64_t integer;
  struct tx_span span; /* of a text or of bytes; must outlive the call */
};

struct db_value db_int(int64_t value);
struct db_value db_text(const char *value);     /* NULL becomes null */
struct db_value db_bytes(struct tx_span value); /* p NULL becomes null */
struct db_value db_null(void);
#define DB_NONE ((struct db_value){ .kind = DB_KIND_NONE }) /* for a query without parameters */

struct db_driver;

/* migrations[i] takes version i to i + 1, each in one transaction, written down in the table
 * schema_version. One that was released is never edited: add one. Statements end with semicolons,
 * which stand nowhere else, and indexes are made by "create [unique] index NAME on TABLE". */
struct db_schema {
  const char *const *migrations;
  size_t count;
};

/* Opens a database, or makes it, and brings its schema up to date. where is the driver's: a path
 * for SQLite, a connection string for PostgreSQL. The caller closes *out. TX_OK; TX_CONFLICT (the
 * schema is of a newer release), TX_DISK_FULL, TX_NOT_ALLOWED, TX_BUSY (another holds it, or it
 * cannot be reached now), TX_MALFORMED (no database, or a damaged one), TX_NO_MEMORY, TX_IO_FAILED.
 */
enum tx_reason db_open(const struct db_driver *driver, const char *where,
                       const struct db_schema *schema, struct db **out);

/* Why a database on a network could not be opened. */
struct db_failure {
  enum db_failure_kind {
    DB_FAILURE_OTHER,
    DB_FAILURE_ADDRESS,  /* where is no connection string */
    DB_FAILURE_AWAY,     /* nobody answers, or it is starting */
    DB_FAILURE_DENIED,   /* user, password, or what the server lets in */
    DB_FAILURE_UNKNOWN,  /* no such database */
    DB_FAILURE_VERSION,  /* older than what is needed */
    DB_FAILURE_ORDER,    /* not in UTF-8, or it sorts otherwise than by bytes */
    DB_FAILURE_READ_ONLY /* only standbys answer */
  } kind;
  char detail[256]; /* what the database or its library said; "" for SQLite */
};
/* The same as db_open, filling *failure when the driver knows more than the reason. */
enum tx_reason db_open_explained(const struct db_driver *driver, const char *where,
                                 const struct db_schema *schema, struct db **out,
                                 struct db_failure *failure);
/* The same to read from only, beside a program that writes: nothing is made, migrated or
 * checkpointed. */
enum tx_reason db_open_read_only(const struct db_driver *driver, const char *where,
                                 struct db **out);
void db_close(struct db *db);

/* Which database it is, for people: "SQLite 3.40.1, /var/lib/tongxing/office.db". */
void db_describe(const struct db *db, char *out, size_t cap);

/* Whether its connection broke and has not come back yet. A file is never away. */
bool db_away(const struct db *db);

/* On how many machines what it acknowledges is, as the database said last: when it was connected
 * to, as a transaction began, and when asked by db_ask_machines. 0: a file. Any thread may ask. */
int db_machines(const struct db *db);
enum tx_reason db_ask_machines(struct db *db);
/* From here on a transaction that is to last (db_begin) is refused while that is one machine only:
 * TX_BUSY, and db_lacks_machine says that this is why. */
void db_need_two_machines(struct db *db);
bool db_lacks_machine(const struct db *db);

/* What anybody can read now lasts when this returns. For whoever acknowledges what another request
 * has done (a commit of which nobody could tell may show before it is on the second machine), and
 * for many commits that share one wait. */
enum tx_reason db_settle(struct db *db);
/* From here until it is told otherwise, db_begin's commits wait for no disk, as db_begin_relaxed's:
 * whoever has the connection sees to it that nothing is acknowledged before a db_settle. */
void db_share_commits(struct db *db, bool share);
/* Whether that may be done: not where a transaction is refused without a second machine. */
bool db_may_share(const struct db *db);
/* How many were shared since the last call. */
unsigned db_shared_commits(struct db *db);
/* The number of the connection: commits that were shared in one are settled in the same, or nobody
 * can tell of them. 0: a file. */
unsigned db_session(const struct db *db);

/* How many rows were written through it since it was opened, those that were undone as well; -1:
 * others write to the database, too. */
int64_t db_written(const struct db *db);

/* Runs statements without parameters and rows. */
enum tx_reason db_exec(struct db *db, const char *sql);

/* Writes the database anew, so that nothing deleted stays in its files. Outside a transaction;
 * takes as long, and as much room again, as the database is large. */
enum tx_reason db_compact(struct db *db);

/* Writes all that is committed now into a file that does not exist, while others go on writing.
 * TX_OK, TX_DISK_FULL, TX_IO_FAILED, or TX_NOT_ALLOWED: a program of the database's own does it. */
enum tx_reason db_copy(struct db *db, const char *path);

/* Runs one statement. sql must be a string with static storage: prepared statements are kept by
 * its address. TX_OK, TX_CONFLICT (a constraint), TX_DISK_FULL, TX_IO_FAILED, TX_BUSY. */
enum tx_reason db_run_values(struct db *db, const char *sql, const struct db_value *values,
                             size_t count);
#define db_run(db, sql, ...)                                                                       \
  db_run_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                                 \
                sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* The same for what nobody waits for: in a transaction on a database that is far away, the
 * statement is on its way when this returns, and an error may come from a later call, at the latest
 * from the commit, which then has undone all. It tells no db_changes. */
enum tx_reason db_post_values(struct db *db, const char *sql, const struct db_value *values,
                              size_t count);
#define db_post(db, sql, ...)                                                                      \
  db_post_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                                \
                 sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Says in a transaction that this very statement comes soon: where the database is far away it runs
 * now, together with others, and db_select or db_run finds its answer. What is changed in between
 * must not change it. Errors come as those of db_post. */
enum tx_reason db_prefetch_values(struct db *db, const char *sql, const struct db_value *values,
                                  size_t count);
#define db_prefetch(db, sql, ...)                                                                  \
  db_prefetch_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                            \
                     sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Whether that asks now: what it fetched is to be taken, or the next who asks the same is told it.
 */
bool db_foresees(const struct db *db);

/* Runs a statement that deletes some rows where due, a question with the same values, has any;
 * *left: it did, so there may be more. Where there are none, as nearly always, that costs a tenth
 * of looking while deleting. */
enum tx_reason db_forget_values(struct db *db, bool *left, const char *due, const char *sql,
                                const struct db_value *values, size_t count);
#define db_forget(db, left, due, sql, ...)                                                         \
  db_forget_values(db, left, due, sql, (const struct db_value[]){ __VA_ARGS__ },                   \
                   sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Rows of the last db_run that were changed. */
int64_t db_changes(const struct db *db);

/* A running query. */
struct db_rows {
  struct db_statement *statement; /* NULL when it could not be prepared */
  enum tx_reason end;             /* TX_OK while there may be rows, and after the last */
};

struct db_rows db_select_values(struct db *db, const char *sql, const struct db_value *values,
                                size_t count);
#define db_select(db, sql, ...)                                                                    \
  db_select_values(db, sql, (const struct db_value[]){ __VA_ARGS__ },                              \
                   sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value))

/* Steps to the next row; false at the end, and when something failed (rows->end says what). */
bool db_next(struct db_rows *rows);
void db_rows_finish(struct db_rows *rows);
#define DB_ROWS __attribute__((cleanup(db_rows_finish))) struct db_rows

/* Columns from 0. Spans and texts live until the next db_next. */
int64_t db_column_int(const struct db_rows *rows, int column);
const char *db_column_text(const struct db_rows *rows, int column); /* NULL for null */
struct tx_span db_column_bytes(const struct db_rows *rows, int column);
bool db_column_null(const struct db_rows *rows, int column);

/* Copies a text column into a buffer, cut to fit and terminated; "" for null. */
void db_column_copy(const struct db_rows *rows, int column, char *out, size_t cap);

/* A transaction that rolls back unless it was committed. One writes at a time, other processes
 * included. A statement that failed within it has undone it, whatever the driver: what follows
 * fails with the same reason, and so does the commit.
 *   DB_TRANSACTION work = db_begin(db);
 *   if (work.begun != TX_OK) return work.begun;
 *   … return db_commit(&work); */
struct db_transaction {
  struct db *db; /* NULL once committed */
  enum tx_reason begun;
};
struct db_transaction db_begin(struct db *db);
/* The same, but the commit waits for no disk: a power cut may take it back, whole and with all that
 * follows it. For work that is done again then. What a later db_begin commits is durable, and so is
 * this before it. */
struct db_transaction db_begin_relaxed(struct db *db);
/* TX_IO_FAILED also when nobody can tell whether it was committed: db_doubtful, until the next
 * transaction. */
enum tx_reason db_commit(struct db_transaction *work);
bool db_doubtful(const struct db *db);
void db_rollback(struct db_transaction *work);
#define DB_TRANSACTION __attribute__((cleanup(db_rollback))) struct db_transaction

/* From here to db_let_go the caller is alone among the programs that hold this database, over
 * several transactions: what it reads before one still holds within it. Whoever only reads need not
 * ask, and is hindered by nobody. *answer is what question yields, a number, once it is alone:
 * asked on the way. A file is held by one program anyway: *answer is 0. TX_BUSY when another is
 * alone for too long, or the database is away: then everything up to db_let_go fails with that. */
enum tx_reason db_hold(struct db *db, const char *question, int64_t *answer);
void db_let_go(struct db *db);

/* From here to db_join_end the transactions that are begun are parts of one: what a part has
 * committed is seen by the next, and lasts with all of them or not at all. A part that rolls back
 * is gone alone. The one begins with the first of them. */
void db_join(struct db *db);
/* Commits the one; TX_OK where none was begun. What db_commit says. */
enum tx_reason db_join_end(struct db *db);
void db_join_undo(struct db *db);

/* --- for drivers ---------------------------------------------------------------------------------
 */

struct db_driver {
  const char *name;
  bool shared; /* other machines may reach the database */
  enum tx_reason (*open)(const char *where, bool read_only, struct db **out,
                         struct db_failure *failure);
  void (*close)(struct db *db);
  enum tx_reason (*exec)(struct db *db, const char *sql);
  /* exec of a migration within its transaction, but for what would keep others from writing for
   * long; and that, after the last. NULL where one program has the database. */
  enum tx_reason (*migrate)(struct db *db, const char *sql);
  enum tx_reason (*finish_schema)(struct db *db);
  enum tx_reason (*prepare)(struct db *db, const char *sql, struct db_statement **out);
  void (*finalize)(struct db_statement *statement); /* before close */
  /* Gives a statement its values, which need not outlive the call. */
  enum tx_reason (*start)(struct db_statement *statement, const struct db_value *values,
                          size_t count);
  enum tx_reason (*step)(struct db_statement *statement); /* TX_OK: a row; TX_NOT_FOUND: the end */
  void (*reset)(struct db_statement *statement);
  int (*column_count)(struct db_statement *statement); /* of the row that is read */
  int64_t (*column_int)(struct db_statement *statement, int column);
  const char *(*column_text)(struct db_statement *statement, int column);
  struct tx_span (*column_bytes)(struct db_statement *statement, int column);
  bool (*column_null)(struct db_statement *statement, int column);
  int64_t (*changes)(const struct db *db);
  int64_t (*written)(const struct db *db); /* NULL: others write, too */
  /* Start of a statement within a transaction that leaves its answer for later: for nobody, or for
   * the same start. NULL where nothing is far away. */
  enum tx_reason (*post)(struct db_statement *statement, const struct db_value *values,
                         size_t count);
  enum tx_reason (*prefetch)(struct db_statement *statement, const struct db_value *values,
                             size_t count);
  enum tx_reason (*hold)(struct db *db, const char *question, int64_t *answer);
  void (*let_go)(struct db *db); /* both NULL where one program has the database */
  enum tx_reason (*compact)(struct db *db);
  enum tx_reason (*copy)(struct db *db, const char *path); /* NULL: it has a program for that */
  /* Relaxed: the commit waits for no disk. A commit that failed is followed by a rollback. */
  enum tx_reason (*begin)(struct db *db, bool relaxed);
  enum tx_reason (*commit)(struct db *db);
  void (*rollback)(struct db *db);
  enum tx_reason (*undo)(struct db *db); /* back to the savepoint DB_PART, which goes */
  void (*describe)(const struct db *db, char *out, size_t cap);
  bool (*away)(const struct db *db);             /* NULL: never */
  enum tx_reason (*ask_machines)(struct db *db); /* NULL: a file */
  enum tx_reason (*settle)(struct db *db);
  unsigned (*session)(const struct db *db); /* NULL: a file */
};

#define DB_BUCKETS 256 /* of statements, by the query's address */
#define DB_PART "part"

struct db_statement {
  struct db *db;
  const char *sql;
  bool busy;
  struct db_statement *next; /* of its bucket */
};

/* A driver's own struct begins with this. */
struct db {
  const struct db_driver *driver;
  bool within;           /* a transaction */
  bool joins;            /* transactions to one, … */
  bool in_part;          /* … of which a part is open */
  bool doubtful;         /* whether the last was committed */
  bool shares;           /* the wait for the disk, … */
  unsigned shared;       /* … so many commits since they were asked for */
  bool needs_two;        /* machines, … */
  int machines;          /* … and has so many; read by any thread */
  enum tx_reason failed; /* what undid it */
  struct db_statement *statements[DB_BUCKETS];
};

extern const struct db_driver db_sqlite;
/* The same in pages of 1 KiB, where a file is made: for small rows on cards, where every byte that
 * is written counts. */
extern const struct db_driver db_sqlite_small;

#endif
