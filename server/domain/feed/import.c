/* SPDX-License-Identifier: Apache-2.0 */
#include "import.h"

#include "domain/audit/log.h"
#include "domain/resident/id_document.h"
#include "domain/resident/residency.h"
#include "host/sys/csv.h"
#include "host/sys/file.h"
#include "store/areas.h"
#include "store/imports.h"
#include "store/residents.h"
#include "store/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define AREAS_MAX 64 /* in which one person lives */
#define MOVED 500    /* rows taken away at a time */

enum phase { READING, SHOWING, APPLYING, DONE };

/* A row of one area, by whose it is: in this order rows are moved, so that what stands together in
 * the database is written together. */
struct place {
  uint64_t person; /* the first bytes of the keyed hash */
  int64_t n;
  bool counts; /* a row that goes to several areas is counted in the first */
};

/* What a feed brings to one area. */
struct part {
  struct import_row row;
  struct place *places;
  size_t count, cap, moved;
  bool sorted;
};

struct feed_import {
  struct server *server;
  const struct request *request; /* of the step under way */
  char *text;                    /* UTF-8; owned */
  struct csv csv;
  int places[FEED_COLUMNS];
  enum phase phase;
  struct part *parts; /* one an area that the feed speaks of */
  size_t part_count, applied;
  struct feed_report report;
};

static enum tx_reason read_heading(struct feed_import *feed, struct host_problem *problem) {
  struct csv_row row;
  enum csv_end end = csv_next(&feed->csv, &row, problem);
  if (end == CSV_BAD) return problem->reason;
  if (end == CSV_END)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "文件是空的。", "The file is empty.");
  for (int column = 0; column < FEED_COLUMNS; column++) {
    feed->places[column] = -1;
    for (size_t i = 0; i < row.count; i++)
      if (strcmp(row.fields[i], feed_column_zh((enum feed_column)column)) == 0 ||
          strcasecmp(row.fields[i], feed_column_en((enum feed_column)column)) == 0)
        feed->places[column] = (int)i;
    if (feed->places[column] < 0 && column != FEED_UNTIL)
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头缺少“%s”(%s)一列。",
                              "The heading lacks the column %s (%s).",
                              feed_column_zh((enum feed_column)column),
                              feed_column_en((enum feed_column)column));
  }
  return TX_OK;
}

static const char *value_at(const struct feed_import *feed, const struct csv_row *row,
                            enum feed_column column) {
  int place = feed->places[column];
  return place >= 0 && (size_t)place < row->count ? row->fields[place] : "";
}

/* --- where it goes ---------------------------------------------------------------------------- */

/* What this feed brings to an area has an id of that area. */
static enum tx_reason part_of(struct feed_import *feed, uint64_t area, struct part **out,
                              struct host_problem *problem) {
  for (size_t i = 0; i < feed->part_count; i++)
    if (feed->parts[i].row.area == area) return *out = &feed->parts[i], TX_OK;
  struct part *grown = realloc(feed->parts, (feed->part_count + 1) * sizeof *grown);
  if (!grown) return host_problem_of(problem, TX_NO_MEMORY);
  feed->parts = grown;
  *out = &grown[feed->part_count];
  **out = (struct part){ .row = { .area = area, .kind = "feed" } };
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

static enum tx_reason stage(struct feed_import *feed, struct part *part, bool counts,
                            const uint8_t subject[TX_HASH_SIZE],
                            const struct statement_row *statement) {
  struct place place = { .n = (int64_t)part->count + 1, .counts = counts };
  if (!grow(part)) return TX_NO_MEMORY;
  for (int i = 0; i < 8; i++)
    place.person = place.person << 8 | subject[i];
  enum tx_reason reason = statements_stage(feed->request->db, part->row.area, part->row.id, place.n,
                                           subject, statement);
  if (reason == TX_OK) part->places[part->count++] = place;
  return reason;
}

static enum tx_reason areas_of(struct feed_import *feed, const uint8_t subject[TX_HASH_SIZE],
                               uint64_t *areas, size_t *count) {
  DB_ROWS rows = directory_areas(feed->request->db, subject);
  while (*count < AREAS_MAX && db_next(&rows))
    areas[(*count)++] = (uint64_t)db_column_int(&rows, 0);
  return rows.end;
}

/* A statement is kept in each area in which the person lives. */
static enum tx_reason add(struct feed_import *feed, const uint8_t subject[TX_HASH_SIZE],
                          const struct statement_row *statement, struct host_problem *problem) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  enum tx_reason reason = host_problem_of(problem, areas_of(feed, subject, areas, &count));
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    struct part *part = NULL;
    reason = part_of(feed, areas[i], &part, problem);
    if (reason == TX_OK)
      reason = host_problem_of(problem, stage(feed, part, i == 0, subject, statement));
  }
  feed->report.unknown += count == 0;
  return reason;
}

static void note_error(struct feed_import *feed, size_t line, enum feed_column column,
                       const struct host_problem *problem) {
  row_errors_add(&feed->report.errors, line, feed_column_zh(column), feed_column_en(column),
                 problem);
}

/* What spreadsheets put around a number: invisible characters, ="…" and a .0 at its end. */
static bool read_number(const char *text, char number[ID_NUMBER_MAX + 1]) {
  static const char *const around[] = {
    "\xc2\xa0", "\xe3\x80\x80", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xef\xbb\xbf", "=",
    "\""
  };
  char bare[4 * ID_NUMBER_MAX + 1];
  size_t n = 0, i;
  while (*text && n + 1 < sizeof bare) {
    for (i = 0; i < sizeof around / sizeof *around; i++)
      if (strncmp(text, around[i], strlen(around[i])) == 0) break;
    if (i < sizeof around / sizeof *around)
      text += strlen(around[i]);
    else
      bare[n++] = *text++;
  }
  bare[n] = '\0';
  if (n > 2 && strcmp(bare + n - 2, ".0") == 0) bare[n - 2] = '\0';
  return !*text && !strpbrk(bare, ".+") && id_document_normalise(bare, number);
}

static enum tx_reason take_row(struct feed_import *feed, const struct csv_row *row,
                               struct host_problem *problem) {
  struct statement_row statement;
  struct host_problem wrong = { 0 };
  enum feed_column column;
  char number[ID_NUMBER_MAX + 1];
  uint8_t subject[TX_HASH_SIZE];
  const struct statement_words words = {
    value_at(feed, row, FEED_FIELD), value_at(feed, row, FEED_VALUE),
    value_at(feed, row, FEED_SOURCE), value_at(feed, row, FEED_AT), value_at(feed, row, FEED_UNTIL)
  };
  if (row->damaged) {
    host_problem_say(&wrong, TX_BAD_ARGUMENT, "此行含有无法辨认的字符，请改正",
                     "the row holds bytes that are no character, please correct it");
    note_error(feed, row->line, FEED_ID, &wrong);
    return TX_OK;
  }
  bool good = statement_read(&words, feed->request->now_s, &statement, &column, &wrong);
  if (good && !read_number(value_at(feed, row, FEED_ID), number)) {
    host_problem_say(&wrong, TX_BAD_ARGUMENT, "不是证件号码（表格可能改写了它，请把该列设为文本）",
                     "is no identity number; a spreadsheet may have rewritten it, make the column "
                     "text");
    column = FEED_ID;
    good = false;
  }
  if (!good) return note_error(feed, row->line, column, &wrong), TX_OK;
  field_hash(&feed->server->fields, "id", number, subject);
  return add(feed, subject, &statement, problem);
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
    const struct import_row *row = &feed->parts[i].row;
    reason = imports_move(db, row->area, row->id, IMPORT_RUNNING, IMPORT_APPLYING);
  }
  snprintf(detail, sizeof detail, "rows %zu, unknown %zu, refused %zu", feed->report.rows,
           feed->report.unknown, feed->report.errors.refused);
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
  struct slice slice = slice_begin();
  struct csv_row row;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && !*end && !slice_over(&slice)) {
    enum csv_end read = csv_next(&feed->csv, &row, problem);
    if (read == CSV_BAD) return problem->reason;
    *end = read == CSV_END;
    if (*end) break;
    feed->report.rows++;
    reason = take_row(feed, &row, problem);
  }
  return reason;
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

/* --- moving rows to where they count ---------------------------------------------------------- */

static int by_person(const void *a, const void *b) {
  const struct place *left = a, *right = b;
  if (left->person != right->person) return left->person < right->person ? -1 : 1;
  return (left->n > right->n) - (left->n < right->n);
}

static enum tx_reason move_row(struct feed_import *feed, struct part *part,
                               uint8_t subject[TX_HASH_SIZE], bool *any) {
  const struct place *place = &part->places[part->moved++];
  bool added = false;
  enum tx_reason reason = statements_unstage(feed->request->db, part->row.area, part->row.id,
                                             place->n, feed->request->now_s, subject, &added);
  *any = *any || added;
  feed->report.added += place->counts && added;
  feed->report.repeated += place->counts && !added && reason == TX_OK;
  return reason;
}

/* All rows of one person, who is merged once. */
static enum tx_reason move_person(struct feed_import *feed, struct part *part) {
  uint8_t subject[TX_HASH_SIZE];
  uint64_t person = part->places[part->moved].person;
  bool any = false;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && part->moved < part->count && part->places[part->moved].person == person)
    reason = move_row(feed, part, subject, &any);
  if (reason != TX_OK || !any) return reason;
  return residency_remerge(feed->request, part->row.area, subject, &feed->report.changed);
}

static enum tx_reason move_some(struct feed_import *feed, struct part *part, bool *done) {
  struct slice slice = slice_begin();
  bool left = true;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && part->moved < part->count && !slice_over(&slice))
    reason = move_person(feed, part);
  while (reason == TX_OK && part->moved == part->count && left && !slice_over(&slice))
    reason = statements_withdraw(feed->request->db, part->row.area, part->row.id, MOVED, &left);
  *done = !left;
  return reason;
}

static enum tx_reason apply_slice(struct feed_import *feed, struct host_problem *problem) {
  struct part *part = &feed->parts[feed->applied];
  bool done = false;
  if (!part->sorted) qsort(part->places, part->count, sizeof *part->places, by_person);
  part->sorted = true;
  DB_TRANSACTION work = db_begin_relaxed(feed->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = move_some(feed, part, &done);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK && done)
    reason = imports_end(feed->request->db, part->row.area, part->row.id);
  if (reason == TX_OK && done && ++feed->applied == feed->part_count) feed->phase = DONE;
  return host_problem_of(problem, reason);
}

enum tx_reason feed_import_step(struct feed_import *feed, const struct request *request, bool *done,
                                struct host_problem *problem) {
  feed->request = request;
  enum tx_reason reason = feed->phase == READING   ? read_slice(feed, problem)
                          : feed->phase == SHOWING ? show(feed, problem)
                                                   : apply_slice(feed, problem);
  *done = feed->phase == DONE;
  feed->report.per_mille = csv_progress(&feed->csv, feed->text);
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
  free(feed->text);
  free(feed);
}

enum tx_reason feed_import_open(struct server *server, const struct request *request,
                                struct tx_span bytes, struct feed_import **out,
                                struct host_problem *problem) {
  size_t len = 0;
  struct feed_import *feed = calloc(1, sizeof *feed);
  if (!feed) return host_problem_of(problem, TX_NO_MEMORY);
  feed->server = server;
  feed->request = request;
  *out = feed;
  enum tx_reason reason = csv_to_utf8(bytes, &feed->text, &len, problem);
  if (reason != TX_OK) return reason;
  csv_start(&feed->csv, feed->text, len);
  return read_heading(feed, problem);
}
