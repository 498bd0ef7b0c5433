/* SPDX-License-Identifier: Apache-2.0 */
#include "import_work.h"

#include "domain/resident/intake.h"
#include "host/text/text.h"
#include "host/text/visible.h"
#include "refused.h"

#include <stdlib.h>

/* --- what is told ----------------------------------------------------------------------------- */

json_t *import_errors_json(const struct row_errors *errors) {
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

json_t *import_progress_json(unsigned per_mille, size_t rows) {
  return json_pack("{s:i, s:I}", "per_mille", (int)per_mille, "rows", (json_int_t)rows);
}

/* One of each kind, with its first line. */
json_t *import_notices_json(const struct roster *roster) {
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

/* Where in a workbook it stood, and what other sheet looked like it. */
json_t *import_with_sheets(json_t *report, const struct table *table) {
  if (*table->sheet) json_object_set_new(report, "sheet", json_string(table->sheet));
  if (*table->more) json_object_set_new(report, "other_sheet", json_string(table->more));
  return report;
}

/* Where it was asked for. */
json_t *import_with_refused(json_t *json, const struct import_report *report) {
  json_t *workbook = refused_workbook(&report->refused);
  if (workbook) json_object_set_new(json, "refused_xlsx", workbook);
  if (report->refused.cut) json_object_set_new(json, "refused_cut", json_true());
  return json;
}

/* --- rosters ---------------------------------------------------------------------------------- */

/* What went in and what was shown are told alike from here on. */
static json_t *with_rest(json_t *head, const struct import_report *report) {
  json_t *rest =
      json_pack("{s:I, s:o, s:I, s:o, s:o, s:I}", "refused", (json_int_t)report->errors.refused,
                "errors", import_errors_json(&report->errors), "more",
                (json_int_t)(report->errors.refused - report->errors.count), "notices",
                import_notices_json(report->roster), "left_out", import_errors_json(&report->notes),
                "more_left_out", (json_int_t)(report->notes.refused - report->notes.count));
  json_object_update_new(head, rest);
  return head;
}

void import_tell(struct import_work *work, bool done, FILE *out, import_head *head) {
  const struct import_report *report = roster_import_report(work->roster);
  if (done)
    stream_line(
        out, import_with_refused(import_with_sheets(with_rest(head(report), report), &work->table),
                                 report));
  else if (stream_is_time(&work->told_ms))
    stream_line(out, import_progress_json(report->per_mille, report->rows));
}

static json_t *import_head_json(const struct import_report *report) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "area", area_json(report->area), "import",
                   (json_int_t)report->id, "rows", (json_int_t)report->rows, "added",
                   (json_int_t)report->added, "updated", (json_int_t)report->updated, "gone",
                   (json_int_t)report->gone, "unchanged", (json_int_t)report->unchanged);
}

void import_tell_roster(void *context, bool done, FILE *out) {
  import_tell(context, done, out, import_head_json);
}

enum tx_reason import_step_roster(void *context, const struct request *request, bool *done,
                                  struct host_problem *problem) {
  return roster_import_step(((struct import_work *)context)->roster, request, done, problem);
}

/* --- the work --------------------------------------------------------------------------------- */

void import_close(void *context) {
  struct import_work *work = context;
  if (!work) return;
  roster_import_close(work->roster);
  feed_import_close(work->feed);
  table_forget(&work->table);
  free(work);
}

void import_answer(struct call *call, enum tx_reason reason, const struct stream_work *work) {
  call_give(call);
  if (reason == TX_OK) {
    stream_answer(call, work);
    return;
  }
  work->close(work->work);
  call_answer(call, reason, 0, NULL);
}

/* Starts a call once what earlier ones left over is out of its way, and a workbook has been read:
 * that holds no connection. */
struct import_work *import_start(struct call *call, struct host_request *http, struct api *api,
                                 workbook_wanted *wanted) {
  struct import_work *work = calloc(1, sizeof *work);
  struct host_problem problem = { 0 };
  enum tx_reason reason = work ? table_read(host_request_body(http), wanted, &work->table, &problem)
                               : host_problem_of(&problem, TX_NO_MEMORY);
  if (reason == TX_OK) {
    intake_settle(api->server, api_now(api));
    call_start(call, http, api);
    return work;
  }
  import_close(work);
  answer_problem(http, host_reason_status(reason), &problem);
  return NULL;
}

/* COLUMN=FIELD, as a person typed it. */
void import_read_map(struct host_request *http, char out[1024]) {
  const char *map = host_request_query(http, "map");
  host_copy(map ? map : "", out, 1024);
  host_visible_clean(out, strlen(out));
}

bool import_wants_refused(struct host_request *http) {
  const char *form = host_request_query(http, "refused");
  return form && strcmp(form, "xlsx") == 0;
}
