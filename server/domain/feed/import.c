/* SPDX-License-Identifier: Apache-2.0 */
#include "import.h"

#include "domain/audit/log.h"
#include "domain/resident/id_document.h"
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

enum phase { READING, APPLYING, DONE };

struct feed_import {
  struct server *server;
  const struct request *request; /* of the step under way */
  char *text;                    /* UTF-8; owned */
  struct csv csv;
  int places[FEED_COLUMNS];
  enum phase phase;
  struct import_row *parts; /* one an area that the feed speaks of */
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
static enum tx_reason part_of(struct feed_import *feed, uint64_t area, int64_t *id,
                              struct host_problem *problem) {
  for (size_t i = 0; i < feed->part_count; i++)
    if (feed->parts[i].area == area) return *id = feed->parts[i].id, TX_OK;
  struct import_row *grown = realloc(feed->parts, (feed->part_count + 1) * sizeof *grown);
  if (!grown) return host_problem_of(problem, TX_NO_MEMORY);
  feed->parts = grown;
  struct import_row *part = &grown[feed->part_count];
  *part = (struct import_row){ .area = area, .kind = "feed" };
  enum tx_reason reason = intake_begin(feed->server, feed->request, part, problem);
  if (reason != TX_OK) return reason;
  feed->part_count++;
  *id = part->id;
  return TX_OK;
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
  bool any = false;
  enum tx_reason reason = host_problem_of(problem, areas_of(feed, subject, areas, &count));
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    bool added = false;
    int64_t id = 0;
    reason = part_of(feed, areas[i], &id, problem);
    if (reason == TX_OK)
      reason =
          host_problem_of(problem, statements_add(feed->request->db, areas[i], subject, statement,
                                                  id, feed->request->now_s, &added));
    any = any || added;
  }
  feed->report.unknown += count == 0;
  feed->report.added += any;
  feed->report.repeated += count && !any;
  return reason;
}

static void note_error(struct feed_import *feed, size_t line, enum feed_column column,
                       const struct host_problem *problem) {
  row_errors_add(&feed->report.errors, line, feed_column_zh(column), feed_column_en(column),
                 problem);
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
  bool good = statement_read(&words, feed->request->now_s, &statement, &column, &wrong);
  if (good && !id_document_normalise(value_at(feed, row, FEED_ID), number)) {
    host_problem_say(&wrong, TX_BAD_ARGUMENT, "不是证件号码", "is no identity number");
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
  for (size_t i = 0; i < feed->part_count && reason == TX_OK; i++)
    reason = intake_note(feed->request, &feed->parts[i], problem);
  return reason;
}

/* All rows are in: from this commit on they count. */
static enum tx_reason show_all(struct feed_import *feed) {
  char detail[120];
  struct db *db = feed->request->db;
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < feed->part_count && reason == TX_OK; i++)
    reason =
        imports_move(db, feed->parts[i].area, feed->parts[i].id, IMPORT_RUNNING, IMPORT_APPLYING);
  snprintf(detail, sizeof detail, "added %zu, repeated %zu, refused %zu", feed->report.added,
           feed->report.repeated, feed->report.errors.refused);
  return reason == TX_OK ? audit_log_append(feed->request, feed->server->area, "feed", detail)
                         : reason;
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
  DB_TRANSACTION work = db_begin(feed->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = note_parts(feed, problem);
  if (reason == TX_OK) reason = read_rows(feed, &end, problem);
  if (reason == TX_OK && end) reason = host_problem_of(problem, show_all(feed));
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK && end) feed->phase = APPLYING;
  return reason;
}

static enum tx_reason apply_slice(struct feed_import *feed, struct host_problem *problem) {
  bool done = false;
  if (feed->applied == feed->part_count) return feed->phase = DONE, TX_OK;
  struct import_row *part = &feed->parts[feed->applied];
  size_t before = part->changed;
  enum tx_reason reason = intake_apply(feed->request, part, &done);
  feed->report.changed += part->changed - before;
  feed->applied += done;
  if (feed->applied == feed->part_count) feed->phase = DONE;
  return host_problem_of(problem, reason);
}

enum tx_reason feed_import_step(struct feed_import *feed, const struct request *request, bool *done,
                                struct host_problem *problem) {
  feed->request = request;
  enum tx_reason reason =
      feed->phase == READING ? read_slice(feed, problem) : apply_slice(feed, problem);
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
    intake_leave(feed->server, &feed->parts[i]);
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
