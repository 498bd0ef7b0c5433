/* SPDX-License-Identifier: Apache-2.0 */
#include "restraints.h"

#include "domain/request/sealed_request.h"
#include "domain/resident/merge.h"
#include "format/record.h"
#include "host/text/text.h"
#include "store/feed/statements.h"
#include "store/office/accounts.h"
#include "store/office/requests.h"
#include "store/resident/residents.h"

#include <stdio.h>

/* --- who decided ------------------------------------------------------------------------------ */

static void add_body(const struct request *request, const char *id, struct restraint_view *out) {
  struct body body;
  size_t n = strlen(out->by);
  if (!*id || bodies_find(request->db, id, &body) != TX_OK || strstr(out->by, body.name)) return;
  snprintf(out->by + n, sizeof out->by - n, "%s%s", n ? "、" : "", body.name);
}

/* What one person did alone ends with its statement, which is a second older than what a second
 * person would decide (domain/request/emergency.c). */
static bool is_alone(const struct request_row *row) {
  return row->emergency && row->outcome != REQUEST_DONE;
}

static void note_decision(const struct request *request, const struct request_row *row,
                          struct restraint_view *out) {
  out->ground = row->ground;
  if (!is_alone(row)) out->until = row->until;
  out->by[0] = '\0';
  add_body(request, row->asked_body, out);
  add_body(request, row->decided_body, out);
  host_copy(row->evidence, out->evidence, sizeof out->evidence);
}

static bool is_of(const struct request_row *row, const struct statement_row *statement,
                  enum tx_state state) {
  if (!statement) return row->act == REQUEST_STATE && row->state == state;
  const struct statement_row *said = &row->statement;
  return row->act == REQUEST_STATEMENT && said->field == statement->field &&
         said->value == statement->value &&
         said->observed_at - is_alone(row) == statement->observed_at &&
         strcmp(said->source, statement->source) == 0;
}

/* The newest that set a state of the pass, or that statement. TX_NOT_FOUND: none of that home. */
static enum tx_reason find_decision(const struct request *request, const struct resident *resident,
                                    const struct statement_row *statement, enum tx_state state,
                                    struct restraint_view *out) {
  struct request_row row;
  struct tx_span sealed;
  const char *wanted;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = requests_done_to(request->db, resident->area, resident->index);
  while (reason == TX_OK && db_next(&rows)) {
    requests_read(&rows, &row, &sealed, &wanted);
    if (!is_of(&row, statement, state)) continue;
    reason = sealed_request_open(request, sealed, &row);
    if (reason == TX_OK) note_decision(request, &row, out);
    return reason;
  }
  if (reason == TX_OK) reason = rows.end;
  return reason == TX_OK ? TX_NOT_FOUND : reason;
}

/* What was decided at one home of a person holds at all of them. */
static enum tx_reason find_elsewhere(const struct request *request, const struct resident *resident,
                                     const struct statement_row *statement,
                                     struct restraint_view *out) {
  struct resident other;
  enum tx_reason reason = TX_NOT_FOUND;
  DB_ROWS rows = directory_areas(request->db, resident->id_hash);
  while (reason == TX_NOT_FOUND && db_next(&rows)) {
    uint64_t area = (uint64_t)db_column_int(&rows, 0);
    if (area == resident->area) continue;
    reason = residents_by_identity(request->db, area, resident->id_hash, &other);
    if (reason == TX_OK) reason = find_decision(request, &other, statement, TX_STATE_ACTIVE, out);
  }
  return reason == TX_NOT_FOUND && rows.end != TX_OK ? rows.end : reason;
}

static enum tx_reason find_any(const struct request *request, const struct resident *resident,
                               const struct statement_row *statement, enum tx_state state,
                               struct restraint_view *out) {
  enum tx_reason reason = find_decision(request, resident, statement, state, out);
  if (reason == TX_NOT_FOUND && statement)
    reason = find_elsewhere(request, resident, statement, out);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

/* --- who said it ------------------------------------------------------------------------------ */

/* The newest statement of a value that stands. */
static enum tx_reason find_statement(const struct request *request, const struct resident *resident,
                                     int field, int value, struct statement_row *out) {
  struct statement_row one;
  bool found = false;
  DB_ROWS rows = statements_of(request->db, resident->area, resident->id_hash);
  while (db_next(&rows)) {
    statements_read(&rows, &one);
    bool over = one.valid_until && one.valid_until <= request->now_s;
    if (one.field != field || one.value != value || over) continue;
    if (!found || one.observed_at > out->observed_at) *out = one;
    found = true;
  }
  if (rows.end != TX_OK) return rows.end;
  return found ? TX_OK : TX_NOT_FOUND;
}

static enum tx_reason explain_statement(const struct request *request,
                                        const struct resident *resident, int field, int value,
                                        struct restraint_view *out) {
  struct statement_row statement;
  enum tx_reason reason = find_statement(request, resident, field, value, &statement);
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  out->until = statement.valid_until;
  host_copy(statement.source, out->by, sizeof out->by);
  return find_any(request, resident, &statement, TX_STATE_ACTIVE, out);
}

/* --- all of them ------------------------------------------------------------------------------ */

static struct restraint_view *add(struct restraint_view *out, size_t *count, const char *field,
                                  const char *value) {
  struct restraint_view *view = &out[(*count)++];
  *view = (struct restraint_view){ .field = field, .value = value, .ground = -1 };
  return view;
}

static enum tx_reason add_state(const struct request *request, const struct resident *resident,
                                enum tx_state state, struct restraint_view *out, size_t *count) {
  if (state == TX_STATE_ACTIVE) return TX_OK;
  struct restraint_view *view = add(out, count, "state", tx_state_word(state));
  if (state >= TX_STATE_SUSPENDED) return find_any(request, resident, NULL, state, view);
  return explain_statement(request, resident, STATEMENT_STATE, (int)state, view);
}

enum tx_reason restraints_of(const struct request *request, const struct resident *resident,
                             struct restraint_view out[RESTRAINTS_MAX], size_t *count) {
  struct tx_record record = tx_record_unpack(resident->record);
  *count = 0;
  enum tx_reason reason = add_state(request, resident, record.state, out, count);
  if (reason == TX_OK && record.health >= TX_HEALTH_YELLOW)
    reason = explain_statement(request, resident, STATEMENT_HEALTH, (int)record.health,
                               add(out, count, "health", tx_health_word(record.health)));
  if (reason == TX_OK && record.test >= TX_TEST_MIXED_POSITIVE)
    reason = explain_statement(request, resident, STATEMENT_TEST, (int)record.test,
                               add(out, count, "test", tx_test_word(record.test)));
  return reason;
}
