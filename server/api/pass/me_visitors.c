/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a phone asks for, as the resident whose pass it shows. */
#include "api/call/mine.h"
#include "api/call/read.h"
#include "domain/resident/residency.h"
#include "domain/visitor/visit.h"
#include "visitors.h"

#include <stdlib.h>

static enum tx_reason find_host(struct call *call, const struct holder_key *key, uint64_t area,
                                int64_t index, struct resident *out) {
  MINE mine = { 0 };
  enum tx_reason reason = mine_find(call, key, &mine);
  uint32_t number = index >= 0 && index < UINT32_MAX ? (uint32_t)index : UINT32_MAX;
  if (reason == TX_OK) reason = mine_check(call, &mine, area, number);
  return reason == TX_OK ? residency_at(&call->request, area, number, out, &call->problem) : reason;
}

/* Lists are made without a connection in hand. */
static enum tx_reason prepare(struct call *call, uint64_t area) {
  call_give(call);
  enum tx_reason reason =
      pass_issue_prepare(call->server, api_now(call->api), area, &call->problem);
  call_take(call);
  return reason;
}

static enum tx_reason make(struct call *call, const struct holder_key *key, const json_t *in,
                           json_t **out) {
  struct visit visit;
  struct resident host;
  struct visit_in wanted = read_visit(in);
  wanted.host = &host;
  enum tx_reason reason = read_area(call, in_text(in, "area", NULL), &wanted.area);
  if (reason == TX_OK) reason = find_host(call, key, wanted.area, in_int(in, "index", -1), &host);
  if (reason == TX_OK) reason = prepare(call, wanted.area);
  if (reason == TX_OK) reason = visit_make(&call->request, &wanted, &visit, &call->problem);
  if (reason == TX_OK) *out = json_pack("{s:o}", "visit", visit_json(&visit, call->request.now_s));
  return reason;
}

void api_me_visitor(struct host_request *http, void *context) {
  struct holder_key key;
  json_t *out = NULL, *in = NULL;
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key) || !(in = read_object(http))) return;
  enum tx_reason reason = make(&call, &key, in, &out);
  json_decref(in);
  host_reply_cache(http, "no-store");
  call_answer(&call, reason, 201, out);
}

/* --- seen ------------------------------------------------------------------------------------- */

static enum tx_reason add_host(struct call *call, const struct holding *one, json_t *list) {
  struct resident host;
  struct visit *visits = NULL;
  size_t count = 0;
  enum tx_reason reason =
      residency_at(&call->request, one->area, one->index, &host, &call->problem);
  if (reason == TX_NOT_FOUND) return TX_OK; /* who moved away is gone */
  if (reason == TX_OK)
    reason = visit_list_of(&call->request, &host, &visits, &count, &call->problem);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    json_array_append_new(list, visit_json(&visits[i], call->request.now_s));
  free(visits);
  return reason;
}

void api_me_visitors(struct host_request *http, void *context) {
  struct holder_key key;
  MINE mine = { 0 };
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key)) return;
  json_t *list = json_array();
  enum tx_reason reason = mine_find(&call, &key, &mine);
  for (size_t i = 0; reason == TX_OK && i < mine.count; i++)
    reason = add_host(&call, &mine.all[i], list);
  host_reply_cache(http, "private, no-cache");
  call_answer(&call, reason, 200, json_pack("{s:o}", "visits", list));
}

/* --- taken back ------------------------------------------------------------------------------- */

/* Of whichever of the phone's people asked for it. */
static enum tx_reason take_back(struct call *call, const struct mine *mine, uint64_t area,
                                uint32_t visit) {
  enum tx_reason reason = TX_NOT_FOUND;
  for (size_t i = 0; reason == TX_NOT_FOUND && i < mine->count; i++) {
    const struct resident host = { .area = area, .index = mine->all[i].index };
    if (mine->all[i].area == area)
      reason = visit_take_back(&call->request, &host, visit, &call->problem);
  }
  return reason;
}

void api_me_visitor_end(struct host_request *http, void *context) {
  struct holder_key key;
  uint64_t area;
  MINE mine = { 0 };
  const char *number = host_request_param(http, "visit");
  size_t n = strlen(number);
  bool good = n > 0 && n <= 8 && strspn(number, "0123456789") == n;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  call_start(&call, http, context);
  if (!holder_admit(&call, &key)) return;
  enum tx_reason reason = mine_find(&call, &key, &mine);
  if (reason == TX_OK)
    reason =
        good ? take_back(&call, &mine, area, (uint32_t)strtoul(number, NULL, 10)) : TX_NOT_FOUND;
  call_answer(&call, reason, 200, json_object());
}
