/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder can live twice: put back from an image, copied to a second box, run in both at once. The
 * copies number on alike, so each time a program opens the journal to write, what it writes gets a
 * random name of its own, and a server can tell whose number 7 it holds. Where it holds another's,
 * our numbers move on.
 */
#include "redirect.h"
#include "table_internal.h"

enum tx_reason gate_journal_table_name(struct gate_journal_table *db, uint64_t seq) {
  uint8_t name[TX_JOURNAL_NAME_SIZE];
  if (!tx_random(name, sizeof name)) return TX_IO_FAILED;
  return db_run(db->db, "insert or replace into life values ($1, $2)", db_int((int64_t)seq),
                db_bytes(tx_span_of(name, sizeof name)));
}

/* Below the oldest event a server that was restored may ask again; it hears of a gap then. */
enum tx_reason gate_journal_table_drop_names(struct gate_journal_table *db) {
  return db_run(db->db,
                "delete from life where first < (select max(first) from life where first <= "
                "coalesce((select min(seq) from event), $1))",
                db_int((int64_t)gate_journal_table_number(db, "next_seq")));
}

static enum tx_reason read_name(struct db_rows *rows, uint8_t name[TX_JOURNAL_NAME_SIZE]) {
  if (!db_next(rows)) return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
  struct tx_span bytes = db_column_bytes(rows, 0);
  if (bytes.n != TX_JOURNAL_NAME_SIZE) return TX_MALFORMED;
  memcpy(name, bytes.p, bytes.n);
  return TX_OK;
}

/* What is older than all names has the oldest. */
static enum tx_reason name_of(struct gate_journal_table *db, uint64_t seq,
                              uint8_t name[TX_JOURNAL_NAME_SIZE]) {
  DB_ROWS rows =
      db_select(db->db, "select name from life order by first > $1, abs(first - $1) limit 1",
                db_int((int64_t)seq));
  return read_name(&rows, name);
}

enum tx_reason gate_journal_table_life(struct gate_journal_table *db, uint64_t seq,
                                       uint8_t name[TX_JOURNAL_NAME_SIZE], uint64_t *until) {
  DB_ROWS rows = db_select(db->db, "select first from life where first > $1 order by first limit 1",
                           db_int((int64_t)seq));
  *until = db_next(&rows) ? (uint64_t)db_column_int(&rows, 0) : UINT64_MAX;
  return rows.end == TX_OK ? name_of(db, seq, name) : rows.end;
}

/* --- numbering anew --------------------------------------------------------------------------- */

struct undoing {
  uint64_t seq; /* 0: there is none */
  size_t n;
  uint8_t bytes[GATE_EVENT_MAX + GATE_REDIRECT_GROWS];
};

/* The next event, from `at` on, that undoes one of those that move; as it shall stand. */
static enum tx_reason find_undoing(struct gate_journal_table *db, uint64_t at, uint64_t from,
                                   uint64_t by, struct undoing *out) {
  struct tx_event event;
  DB_ROWS rows = db_select(db->db, "select seq, bytes from event where seq >= $1 order by seq",
                           db_int((int64_t)at));
  out->seq = 0;
  while (!out->seq && db_next(&rows)) {
    struct tx_span bytes = db_column_bytes(&rows, 1);
    if (tx_event_read(bytes, &event) != TX_OK || !event.undoes || event.undone_seq < from) continue;
    out->n = gate_event_redirect(bytes, event.undone_seq + by, out->bytes, sizeof out->bytes);
    if (out->n) out->seq = (uint64_t)db_column_int(&rows, 0);
  }
  return rows.end;
}

static enum tx_reason redirect_all(struct gate_journal_table *db, uint64_t from, uint64_t by) {
  struct undoing undoing = { .seq = from - 1 };
  enum tx_reason reason;
  while ((reason = find_undoing(db, undoing.seq + 1, from, by, &undoing)) == TX_OK && undoing.seq) {
    reason = db_run(db->db, "update event set bytes = $1 where seq = $2",
                    db_bytes(tx_span_of(undoing.bytes, undoing.n)), db_int((int64_t)undoing.seq));
    if (reason != TX_OK) return reason;
  }
  return reason;
}

/* By way of negative numbers: no two rows ever meet at one. */
static enum tx_reason shift(struct gate_journal_table *db, uint64_t from, uint64_t by) {
  enum tx_reason reason = db_run(db->db, "update event set seq = -(seq + $2) where seq >= $1",
                                 db_int((int64_t)from), db_int((int64_t)by));
  if (reason == TX_OK)
    reason = db_run(db->db, "update life set first = -(first + $2) where first >= $1",
                    db_int((int64_t)from), db_int((int64_t)by));
  if (reason == TX_OK) reason = db_exec(db->db, "update event set seq = -seq where seq < 0");
  return reason == TX_OK ? db_exec(db->db, "update life set first = -first where first < 0")
                         : reason;
}

enum tx_reason gate_journal_table_renumber(struct gate_journal_table *db, uint64_t from,
                                           uint64_t to) {
  DB_TRANSACTION work = db_begin(db->db);
  if (work.begun != TX_OK) return work.begun;
  uint64_t next;
  enum tx_reason reason = gate_journal_table_next(db, &next);
  if (reason != TX_OK) return reason;
  if (from < 1 || from > next || to <= from || to - from > INT64_MAX - next) return TX_BAD_ARGUMENT;
  reason = redirect_all(db, from, to - from);
  if (reason == TX_OK) reason = shift(db, from, to - from);
  if (reason == TX_OK) reason = gate_journal_table_set(db, "next_seq", next + (to - from));
  if (reason == TX_OK) reason = gate_journal_table_set(db, "acknowledged", to - 1);
  return reason == TX_OK ? db_commit(&work) : reason;
}
