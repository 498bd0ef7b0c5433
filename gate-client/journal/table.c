/* SPDX-License-Identifier: Apache-2.0 */
#include "table_internal.h"

#include "host/sys/file.h"

#include <stdlib.h>

/* passage has no primary key of its own: it is only ever read whole and deleted by age. The first
 * migration also finds journals that kept their version elsewhere: it makes what is not there. */
static const char *const migrations[] = {
  "create table if not exists event"
  " (seq integer primary key, at integer not null, bytes blob not null);"
  "create table if not exists passage (at integer not null, area integer not null,"
  " idx integer not null, direction integer not null, medical integer not null,"
  " household integer not null, live_iat integer);"
  "create index if not exists passage_at on passage (at);"
  "create table if not exists number (name text primary key, value integer not null) without rowid;"
  "create table if not exists secret (name text primary key, bytes blob not null) without rowid;"
  "insert or ignore into number"
  " values ('next_seq', 1), ('acknowledged', 0), ('unwritten', 0), ('time', 0);",
  /* Whose numbers from first on are: journal/life.c. What is there was written without a name. */
  ("create table life (first integer primary key, name blob not null);"
   "insert into life values (0, randomblob(8));"),
  /* A passage is written with its event, and nothing else: each page that a commit touches costs a
   * card as much as the event itself. Passages are looked for by age once an hour. */
  "drop index if exists passage_at;",
};

/* A small box: what is read is read once, from the newest pages. */
#define CACHE "pragma cache_size = -2000"

static enum tx_reason open_file(const char *path, bool read_only, struct db **out) {
  const struct db_schema schema = { migrations, sizeof migrations / sizeof *migrations };
  if (read_only) return db_open_read_only(&db_sqlite_small, path, out);
  enum tx_reason reason = db_open(&db_sqlite_small, path, &schema, out);
  return reason == TX_OK ? db_exec(*out, CACHE) : reason;
}

static enum tx_reason open_journal(const char *path, bool read_only, int64_t keep_sent_s,
                                   struct gate_journal_table **out) {
  struct gate_journal_table *db = calloc(1, sizeof *db);
  if (!db) return TX_NO_MEMORY;
  db->keep_sent_s = keep_sent_s;
  enum tx_reason reason = open_file(path, read_only, &db->db);
  if (reason == TX_OK)
    *out = db;
  else
    gate_journal_table_close(db);
  return reason;
}

enum tx_reason gate_journal_table_open(const char *path, int64_t keep_sent_s,
                                       struct gate_journal_table **out) {
  return open_journal(path, false, keep_sent_s, out);
}

enum tx_reason gate_journal_table_peek(const char *path, struct gate_journal_table **out) {
  if (!host_file_exists(path)) return TX_NOT_FOUND;
  return open_journal(path, true, 0, out);
}

void gate_journal_table_close(struct gate_journal_table *db) {
  if (!db) return;
  db_close(db->db);
  free(db);
}

uint64_t gate_journal_table_stored(struct gate_journal_table *db) {
  DB_ROWS rows = db_select(db->db, "select count(*) from event", DB_NONE);
  return db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : 0;
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum tx_reason insert_event(struct db *db, const struct gate_entry *entry, uint64_t seq) {
  return db_run(db, "insert into event values ($1, $2, $3)", db_int((int64_t)seq),
                db_int(entry->at), db_bytes(entry->event));
}

static enum tx_reason insert_passage(struct db *db, const struct gate_entry *entry) {
  const struct gate_passage *passage = &entry->passage;
  return db_run(db, "insert into passage values ($1, $2, $3, $4, $5, $6, $7)", db_int(passage->at),
                db_int((int64_t)passage->area), db_int(passage->index), db_int(passage->direction),
                db_int(passage->medical), db_int((int64_t)passage->household),
                entry->live ? db_int(entry->live_iat) : db_null());
}

static enum tx_reason insert_all(struct db *db, const struct gate_queued *queued, uint64_t *seq) {
  enum tx_reason reason = TX_OK;
  for (; queued && reason == TX_OK; queued = queued->next) {
    const struct gate_entry *entry = &queued->entry;
    if (entry->event.n) reason = insert_event(db, entry, (*seq)++);
    if (reason == TX_OK && entry->passed) reason = insert_passage(db, entry);
  }
  return reason;
}

static uint64_t last_passage(struct gate_journal_table *db) {
  DB_ROWS rows = db_select(db->db, "select max(rowid) from passage", DB_NONE);
  return db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : 0;
}

static uint64_t passages_of(const struct gate_queued *queued) {
  uint64_t n = 0;
  for (; queued; queued = queued->next)
    n += queued->entry.passed;
  return n;
}

bool gate_journal_table_mark(struct gate_journal_table *db, struct gate_journal_mark *out) {
  out->passage = last_passage(db);
  return gate_journal_table_next(db, &out->next) == TX_OK;
}

bool gate_journal_table_doubt(const struct gate_journal_table *db, struct gate_journal_mark *out) {
  *out = db->tried;
  return out->next > 0;
}

enum tx_reason gate_journal_table_settle(struct gate_journal_table *db) {
  return db_settle(db->db);
}

enum tx_reason gate_journal_table_write(struct gate_journal_table *db,
                                        const struct gate_queued *first,
                                        const struct gate_journal_numbers *numbers) {
  db->tried.next = 0;
  DB_TRANSACTION work = db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  uint64_t seq, before;
  enum tx_reason reason = gate_journal_table_next(db, &before);
  seq = before;
  const struct gate_journal_mark held = { before, last_passage(db) };
  if (reason == TX_OK) reason = insert_all(db->db, first, &seq);
  bool naming = seq > before && !db->named;
  if (reason == TX_OK && naming) reason = gate_journal_table_name(db, before);
  if (reason == TX_OK && numbers->time_s)
    reason = gate_journal_table_set(db, "time", (uint64_t)numbers->time_s);
  if (reason == TX_OK && numbers->unwritten)
    reason = gate_journal_table_set(
        db, "unwritten", gate_journal_table_number(db, "unwritten") + numbers->unwritten);
  if (reason != TX_OK) return reason;
  reason = db_commit(&work);
  if (reason == TX_OK && naming) db->named = true;
  if (reason != TX_OK && first)
    db->tried = (struct gate_journal_mark){ seq, held.passage + passages_of(first) };
  return reason;
}

/* --- reading ---------------------------------------------------------------------------------- */

static enum tx_reason append(struct gate_stored_list *list, const struct db_rows *rows) {
  void *grown = reallocarray(list->rows, list->count + 1, sizeof *list->rows);
  if (!grown) return TX_NO_MEMORY;
  list->rows = grown;
  struct tx_span bytes = db_column_bytes(rows, 2);
  struct gate_stored row = { .seq = (uint64_t)db_column_int(rows, 0),
                             .at = db_column_int(rows, 1),
                             .bytes = malloc(bytes.n + 1),
                             .n = bytes.n };
  if (!row.bytes) return TX_NO_MEMORY;
  if (bytes.n) memcpy(row.bytes, bytes.p, bytes.n);
  list->rows[list->count++] = row;
  return TX_OK;
}

enum tx_reason gate_journal_table_read(struct gate_journal_table *db, uint64_t from, size_t max,
                                       size_t bytes_max, struct gate_stored_list *out) {
  *out = (struct gate_stored_list){ 0 };
  DB_ROWS rows =
      db_select(db->db, "select seq, at, bytes from event where seq >= $1 order by seq limit $2",
                db_int((int64_t)from), db_int((int64_t)max));
  enum tx_reason reason = TX_OK;
  size_t bytes = 0;
  while (reason == TX_OK && db_next(&rows)) {
    bytes += db_column_bytes(&rows, 2).n;
    if (bytes > bytes_max && out->count) break;
    reason = append(out, &rows);
  }
  if (reason == TX_OK) reason = rows.end;
  if (reason != TX_OK) gate_stored_finish(out);
  return reason;
}

static void recall_row(const struct db_rows *rows, struct gate_memory *memory, int64_t now_s) {
  struct gate_passage passage = { .at = db_column_int(rows, 0),
                                  .area = (uint64_t)db_column_int(rows, 1),
                                  .index = (uint32_t)db_column_int(rows, 2),
                                  .direction = (enum tx_direction)db_column_int(rows, 3),
                                  .medical = db_column_int(rows, 4) != 0,
                                  .household = (uint64_t)db_column_int(rows, 5) };
  gate_history_add(&memory->history, &passage, now_s);
  if (db_column_null(rows, 6)) return;
  struct gate_admitted admitted = { passage.area, passage.index, db_column_int(rows, 6) };
  gate_replay_add(&memory->replay, admitted, now_s, GATE_LIVE_WINDOW_MAX_S);
}

/* A clock that is ahead may be set right while a code still lives: what is too old to be recalled
 * is so by the last passage. */
static int64_t recall_as_of(struct gate_journal_table *db, int64_t now_s) {
  DB_ROWS rows = db_select(db->db, "select max(at) from passage", DB_NONE);
  const int64_t last = db_next(&rows) ? db_column_int(&rows, 0) : 0;
  return last && last < now_s ? last : now_s;
}

enum tx_reason gate_journal_table_recall(struct gate_journal_table *db, struct gate_memory *memory,
                                         int64_t now_s) {
  const int64_t as_of_s = recall_as_of(db, now_s);
  DB_ROWS rows =
      db_select(db->db,
                "select at, area, idx, direction, medical, household, live_iat from passage"
                " where at >= $1",
                db_int(as_of_s - GATE_HISTORY_PERSON_S));
  while (db_next(&rows))
    recall_row(&rows, memory, as_of_s);
  return rows.end;
}

/* --- secrets -----------------------------------------------------------------------------------
 */

/* Exactly n bytes; TX_NOT_FOUND, TX_MALFORMED (of another size). */
static enum tx_reason read_secret(struct gate_journal_table *db, const char *name, uint8_t *out,
                                  size_t n) {
  DB_ROWS rows = db_select(db->db, "select bytes from secret where name = $1", db_text(name));
  if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
  struct tx_span bytes = db_column_bytes(&rows, 0);
  if (bytes.n != n) return TX_MALFORMED;
  memcpy(out, bytes.p, n);
  return TX_OK;
}

static enum tx_reason write_secret(struct gate_journal_table *db, const char *name,
                                   struct tx_span bytes) {
  return db_run(db->db, "insert or replace into secret values ($1, $2)", db_text(name),
                db_bytes(bytes));
}

static enum tx_reason forget_secret(struct gate_journal_table *db, const char *name) {
  return db_run(db->db, "delete from secret where name = $1", db_text(name));
}

enum tx_reason gate_journal_table_household_key(struct gate_journal_table *db,
                                                uint8_t key[TX_HASH_SIZE]) {
  return read_secret(db, "household", key, TX_HASH_SIZE);
}

enum tx_reason gate_journal_table_set_household_key(struct gate_journal_table *db,
                                                    const uint8_t key[TX_HASH_SIZE]) {
  return write_secret(db, "household", tx_span_of(key, TX_HASH_SIZE));
}

/* A neighbours' key as it is kept: its number in 4 bytes, highest first, and the key. */
#define KEPT_KEY (4 + TX_NEIGHBOUR_KEY_SIZE)

static enum tx_reason read_key(struct gate_journal_table *db, const char *name, bool *has,
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

static enum tx_reason keep_key(struct gate_journal_table *db, const char *name, bool has,
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

enum tx_reason gate_journal_table_peer_keys(struct gate_journal_table *db,
                                            struct gate_peer_keys *out) {
  *out = (struct gate_peer_keys){ 0 };
  enum tx_reason reason = read_key(db, "neighbour", &out->has_current, &out->current);
  if (reason != TX_OK) return reason;
  return read_key(db, "neighbour_before", &out->has_previous, &out->previous);
}

enum tx_reason gate_journal_table_keep_peer_keys(struct gate_journal_table *db,
                                                 const struct gate_peer_keys *keys) {
  DB_TRANSACTION work = db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = keep_key(db, "neighbour", keys->has_current, &keys->current);
  if (reason == TX_OK)
    reason = keep_key(db, "neighbour_before", keys->has_previous, &keys->previous);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* --- from a damaged journal --------------------------------------------------------------------
 */

static enum tx_reason copy_passage(const struct db_rows *rows, struct db *to) {
  return db_run(to, "insert into passage values ($1, $2, $3, $4, $5, $6, $7)",
                db_int(db_column_int(rows, 0)), db_int(db_column_int(rows, 1)),
                db_int(db_column_int(rows, 2)), db_int(db_column_int(rows, 3)),
                db_int(db_column_int(rows, 4)), db_int(db_column_int(rows, 5)),
                db_column_null(rows, 6) ? db_null() : db_int(db_column_int(rows, 6)));
}

enum tx_reason gate_journal_table_copy_passages(struct gate_journal_table *from,
                                                struct gate_journal_table *to) {
  DB_TRANSACTION work = db_begin(to->db);
  if (work.begun != TX_OK) return work.begun;
  DB_ROWS rows = db_select(
      from->db, "select at, area, idx, direction, medical, household, live_iat from passage",
      DB_NONE);
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && db_next(&rows))
    reason = copy_passage(&rows, to->db);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* --- letting go ------------------------------------------------------------------------------- */

/* The next number follows from the events; before they go it is written down. */
static enum tx_reason keep_next(struct gate_journal_table *db) {
  uint64_t next;
  enum tx_reason reason = gate_journal_table_next(db, &next);
  return reason == TX_OK ? gate_journal_table_set(db, "next_seq", next) : reason;
}

static enum tx_reason delete_sent(struct gate_journal_table *db, uint64_t seq, int64_t now_s) {
  return db_run(db->db, "delete from event where seq <= $1 and at <= $2", db_int((int64_t)seq),
                db_int(db->keep_sent_s ? now_s - db->keep_sent_s : INT64_MAX));
}

enum tx_reason gate_journal_table_acknowledge(struct gate_journal_table *db, uint64_t seq,
                                              int64_t now_s) {
  DB_TRANSACTION work = db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gate_journal_table_set(db, "acknowledged", seq);
  if (reason == TX_OK) reason = keep_next(db);
  if (reason == TX_OK) reason = delete_sent(db, seq, now_s);
  if (reason == TX_OK) reason = gate_journal_table_drop_names(db);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason gate_journal_table_expire(struct gate_journal_table *db, int64_t now_s,
                                         int64_t passages_s) {
  enum tx_reason reason = keep_next(db);
  if (reason == TX_OK)
    reason = db_run(db->db, "delete from event where at < $1", db_int(now_s - GATE_JOURNAL_LOST_S));
  if (reason != TX_OK) return reason;
  return db_run(db->db, "delete from passage where at < $1", db_int(now_s - passages_s));
}
