/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_internal.h"

#include "domain/audit/log.h"
#include "domain/resident/merge.h"
#include "domain/resident/residency.h"
#include "host/text/text.h"
#include "model/ground.h"
#include "model/request.h"
#include "store/office/appeals.h"
#include "store/office/requests.h"

#include <stdio.h>
#include <stdlib.h>

/* --- what it is about ------------------------------------------------------------------------- */

/* Of the record that restrains; 0: it does not. */
static int value_of(const struct resident *resident, enum appeal_field field) {
  struct tx_record record = tx_record_unpack(resident->record);
  if (field == APPEAL_STATE) return record.state > TX_STATE_ACTIVE ? (int)record.state : 0;
  if (field == APPEAL_HEALTH) return record.health >= TX_HEALTH_YELLOW ? (int)record.health : 0;
  return record.test >= TX_TEST_MIXED_POSITIVE ? (int)record.test : 0;
}

static bool decided(const struct request_row *row, enum appeal_field field, int value) {
  static const enum statement_field fields[APPEAL_FIELDS] = { STATEMENT_STATE, STATEMENT_HEALTH,
                                                              STATEMENT_TEST };
  if (row->act == REQUEST_STATE) return field == APPEAL_STATE && (int)row->state == value;
  return row->statement.field == (int)fields[field] && row->statement.value == value;
}

/* Which request did it, if one did: its ground and its bodies. */
static enum tx_reason find_decision(const struct request *request, int value, struct appeal *out) {
  struct request_row row;
  struct tx_span sealed;
  const char *wanted;
  out->ground = -1;
  DB_ROWS rows = requests_done_to(request->db, out->area, out->index);
  while (db_next(&rows)) {
    requests_read(&rows, &row, &sealed, &wanted);
    if (!decided(&row, out->field, value)) continue;
    out->request = row.id;
    out->ground = row.ground;
    memcpy(out->asked_body, row.asked_body, sizeof out->asked_body);
    memcpy(out->decided_body, row.decided_body, sizeof out->decided_body);
    return TX_OK;
  }
  return rows.end;
}

static bool is_b(int ground) {
  return ground >= 0 && grounds[ground].code[0] == 'B';
}

/* --- making ----------------------------------------------------------------------------------- */

static enum tx_reason check_words(const char *words, struct host_problem *problem) {
  if (!*words)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请写明申诉的理由。",
                            "Please say why it is appealed against.");
  if (strlen(words) < APPEAL_WORDS_SIZE) return TX_OK;
  return host_problem_set(problem, TX_BAD_ARGUMENT, "说明最多%d个字节。",
                          "The words have at most %d bytes.", APPEAL_WORDS_SIZE - 1);
}

static enum tx_reason check_none_waits(const struct request *request, const struct appeal_in *in,
                                       struct host_problem *problem) {
  struct appeal row;
  struct tx_span sealed;
  DB_ROWS rows = appeals_about(request->db, in->area, in->index);
  while (db_next(&rows)) {
    appeals_read(&rows, &row, &sealed);
    if (row.field == in->field && row.state <= APPEAL_ESCALATED)
      return host_problem_set(problem, TX_CONFLICT, "第%lld号申诉还在办理。",
                              "The appeal %lld still waits for its answer.", (long long)row.id);
  }
  return host_problem_of(problem, rows.end);
}

static enum tx_reason fill(const struct request *request, const struct appeal_in *in,
                           struct appeal *out, struct host_problem *problem) {
  struct resident resident;
  *out = (struct appeal){ .area = in->area,
                          .index = in->index,
                          .field = in->field,
                          .way = in->way,
                          .made_at = request->now_s };
  enum tx_reason reason = residency_at(request, in->area, in->index, &resident, problem);
  if (reason != TX_OK) return reason;
  int value = value_of(&resident, in->field);
  if (!value)
    return host_problem_say(problem, TX_CONFLICT, "此人在这一项上没有限制，无须申诉。",
                            "Nothing of that kind restrains the person: there is nothing to appeal "
                            "against.");
  reason = host_problem_of(problem, find_decision(request, value, out));
  out->due_at = request->now_s + (is_b(out->ground) ? APPEAL_DUE_B_S : APPEAL_DUE_A_S);
  if (request->caller) snprintf(out->made_by, sizeof out->made_by, "%s", request->caller->login);
  host_copy(in->words, out->words, sizeof out->words);
  return reason;
}

static enum tx_reason write_down(const struct request *request, struct appeal *row) {
  char detail[64];
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = appeals_add(request->db, row);
  if (reason == TX_OK) reason = appeal_seal(request, row);
  snprintf(detail, sizeof detail, "appeal %lld %s", (long long)row->id,
           appeal_field_word(row->field));
  const struct audit_entry entry = { .action = "appeal", .detail = detail, .subject = row->index };
  if (reason == TX_OK) reason = audit_log_add(request, row->area, &entry);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason appeal_make(const struct request *request, const struct appeal_in *in,
                           struct appeal *out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, in->area, problem);
  if (reason == TX_OK) reason = check_words(in->words, problem);
  if (reason == TX_OK) reason = check_none_waits(request, in, problem);
  if (reason == TX_OK) reason = fill(request, in, out, problem);
  return reason == TX_OK ? host_problem_of(problem, write_down(request, out)) : reason;
}

/* --- listing ---------------------------------------------------------------------------------- */

static enum tx_reason collect(const struct request *request, struct db_rows *rows,
                              struct list_page *page, struct appeal **out, size_t *count) {
  struct appeal row = { 0 };
  page->next = 0;
  while (db_next(rows)) {
    if (*count == page->limit) return page->next = row.id, TX_OK;
    enum tx_reason reason = appeal_open(request, rows, &row);
    if (reason != TX_OK) return reason;
    struct appeal *grown = realloc(*out, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *out = grown;
    grown[(*count)++] = row;
  }
  return rows->end;
}

enum tx_reason appeal_list(const struct request *request, uint64_t area, bool waiting_only,
                           struct list_page *page, struct appeal **out, size_t *count,
                           struct host_problem *problem) {
  *out = NULL;
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows =
      appeals_page(request->db, area, waiting_only ? APPEAL_ESCALATED : APPEAL_STATES - 1, page);
  return host_problem_of(problem, collect(request, &rows, page, out, count));
}

enum tx_reason appeal_of(const struct request *request, uint64_t area, uint32_t index,
                         struct appeal **out, size_t *count) {
  DB_ROWS rows = appeals_about(request->db, area, index);
  return collect(request, &rows, &(struct list_page){ .limit = SIZE_MAX }, out, count);
}
