/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate_json.h"

#include "api/call/read.h"
#include "domain/account/account.h"

static void set(json_t *json, const char *name, const char *text) {
  json_object_set_new(json, name, json_string(text));
}

static void add_kind(json_t *json, unsigned kind) {
  set(json, "kind", certificate_word(kind));
  set(json, "kind_zh", tx_certificate_kind_text(kind, "zh"));
  set(json, "kind_en", tx_certificate_kind_text(kind, "en"));
}

json_t *certificate_json(struct call *call, const struct certificate_row *row, bool whole) {
  char number[CERTIFICATE_NUMBER_SIZE], body[BODY_NAME_SIZE];
  certificate_number(row, number);
  account_body_name(&call->request, row->body, body);
  json_t *json = json_pack(
      "{s:o, s:I, s:s, s:I, s:s, s:I, s:I, s:s, s:s, s:s}", "area", area_json(row->area), "serial",
      (json_int_t)row->serial, "number", number, "index", (json_int_t)row->index, "state",
      certificate_state(row, call->request.now_s), "iat", (json_int_t)row->iat, "exp",
      (json_int_t)row->exp, "authority", row->authority, "body", body, "detail", row->detail);
  add_kind(json, row->kind);
  if (whole) set(json, "text", row->text);
  if (!row->withdrawn_at) return json;
  json_object_set_new(json, "withdrawn_at", json_integer((json_int_t)row->withdrawn_at));
  account_body_name(&call->request, row->withdrawn_body, body);
  set(json, "withdrawn_body", body);
  set(json, "words", row->words);
  return json;
}

/* --- may it be? ------------------------------------------------------------------------------- */

static json_t *missing_json(const struct certificate_missing *missing) {
  char zh[CERTIFICATE_SAID_SIZE], en[CERTIFICATE_SAID_SIZE];
  certificate_say(missing, false, zh);
  certificate_say(missing, true, en);
  json_t *json = json_pack("{s:s, s:s, s:s, s:b}", "what", certificate_lack_word(missing->lack),
                           "zh", zh, "en", en, "unknown", missing->unknown);
  if (missing->lack == LACK_TEST) json_object_set_new(json, "day", json_integer(missing->day));
  if (missing->about_s) json_object_set_new(json, "about", json_integer(missing->about_s));
  if (*missing->source) set(json, "source", missing->source);
  if (missing->silent_s) json_object_set_new(json, "silent", json_integer(missing->silent_s));
  return json;
}

json_t *certificate_answer_json(const struct certificate_in *in,
                                const struct certificate_view *view) {
  const struct certificate_answer *answer = &view->answer;
  json_t *list = json_array();
  for (size_t i = 0; i < answer->count; i++)
    json_array_append_new(list, missing_json(&answer->missing[i]));
  json_t *json =
      json_pack("{s:o, s:I, s:s, s:o}", "area", area_json(in->area), "index", (json_int_t)in->index,
                "may", certificate_verdict_word(answer->verdict), "missing", list);
  add_kind(json, in->kind);
  if (!answer->edition) return json;
  set(json, "edition", view->edition.id);
  set(json, "document", view->edition.document);
  json_object_set_new(json, "from", json_integer(answer->from_s));
  if (answer->until_s) json_object_set_new(json, "until", json_integer(answer->until_s));
  return json;
}

/* --- verified --------------------------------------------------------------------------------- */

static json_t *signed_json(const struct certificate_verified *verified) {
  const struct tx_certificate *certificate = &verified->certificate;
  json_t *values = json_array();
  for (size_t i = 0; i < certificate->value_count; i++)
    json_array_append_new(values, json_string(verified->values[i]));
  json_t *json = json_pack(
      "{s:o, s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:o}", "area", area_json(certificate->area),
      "serial", (json_int_t)certificate->serial, "number", verified->number, "name",
      certificate->name, "tail", certificate->tail, "authority", certificate->authority, "iat",
      (json_int_t)certificate->iat, "exp", (json_int_t)certificate->exp, "values", values);
  add_kind(json, certificate->kind);
  return json;
}

json_t *certificate_verified_json(const struct certificate_verified *verified) {
  const enum tx_reason reason = verified->reason;
  json_t *json = json_pack("{s:b, s:b, s:s, s:s, s:s}", "holds", reason == TX_CERTIFICATE_SHOWN,
                           "withdrawn", reason == TX_REVOKED, "reason", tx_reason_name(reason),
                           "zh", tx_reason_text(reason, "zh"), "en", tx_reason_text(reason, "en"));
  if (!verified->read) return json;
  json_object_set_new(json, "listed", json_boolean(verified->listed));
  json_object_set_new(json, "data_as_of", json_integer(verified->data_as_of));
  json_object_set_new(json, "certificate", signed_json(verified));
  return json;
}

/* --- forms ------------------------------------------------------------------------------------ */

enum tx_reason read_certificate(struct call *call, const json_t *form, struct certificate_in *out) {
  int64_t index = in_int(form, "index", -1);
  *out = (struct certificate_in){ .index = (uint32_t)index,
                                  .kind = certificate_find(in_text(form, "kind", "")),
                                  .employer = in_text(form, "employer", ""),
                                  .authority = in_text(form, "authority", ""),
                                  .number = in_text(form, "number", ""),
                                  .until_s = in_int(form, "until", 0) };
  if (index < 0 || index > UINT32_MAX)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "index 应为居民的序号。",
                            "index is the resident's.");
  return read_area(call, in_text(form, "area", NULL), &out->area);
}
