/* SPDX-License-Identifier: Apache-2.0 */
#include "gone.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/stream.h"
#include "domain/request/gone.h"
#include "domain/resident/residency.h"

#include "format/pass.h"
#include "format/record.h"

#include <stdlib.h>

#define PAGE 200

static int64_t import_of(struct host_request *http) {
  return strtoll(host_request_param(http, "id"), NULL, 10);
}

/* --- shown ------------------------------------------------------------------------------------ */

/* Nothing of whom there is nobody by now. */
static enum tx_reason add_person(struct call *call, uint64_t area, const struct gone *gone,
                                 json_t *items) {
  struct resident resident;
  struct host_problem unsaid = { 0 };
  enum tx_reason reason = residency_at(&call->request, area, gone->index, &resident, &unsaid);
  if (reason != TX_OK) return reason == TX_NOT_FOUND ? TX_OK : reason;
  const struct person *person = &resident.person;
  json_t *out = json_pack(
      "{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "index", (json_int_t)gone->index, "name",
      person->mask, "tail", person->tail, "unit", person->unit, "room", person->room, "role",
      tx_role_word(resident.role), "state", tx_state_word((enum tx_state)resident.state), "passes",
      (json_int_t)resident.issues);
  tx_cleanse(&resident, sizeof resident);
  if (gone->ended_at) json_object_set_new(out, "ended_at", json_integer(gone->ended_at));
  json_array_append_new(items, out);
  return TX_OK;
}

static enum tx_reason add_people(struct call *call, uint64_t area, const struct gone *rows,
                                 size_t count, json_t *items) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count && i < PAGE; i++)
    reason = add_person(call, area, &rows[i], items);
  return reason;
}

static json_t *list_json(const struct import_done *done, const struct gone *rows, size_t count,
                         json_t *items) {
  json_t *out = json_pack("{s:o, s:I, s:I, s:I, s:I, s:b, s:o}", "area", area_json(done->area),
                          "import", (json_int_t)done->id, "gone", (json_int_t)done->gone, "ended",
                          (json_int_t)done->ended, "until", (json_int_t)done->done_at + UNDO_KEPT_S,
                          "undone", done->undo != UNDO_OPEN, "items", items);
  if (count > PAGE) json_object_set_new(out, "next", json_integer(rows[PAGE].index));
  return out;
}

void api_gone_show(struct host_request *http, void *context) {
  struct gone rows[PAGE + 1];
  struct import_done done = { 0 };
  size_t count = 0;
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  call_start(&call, http, context);
  enum tx_reason reason =
      gone_list(&call.request, area, import_of(http), (uint32_t)read_query_number(http, "from", 0),
                PAGE + 1, rows, &count, &done, &call.problem);
  json_t *items = json_array();
  if (reason == TX_OK) reason = note_read(&call, area, "read.gone", NOBODY, NULL);
  if (reason == TX_OK) reason = add_people(&call, area, rows, count, items);
  call_answer(&call, reason, 200, list_json(&done, rows, count, items));
}

/* --- confirmed and taken back ----------------------------------------------------------------- */

struct work {
  struct gone_work *gone;
  int64_t told_ms;
};

static json_t *report_json(const struct gone_report *report) {
  json_t *people = json_array();
  for (size_t i = 0; i < report->listed; i++)
    json_array_append_new(people,
                          json_pack("{s:I, s:s}", "index", (json_int_t)report->people[i].index,
                                    "why", gone_left_word(report->people[i].why)));
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:o}", "area", area_json(report->area), "import",
                   (json_int_t)report->import, "done", (json_int_t)report->done, "repeated",
                   (json_int_t)report->repeated, "left", (json_int_t)report->left, "left_alone",
                   people);
}

static enum tx_reason step(void *context, const struct request *request, bool *done,
                           struct host_problem *problem) {
  return gone_step(((struct work *)context)->gone, request, done, problem);
}

static void tell(void *context, bool done, FILE *out) {
  struct work *work = context;
  const struct gone_report *report = gone_report(work->gone);
  if (done)
    stream_line(out, report_json(report));
  else if (stream_is_time(&work->told_ms))
    stream_line(out,
                json_pack("{s:I}", "rows", (json_int_t)report->done + (json_int_t)report->left));
}

static void close_work(void *context) {
  struct work *work = context;
  if (!work) return;
  gone_close(work->gone);
  free(work);
}

/* Either all of them, or those whose numbers are given. */
static enum tx_reason read_whom(struct call *call, const json_t *in, uint32_t **out,
                                size_t *count) {
  const json_t *list = json_object_get(in, "indexes"), *one;
  size_t i;
  *count = json_array_size(list);
  if (in_flag(in, "all") != (*count > 0) && *count <= GONE_MAX) {
    *out = calloc(*count + 1, sizeof **out);
    if (!*out) return host_problem_of(&call->problem, TX_NO_MEMORY);
    json_array_foreach(list, i, one) {
      const json_int_t index = json_integer_value(one);
      (*out)[i] = index >= 0 && index < UINT32_MAX ? (uint32_t)index : UINT32_MAX;
    }
    return TX_OK;
  }
  return host_problem_set(
      &call->problem, TX_BAD_ARGUMENT, "请给出序号（indexes，最多%d个），或说明是全部（all）。",
      "Please give indexes, %d at most, or say that all are meant (all).", GONE_MAX);
}

static enum tx_reason open_work(struct call *call, uint64_t area, const json_t *in, bool back,
                                struct work *work) {
  uint32_t *indexes = NULL;
  size_t count = 0;
  enum tx_reason reason = read_whom(call, in, &indexes, &count);
  const struct gone_in wanted = { .area = area,
                                  .import = import_of(call->http),
                                  .back = back,
                                  .indexes = indexes,
                                  .count = count,
                                  .evidence = in_text(in, "evidence", ""),
                                  .words = in_text(in, "reason", "") };
  if (reason == TX_OK) reason = gone_open(&call->request, &wanted, &work->gone, &call->problem);
  free(indexes);
  return reason;
}

static void carry_out(struct host_request *http, void *context, bool back) {
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  json_t *in = read_object(http);
  if (!in) return;
  struct work *work = calloc(1, sizeof *work);
  call_start(&call, http, context);
  enum tx_reason reason = work ? open_work(&call, area, in, back, work) : TX_NO_MEMORY;
  json_decref(in);
  call_give(&call);
  if (reason == TX_OK) {
    stream_answer(&call, &(struct stream_work){ step, tell, close_work, work });
    return;
  }
  close_work(work);
  call_answer(&call, reason, 0, NULL);
}

void api_gone_confirm(struct host_request *http, void *context) {
  carry_out(http, context, false);
}

void api_gone_undo(struct host_request *http, void *context) {
  carry_out(http, context, true);
}
