/* SPDX-License-Identifier: Apache-2.0 */
#include "imports.h"

#include "domain/feed/import.h"
#include "domain/resident/intake.h"
#include "domain/resident/roster.h"
#include "domain/resident/roster_import.h"
#include "read.h"
#include "stream.h"

#include <stdlib.h>

/* One of the two at work. */
struct work {
  struct roster_import *roster;
  struct feed_import *feed;
  int64_t told_ms;
};

static json_t *errors_json(const struct row_errors *errors) {
  json_t *list = json_array();
  for (size_t i = 0; i < errors->count; i++) {
    const struct row_error *one = &errors->items[i];
    json_array_append_new(list,
                          json_pack("{s:I, s:s, s:s, s:s, s:s}", "line", (json_int_t)one->line,
                                    "column", one->column_zh, "column_en", one->column_en, "zh",
                                    one->problem.zh, "en", one->problem.en));
  }
  return list;
}

static json_t *progress_json(unsigned per_mille, size_t rows) {
  return json_pack("{s:i, s:I}", "per_mille", (int)per_mille, "rows", (json_int_t)rows);
}

/* --- rosters ---------------------------------------------------------------------------------- */

/* One of each kind, with its first line. */
static json_t *notices_json(const struct roster *roster) {
  json_t *list = json_array();
  for (int i = 0; i < ROSTER_NOTICES; i++) {
    const struct roster_noticed *noticed = &roster->notices[i];
    struct host_problem words = { 0 };
    if (!noticed->rows) continue;
    roster_notice_say(roster, (enum roster_notice)i, &words);
    json_array_append_new(list, json_pack("{s:I, s:I, s:s, s:s}", "rows", (json_int_t)noticed->rows,
                                          "line", (json_int_t)noticed->first_line, "zh", words.zh,
                                          "en", words.en));
  }
  return list;
}

static json_t *report_json(const struct import_report *report) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:o}", "area",
                   area_json(report->area), "import", (json_int_t)report->id, "rows",
                   (json_int_t)report->rows, "added", (json_int_t)report->added, "updated",
                   (json_int_t)report->updated, "unchanged", (json_int_t)report->unchanged,
                   "refused", (json_int_t)report->errors.refused, "errors",
                   errors_json(&report->errors), "more",
                   (json_int_t)(report->errors.refused - report->errors.count), "notices",
                   notices_json(report->roster));
}

static enum tx_reason step_roster(void *context, const struct request *request, bool *done,
                                  struct host_problem *problem) {
  return roster_import_step(((struct work *)context)->roster, request, done, problem);
}

static void tell_roster(void *context, bool done, FILE *out) {
  struct work *work = context;
  const struct import_report *report = roster_import_report(work->roster);
  if (done)
    stream_line(out, report_json(report));
  else if (stream_is_time(&work->told_ms))
    stream_line(out, progress_json(report->per_mille, report->rows));
}

/* --- feeds ------------------------------------------------------------------------------------ */

static json_t *feed_json(const struct feed_report *report) {
  return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I}", "rows", (json_int_t)report->rows,
                   "added", (json_int_t)report->added, "repeated", (json_int_t)report->repeated,
                   "unknown", (json_int_t)report->unknown, "refused",
                   (json_int_t)report->errors.refused, "changed", (json_int_t)report->changed,
                   "errors", errors_json(&report->errors), "more",
                   (json_int_t)(report->errors.refused - report->errors.count));
}

static enum tx_reason step_feed(void *context, const struct request *request, bool *done,
                                struct host_problem *problem) {
  return feed_import_step(((struct work *)context)->feed, request, done, problem);
}

static void tell_feed(void *context, bool done, FILE *out) {
  struct work *work = context;
  const struct feed_report *report = feed_import_report(work->feed);
  if (done)
    stream_line(out, feed_json(report));
  else if (stream_is_time(&work->told_ms))
    stream_line(out, progress_json(report->per_mille, report->rows));
}

/* ---------------------------------------------------------------------------------------------- */

static void close_work(void *context) {
  struct work *work = context;
  if (!work) return;
  roster_import_close(work->roster);
  feed_import_close(work->feed);
  free(work);
}

static void answer(struct call *call, enum tx_reason reason, const struct stream_work *work) {
  call_give(call);
  if (reason == TX_OK) {
    stream_answer(call, work);
    return;
  }
  work->close(work->work);
  call_answer(call, reason, 0, NULL);
}

/* Starts a call once what earlier ones left over is out of its way. */
static void start(struct call *call, struct host_request *http, struct api *api) {
  intake_settle(api->server, api_now(api));
  call_start(call, http, api);
}

void api_imports_create(struct host_request *http, void *context) {
  struct work *work = calloc(1, sizeof *work);
  CALL call = { 0 };
  uint64_t area;
  start(&call, http, context);
  enum tx_reason reason = work ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason = roster_import_open(call.server, &call.request, area, host_request_body(http),
                                &work->roster, &call.problem);
  answer(&call, reason, &(struct stream_work){ step_roster, tell_roster, close_work, work });
}

void api_imports_feed(struct host_request *http, void *context) {
  struct work *work = calloc(1, sizeof *work);
  CALL call = { 0 };
  start(&call, http, context);
  enum tx_reason reason =
      work ? feed_import_open(call.server, &call.request, host_request_body(http), &work->feed,
                              &call.problem)
           : TX_NO_MEMORY;
  answer(&call, reason, &(struct stream_work){ step_feed, tell_feed, close_work, work });
}

/* --- what goes on ----------------------------------------------------------------------------- */

static json_t *import_json(const struct import_row *row) {
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:I, s:I}", "area", area_json(row->area), "import",
                   (json_int_t)row->id, "kind", row->kind, "state", import_state_word(row->state),
                   "actor", row->actor, "started_at", (json_int_t)row->started_at, "rows",
                   (json_int_t)row->rows);
}

void api_imports_show(struct host_request *http, void *context) {
  struct import_row *rows = NULL;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = intake_list(&call.request, &rows, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, import_json(&rows[i]));
  free(rows);
  call_answer(&call, reason, 200, json_pack("{s:o}", "imports", list));
}

void api_imports_cancel(struct host_request *http, void *context) {
  const char *text = host_request_param(http, "id");
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  call_start(&call, http, context);
  int64_t id = strtoll(text, NULL, 10);
  enum tx_reason reason = intake_cancel(&call.request, area, id, &call.problem);
  call_answer(&call, reason, 200,
              json_pack("{s:o, s:I}", "area", area_json(area), "import", (json_int_t)id));
}
