/* SPDX-License-Identifier: Apache-2.0 */
#include "undo.h"

#include "api/call/stream.h"
#include "domain/import/undo.h"

#include <stdlib.h>

struct work {
  struct undo *undo;
  int64_t told_ms;
};

static json_t *left_json(const struct undo_report *report) {
  json_t *list = json_array();
  for (size_t i = 0; i < report->listed; i++)
    json_array_append_new(list,
                          json_pack("{s:I, s:s}", "index", (json_int_t)report->people[i].index,
                                    "why", undo_left_word(report->people[i].why)));
  return list;
}

static json_t *holders_json(const struct undo_report *report) {
  json_t *list = json_array();
  for (size_t i = 0; i < report->holders && i < UNDO_SHOWN; i++)
    json_array_append_new(list, json_integer(report->with_pass[i]));
  return list;
}

static json_t *report_json(const struct undo_report *report) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:o, s:I, s:o}", "area", area_json(report->area),
                   "import", (json_int_t)report->id, "removed", (json_int_t)report->removed,
                   "restored", (json_int_t)report->restored, "left", (json_int_t)report->left,
                   "left_alone", left_json(report), "holders", (json_int_t)report->holders,
                   "with_pass", holders_json(report));
}

static enum tx_reason step(void *context, const struct request *request, bool *done,
                           struct host_problem *problem) {
  return undo_step(((struct work *)context)->undo, request, done, problem);
}

static void tell(void *context, bool done, FILE *out) {
  struct work *work = context;
  const struct undo_report *report = undo_report(work->undo);
  if (done)
    stream_line(out, report_json(report));
  else if (stream_is_time(&work->told_ms))
    stream_line(out, json_pack("{s:I}", "rows",
                               (json_int_t)report->removed + (json_int_t)report->restored +
                                   (json_int_t)report->left));
}

static void close_work(void *context) {
  struct work *work = context;
  if (!work) return;
  undo_close(work->undo);
  free(work);
}

void api_undo_create(struct host_request *http, void *context) {
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  struct work *work = calloc(1, sizeof *work);
  call_start(&call, http, context);
  enum tx_reason reason = work ? undo_open(call.server, &call.request, area,
                                           strtoll(host_request_param(http, "id"), NULL, 10),
                                           &work->undo, &call.problem)
                               : TX_NO_MEMORY;
  call_give(&call);
  if (reason == TX_OK) {
    stream_answer(&call, &(struct stream_work){ step, tell, close_work, work });
    return;
  }
  close_work(work);
  call_answer(&call, reason, 0, NULL);
}

enum tx_reason undo_add(struct call *call, json_t *out) {
  struct import_done *rows = NULL;
  size_t count = 0;
  json_t *list = json_array();
  enum tx_reason reason = undo_list(&call->request, &rows, &count);
  for (size_t i = 0; i < count; i++)
    json_array_append_new(
        list,
        json_pack("{s:o, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "area",
                  area_json(rows[i].area), "import", (json_int_t)rows[i].id, "actor", rows[i].actor,
                  "done_at", (json_int_t)rows[i].done_at, "until",
                  (json_int_t)rows[i].done_at + UNDO_KEPT_S, "added", (json_int_t)rows[i].added,
                  "updated", (json_int_t)rows[i].updated, "gone", (json_int_t)rows[i].gone, "ended",
                  (json_int_t)rows[i].ended, "undone", rows[i].undo == UNDO_DONE));
  free(rows);
  json_object_set_new(out, "done", list);
  return reason;
}
