/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/resident/residents.h"
#include "domain/holder/ledger.h"
#include "domain/report/ends.h"
#include "domain/resident/scan.h"

#include "format/pass.h"

#include <stdlib.h>

#define PAGE_MAX 500
#define FOUND_MAX 100 /* and no page is as long as PAGE_MAX */

static json_t *row_json(const struct ledger_row *row) {
  const struct resident *resident = &row->resident;
  const struct person *person = &resident->person;
  json_t *out = json_pack(
      "{s:I, s:s, s:s, s:s, s:s, s:s?, s:i, s:I, s:b, s:i}", "index", (json_int_t)resident->index,
      "name", person->mask, "tail", person->tail, "unit", person->unit, "room", person->room,
      "role", tx_role_word(resident->role), "generation", resident->generation, "passes",
      (json_int_t)resident->issues, "good", row->good, "phones", row->phones);
  if (row->slip_at) json_object_set_new(out, "slip_at", json_integer((json_int_t)row->slip_at));
  if (!row->has) return out;
  json_object_set_new(out, "iat", json_integer((json_int_t)row->iat));
  json_object_set_new(out, "exp", json_integer((json_int_t)row->exp));
  json_object_set_new(out, "bound", json_boolean(row->bound));
  return out;
}

struct wanted {
  bool lacking; /* no pass that is good */
  int64_t by_s; /* a lasting one that ends by then; 0: whichever */
};

static struct wanted read_wanted(const struct call *call) {
  struct wanted out = { .lacking = read_query_number(call->http, "lacking", 0) == 1 };
  if (read_query_number(call->http, "ending", 0) == 1)
    out.by_s = call->request.now_s + ENDINGS_DAYS * (int64_t)86400;
  return out;
}

static bool is_wanted(const struct wanted *wanted, const struct ledger_row *row) {
  if (wanted->lacking && row->good) return false;
  return !wanted->by_s || (row->good && (int64_t)row->exp <= wanted->by_s &&
                           (int64_t)row->exp - (int64_t)row->iat >= ENDINGS_LASTING_S);
}

static json_t *page_json(const struct ledger_row *rows, size_t count, size_t limit,
                         const struct wanted *wanted) {
  json_t *list = json_array(), *page = json_pack("{s:o}", "holders", list);
  for (size_t i = 0; i < count; i++)
    if (is_wanted(wanted, &rows[i])) json_array_append_new(list, row_json(&rows[i]));
  if (count == limit)
    json_object_set_new(page, "next", json_integer((json_int_t)rows[count - 1].resident.index + 1));
  return page;
}

void api_ledger_show(struct host_request *http, void *context) {
  struct ledger_row *rows = calloc(PAGE_MAX, sizeof *rows);
  const size_t limit = read_query_count(http, "limit", PAGE_MAX, PAGE_MAX);
  uint32_t from = (uint32_t)read_query_number(http, "from", 0);
  uint64_t area;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  const struct wanted wanted = read_wanted(&call);
  enum tx_reason reason = rows ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK)
    reason = ledger_page(&call.request, area, from, limit, rows, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.passes", NOBODY, NULL);
  json_t *out = reason == TX_OK ? page_json(rows, count, limit, &wanted) : NULL;
  if (rows) tx_cleanse(rows, PAGE_MAX * sizeof *rows);
  free(rows);
  call_answer(&call, reason, 200, out);
}

/* --- found ------------------------------------------------------------------------------------ */

struct found {
  struct resident people[FOUND_MAX];
  struct ledger_row rows[FOUND_MAX];
  size_t count, matches;
};

/* The area is looked through without a connection, as for residents. */
static enum tx_reason find(struct call *call, const struct scan *scan, struct found *out) {
  int64_t now_s = call->request.now_s;
  call_give(call);
  enum tx_reason reason =
      scan_area(call->server, now_s, scan, out->people, &out->count, &out->matches);
  call_take(call);
  if (reason == TX_OK) reason = note_read(call, scan->area, "read.search", NOBODY, NULL);
  if (reason != TX_OK) return host_problem_of(&call->problem, reason);
  return ledger_of(&call->request, out->people, out->count, out->rows, &call->problem);
}

void api_ledger_search(struct host_request *http, void *context) {
  struct scan scan = { 0 };
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  struct found *found = calloc(1, sizeof *found);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = found ? read_scan(&call, in, FOUND_MAX, &scan) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = find(&call, &scan, found);
  if (reason == TX_OK) {
    out = page_json(found->rows, found->count, PAGE_MAX, &(struct wanted){ 0 });
    json_object_set_new(out, "count", json_integer((json_int_t)found->matches));
  }
  if (found) tx_cleanse(found, sizeof *found);
  free(found);
  json_decref(in);
  call_answer(&call, reason, 200, out);
}
