/* SPDX-License-Identifier: Apache-2.0 */
#include "drills.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/gate/drill.h"

static json_t *drill_json(const struct drill_row *row) {
  return json_pack("{s:o, s:I, s:I, s:I, s:s, s:s}", "area", area_json(row->area), "id",
                   (json_int_t)row->id, "from", (json_int_t)row->from_s, "until",
                   (json_int_t)row->until_s, "started_by", row->started_by, "ended_by",
                   row->ended_by);
}

enum tx_reason drills_say(struct call *call, uint64_t area, json_t *out) {
  struct drill_row rows[DRILLS_MAX];
  size_t count = 0;
  json_t *list = json_array();
  enum tx_reason reason = drill_list(&call->request, area, rows, &count, &call->problem);
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, drill_json(&rows[i]));
  json_object_set_new(out, "drills", list);
  return reason;
}

void api_drills_show(struct host_request *http, void *context) {
  uint64_t area = 0;
  json_t *out = json_object();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = drills_say(&call, area, out);
  call_answer(&call, reason, 200, out);
}

void api_drills_start(struct host_request *http, void *context) {
  struct drill_row row;
  uint64_t area = 0;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK)
    reason = drill_start(&call.request, area, in_int(in, "hours", 0), &row, &call.problem);
  json_decref(in);
  call_answer(&call, reason, 201, reason == TX_OK ? drill_json(&row) : NULL);
}

void api_drills_end(struct host_request *http, void *context) {
  struct drill_row row;
  uint64_t area;
  if (!read_area_param(http, &area)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = drill_end(&call.request, area, &row, &call.problem);
  call_answer(&call, reason, 200, reason == TX_OK ? drill_json(&row) : NULL);
}
