/* SPDX-License-Identifier: Apache-2.0 */
#include "imports.h"

#include "api/call/read.h"
#include "domain/resident/intake.h"
#include "import_work.h"
#include "previews.h"
#include "undo.h"

#include <stdlib.h>

/* --- feeds ------------------------------------------------------------------------------------ */

static json_t *feed_json(const struct feed_report *report) {
  return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I}", "held",
                   (json_int_t)report->held, "request", (json_int_t)report->request, "rows",
                   (json_int_t)report->rows, "added", (json_int_t)report->added, "repeated",
                   (json_int_t)report->repeated, "unknown", (json_int_t)report->unknown, "refused",
                   (json_int_t)report->errors.refused, "changed", (json_int_t)report->changed,
                   "errors", import_errors_json(&report->errors), "more",
                   (json_int_t)(report->errors.refused - report->errors.count));
}

static enum tx_reason step_feed(void *context, const struct request *request, bool *done,
                                struct host_problem *problem) {
  return feed_import_step(((struct import_work *)context)->feed, request, done, problem);
}

static void tell_feed(void *context, bool done, FILE *out) {
  struct import_work *work = context;
  const struct feed_report *report = feed_import_report(work->feed);
  if (done)
    stream_line(out, import_with_sheets(feed_json(report), &work->table));
  else if (stream_is_time(&work->told_ms))
    stream_line(out, import_progress_json(report->per_mille, report->rows));
}

/* ---------------------------------------------------------------------------------------------- */

void api_imports_create(struct host_request *http, void *context) {
  CALL call = { 0 };
  uint64_t area;
  char map[1024];
  struct import_work *work = import_start(&call, http, context, roster_heading_stands);
  if (!work) return;
  import_read_map(http, map);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK)
    reason = roster_import_open(call.server, &call.request, area, work->table.bytes, map,
                                &work->roster, &call.problem);
  if (reason == TX_OK && import_wants_refused(http))
    reason = roster_import_keep_refused(work->roster);
  import_answer(
      &call, reason,
      &(struct stream_work){ import_step_roster, import_tell_roster, import_close, work });
}

void api_imports_feed(struct host_request *http, void *context) {
  CALL call = { 0 };
  struct import_work *work = import_start(&call, http, context, feed_heading_stands);
  if (!work) return;
  enum tx_reason reason =
      feed_import_open(call.server, &call.request, work->table.bytes, &work->feed, &call.problem);
  import_answer(&call, reason, &(struct stream_work){ step_feed, tell_feed, import_close, work });
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
  json_t *out = json_pack("{s:o, s:o}", "imports", list, "previews", previews_json(&call));
  if (reason == TX_OK) reason = undo_add(&call, out);
  call_answer(&call, reason, 200, out);
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
