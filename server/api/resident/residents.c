/* SPDX-License-Identifier: Apache-2.0 */
#include "residents.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/office/requests.h"
#include "domain/bulk/bulk.h"
#include "domain/request/request.h"
#include "domain/resident/residency.h"
#include "domain/resident/scan.h"
#include "domain/statement/statement.h"
#include "host/text/people_time.h"

#include "format/pass.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_MAX 1000

json_t *resident_json(const struct resident *resident, const char *name) {
  struct tx_record record = tx_record_unpack(resident->record);
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:i, s:s?, s:s, s:s, s:s, s:s, s:I, s:i, s:I}",
                   "area", area_json(resident->area), "index", (json_int_t)resident->index, "name",
                   name, "tail", resident->person.tail, "unit", resident->person.unit, "household",
                   resident->household, "role", tx_role_word(resident->role), "state",
                   tx_state_word(record.state), "health", tx_health_word(record.health), "travel",
                   tx_travel_word(record.travel), "test", tx_test_word(record.test), "record",
                   (json_int_t)resident->record, "generation", resident->generation, "passes",
                   (json_int_t)resident->issues);
}

/* --- lists ------------------------------------------------------------------------------------ */

static json_t *page_json(const struct resident *residents, size_t count, bool names, bool more) {
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, resident_json(&residents[i], names ? residents[i].person.name
                                                                   : residents[i].person.mask));
  json_t *page = json_pack("{s:o}", "residents", list);
  if (more)
    json_object_set_new(page, "next", json_integer((json_int_t)residents[count - 1].index + 1));
  return page;
}

void api_residents_show(struct host_request *http, void *context) {
  struct resident *residents = calloc(PAGE_MAX, sizeof *residents);
  const size_t limit = read_query_count(http, "limit", PAGE_MAX, PAGE_MAX);
  uint32_t from = (uint32_t)read_query_number(http, "from", 0);
  bool names = read_query_number(http, "names", 0) == 1;
  uint64_t area;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = residents ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason = residency_list(&call.request, area, from, limit, residents, &count, &call.problem);
  if (reason == TX_OK && names)
    reason = bulk_take_alone(&call.request, area, BULK_NAMES, (int64_t)count, &call.problem);
  if (reason == TX_OK)
    reason = note_read(&call, area, names ? "read.names" : "read.list", NOBODY, NULL);
  json_t *page = reason == TX_OK ? page_json(residents, count, names, count == limit) : NULL;
  if (residents) tx_cleanse(residents, PAGE_MAX * sizeof *residents);
  free(residents);
  call_answer(&call, reason, 200, page);
}

static enum tx_reason find_one(struct call *call, const json_t *in, json_t **out) {
  struct resident resident;
  uint64_t area;
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK)
    reason = residency_find(&call->request, area, in_text(in, "resident", ""), &resident,
                            &call->problem);
  if (reason == TX_OK) reason = note_read(call, area, "read.search", resident.index, NULL);
  if (reason == TX_OK)
    *out = json_pack("{s:[o]}", "residents", resident_json(&resident, resident.person.mask));
  return reason;
}

enum tx_reason read_scan(struct call *call, const json_t *in, size_t cap, struct scan *out) {
  const char *sort = in_text(in, "sort", "index");
  out->backwards = *sort == '-';
  int order = scan_order_find(sort + out->backwards);
  int64_t limit = in_int(in, "limit", (int64_t)cap);
  out->words = in_text(in, "part", "");
  int64_t from = in_int(in, "from", 0);
  out->limit = limit < 1 || limit > (int64_t)cap ? cap : (size_t)limit;
  out->skip = from > 0 ? (size_t)from : 0;
  if (order < 0)
    return host_problem_say(
        &call->problem, TX_BAD_ARGUMENT,
        "次序（sort）应为 index（序号）、place（住址）、name（姓名）、state（状态）或 "
        "time（登记时间）"
        "，倒序前面加“-”。",
        "\"sort\" should be index, place, name, state or time, with \"-\" before it for the other "
        "way round.");
  out->order = (enum scan_order)order;
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &out->area);
  return reason == TX_OK ? area_known(&call->request, out->area, &call->problem) : reason;
}

/* A whole area is looked through in slices, between which others have the database. */
static enum tx_reason find_all(struct call *call, const json_t *in, json_t **out) {
  struct scan scan = { 0 };
  size_t count = 0, matches = 0;
  enum tx_reason reason = read_scan(call, in, PAGE_MAX, &scan);
  int64_t now_s = call->request.now_s;
  call_give(call);
  if (reason != TX_OK) return reason;
  struct resident *residents = calloc(scan.limit, sizeof *residents);
  if (!residents) return host_problem_of(&call->problem, TX_NO_MEMORY);
  reason = scan_area(call->server, now_s, &scan, residents, &count, &matches);
  call_take(call);
  if (reason == TX_OK) reason = note_read(call, scan.area, "read.search", NOBODY, NULL);
  if (reason == TX_OK) *out = page_json(residents, count, false, false);
  if (reason == TX_OK)
    json_object_update_new(*out, json_pack("{s:I, s:b}", "count", (json_int_t)matches, "more",
                                           scan.skip + count < matches));
  tx_cleanse(residents, scan.limit * sizeof *residents);
  free(residents);
  return host_problem_of(&call->problem, reason);
}

void api_residents_search(struct host_request *http, void *context) {
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  bool all = json_object_get(in, "part") != NULL;
  enum tx_reason reason = all ? find_all(&call, in, &out) : find_one(&call, in, &out);
  json_decref(in);
  call_answer(&call, reason, 200, out);
}

/* --- one -------------------------------------------------------------------------------------- */

enum tx_reason read_resident(struct call *call, struct resident *out) {
  const char *index = host_request_param(call->http, "index");
  const char *area = host_request_param(call->http, "area");
  uint64_t code;
  size_t n = strlen(index);
  if (!tx_area_parse(tx_span_text(area), &code) || n > 8 || strspn(index, "0123456789") != n)
    return TX_NOT_FOUND;
  enum tx_reason reason = area_known(&call->request, code, &call->problem);
  if (reason != TX_OK) return reason;
  return residency_at(&call->request, code, (uint32_t)strtoul(index, NULL, 10), out,
                      &call->problem);
}

static enum tx_reason read_state(struct call *call, const char *word, enum tx_state *out) {
  static const enum tx_state states[] = { TX_STATE_ACTIVE, TX_STATE_SUSPENDED, TX_STATE_REVOKED };
  for (size_t i = 0; i < sizeof states / sizeof *states; i++)
    if (strcmp(word, tx_state_word(states[i])) == 0) return *out = states[i], TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT,
                          "“%s”不是状态：active（有效）、suspended（暂停）或 revoked（注销）。",
                          "\"%s\" is no state: active, suspended or revoked.", word);
}

static enum tx_reason reinstate(struct call *call, struct resident *resident, const json_t *in,
                                json_t **out) {
  enum tx_reason reason =
      residency_reinstate(&call->request, resident, in_text(in, "reason", ""), &call->problem);
  if (reason == TX_OK) *out = resident_json(resident, resident->person.mask);
  return reason;
}

/* What the form says of a request; *until from people's words. */
static enum tx_reason read_grounds(struct call *call, const json_t *in, const char *until,
                                   struct request_in *out) {
  out->ground = in_text(in, "ground", "");
  out->evidence = in_text(in, "evidence", "");
  out->words = in_text(in, "reason", "");
  if (!*until || host_people_time_read(until, call->request.now_s, HOST_TIME_ENDS, &out->until))
    return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "“%s”不是时间，应写作 2026-01-31。",
                          "\"%s\" is no time: write 2026-01-31.", until);
}

/* Done at once by the holder's wish, or a request for two hands: then 202. */
static enum tx_reason ask(struct call *call, const struct request_in *in, json_t **out) {
  json_t *asked = NULL;
  enum tx_reason reason = request_ask(call, in, &asked);
  if (reason == TX_OK) *out = json_pack("{s:o}", "request", asked);
  return reason;
}

static unsigned status_of(const json_t *out, unsigned done) {
  const json_t *request = json_object_get(out, "request");
  const char *outcome = json_string_value(json_object_get(request, "outcome"));
  return outcome && strcmp(outcome, "asked") == 0 ? 202 : done;
}

void api_residents_state(struct host_request *http, void *context) {
  struct resident resident;
  struct request_in wanted = { .act = REQUEST_STATE };
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK) reason = read_state(&call, in_text(in, "state", ""), &wanted.state);
  if (reason == TX_OK && wanted.state == TX_STATE_ACTIVE) {
    reason = reinstate(&call, &resident, in, &out);
  } else if (reason == TX_OK) {
    wanted.area = resident.area;
    wanted.index = resident.index;
    reason = read_grounds(&call, in, in_text(in, "until", ""), &wanted);
    if (reason == TX_OK) reason = ask(&call, &wanted, &out);
  }
  json_decref(in);
  call_answer(&call, reason, status_of(out, 200), out);
}

/* Only a health body says by hand that somebody is well. */
static enum tx_reason improve(struct call *call, const struct resident *resident,
                              const struct statement_row *statement, json_t **out) {
  bool changed = false;
  if (!(call->caller->rights & RIGHT_STATEMENTS))
    return host_problem_say(&call->problem, TX_NOT_ALLOWED,
                            "解除或好转只能由疾控的账号录入，或由来源的数据带来。",
                            "What ends or improves is entered by an account of the role health, or "
                            "comes with the source's feed.");
  enum tx_reason reason =
      statement_enter(&call->request, resident, statement, &changed, &call->problem);
  if (reason == TX_OK)
    *out =
        json_pack("{s:o, s:I, s:s, s:b}", "area", area_json(resident->area), "index",
                  (json_int_t)resident->index, "name", resident->person.mask, "changed", changed);
  return reason;
}

static enum tx_reason read_statement(struct call *call, const json_t *in,
                                     struct statement_row *out) {
  char now[24];
  snprintf(now, sizeof now, "%lld", (long long)call->request.now_s);
  const struct statement_words words = { .of = { [FEED_FIELD] = in_text(in, "field", ""),
                                                 [FEED_VALUE] = in_text(in, "value", ""),
                                                 [FEED_METHOD] = in_text(in, "method", ""),
                                                 [FEED_SOURCE] = in_text(in, "source", "office"),
                                                 [FEED_AT] = in_text(in, "observed_at", now),
                                                 [FEED_UNTIL] = in_text(in, "valid_until", "") },
                                         .ground_ends = true };
  return statement_parse(call->server, &call->request, &words, out, &call->problem);
}

void api_residents_statement(struct host_request *http, void *context) {
  struct resident resident;
  struct statement_row statement;
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_resident(&call, &resident);
  if (reason == TX_OK) reason = read_statement(&call, in, &statement);
  if (reason == TX_OK && statement_restraint(&statement) == RESTRAINT_NONE) {
    reason = improve(&call, &resident, &statement, &out);
  } else if (reason == TX_OK) {
    struct request_in wanted = { .act = REQUEST_STATEMENT,
                                 .area = resident.area,
                                 .index = resident.index,
                                 .statement = &statement,
                                 .until = statement.valid_until,
                                 .emergency = in_flag(in, "emergency") };
    reason = read_grounds(&call, in, "", &wanted);
    if (reason == TX_OK) reason = ask(&call, &wanted, &out);
  }
  json_decref(in);
  call_answer(&call, reason, status_of(out, 201), out);
}
