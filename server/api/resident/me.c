/* SPDX-License-Identifier: Apache-2.0 */
#include "me.h"

#include "api/call/holders.h"
#include "domain/application/apply.h"
#include "domain/application/notice.h"
#include "domain/holder/renew.h"
#include "domain/order/test_age.h"
#include "host/text/text.h"

#include "format/record.h"

#include <stdlib.h>

#define HOUR_S 3600

/* --- one pass --------------------------------------------------------------------------------- */

static json_t *record_json(const struct tx_record *record) {
  int64_t sampled_at = record->sampled ? tx_sampled_to_time(record->sampled) : 0;
  return json_pack("{s:s, s:s, s:s, s:s, s:b, s:I}", "state", tx_state_word(record->state),
                   "health", tx_health_word(record->health), "travel",
                   tx_travel_word(record->travel), "test", tx_test_word(record->test), "pending",
                   record->pending, "sampled_at", (json_int_t)sampled_at);
}

/* Whole hours: what is asked, and what is left of it. */
static enum tx_reason add_test(struct call *call, const struct resident *resident,
                               const struct tx_record *record, json_t *out) {
  struct test_age age;
  enum tx_reason reason = orders_test_age(&call->request, resident, &age, &call->problem);
  if (reason != TX_OK || !age.asked) return reason;
  int64_t left_s = tx_sampled_to_time(record->sampled) + age.limit_s - call->request.now_s;
  bool counts = record->test == TX_TEST_NEGATIVE && left_s > 0;
  json_object_set_new(out, "test",
                      json_pack("{s:I, s:I, s:s}", "hours", (json_int_t)(age.limit_s / HOUR_S),
                                "hours_left", (json_int_t)(counts ? left_s / HOUR_S : 0),
                                "document", age.document));
  return TX_OK;
}

static json_t *restraint_json(const struct restraint_view *view) {
  const struct ground *ground = view->ground >= 0 ? &grounds[view->ground] : NULL;
  return json_pack("{s:s, s:s, s:s*, s:s*, s:s*, s:s, s:I, s:s*}", "field", view->field, "value",
                   view->value, "ground", ground ? ground->code : NULL, "ground_zh",
                   ground ? ground->zh : NULL, "ground_en", ground ? ground->en : NULL, "by",
                   view->by, "until", (json_int_t)view->until, "evidence",
                   *view->evidence ? view->evidence : NULL);
}

enum tx_reason add_restraints(struct call *call, const struct resident *resident, json_t *json) {
  struct restraint_view views[RESTRAINTS_MAX];
  size_t count = 0;
  enum tx_reason reason = restraints_of(&call->request, resident, views, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, restraint_json(&views[i]));
  json_object_set_new(json, "restraints", list);
  return host_problem_of(&call->problem, reason);
}

static enum tx_reason add_renewal(struct call *call, const struct holding *holding, json_t *out) {
  int64_t from_s = 0;
  enum tx_reason reason = holding_renewable(&call->request, holding, &from_s);
  if (from_s) json_object_set_new(out, "renew_from", json_integer(from_s));
  return host_problem_of(&call->problem, reason);
}

static enum tx_reason add_pass(struct call *call, const struct held *held, json_t *passes) {
  const struct resident *resident = &held->resident;
  struct tx_record record = tx_record_unpack(resident->record);
  json_t *out = held_json(held);
  json_object_set_new(out, "record", record_json(&record));
  enum tx_reason reason = add_test(call, resident, &record, out);
  if (reason == TX_OK) reason = add_restraints(call, resident, out);
  if (reason == TX_OK) reason = add_renewal(call, &held->holding, out);
  json_array_append_new(passes, out);
  return reason;
}

/* --- all of them ------------------------------------------------------------------------------ */

static json_t *notice_json(const struct holder_notice *notice, const struct held *held) {
  return json_pack("{s:s, s:o, s:I, s:s, s:I}", "kind", notice->kind, "area",
                   area_json(notice->area), "index", (json_int_t)notice->index, "name",
                   held->resident.person.mask, "at", (json_int_t)notice->at);
}

static enum tx_reason add_one(struct call *call, const struct holder_key *key,
                              const struct holding *holding, json_t *passes, json_t *notices) {
  struct held held = { .holding = *holding };
  struct holder_notice notice;
  bool warned = false;
  enum tx_reason reason = holding_open(&call->request, &held, &call->problem);
  if (reason == TX_NOT_FOUND) return TX_OK; /* who moved away is gone */
  if (reason == TX_OK)
    reason =
        host_problem_of(&call->problem, notice_find(&call->request, key, &held, &notice, &warned));
  if (reason == TX_OK && warned) json_array_append_new(notices, notice_json(&notice, &held));
  bool lives = holding_lives(holding, &held.resident, call->request.now_s);
  return reason == TX_OK && lives ? add_pass(call, &held, passes) : reason;
}

static enum tx_reason add_passes(struct call *call, const struct holder_key *key, json_t *out) {
  struct holding *all = NULL;
  size_t count = 0;
  json_t *passes = json_array(), *notices = json_array();
  enum tx_reason reason =
      host_problem_of(&call->problem, holding_list(&call->request, key, &all, &count));
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = add_one(call, key, &all[i], passes, notices);
  free(all);
  json_object_set_new(out, "passes", passes);
  json_object_set_new(out, "notices", notices);
  return reason;
}

static json_t *application_json(const struct application *asked) {
  char mask[25] = "";
  tx_name_mask(asked->name, mask);
  json_t *out = json_pack("{s:o, s:I, s:s, s:s, s:I, s:s*}", "area", area_json(asked->area), "id",
                          (json_int_t)asked->id, "state", application_state_word(asked->state),
                          "name", mask, "asked_at", (json_int_t)asked->asked_at, "words",
                          asked->state == APPLICATION_REFUSED ? asked->words : NULL);
  if (asked->decided_at) json_object_set_new(out, "decided_at", json_integer(asked->decided_at));
  return out;
}

static enum tx_reason add_applications(struct call *call, const struct holder_key *key,
                                       json_t *out) {
  struct application *all = NULL;
  size_t count = 0;
  enum tx_reason reason = application_of_key(&call->request, key, &all, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, application_json(&all[i]));
  free(all);
  json_object_set_new(out, "applications", list);
  return host_problem_of(&call->problem, reason);
}

/* The tag is of all that can become another: not of the clock. */
static void add_tag(struct host_request *http, const json_t *out) {
  uint8_t hash[TX_HASH_SIZE];
  char tag[2 * TX_HASH_SIZE + 1];
  char *text = json_dumps(out, JSON_COMPACT | JSON_SORT_KEYS);
  if (!text) return;
  tx_sha256(tx_span_text(text), hash);
  free(text);
  host_hex(tx_span_of(hash, sizeof hash), tag);
  host_reply_etag(http, tag);
}

void api_me_show(struct host_request *http, void *context) {
  struct holder_key key;
  CALL call = { 0 };
  call_start(&call, http, context);
  host_reply_cache(http, "private, no-cache");
  if (!holder_admit(&call, &key)) return;
  json_t *out = json_object();
  enum tx_reason reason = add_applications(&call, &key, out);
  if (reason == TX_OK) reason = add_passes(&call, &key, out);
  if (reason == TX_OK) add_tag(http, out);
  json_object_set_new(out, "now", json_integer(call.request.now_s));
  call_answer(&call, reason, 200, out);
}
