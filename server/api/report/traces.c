/* SPDX-License-Identifier: Apache-2.0 */
#include "traces.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/whom.h"
#include "api/json/trace_json.h"
#include "api/office/requests.h"
#include "host/sys/csv.h"

#include <stdlib.h>

#define PAGE_MAX 100
#define DAY_S ((int64_t)86400)

static bool read_id(struct host_request *http, int64_t *id) {
  const char *text = host_request_param(http, "id");
  size_t n = strlen(text);
  bool good = n > 0 && n < 19 && strspn(text, "0123456789") == n;
  *id = good ? strtoll(text, NULL, 10) : 0;
  if (!good) host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
  return good;
}

/* --- listed ----------------------------------------------------------------------------------- */

static enum tx_reason page_json(struct call *call, const struct trace *traces, size_t count,
                                json_t *list) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    json_t *one = trace_json(call, &traces[i]);
    json_array_append_new(list, one);
    reason = add_whom(call, traces[i].area, traces[i].index, one);
  }
  return reason;
}

void api_traces_show(struct host_request *http, void *context) {
  HOST_FREE struct trace *traces = calloc(PAGE_MAX, sizeof *traces);
  struct list_page asked = read_list_page(http, PAGE_MAX);
  size_t count = 0;
  uint64_t area = 0;
  json_t *list = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = traces ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason =
        trace_list(&call.request, area, asked.below, asked.limit, traces, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.traces", NOBODY, NULL);
  if (reason == TX_OK) reason = page_json(&call, traces, count, list);
  json_t *page = json_pack("{s:o}", "traces", list);
  if (reason == TX_OK && count == asked.limit) asked.next = traces[count - 1].id;
  list_page_say(page, &asked);
  call_answer(&call, reason, 200, page);
}

/* --- made, shown ------------------------------------------------------------------------------ */

static enum tx_reason read_plan(struct call *call, const json_t *in, struct trace_plan *out) {
  const int64_t today_s = trace_day_s(api_now(call->api)), index = in_int(in, "index", -1);
  int64_t last_s = today_s;
  *out = (struct trace_plan){ .index = (uint32_t)index,
                              .minutes = (int)in_int(in, "minutes", TRACE_MINUTES_DEFAULT) };
  if (index < 0 || index > UINT32_MAX)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "index 应为居民的序号。",
                            "index is the resident's.");
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &out->area);
  if (reason == TX_OK) reason = read_day(call, "to", in_text(in, "to", ""), today_s, &last_s);
  if (reason == TX_OK)
    reason = read_day(call, "from", in_text(in, "from", ""),
                      last_s - (TRACE_DAYS_DEFAULT - 1) * DAY_S, &out->from_s);
  out->to_s = last_s + DAY_S;
  return reason;
}

static enum tx_reason answer_whole(struct call *call, const struct trace *trace, json_t **out) {
  json_t *one = trace_json(call, trace);
  trace_json_count(call, trace, one);
  *out = json_pack("{s:o}", "trace", one);
  return add_whom(call, trace->area, trace->index, one);
}

void api_traces_make(struct host_request *http, void *context) {
  struct trace_plan plan;
  struct trace trace = { 0 };
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = call_idle(http, context);
  const struct asker asker = { .now_s = api_now(call.api),
                               .actor = call.actor,
                               .caller = call.caller };
  enum tx_reason reason = read_plan(&call, in, &plan);
  if (reason == TX_OK) reason = trace_make(call.server, &asker, &plan, &trace, &call.problem);
  call_take(&call);
  if (reason == TX_OK) reason = trace_keep(&call.request, &trace, &call.problem);
  if (reason == TX_OK) /* it is kept, whether its name can be read or not */
    (void)answer_whole(&call, &trace, &out);
  trace_finish(&trace);
  json_decref(in);
  call_answer(&call, reason, 201, out);
}

void api_traces_open(struct host_request *http, void *context) {
  struct trace trace;
  uint64_t area;
  int64_t id;
  json_t *out = NULL;
  if (!read_area_param(http, &area) || !read_id(http, &id)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = trace_find(&call.request, area, id, &trace, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.trace", trace.index, "health");
  if (reason == TX_OK) reason = answer_whole(&call, &trace, &out);
  trace_finish(&trace);
  call_answer(&call, reason, 200, out);
}

/* --- names ------------------------------------------------------------------------------------ */

void api_traces_ask(struct host_request *http, void *context) {
  struct trace trace = { 0 };
  uint64_t area;
  int64_t id;
  json_t *in = NULL;
  if (!read_area_param(http, &area) || !read_id(http, &id) || !(in = read_object(http))) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = trace_find(&call.request, area, id, &trace, &call.problem);
  const struct trace_wish wish = { .trace = id,
                                   .from_s = trace.from_s,
                                   .to_s = trace.to_s,
                                   .minutes = trace.minutes,
                                   .people = { trace.people[0], trace.people[1] } };
  const struct request_in wanted = { .act = REQUEST_TRACE,
                                     .area = area,
                                     .trace = &wish,
                                     .ground = "",
                                     .evidence = "",
                                     .words = in_text(in, "words", "") };
  request_answer(&call, reason, &wanted);
  trace_finish(&trace);
  json_decref(in);
}

/* A page of them goes to a file or a list. */
struct page {
  struct trace_person people[TRACE_PAGE];
  size_t count;
};

static enum tx_reason read_page(struct call *call, const struct trace *trace, size_t from,
                                struct page *page) {
  if (!call->request.db) call_take(call);
  enum tx_reason reason =
      trace_people(&call->request, trace, from, page->people, &page->count, &call->problem);
  call_give(call);
  return reason;
}

static void answer_list(struct call *call, const struct trace *trace, struct page *page) {
  const size_t from = (size_t)read_query_number(call->http, "from", 0);
  json_int_t next = (json_int_t)from;
  json_t *list = json_array(), *out = json_pack("{s:o}", "people", list);
  enum tx_reason reason = read_page(call, trace, from, page);
  for (size_t i = 0; reason == TX_OK && i < page->count; i++, next++)
    json_array_append_new(list, trace_person_json(call, trace, &page->people[i]));
  if (from + page->count < trace->count) json_object_set_new(out, "next", json_integer(next));
  call_answer(call, reason, 200, out);
}

static enum tx_reason write_file(struct call *call, const struct trace *trace, struct page *page,
                                 FILE *out) {
  const bool english = read_english(call);
  bool good = fputs(CSV_BOM, out) >= 0 && trace_person_csv(call, trace, NULL, english, out);
  enum tx_reason reason = trace->count ? TX_OK : read_page(call, trace, 0, page);
  for (size_t from = 0; reason == TX_OK && good && from < trace->count; from += page->count) {
    reason = read_page(call, trace, from, page);
    for (size_t i = 0; reason == TX_OK && good && i < page->count; i++)
      good = trace_person_csv(call, trace, &page->people[i], english, out);
  }
  return reason == TX_OK && !good ? TX_NO_MEMORY : reason;
}

static void answer_file(struct call *call, const struct trace *trace, struct page *page) {
  HOST_BYTES bytes = { 0 };
  char disposition[96], area[13];
  FILE *out = open_memstream((char **)&bytes.p, &bytes.n);
  enum tx_reason reason = out ? write_file(call, trace, page, out) : TX_NO_MEMORY;
  if (out && fclose(out) != 0 && reason == TX_OK) reason = TX_NO_MEMORY;
  if (reason != TX_OK) {
    call_answer(call, reason, 200, NULL);
  } else {
    tx_area_format(trace->area, area);
    snprintf(disposition, sizeof disposition, "attachment; filename=\"trace-%s-%lld.csv\"", area,
             (long long)trace->id);
    host_reply_header(call->http, "Content-Disposition", disposition);
    host_reply_cache(call->http, "no-store");
    host_reply(call->http, 200, "text/csv; charset=utf-8", host_span(&bytes));
  }
  if (bytes.p) tx_cleanse(bytes.p, bytes.n);
}

void api_traces_people(struct host_request *http, void *context) {
  struct trace trace = { 0 };
  uint64_t area;
  int64_t id;
  bool csv = false;
  if (!read_area_param(http, &area) || !read_id(http, &id)) return;
  struct page *page = calloc(1, sizeof *page);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = page ? read_json_or(&call, "csv", &csv) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = trace_find(&call.request, area, id, &trace, &call.problem);
  if (reason != TX_OK)
    call_answer(&call, reason, 200, NULL);
  else if (csv)
    answer_file(&call, &trace, page);
  else
    answer_list(&call, &trace, page);
  if (page) tx_cleanse(page, sizeof *page);
  free(page);
  trace_finish(&trace);
}
