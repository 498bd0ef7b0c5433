/* SPDX-License-Identifier: Apache-2.0 */
#include "journal_db.h"

#include "host/db.h"
#include "host/file.h"

#include <stdlib.h>

struct gate_journal_db {
  sqlite3 *db;
  int64_t keep_sent_s;
};

/* passage has no primary key of its own: it is only ever read whole and deleted by age. */
static const char *const migrations[] = {
  "create table event (seq integer primary key, at integer not null, bytes blob not null);"
  "create table passage (at integer not null, area integer not null, idx integer not null,"
  "  direction integer not null, medical integer not null, household integer not null,"
  "  live_iat integer);"
  "create index passage_at on passage (at);"
  "create table number (name text primary key, value integer not null) without rowid;"
  "create table secret (name text primary key, bytes blob not null) without rowid;"
  "insert into number values ('next_seq', 1), ('acknowledged', 0), ('unwritten', 0), ('time', 0);",
};

enum tx_reason gate_journal_db_open(const char *path, int64_t keep_sent_s,
                                    struct gate_journal_db **out) {
  struct gate_journal_db *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  db->keep_sent_s = keep_sent_s;
  enum tx_reason reason =
      host_db_open(path, migrations, sizeof migrations / sizeof *migrations, &db->db);
  /* What was sent is overwritten, so that nobody finds it in what the file no longer uses. */
  if (reason == TX_OK) reason = host_db_exec(db->db, "pragma secure_delete = on");
  if (reason == TX_OK)
    *out = db;
  else
    gate_journal_db_close(db);
  return reason;
}

enum tx_reason gate_journal_db_peek(const char *path, struct gate_journal_db **out) {
  if (!host_file_exists(path)) return TX_NOT_FOUND;
  struct gate_journal_db *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  int code = sqlite3_open_v2(path, &db->db, SQLITE_OPEN_READONLY, NULL);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(db->db, 5000);
    *out = db;
    return TX_OK;
  }
  gate_journal_db_close(db);
  return host_db_reason(code);
}

void gate_journal_db_close(struct gate_journal_db *db) {
  if (!db) return;
  host_db_close(&db->db);
  free(db);
}

uint64_t gate_journal_db_number(struct gate_journal_db *db, const char *name) {
  enum tx_reason reason;
  HOST_STATEMENT s = host_db_prepare(db->db, "select value from number where name = $name");
  if (!s) return 0;
  host_db_bind_text(s, "$name", name);
  return host_db_step(s, &reason) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
}

static enum tx_reason set_number(struct gate_journal_db *db, const char *name, uint64_t value) {
  HOST_STATEMENT s = host_db_prepare(db->db, "update number set value = $value where name = $name");
  if (!s) return host_db_last(db->db);
  host_db_bind_text(s, "$name", name);
  host_db_bind_int(s, "$value", (int64_t)value);
  return host_db_run(s);
}

uint64_t gate_journal_db_stored(struct gate_journal_db *db) {
  enum tx_reason reason;
  HOST_STATEMENT s = host_db_prepare(db->db, "select count(*) from event");
  return s && host_db_step(s, &reason) ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

struct inserts {
  sqlite3_stmt *event, *passage;
};

static void inserts_finish(struct inserts *inserts) {
  host_db_finalize(&inserts->event);
  host_db_finalize(&inserts->passage);
}

static enum tx_reason insert_event(sqlite3_stmt *s, const struct gate_entry *entry, uint64_t seq) {
  host_db_bind_int(s, "$seq", (int64_t)seq);
  host_db_bind_int(s, "$at", entry->at);
  host_db_bind_bytes(s, "$bytes", entry->event);
  return host_db_run(s);
}

static enum tx_reason insert_passage(sqlite3_stmt *s, const struct gate_entry *entry) {
  const struct gate_passage *passage = &entry->passage;
  host_db_bind_int(s, "$at", passage->at);
  host_db_bind_int(s, "$area", (int64_t)passage->area);
  host_db_bind_int(s, "$idx", passage->index);
  host_db_bind_int(s, "$direction", passage->direction);
  host_db_bind_int(s, "$medical", passage->medical);
  host_db_bind_int(s, "$household", (int64_t)passage->household);
  host_db_bind_null(s, "$live_iat");
  if (entry->live) host_db_bind_int(s, "$live_iat", entry->live_iat);
  return host_db_run(s);
}

static enum tx_reason insert_all(struct inserts *inserts, const struct gate_queued *queued,
                                 uint64_t *seq) {
  enum tx_reason reason = TX_OK;
  for (; queued && reason == TX_OK; queued = queued->next) {
    const struct gate_entry *entry = &queued->entry;
    if (entry->event.n) reason = insert_event(inserts->event, entry, (*seq)++);
    if (reason == TX_OK && entry->passed) reason = insert_passage(inserts->passage, entry);
  }
  return reason;
}

enum tx_reason gate_journal_db_write(struct gate_journal_db *db, const struct gate_queued *first,
                                     const struct gate_journal_numbers *numbers) {
  HOST_TRANSACTION work = host_db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  __attribute__((cleanup(inserts_finish))) struct inserts inserts = {
    .event = host_db_prepare(db->db, "insert into event values ($seq, $at, $bytes)"),
    .passage = host_db_prepare(db->db, "insert into passage values ($at, $area, $idx, $direction,"
                                       " $medical, $household, $live_iat)"),
  };
  if (!inserts.event || !inserts.passage) return host_db_last(db->db);
  uint64_t seq = gate_journal_db_number(db, "next_seq");
  if (!seq) return TX_IO_FAILED;
  enum tx_reason reason = insert_all(&inserts, first, &seq);
  if (reason == TX_OK) reason = set_number(db, "next_seq", seq);
  if (reason == TX_OK && numbers->time_s)
    reason = set_number(db, "time", (uint64_t)numbers->time_s);
  if (reason == TX_OK && numbers->unwritten)
    reason =
        set_number(db, "unwritten", gate_journal_db_number(db, "unwritten") + numbers->unwritten);
  return reason == TX_OK ? host_db_commit(&work) : reason;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum tx_reason append(struct gate_stored_list *list, sqlite3_stmt *s) {
  void *grown = reallocarray(list->rows, list->count + 1, sizeof *list->rows);
  if (!grown) return TX_NO_MEMORY;
  list->rows = grown;
  struct tx_span bytes = host_db_column_bytes(s, 2);
  struct gate_stored row = { .seq = (uint64_t)sqlite3_column_int64(s, 0),
                             .at = sqlite3_column_int64(s, 1),
                             .bytes = malloc(bytes.n + 1),
                             .n = bytes.n };
  if (!row.bytes) return TX_NO_MEMORY;
  if (bytes.n) memcpy(row.bytes, bytes.p, bytes.n);
  list->rows[list->count++] = row;
  return TX_OK;
}

enum tx_reason gate_journal_db_read(struct gate_journal_db *db, uint64_t from, size_t max,
                                    size_t bytes_max, struct gate_stored_list *out) {
  *out = (struct gate_stored_list){ 0 };
  HOST_STATEMENT s = host_db_prepare(
      db->db, "select seq, at, bytes from event where seq >= $from order by seq limit $max");
  if (!s) return host_db_last(db->db);
  host_db_bind_int(s, "$from", (int64_t)from);
  host_db_bind_int(s, "$max", (int64_t)max);
  enum tx_reason reason = TX_OK;
  size_t bytes = 0;
  while (reason == TX_OK && host_db_step(s, &reason)) {
    bytes += host_db_column_bytes(s, 2).n;
    if (bytes > bytes_max && out->count) break;
    reason = append(out, s);
  }
  if (reason != TX_OK) gate_stored_finish(out);
  return reason;
}

static void recall_row(sqlite3_stmt *s, struct gate_memory *memory, int64_t now_s) {
  struct gate_passage passage = { .at = sqlite3_column_int64(s, 0),
                                  .area = (uint64_t)sqlite3_column_int64(s, 1),
                                  .index = (uint32_t)sqlite3_column_int64(s, 2),
                                  .direction = (enum tx_direction)sqlite3_column_int(s, 3),
                                  .medical = sqlite3_column_int(s, 4) != 0,
                                  .household = (uint64_t)sqlite3_column_int64(s, 5) };
  gate_history_add(&memory->history, &passage, now_s);
  if (sqlite3_column_type(s, 6) == SQLITE_NULL) return;
  struct gate_admitted admitted = { passage.area, passage.index, sqlite3_column_int64(s, 6) };
  gate_replay_add(&memory->replay, admitted, now_s, GATE_LIVE_WINDOW_MAX_S);
}

enum tx_reason gate_journal_db_recall(struct gate_journal_db *db, struct gate_memory *memory,
                                      int64_t now_s) {
  enum tx_reason reason;
  HOST_STATEMENT s = host_db_prepare(
      db->db, "select at, area, idx, direction, medical, household, live_iat from passage"
              " where at >= $since");
  if (!s) return host_db_last(db->db);
  host_db_bind_int(s, "$since", now_s - GATE_HISTORY_PERSON_S);
  while (host_db_step(s, &reason))
    recall_row(s, memory, now_s);
  return reason;
}

/* --- secrets -----------------------------------------------------------------------------------
 */

/* Exactly n bytes; TX_NOT_FOUND, TX_MALFORMED (of another size). */
static enum tx_reason read_secret(struct gate_journal_db *db, const char *name, uint8_t *out,
                                  size_t n) {
  enum tx_reason reason;
  HOST_STATEMENT s = host_db_prepare(db->db, "select bytes from secret where name = $name");
  if (!s) return host_db_last(db->db);
  host_db_bind_text(s, "$name", name);
  if (!host_db_step(s, &reason)) return reason == TX_OK ? TX_NOT_FOUND : reason;
  struct tx_span bytes = host_db_column_bytes(s, 0);
  if (bytes.n != n) return TX_MALFORMED;
  memcpy(out, bytes.p, n);
  return TX_OK;
}

static enum tx_reason write_secret(struct gate_journal_db *db, const char *name,
                                   struct tx_span bytes) {
  HOST_STATEMENT s =
      host_db_prepare(db->db, "insert or replace into secret values ($name, $bytes)");
  if (!s) return host_db_last(db->db);
  host_db_bind_text(s, "$name", name);
  host_db_bind_bytes(s, "$bytes", bytes);
  return host_db_run(s);
}

static enum tx_reason forget_secret(struct gate_journal_db *db, const char *name) {
  HOST_STATEMENT s = host_db_prepare(db->db, "delete from secret where name = $name");
  if (!s) return host_db_last(db->db);
  host_db_bind_text(s, "$name", name);
  return host_db_run(s);
}

enum tx_reason gate_journal_db_household_key(struct gate_journal_db *db,
                                             uint8_t key[TX_HASH_SIZE]) {
  enum tx_reason reason = read_secret(db, "household", key, TX_HASH_SIZE);
  if (reason != TX_NOT_FOUND) return reason;
  if (!tx_random(key, TX_HASH_SIZE)) return TX_IO_FAILED;
  return write_secret(db, "household", tx_span_of(key, TX_HASH_SIZE));
}

/* A neighbours' key as it is kept: its number in 4 bytes, highest first, and the key. */
#define KEPT_KEY (4 + TX_NEIGHBOUR_KEY_SIZE)

static enum tx_reason read_key(struct gate_journal_db *db, const char *name, bool *has,
                               struct tx_neighbour_key *out) {
  uint8_t kept[KEPT_KEY] = { 0 };
  enum tx_reason reason = read_secret(db, name, kept, sizeof kept);
  *has = reason == TX_OK;
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  out->id = (uint32_t)kept[0] << 24 | (uint32_t)kept[1] << 16 | (uint32_t)kept[2] << 8 | kept[3];
  memcpy(out->bytes, kept + 4, sizeof out->bytes);
  tx_cleanse(kept, sizeof kept);
  return TX_OK;
}

static enum tx_reason keep_key(struct gate_journal_db *db, const char *name, bool has,
                               const struct tx_neighbour_key *key) {
  uint8_t kept[KEPT_KEY];
  if (!has) return forget_secret(db, name);
  for (int i = 0; i < 4; i++)
    kept[i] = (uint8_t)(key->id >> (24 - 8 * i));
  memcpy(kept + 4, key->bytes, sizeof key->bytes);
  enum tx_reason reason = write_secret(db, name, tx_span_of(kept, sizeof kept));
  tx_cleanse(kept, sizeof kept);
  return reason;
}

enum tx_reason gate_journal_db_neighbour_keys(struct gate_journal_db *db,
                                              struct gate_neighbour_keys *out) {
  *out = (struct gate_neighbour_keys){ 0 };
  enum tx_reason reason = read_key(db, "neighbour", &out->has_current, &out->current);
  if (reason != TX_OK) return reason;
  return read_key(db, "neighbour_before", &out->has_previous, &out->previous);
}

enum tx_reason gate_journal_db_keep_neighbour_keys(struct gate_journal_db *db,
                                                   const struct gate_neighbour_keys *keys) {
  HOST_TRANSACTION work = host_db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = keep_key(db, "neighbour", keys->has_current, &keys->current);
  if (reason == TX_OK)
    reason = keep_key(db, "neighbour_before", keys->has_previous, &keys->previous);
  return reason == TX_OK ? host_db_commit(&work) : reason;
}

/* --- letting go ------------------------------------------------------------------------------- */

static enum tx_reason delete_sent(struct gate_journal_db *db, uint64_t seq, int64_t now_s) {
  HOST_STATEMENT s =
      host_db_prepare(db->db, "delete from event where seq <= $seq and at <= $before");
  if (!s) return host_db_last(db->db);
  host_db_bind_int(s, "$seq", (int64_t)seq);
  host_db_bind_int(s, "$before", db->keep_sent_s ? now_s - db->keep_sent_s : INT64_MAX);
  return host_db_run(s);
}

enum tx_reason gate_journal_db_acknowledge(struct gate_journal_db *db, uint64_t seq,
                                           int64_t now_s) {
  HOST_TRANSACTION work = host_db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = set_number(db, "acknowledged", seq);
  if (reason == TX_OK) reason = delete_sent(db, seq, now_s);
  return reason == TX_OK ? host_db_commit(&work) : reason;
}

static enum tx_reason delete_before(struct gate_journal_db *db, const char *sql, int64_t before) {
  HOST_STATEMENT s = host_db_prepare(db->db, sql);
  if (!s) return host_db_last(db->db);
  host_db_bind_int(s, "$before", before);
  return host_db_run(s);
}

enum tx_reason gate_journal_db_expire(struct gate_journal_db *db, int64_t now_s) {
  enum tx_reason reason =
      delete_before(db, "delete from event where at < $before", now_s - GATE_JOURNAL_LOST_S);
  if (reason != TX_OK) return reason;
  return delete_before(db, "delete from passage where at < $before", now_s - GATE_HISTORY_PERSON_S);
}
