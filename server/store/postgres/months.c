/* SPDX-License-Identifier: Apache-2.0 */
#include "months.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SQL_MAX 2048
#define TABLES_MAX 512

/* Tables are named after the month that they hold, event_2026_11, or, that of all before the months
 * began, after the first that it does not, event_until_2026_12. What has no month of its own, since
 * a clock was far ahead, is in event_rest. */
struct month {
  int year, number; /* 1 to 12 */
};

static struct month month_of(int64_t at_s) {
  struct tm parts;
  time_t at = (time_t)at_s;
  gmtime_r(&at, &parts);
  return (struct month){ parts.tm_year + 1900, parts.tm_mon + 1 };
}

static struct month later(struct month month, int by) {
  int count = month.year * 12 + month.number - 1 + by;
  return (struct month){ count / 12, count % 12 + 1 };
}

static int64_t begin_of(struct month month) {
  struct tm parts = { .tm_year = month.year - 1900, .tm_mon = month.number - 1, .tm_mday = 1 };
  return (int64_t)timegm(&parts);
}

/* When the last of a table's events has come; INT64_MAX for the rest. */
static int64_t end_of(const char *table) {
  struct month month;
  if (sscanf(table, "event_until_%d_%d", &month.year, &month.number) == 2) return begin_of(month);
  if (sscanf(table, "event_%d_%d", &month.year, &month.number) == 2)
    return begin_of(later(month, 1));
  return INT64_MAX;
}

/* --- what there is ---------------------------------------------------------------------------- */

static enum tx_reason ask(struct db *db, const char *sql, int64_t *out) {
  DB_ROWS rows = db_select(db, sql, DB_NONE);
  *out = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return rows.end;
}

static enum tx_reason is_laid_out(struct db *db, bool *out) {
  int64_t count = 0;
  enum tx_reason reason = ask(
      db, "select count(*) from pg_partitioned_table where partrelid = 'event'::regclass", &count);
  *out = count > 0;
  return reason;
}

struct tables {
  char names[TABLES_MAX][64];
  size_t count;
};

static enum tx_reason list(struct db *db, struct tables *out) {
  DB_ROWS rows = db_select(db,
                           "select c.relname::text from pg_inherits i join pg_class c on c.oid = "
                           "i.inhrelid where i.inhparent = 'event'::regclass order by c.relname",
                           DB_NONE);
  for (out->count = 0; out->count < TABLES_MAX && db_next(&rows);)
    db_column_copy(&rows, 0, out->names[out->count++], sizeof out->names[0]);
  return rows.end;
}

static bool has(const struct tables *tables, const char *name) {
  for (size_t i = 0; i < tables->count; i++)
    if (strcmp(tables->names[i], name) == 0) return true;
  return false;
}

/* --- laying out ------------------------------------------------------------------------------- */

/* Which month the old table does not reach: its events came before, by whatever clock. */
static enum tx_reason first_month(struct db *db, int64_t now_s, struct month *out) {
  int64_t last_s = 0;
  enum tx_reason reason = ask(db, "select coalesce(max(received_at), 0) from event", &last_s);
  *out = later(month_of(last_s > now_s ? last_s : now_s), 1);
  return reason;
}

/* That all its events came before a month is found out with nobody waiting: the table that takes it
 * in later believes the constraint, and reads nothing. */
static enum tx_reason prove(struct db *db, struct month first) {
  char sql[SQL_MAX];
  snprintf(sql, sizeof sql,
           "alter table event drop constraint if exists event_until;"
           "alter table event add constraint event_until check (received_at < %" PRId64
           ") not valid",
           begin_of(first));
  enum tx_reason reason = db_exec(db, sql);
  return reason == TX_OK ? db_exec(db, "alter table event validate constraint event_until")
                         : reason;
}

/* Indexes of the whole keep their names, so that what a later release does to them is the same on
 * both databases. Numbers are once within a table; across tables the insert sees to that. */
static enum tx_reason exchange(struct db *db, struct month first) {
  char sql[SQL_MAX], old[32];
  snprintf(old, sizeof old, "event_until_%04d_%02d", first.year, first.number);
  snprintf(sql, sizeof sql,
           "alter table event rename to %s; alter index event_pkey rename to %s_pkey;"
           "alter index event_person rename to %s_person; alter index event_time rename to %s_time;"
           "create table event (like %s including defaults) partition by range (received_at);"
           "create index event_person on only event (area, person_area, person_idx, at);"
           "create index event_time on only event (area, at);"
           "alter table event attach partition %s for values from (minvalue) to (%" PRId64 ");"
           "alter table %s drop constraint event_until;"
           "create table event_rest partition of event default;"
           "create unique index event_rest_once on event_rest (area, gate, seq)",
           old, old, old, old, old, old, begin_of(first), old);
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = db_exec(db, sql);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason lay_out(struct db *db, int64_t now_s) {
  bool done = false;
  struct month first;
  enum tx_reason reason = is_laid_out(db, &done);
  if (reason != TX_OK || done) return reason;
  reason = first_month(db, now_s, &first);
  if (reason == TX_OK) reason = prove(db, first);
  return reason == TX_OK ? exchange(db, first) : reason;
}

/* --- months come and go ----------------------------------------------------------------------- */

/* What came by a clock that was ahead stays in the rest, and so does its month. */
static enum tx_reason make(struct db *db, struct month month) {
  char sql[SQL_MAX], name[32];
  int64_t from_s = begin_of(month), to_s = begin_of(later(month, 1));
  snprintf(name, sizeof name, "event_%04d_%02d", month.year, month.number);
  DB_ROWS rows = db_select(db,
                           "select 1 from event_rest where received_at >= $1 and "
                           "received_at < $2 limit 1",
                           db_int(from_s), db_int(to_s));
  if (db_next(&rows) || rows.end != TX_OK) return rows.end;
  snprintf(sql, sizeof sql,
           "create table %s partition of event for values from (%" PRId64 ") to (%" PRId64 ");"
           "create unique index %s_once on %s (area, gate, seq)",
           name, from_s, to_s, name, name);
  DB_TRANSACTION work = db_begin(db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = db_exec(db, sql);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* The table of before reaches into the month in which it was laid out. */
static int64_t reached(const struct tables *tables) {
  for (size_t i = 0; i < tables->count; i++)
    if (strncmp(tables->names[i], "event_until_", 12) == 0) return end_of(tables->names[i]);
  return INT64_MIN;
}

static enum tx_reason make_ahead(struct db *db, int64_t now_s, const struct tables *tables) {
  enum tx_reason reason = TX_OK;
  for (int i = 0; i <= MONTHS_AHEAD && reason == TX_OK; i++) {
    char name[32];
    struct month month = later(month_of(now_s), i);
    snprintf(name, sizeof name, "event_%04d_%02d", month.year, month.number);
    if (!has(tables, name) && begin_of(month) >= reached(tables)) reason = make(db, month);
  }
  return reason;
}

static enum tx_reason drop_old(struct db *db, int64_t keep_from_s, const struct tables *tables) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < tables->count && reason == TX_OK; i++) {
    char sql[96];
    if (end_of(tables->names[i]) > keep_from_s) continue;
    snprintf(sql, sizeof sql, "drop table %s", tables->names[i]);
    reason = db_exec(db, sql);
  }
  return reason;
}

enum tx_reason months_keep(struct db *db, int64_t now_s, int64_t keep_from_s) {
  struct tables *tables = calloc(1, sizeof *tables);
  if (!tables) return TX_NO_MEMORY;
  enum tx_reason reason = lay_out(db, now_s);
  if (reason == TX_OK) reason = list(db, tables);
  if (reason == TX_OK) reason = drop_old(db, keep_from_s, tables);
  if (reason == TX_OK) reason = make_ahead(db, now_s, tables);
  free(tables);
  return reason;
}
