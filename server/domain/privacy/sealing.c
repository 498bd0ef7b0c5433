/* SPDX-License-Identifier: Apache-2.0 */
#include "sealing.h"

#include "domain/audit/log.h"
#include "domain/gate/sealed_event.h"
#include "domain/key/person.h"
#include "domain/order/sealed_draft.h"
#include "domain/resident/household.h"
#include "host/sys/log.h"
#include "host/sys/notify.h"
#include "host/text/language.h"
#include "host/text/text.h"
#include "store/core/areas.h"
#include "store/office/clear.h"
#include "store/publication/drafts.h"

#define STATE "sealing" /* the setting: due, compact, done */

/* Each of these moves one row: TX_OK, or TX_NOT_FOUND when none is left. */
struct sealing {
  struct db *db;
  const struct field_keys *fields;
};

static enum tx_reason end_of(const struct db_rows *rows) {
  return rows->end == TX_OK ? TX_NOT_FOUND : rows->end;
}

/* --- people ----------------------------------------------------------------------------------- */

static enum tx_reason open_text(const struct sealing *sealing, const char *column,
                                const struct clear_resident *row, const struct sealed *sealed,
                                char *out, size_t cap) {
  size_t n;
  enum tx_reason reason = field_unseal(sealing->fields, column, row->resident.id_hash, sealed,
                                       (uint8_t *)out, cap - 1, &n);
  out[reason == TX_OK ? n : 0] = '\0';
  return reason;
}

static enum tx_reason reseal(const struct sealing *sealing, struct clear_resident *row) {
  struct person *person = &row->resident.person;
  enum tx_reason reason =
      open_text(sealing, "name", row, &row->name, person->name, sizeof person->name);
  if (reason == TX_OK)
    reason = open_text(sealing, "id", row, &row->id, person->id_number, sizeof person->id_number);
  if (reason == TX_OK)
    reason = open_text(sealing, "phone", row, &row->phone, person->phone, sizeof person->phone);
  return reason == TX_OK ? person_seal(sealing->fields, &row->resident) : reason;
}

static enum tx_reason seal_resident(const struct sealing *sealing) {
  struct clear_resident row;
  {
    DB_ROWS rows = clear_residents(sealing->db);
    if (!db_next(&rows)) return end_of(&rows);
    clear_resident_read(&rows, &row);
  }
  enum tx_reason reason = reseal(sealing, &row);
  if (reason == TX_OK) reason = residents_put(sealing->db, &row.resident, row.index, row.import);
  if (reason == TX_OK) reason = clear_resident_forget(sealing->db, &row);
  tx_cleanse(&row, sizeof row);
  return reason;
}

static enum tx_reason seal_household(const struct sealing *sealing) {
  char unit[128], room[128];
  struct household_place place;
  DB_ROWS rows = clear_households(sealing->db);
  if (!db_next(&rows)) return end_of(&rows);
  uint64_t area = (uint64_t)db_column_int(&rows, 0);
  int32_t number = (int32_t)db_column_int(&rows, 3);
  db_column_copy(&rows, 1, unit, sizeof unit);
  db_column_copy(&rows, 2, room, sizeof room);
  db_rows_finish(&rows);
  household_place_of_keys(sealing->fields, area, unit, room, &place);
  enum tx_reason reason = households_add(sealing->db, &place, number);
  return reason == TX_OK ? clear_household_forget(sealing->db, area, unit, room) : reason;
}

/* --- what somebody typed ---------------------------------------------------------------------- */

static void copy_hash(const struct db_rows *rows, int column, uint8_t out[TX_HASH_SIZE]) {
  struct tx_span bytes = db_column_bytes(rows, column);
  if (bytes.n == TX_HASH_SIZE) memcpy(out, bytes.p, TX_HASH_SIZE);
}

static enum tx_reason seal_entry(const struct sealing *sealing) {
  HOST_BYTES sealed = { 0 };
  DB_ROWS rows = clear_audit(sealing->db);
  if (!db_next(&rows)) return end_of(&rows);
  struct audit_row row = { .area = (uint64_t)db_column_int(&rows, 0),
                           .n = db_column_int(&rows, 1),
                           .at = db_column_int(&rows, 2),
                           .actor = db_column_text(&rows, 3),
                           .action = db_column_text(&rows, 4),
                           .subject = -1,
                           .form = AUDIT_FORM_FIRST };
  copy_hash(&rows, 7, row.hash);
  copy_hash(&rows, 8, row.head);
  struct tx_span detail = tx_span_text(db_column_text(&rows, 5));
  enum tx_reason reason =
      audit_log_seal(sealing->fields, &row, db_column_bytes(&rows, 6), detail, &sealed);
  row.sealed = host_span(&sealed);
  if (reason == TX_OK) reason = audit_add(sealing->db, &row);
  return reason == TX_OK ? clear_audit_forget(sealing->db, row.area, row.n) : reason;
}

static enum tx_reason seal_draft(const struct sealing *sealing) {
  HOST_BYTES text = { 0 }, accepted = { 0 };
  DB_ROWS rows = clear_drafts(sealing->db);
  if (!db_next(&rows)) return end_of(&rows);
  const char *words = db_column_text(&rows, 6);
  struct draft_row row = { .id = db_column_int(&rows, 0),
                           .area = (uint64_t)db_column_int(&rows, 1),
                           .actor = db_column_text(&rows, 3),
                           .created_at = db_column_int(&rows, 4),
                           .seq = (uint64_t)db_column_int(&rows, 5) };
  enum tx_reason reason =
      sealed_draft_make(sealing->fields, DRAFT_TEXT, row.area, db_column_text(&rows, 2), &text);
  if (reason == TX_OK)
    reason =
        sealed_draft_make(sealing->fields, DRAFT_ACCEPTED, row.area, words ? words : "", &accepted);
  row.sealed = host_span(&text);
  row.accepted = host_span(&accepted);
  if (reason == TX_OK) reason = drafts_put(sealing->db, &row);
  return reason == TX_OK ? clear_draft_forget(sealing->db, row.id) : reason;
}

/* --- what gates wrote down -------------------------------------------------------------------- */

static enum tx_reason seal_event(const struct sealing *sealing) {
  struct tx_event event;
  HOST_BYTES sealed = { 0 };
  DB_ROWS rows = clear_events(sealing->db);
  if (!db_next(&rows)) return end_of(&rows);
  struct tx_span body = db_column_bytes(&rows, 2);
  const struct event_place place = { (uint64_t)db_column_int(&rows, 3), db_column_text(&rows, 0),
                                     (uint64_t)db_column_int(&rows, 1) };
  if (tx_event_read(body, &event) != TX_OK) return TX_MALFORMED;
  enum tx_reason reason = sealed_event_make(sealing->fields, &place, body, &sealed);
  if (reason == TX_OK)
    reason = events_add(sealing->db, &place, db_column_int(&rows, 4), &event, host_span(&sealed),
                        (struct tx_span){ 0 });
  return reason == TX_OK ? clear_event_forget(sealing->db, place.area, place.gate, place.seq)
                         : reason;
}

/* --- all of it -------------------------------------------------------------------------------- */

static enum tx_reason (*const movers[])(const struct sealing *) = {
  seal_resident, seal_household, seal_entry, seal_draft, seal_event,
};

#define ROWS_AT_ONCE 500

/* One transaction's worth of a mover. */
static enum tx_reason seal_some(const struct sealing *sealing, size_t mover, size_t *moved,
                                bool *done) {
  DB_TRANSACTION work = db_begin_relaxed(sealing->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = TX_OK;
  size_t before = *moved;
  while (reason == TX_OK && *moved - before < ROWS_AT_ONCE) {
    reason = movers[mover](sealing);
    *moved += reason == TX_OK;
  }
  *done = reason == TX_NOT_FOUND;
  host_notify("EXTEND_TIMEOUT_USEC=30000000"); /* sd_notify(3): it is no hang */
  return reason == TX_OK || *done ? db_commit(&work) : reason;
}

static enum tx_reason seal_all(const struct sealing *sealing, size_t *moved) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < sizeof movers / sizeof *movers && reason == TX_OK; i++)
    for (bool done = false; reason == TX_OK && !done;)
      reason = seal_some(sealing, i, moved, &done);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(sealing->db);
  if (work.begun != TX_OK) return work.begun;
  reason = clear_drop(sealing->db);
  if (reason == TX_OK) reason = settings_set(sealing->db, STATE, "compact");
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* What was deleted is overwritten already; the new file leaves out where it stood. A disk that has
 * no room for it keeps nobody from his work. */
static enum tx_reason compact(struct db *db) {
  host_notify("EXTEND_TIMEOUT_USEC=600000000");
  enum tx_reason reason = db_compact(db);
  if (reason == TX_OK) return settings_set(db, STATE, "done");
  host_log(HOST_WARNING, "database: not written anew (%s); make room: the next start tries again",
           tx_reason_name(reason));
  return TX_OK;
}

enum tx_reason sealing_finish(struct db *db, const struct field_keys *fields) {
  char state[16];
  size_t moved = 0;
  const struct sealing sealing = { db, fields };
  enum tx_reason reason = settings_get(db, STATE, state, sizeof state);
  if (reason != TX_OK || strcmp(state, "done") == 0) return reason;
  if (strcmp(state, "due") == 0) reason = seal_all(&sealing, &moved);
  if (reason != TX_OK) return reason;
  if (moved)
    host_log(HOST_INFO, "database: %zu %s sealed that stood in clear", moved,
             host_plural((long long)moved, "row is", "rows are"));
  return compact(db);
}
