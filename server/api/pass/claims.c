/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/stream.h"
#include "domain/account/code.h"
#include "domain/application/claim.h"
#include "domain/resident/residency.h"

#include <stdlib.h>

#define PAGE_MAX 500

static json_t *slip_json(const struct claim_slip *slip) {
  char shown[CODE_SHOWN_SIZE] = "";
  const struct claim *claim = &slip->claim;
  if (*slip->code) code_show(slip->code, shown);
  json_t *out = json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:s*}", "id", (json_int_t)claim->id,
                          "kind", claim->personal ? "person" : "household", "unit", slip->unit,
                          "room", slip->room, "made_at", (json_int_t)claim->made_at, "until",
                          (json_int_t)claim->until, "code", *shown ? shown : NULL);
  if (!claim->personal) return out;
  json_object_set_new(out, "index", json_integer((json_int_t)claim->index));
  json_object_set_new(out, "name", json_string(slip->name));
  return out;
}

/* --- one -------------------------------------------------------------------------------------- */

static enum tx_reason make_own(struct call *call, uint64_t area, int64_t index,
                               struct claim_slip *out) {
  struct resident resident;
  enum tx_reason reason = area_known(&call->request, area, &call->problem);
  if (reason == TX_OK && (index < 0 || index > UINT32_MAX)) return TX_NOT_FOUND;
  if (reason == TX_OK)
    reason = residency_at(&call->request, area, (uint32_t)index, &resident, &call->problem);
  if (reason != TX_OK) return reason;
  return claim_make_own(&call->request, &resident, out, &call->problem);
}

static void make_one(struct call *call, const json_t *in, uint64_t area) {
  struct claim_slip slip;
  bool own = json_is_integer(json_object_get(in, "index"));
  call_take(call);
  enum tx_reason reason = own ? make_own(call, area, in_int(in, "index", 0), &slip)
                              : claim_make_home(&call->request, area, in_text(in, "unit", ""),
                                                in_text(in, "room", ""), &slip, &call->problem);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:o, s:[o]}", "area", area_json(area), "claims", slip_json(&slip));
  tx_cleanse(&slip, sizeof slip);
  call_answer(call, reason, 201, out);
}

/* --- many ------------------------------------------------------------------------------------- */

struct work {
  struct claim_many *many;
  uint64_t area;
  size_t total;
};

static enum tx_reason step(void *context, const struct request *request, bool *done,
                           struct host_problem *problem) {
  size_t count;
  struct work *work = context;
  enum tx_reason reason = claim_many_step(work->many, request, done, problem);
  claim_many_slips(work->many, &count);
  work->total += count;
  return reason;
}

static void tell(void *context, bool done, FILE *out) {
  size_t count;
  const struct work *work = context;
  const struct claim_slip *slips = claim_many_slips(work->many, &count);
  for (size_t i = 0; i < count; i++)
    stream_line(out, json_pack("{s:o}", "claim", slip_json(&slips[i])));
  if (done)
    stream_line(out, json_pack("{s:o, s:I}", "area", area_json(work->area), "made",
                               (json_int_t)work->total));
}

static void close_work(void *context) {
  struct work *work = context;
  claim_many_close(work->many);
  free(work);
}

static void make_many(struct call *call, const json_t *in, uint64_t area) {
  struct work *work = calloc(1, sizeof *work);
  const struct claim_plan plan = { area, in_text(in, "unit", NULL), in_flag(in, "renew") };
  call_take(call);
  enum tx_reason reason =
      work ? claim_many_open(&call->request, &plan, &work->many, &call->problem) : TX_NO_MEMORY;
  call_give(call);
  if (reason != TX_OK) {
    free(work);
    call_answer(call, reason, 0, NULL);
    return;
  }
  work->area = area;
  stream_answer(call, &(struct stream_work){ step, tell, close_work, work });
}

void api_claims_make(struct host_request *http, void *context) {
  uint64_t area;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  bool one = json_object_get(in, "room") || json_object_get(in, "index");
  host_reply_cache(http, "no-store");
  if (reason != TX_OK)
    call_answer(&call, reason, 0, NULL);
  else if (one)
    make_one(&call, in, area);
  else
    make_many(&call, in, area);
  json_decref(in);
}

/* --- all that there are ----------------------------------------------------------------------- */

static const char *state_of(const struct claim *claim, int64_t now_s) {
  if (claim->wrong >= CLAIM_WRONG_MAX) return "locked";
  if (claim->closed_at) return "closed";
  return claim->until <= now_s ? "over" : "open";
}

void api_claims_show(struct host_request *http, void *context) {
  struct claim_slip *slips = NULL;
  struct list_page page = read_list_page(http, PAGE_MAX);
  uint64_t area;
  size_t count = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK)
    reason = claim_list(&call.request, area, &page, &slips, &count, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.claims", NOBODY, NULL);
  json_t *list = json_array();
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    json_t *one = slip_json(&slips[i]);
    json_object_set_new(one, "state", json_string(state_of(&slips[i].claim, call.request.now_s)));
    json_object_set_new(one, "used", json_integer(slips[i].claim.used));
    json_object_set_new(one, "wrong", json_integer(slips[i].claim.wrong));
    json_array_append_new(list, one);
  }
  free(slips);
  json_t *out = json_pack("{s:o}", "claims", list);
  list_page_say(out, &page);
  call_answer(&call, reason, 200, out);
}
