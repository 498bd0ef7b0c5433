/* SPDX-License-Identifier: Apache-2.0 */
#include "feed.h"

#include "chain.h"
#include "host/sys/csv.h"
#include "host/sys/date.h"
#include "identity.h"
#include "merge.h"
#include "residency.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define ERRORS_SHOWN 1000
#define AHEAD_S 300 /* nothing observed further ahead than this is taken */

enum feed_column {
  FEED_ID,
  FEED_FIELD,
  FEED_VALUE,
  FEED_SOURCE,
  FEED_AT,
  FEED_UNTIL,
  FEED_COLUMNS
};

static const struct {
  const char *zh, *en;
} columns[FEED_COLUMNS] = {
  [FEED_ID] = { "证件号码", "id_number" }, [FEED_FIELD] = { "项目", "field" },
  [FEED_VALUE] = { "结果", "value" },      [FEED_SOURCE] = { "来源", "source" },
  [FEED_AT] = { "时间", "observed_at" },   [FEED_UNTIL] = { "有效期至", "valid_until" },
};

struct feed {
  struct office *office;
  const struct call *call;
  struct csv csv;
  int places[FEED_COLUMNS];
  json_t *errors;
  size_t rows, added, repeated, unknown, refused, changed;
};

static enum tx_reason read_heading(struct feed *feed, struct host_problem *problem) {
  struct csv_row row;
  enum csv_end end = csv_next(&feed->csv, &row, problem);
  if (end == CSV_BAD) return problem->reason;
  if (end == CSV_END)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "文件是空的。", "The file is empty.");
  for (int column = 0; column < FEED_COLUMNS; column++) {
    feed->places[column] = -1;
    for (size_t i = 0; i < row.count; i++)
      if (strcmp(row.fields[i], columns[column].zh) == 0 ||
          strcasecmp(row.fields[i], columns[column].en) == 0)
        feed->places[column] = (int)i;
    if (feed->places[column] < 0 && column != FEED_UNTIL)
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头缺少“%s”(%s)一列。",
                         "The heading lacks the column %s (%s).", columns[column].zh,
                         columns[column].en);
  }
  return TX_OK;
}

static const char *value_at(const struct feed *feed, const struct csv_row *row,
                            enum feed_column column) {
  int place = feed->places[column];
  return place >= 0 && (size_t)place < row->count ? row->fields[place] : "";
}

/* Spreadsheets write 2022/01/03 16:00 where ISO 8601 has 2022-01-03T16:00. */
static bool read_time(const char *text, int64_t now_s, int64_t *out) {
  char iso[HOST_DATE_SIZE];
  snprintf(iso, sizeof iso, "%s", text);
  for (char *p = iso; *p; p++) {
    if (*p == '/') *p = '-';
    if (*p == ' ') *p = 'T';
  }
  return host_date_read(iso, now_s, out);
}

/* The words of one statement, from a row or a command. */
struct words {
  const char *field, *value, *source, *at, *until;
};

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

static bool read_statement(const struct words *words, int64_t now_s, struct statement_row *out,
                           enum feed_column *column, struct host_problem *problem) {
  *column = FEED_FIELD;
  int field = statement_field_find(words->field);
  if (field < 0)
    return wrong(problem, "应为健康码、行程、核酸、状态或采样",
                 "should be health, travel, test, state or swab");
  *column = FEED_VALUE;
  int value = statement_value_find((enum statement_field)field, words->value);
  if (value < 0) return wrong(problem, "这个项目没有这样的结果", "is no value of that field");
  *column = FEED_SOURCE;
  if (!*words->source || strlen(words->source) >= sizeof out->source)
    return wrong(problem, "应有1至64个字节", "should have 1 to 64 bytes");
  *column = FEED_AT;
  if (!read_time(words->at, now_s, &out->observed_at))
    return wrong(problem, "不是时间,应写作 2022-01-31T08:00:00Z 或 2022-01-31 16:00",
                 "is no time: write 2022-01-31T08:00:00Z, or 2022-01-31 16:00 for China's time");
  if (out->observed_at > now_s + AHEAD_S) return wrong(problem, "晚于现在", "is later than now");
  *column = FEED_UNTIL;
  out->valid_until = 0;
  if (*words->until && !read_time(words->until, now_s, &out->valid_until))
    return wrong(problem, "不是时间", "is no time");
  out->field = field;
  out->value = value;
  snprintf(out->source, sizeof out->source, "%s", words->source);
  return true;
}

static void note_error(struct feed *feed, size_t line, enum feed_column column,
                       const struct host_problem *problem) {
  feed->refused++;
  if (json_array_size(feed->errors) >= ERRORS_SHOWN) return;
  json_array_append_new(feed->errors,
                        json_pack("{s:I, s:s, s:s, s:s, s:s}", "line", (json_int_t)line, "column",
                                  columns[column].zh, "column_en", columns[column].en, "zh",
                                  problem->zh, "en", problem->en));
}

static bool is_known(struct office *office, const uint8_t subject[TX_HASH_SIZE]) {
  DB_ROWS rows = residents_of_subject(office->db, subject);
  return db_next(&rows);
}

static enum tx_reason take_row(struct feed *feed, const struct csv_row *row) {
  struct statement_row statement;
  struct host_problem problem;
  enum feed_column column;
  char number[ID_NUMBER_MAX + 1];
  uint8_t subject[TX_HASH_SIZE];
  const struct words words = { value_at(feed, row, FEED_FIELD), value_at(feed, row, FEED_VALUE),
                               value_at(feed, row, FEED_SOURCE), value_at(feed, row, FEED_AT),
                               value_at(feed, row, FEED_UNTIL) };
  bool good = read_statement(&words, feed->call->now_s, &statement, &column, &problem);
  if (good && !identity_normalise(value_at(feed, row, FEED_ID), number)) {
    good = wrong(&problem, "不是证件号码", "is no identity number");
    column = FEED_ID;
  }
  if (!good) {
    note_error(feed, row->line, column, &problem);
    return TX_OK;
  }
  vault_hash(&feed->office->vault, "id", number, subject);
  if (!is_known(feed->office, subject)) {
    feed->unknown++;
    return TX_OK;
  }
  bool added = false;
  enum tx_reason reason =
      statements_add(feed->office->db, subject, &statement, feed->call->now_s, &added);
  if (reason != TX_OK) return reason;
  feed->added += added;
  feed->repeated += !added;
  return added ? residency_remerge(feed->office, subject, feed->call->now_s, &feed->changed)
               : TX_OK;
}

static enum tx_reason take_rows(struct feed *feed, const char *text, struct host_problem *problem) {
  struct csv_row row;
  enum csv_end end;
  enum tx_reason reason = read_heading(feed, problem);
  if (reason != TX_OK) return reason;
  while ((end = csv_next(&feed->csv, &row, problem)) == CSV_ROW) {
    reason = take_row(feed, &row);
    if (reason != TX_OK) return host_problem_of(problem, reason);
    if (++feed->rows % 1000 == 0 && feed->office->progress)
      feed->office->progress(csv_progress(&feed->csv, text));
  }
  return end == CSV_BAD ? problem->reason : TX_OK;
}

static enum tx_reason take_feed(struct feed *feed, const char *text, struct host_problem *problem) {
  char detail[120];
  DB_TRANSACTION work = db_begin(feed->office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = take_rows(feed, text, problem);
  if (reason != TX_OK) return reason;
  snprintf(detail, sizeof detail, "added %zu, changed %zu, refused %zu", feed->added, feed->changed,
           feed->refused);
  reason = chain_append(feed->office, feed->call, feed->office->area, "feed", detail);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason feed_import(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem) {
  struct feed feed = { .office = office, .call = call };
  char *text = NULL;
  size_t len = 0;
  enum tx_reason reason = csv_to_utf8(tx_span_text(in_text(in, "csv", "")), &text, &len, problem);
  if (reason != TX_OK) return reason;
  feed.errors = json_array();
  csv_start(&feed.csv, text, len);
  reason = take_feed(&feed, text, problem);
  csv_finish(&feed.csv);
  free(text);
  if (reason == TX_OK)
    *out = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:O}", "rows", (json_int_t)feed.rows, "added",
                     (json_int_t)feed.added, "repeated", (json_int_t)feed.repeated, "unknown",
                     (json_int_t)feed.unknown, "refused", (json_int_t)feed.refused, "changed",
                     (json_int_t)feed.changed, "errors", feed.errors);
  json_decref(feed.errors);
  return reason;
}

static enum tx_reason add_one(struct office *office, const struct call *call,
                              const struct resident *resident,
                              const struct statement_row *statement, size_t *changed) {
  char detail[120];
  bool added = false;
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  snprintf(detail, sizeof detail, "%u field %d value %d", resident->index, statement->field,
           statement->value);
  enum tx_reason reason =
      statements_add(office->db, resident->id_hash, statement, call->now_s, &added);
  if (reason == TX_OK) reason = residency_remerge(office, resident->id_hash, call->now_s, changed);
  if (reason == TX_OK) reason = chain_append(office, call, resident->area, "state", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason feed_state(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem) {
  uint64_t area;
  size_t changed = 0;
  struct resident resident;
  struct statement_row statement;
  enum feed_column column;
  char now[24];
  snprintf(now, sizeof now, "%lld", (long long)call->now_s);
  const struct words words = { in_text(in, "field", ""), in_text(in, "value", ""),
                               in_text(in, "source", "office"), in_text(in, "observed_at", now),
                               in_text(in, "valid_until", "") };
  enum tx_reason reason = in_area(office, in, &area, problem);
  if (reason == TX_OK)
    reason = residency_find(office, area, in_text(in, "resident", ""), &resident, problem);
  if (reason != TX_OK) return reason;
  struct host_problem found;
  if (!read_statement(&words, call->now_s, &statement, &column, &found)) {
    problem->reason = found.reason;
    snprintf(problem->zh, sizeof problem->zh, "“%s”%.500s。", columns[column].zh, found.zh);
    snprintf(problem->en, sizeof problem->en, "%s %.500s.", columns[column].en, found.en);
    return found.reason;
  }
  reason = add_one(office, call, &resident, &statement, &changed);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  *out = json_pack("{s:I, s:s, s:b}", "index", (json_int_t)resident.index, "name", resident.mask,
                   "changed", changed > 0);
  return TX_OK;
}
