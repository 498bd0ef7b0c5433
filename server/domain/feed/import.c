/* SPDX-License-Identifier: Apache-2.0 */
#include "import_internal.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "domain/gate/sample.h"
#include "domain/roster/id_document.h"
#include "domain/statement/content.h"
#include "domain/statement/homes.h"
#include "host/sys/file.h"
#include "host/text/date.h"
#include "store/core/areas.h"
#include "store/feed/statements.h"
#include "store/resident/imports.h"
#include "store/resident/residents.h"
#include "tube.h"

#include <stdio.h>
#include <stdlib.h>

#define AHEAD 16 /* rows whose homes are asked for at once */

static enum tx_reason read_heading(struct feed_import *feed, struct host_problem *problem) {
  static const enum feed_member needed[] = { FEED_ID, FEED_FIELD, FEED_VALUE, FEED_SOURCE,
                                             FEED_AT };
  struct csv_row row;
  enum csv_end end = csv_next(&feed->csv, &row, problem);
  if (end == CSV_BAD) return problem->reason;
  if (end == CSV_END)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "文件是空的。", "The file is empty.");
  for (int member = 0; member < FEED_MEMBERS; member++)
    feed->places[member] = -1;
  for (size_t i = 0; i < row.count; i++) {
    int member = feed_member_find(row.fields[i]);
    if (member >= 0) feed->places[member] = (int)i;
  }
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (feed->places[needed[i]] < 0 && (needed[i] != FEED_ID || feed->places[FEED_TUBE] < 0))
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头缺少“%s”%.0s一列。",
                              "The heading lacks the column \"%s\" (%s).",
                              feed_member_zh(needed[i]), feed_member_en(needed[i]));
  return TX_OK;
}

bool feed_heading_stands(const char *text, size_t n) {
  struct feed_import feed = { 0 };
  struct host_problem ignored = { 0 };
  csv_start(&feed.csv, text, n);
  const bool stands = read_heading(&feed, &ignored) == TX_OK;
  csv_finish(&feed.csv);
  return stands;
}

static void read_words(const struct feed_import *feed, const struct csv_row *row,
                       struct statement_words *out) {
  *out = (struct statement_words){ 0 };
  for (int member = 0; member < FEED_MEMBERS; member++) {
    int place = feed->places[member];
    if (place >= 0 && (size_t)place < row->count) out->of[member] = row->fields[place];
  }
}

/* --- where it goes ---------------------------------------------------------------------------- */

/* What this feed brings to an area has an id of that area. */
static enum tx_reason part_of(struct feed_import *feed, uint64_t area, bool held, struct part **out,
                              struct host_problem *problem) {
  for (size_t i = 0; i < feed->part_count; i++)
    if (feed->parts[i].row.area == area && feed->parts[i].held == held)
      return *out = &feed->parts[i], TX_OK;
  struct part *grown = realloc(feed->parts, (feed->part_count + 1) * sizeof *grown);
  if (!grown) return host_problem_of(problem, TX_NO_MEMORY);
  feed->parts = grown;
  *out = &grown[feed->part_count];
  **out = (struct part){ .row = { .area = area, .kind = "feed" }, .held = held };
  if (held) memcpy((*out)->row.kind, "held", sizeof "held");
  enum tx_reason reason = intake_begin(feed->server, feed->request, &(*out)->row, problem);
  feed->part_count += reason == TX_OK;
  return reason;
}

static bool grow(struct part *part) {
  if (part->count < part->cap) return true;
  size_t cap = part->cap ? part->cap * 2 : 1024;
  struct place *grown = realloc(part->places, cap * sizeof *grown);
  if (!grown) return false;
  part->places = grown;
  part->cap = cap;
  return true;
}

/* A row as it was read. */
struct said {
  struct statement_row row;
  uint8_t subject[TX_HASH_SIZE];
  struct host_bytes sealed;
};

static enum tx_reason stage(struct feed_import *feed, struct part *part, bool counts,
                            const struct said *said) {
  struct place place = { .n = (int64_t)part->count + 1, .counts = counts };
  if (!grow(part)) return TX_NO_MEMORY;
  for (int i = 0; i < 8; i++)
    place.person = place.person << 8 | said->subject[i];
  enum tx_reason reason = statements_stage(feed->request->db, part->row.area, part->row.id, place.n,
                                           said->subject, &said->row, host_span(&said->sealed));
  if (reason == TX_OK) part->places[part->count++] = place;
  return reason;
}

/* A statement is kept in each area in which the person lives. */
static enum tx_reason add(struct feed_import *feed, const struct said *said,
                          struct host_problem *problem) {
  uint64_t areas[HOMES_MAX];
  size_t count = 0;
  enum restraint restraint = statement_restraint(&said->row);
  bool held = restraint != RESTRAINT_NONE;
  enum tx_reason reason =
      host_problem_of(problem, homes_find(feed->request, said->subject, 0, areas, &count));
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    struct part *part = NULL;
    reason = part_of(feed, areas[i], held, &part, problem);
    if (reason == TX_OK) reason = host_problem_of(problem, stage(feed, part, i == 0, said));
    if (reason == TX_OK && held) held_note(&part->wish, said->subject, &said->row, restraint);
  }
  feed->report.unknown += count == 0;
  feed->report.held += held && count > 0;
  return reason;
}

static void note_error(struct feed_import *feed, size_t line, enum feed_member member,
                       const struct host_problem *problem) {
  row_errors_add(&feed->report.errors, line, feed_member_zh(member), feed_member_en(member),
                 problem);
}

/* Only a health body says by hand that something is over, or that a test was the person's own. */
static bool may_end(const struct feed_import *feed) {
  const struct caller *caller = feed->request->caller;
  return !caller || caller->rights & RIGHT_STATEMENTS;
}

static bool check_rights(const struct feed_import *feed, const struct statement_words *words,
                         struct statement_row *row, enum feed_member *member,
                         struct host_problem *wrong) {
  const char *act = words->of[FEED_ACT];
  if (may_end(feed)) return true;
  if (row->value == TX_TEST_NEGATIVE && row->method == METHOD_SINGLE) row->method = METHOD_UNSAID;
  if (row->act == STATEMENT_SET) return true;
  *member = act && *act ? FEED_ACT : FEED_VALUE;
  return host_problem_say(wrong, TX_NOT_ALLOWED, "解除和撤回只能由疾控的账号录入",
                          "ends something, which only an account of the role health enters") ==
         TX_OK;
}

static bool is_of_tube(const struct statement_words *words) {
  return words->of[FEED_TUBE] && *words->of[FEED_TUBE];
}

static bool read_row(struct feed_import *feed, const struct csv_row *row,
                     const struct statement_words *words, struct said *out,
                     enum feed_member *member, struct host_problem *wrong) {
  char number[ID_NUMBER_MAX + 1];
  *member = FEED_ID;
  if (row->damaged)
    return host_problem_say(wrong, TX_BAD_ARGUMENT, "此行含有无法辨认的字符，请改正",
                            "the row holds bytes that are no character, please correct it") ==
           TX_OK;
  if (!statement_read(words, feed->request->now_s, &out->row, member, wrong)) return false;
  if (!check_rights(feed, words, &out->row, member, wrong)) return false;
  if (is_of_tube(words))
    return tube_read(&feed->server->fields, words, &out->row, out->subject, member, wrong);
  *member = FEED_ID;
  if (!statement_read_number(words->of[FEED_ID] ? words->of[FEED_ID] : "", number))
    return host_problem_say(wrong, TX_BAD_ARGUMENT,
                            "不是证件号码（表格可能改写了它，请把该列设为文本）",
                            "is no identity number; a spreadsheet may have rewritten it, make the "
                            "column text") == TX_OK;
  field_hash(&feed->server->fields, "id", number, out->subject);
  return true;
}

/* A row about a tube as it is said of one who is in it. */
static enum tx_reason take_swab(struct feed_import *feed, const struct statement_words *words,
                                const struct said *said, const struct swab_row *swab,
                                struct host_problem *problem) {
  char at[HOST_DATE_SIZE];
  struct said one = *said;
  struct statement_words of_one = *words;
  struct host_problem wrong = { 0 };
  enum feed_member member;
  host_date_utc(gate_sample_at(swab), at);
  of_one.of[FEED_AT] = at;
  if (!statement_read(&of_one, feed->request->now_s, &one.row, &member, &wrong)) return TX_OK;
  memcpy(one.subject, swab->subject, TX_HASH_SIZE);
  tube_name(&feed->server->fields, swab, &one.row);
  enum tx_reason reason =
      statement_content(&feed->server->fields, &of_one, one.subject, &one.row, &one.sealed);
  reason = reason == TX_OK ? add(feed, &one, problem) : host_problem_of(problem, reason);
  host_bytes_finish(&one.sealed);
  return reason;
}

/* Of everybody who is in the tube by now: a file can be brought again. */
static enum tx_reason take_tube(struct feed_import *feed, const struct statement_words *words,
                                const struct said *said, struct host_problem *problem) {
  struct swab_row swabs[TUBE_PEOPLE];
  size_t count = 0;
  enum tx_reason reason = host_problem_of(
      problem, tube_swabs(feed->request, said->subject, 0, said->row.observed_at, swabs, &count));
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = take_swab(feed, words, said, &swabs[i], problem);
  feed->report.unknown += count == 0;
  return reason;
}

/* Rows of people whose homes are asked for, before any of them is looked at. */
struct waiting {
  struct said said[AHEAD];
  size_t count;
};

/* Empties it, in any case. */
static enum tx_reason add_waiting(struct feed_import *feed, struct waiting *waiting,
                                  enum tx_reason reason, struct host_problem *problem) {
  for (size_t i = 0; i < waiting->count; i++) {
    if (reason == TX_OK) reason = add(feed, &waiting->said[i], problem);
    host_bytes_finish(&waiting->said[i].sealed);
  }
  waiting->count = 0;
  return reason;
}

static enum tx_reason take_row(struct feed_import *feed, const struct csv_row *row,
                               struct waiting *waiting, struct host_problem *problem) {
  struct said said = { 0 };
  struct host_problem wrong = { 0 };
  struct statement_words words;
  enum feed_member member;
  read_words(feed, row, &words);
  tube_complete(&words);
  if (!read_row(feed, row, &words, &said, &member, &wrong))
    return note_error(feed, row->line, member, &wrong), TX_OK;
  if (is_of_tube(&words)) return take_tube(feed, &words, &said, problem);
  enum tx_reason reason =
      statement_content(&feed->server->fields, &words, said.subject, &said.row, &said.sealed);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  waiting->said[waiting->count++] = said;
  reason = host_problem_of(problem, directory_foresee(feed->request->db, said.subject));
  return waiting->count == AHEAD ? add_waiting(feed, waiting, reason, problem) : reason;
}

/* --- the steps -------------------------------------------------------------------------------- */

static enum tx_reason note_parts(struct feed_import *feed, struct host_problem *problem) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < feed->part_count && reason == TX_OK; i++) {
    struct import_row *row = &feed->parts[i].row;
    row->rows = (int64_t)feed->report.rows;
    reason = intake_note(feed->request, row, problem);
  }
  return reason;
}

/* All rows are in: from this commit on nothing takes them back. */
static enum tx_reason show_all(struct feed_import *feed) {
  char detail[120];
  struct db *db = feed->request->db;
  DB_TRANSACTION work = db_begin(db);
  enum tx_reason reason = work.begun;
  for (size_t i = 0; i < feed->part_count && reason == TX_OK; i++) {
    const struct part *part = &feed->parts[i];
    reason = part->held
                 ? held_ask(feed->request, &part->row, &part->wish, &feed->report.request)
                 : imports_move(db, part->row.area, part->row.id, IMPORT_RUNNING, IMPORT_APPLYING);
  }
  snprintf(detail, sizeof detail, "rows %zu, unknown %zu, held %zu, refused %zu", feed->report.rows,
           feed->report.unknown, feed->report.held, feed->report.errors.refused);
  if (reason == TX_OK) reason = audit_log_append(feed->request, feed->server->area, "feed", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason show(struct feed_import *feed, struct host_problem *problem) {
  enum tx_reason reason = note_parts(feed, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, show_all(feed));
  if (reason == TX_OK) feed->phase = feed->part_count ? APPLYING : DONE;
  return reason;
}

static enum tx_reason read_rows(struct feed_import *feed, bool *end, struct host_problem *problem) {
  struct slice slice = slice_begin(feed->request);
  struct csv_row row;
  struct waiting waiting = { .count = 0 };
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && !*end && !slice_over(&slice)) {
    enum csv_end read = csv_next(&feed->csv, &row, problem);
    *end = read == CSV_END;
    if (read == CSV_BAD) reason = problem->reason;
    if (*end || read == CSV_BAD) break;
    feed->report.rows++;
    reason = take_row(feed, &row, &waiting, problem);
  }
  return add_waiting(feed, &waiting, reason, problem);
}

static enum tx_reason read_slice(struct feed_import *feed, struct host_problem *problem) {
  bool end = false;
  DB_TRANSACTION work = db_begin_relaxed(feed->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = note_parts(feed, problem);
  if (reason == TX_OK) reason = read_rows(feed, &end, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK && end) feed->phase = SHOWING;
  return reason;
}

/* --- all of it -------------------------------------------------------------------------------- */

enum tx_reason feed_import_step(struct feed_import *feed, const struct request *request, bool *done,
                                struct host_problem *problem) {
  feed->request = request;
  enum tx_reason reason = feed->phase == READING   ? read_slice(feed, problem)
                          : feed->phase == SHOWING ? show(feed, problem)
                                                   : feed_move_slice(feed, problem);
  *done = feed->phase == DONE;
  feed->report.per_mille = csv_progress(&feed->csv, feed->text.p);
  return reason;
}

const struct feed_report *feed_import_report(const struct feed_import *feed) {
  return &feed->report;
}

void feed_import_close(struct feed_import *feed) {
  if (!feed) return;
  for (size_t i = 0; i < feed->part_count; i++)
    intake_leave(feed->server, &feed->parts[i].row);
  for (size_t i = 0; i < feed->part_count; i++)
    free(feed->parts[i].places);
  csv_finish(&feed->csv);
  row_errors_finish(&feed->report.errors);
  free(feed->parts);
  free(feed->text.turned);
  free(feed);
}

enum tx_reason feed_import_open(struct server *server, const struct request *request,
                                struct tx_span bytes, struct feed_import **out,
                                struct host_problem *problem) {
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason != TX_OK) return reason;
  struct feed_import *feed = calloc(1, sizeof *feed);
  if (!feed) return host_problem_of(problem, TX_NO_MEMORY);
  feed->server = server;
  feed->request = request;
  *out = feed;
  reason = csv_read(bytes, &feed->text, problem);
  if (reason != TX_OK) return reason;
  csv_start(&feed->csv, feed->text.p, feed->text.n);
  return read_heading(feed, problem);
}
