/* SPDX-License-Identifier: Apache-2.0 */
#include "certificates.h"

#include "api/call/mine.h"
#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/whom.h"
#include "api/json/certificate_json.h"
#include "api/office/requests.h"
#include "domain/certificate/edition.h"
#include "domain/resident/residency.h"

#include <stdlib.h>

#define PAGE_MAX 100
#define OF_ONE_MAX 64 /* of one person that are listed */

/* --- of the office ---------------------------------------------------------------------------- */

static enum tx_reason page_json(struct call *call, const struct certificate_row *rows, size_t count,
                                json_t *list) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    json_t *one = certificate_json(call, &rows[i], false);
    json_array_append_new(list, one);
    reason = add_whom(call, rows[i].area, rows[i].index, one);
  }
  return reason;
}

/* An area's, or one person's. */
static enum tx_reason find_rows(struct call *call, uint64_t area, const struct list_page *page,
                                struct certificate_row *rows, size_t *count) {
  struct resident resident = { 0 };
  uint64_t index = read_query_number(call->http, "index", UINT32_MAX);
  if (index >= UINT32_MAX)
    return certificate_list(&call->request, area, (uint32_t)page->below, page->limit, rows, count,
                            &call->problem);
  enum tx_reason reason = area_known(&call->request, area, &call->problem);
  if (reason == TX_OK)
    reason = residency_at(&call->request, area, (uint32_t)index, &resident, &call->problem);
  if (reason == TX_OK)
    reason = host_problem_of(&call->problem,
                             certificate_of(&call->request, &resident, PAGE_MAX, rows, count));
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

void api_certificates_show(struct host_request *http, void *context) {
  struct certificate_row *rows = calloc(PAGE_MAX, sizeof *rows);
  struct list_page asked = read_list_page(http, PAGE_MAX);
  size_t count = 0;
  uint64_t area = 0;
  json_t *list = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = rows ? read_query_area(&call, &area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = find_rows(&call, area, &asked, rows, &count);
  if (reason == TX_OK) reason = note_read(&call, area, "read.certificates", NOBODY, NULL);
  if (reason == TX_OK) reason = page_json(&call, rows, count, list);
  json_t *page = json_pack("{s:o}", "certificates", list);
  if (reason == TX_OK && count == asked.limit) asked.next = rows[count - 1].serial;
  list_page_say(page, &asked);
  if (rows) tx_cleanse(rows, PAGE_MAX * sizeof *rows);
  free(rows);
  call_answer(&call, reason, 200, page);
}

void api_certificates_may(struct host_request *http, void *context) {
  struct certificate_in wanted;
  struct certificate_view view;
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_certificate(&call, in, &wanted);
  if (reason == TX_OK) reason = certificate_may(&call.request, &wanted, &view, &call.problem);
  if (reason == TX_OK)
    reason = note_read(&call, wanted.area, "read.certificate", wanted.index, "papers");
  if (reason == TX_OK) out = certificate_answer_json(&wanted, &view);
  json_decref(in);
  call_answer(&call, reason, 200, out);
}

/* What was signed, and whose it is. */
static enum tx_reason answer_whole(struct call *call, const struct certificate_row *row,
                                   json_t **out) {
  json_t *one = certificate_json(call, row, true);
  *out = json_pack("{s:o}", "certificate", one);
  return add_whom(call, row->area, row->index, one);
}

void api_certificates_issue(struct host_request *http, void *context) {
  struct certificate_in wanted;
  struct certificate_row row;
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_certificate(&call, in, &wanted);
  if (reason == TX_OK)
    reason = certificate_issue(call.server, &call.request, &wanted, &row, &call.problem);
  if (reason == TX_OK) reason = answer_whole(&call, &row, &out);
  json_decref(in);
  call_answer(&call, reason, 201, out);
}

static bool read_serial(struct host_request *http, uint32_t *serial) {
  const char *text = host_request_param(http, "serial");
  size_t n = strlen(text);
  bool good = n > 0 && n < 10 && strspn(text, "0123456789") == n;
  *serial = good ? (uint32_t)strtoul(text, NULL, 10) : 0;
  if (!good) host_reply_problem(http, 404, TX_NOT_FOUND, NULL);
  return good;
}

void api_certificates_open(struct host_request *http, void *context) {
  struct certificate_row row;
  uint64_t area;
  uint32_t serial;
  json_t *out = NULL;
  if (!read_area_param(http, &area) || !read_serial(http, &serial)) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = certificate_find_one(&call.request, area, serial, &row, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.certificate", row.index, "papers");
  if (reason == TX_OK) reason = answer_whole(&call, &row, &out);
  call_answer(&call, reason, 200, out);
}

void api_certificates_withdraw(struct host_request *http, void *context) {
  struct certificate_row row;
  uint64_t area;
  uint32_t serial;
  json_t *in = NULL, *out = NULL;
  if (!read_area_param(http, &area) || !read_serial(http, &serial) || !(in = read_object(http)))
    return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = certificate_withdraw(&call.request, area, serial,
                                               in_text(in, "words", ""), &row, &call.problem);
  if (reason == TX_OK)
    out = json_pack("{s:o}", "certificate", certificate_json(&call, &row, false));
  json_decref(in);
  call_answer(&call, reason, 201, out);
}

/* --- editions --------------------------------------------------------------------------------- */

void api_certificates_editions(struct host_request *http, void *context) {
  struct edition all[EDITIONS_MAX];
  size_t count = 0;
  uint64_t area;
  json_t *list = json_array();
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK) reason = area_known(&call.request, area, &call.problem);
  if (reason == TX_OK)
    reason = host_problem_of(&call.problem, edition_list(&call.request, area, all, &count));
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, edition_json(&all[i]));
  call_answer(&call, reason, 200, json_pack("{s:o}", "editions", list));
}

void api_certificates_edition(struct host_request *http, void *context) {
  struct edition edition;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  struct request_in wanted = { .act = REQUEST_EDITION,
                               .edition = &edition,
                               .ground = "",
                               .evidence = "",
                               .words = in_text(in, "reason", "") };
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &wanted.area);
  if (reason == TX_OK) reason = edition_read_json(in, &edition, &call.problem);
  request_answer(&call, reason, &wanted);
  json_decref(in);
}

/* --- of everybody who has one before them ----------------------------------------------------- */

void api_certificates_verify(struct host_request *http, void *context) {
  struct certificate_verified verified;
  json_t *in = read_object(http), *out = NULL;
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason =
      certificate_verify(call.server, &call.request, in_text(in, "text", ""), &verified);
  if (reason == TX_BAD_ARGUMENT)
    (void)host_problem_say(&call.problem, reason, "这是通行证，不是证明。",
                           "This is a pass, no certificate.");
  if (reason == TX_OK) out = certificate_verified_json(&verified);
  json_decref(in);
  call_answer(&call, host_problem_of(&call.problem, reason), 200, out);
}

/* --- of whom they are about ------------------------------------------------------------------- */

static enum tx_reason add_mine(struct call *call, const struct holding *one,
                               struct certificate_row *rows, json_t *list) {
  struct resident resident;
  size_t count = 0;
  enum tx_reason reason =
      residency_at(&call->request, one->area, one->index, &resident, &call->problem);
  if (reason == TX_NOT_FOUND) return TX_OK; /* who moved away is gone */
  if (reason == TX_OK)
    reason = host_problem_of(&call->problem,
                             certificate_of(&call->request, &resident, OF_ONE_MAX, rows, &count));
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    json_t *json = certificate_json(call, &rows[i], true);
    json_object_set_new(json, "name", json_string(resident.person.mask));
    json_array_append_new(list, json);
  }
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

void api_me_certificates(struct host_request *http, void *context) {
  struct holder_key key;
  MINE mine = { 0 };
  HOST_FREE struct certificate_row *rows = calloc(OF_ONE_MAX, sizeof *rows);
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key)) return;
  json_t *list = json_array();
  enum tx_reason reason = rows ? mine_find(&call, &key, &mine) : TX_NO_MEMORY;
  for (size_t i = 0; reason == TX_OK && i < mine.count; i++)
    reason = add_mine(&call, &mine.all[i], rows, list);
  host_reply_cache(http, "private, no-cache");
  call_answer(&call, reason, 200, json_pack("{s:o}", "certificates", list));
}
