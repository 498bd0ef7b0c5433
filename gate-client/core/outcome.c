/* SPDX-License-Identifier: Apache-2.0 */
#include "outcome.h"

#include "host/text/date.h"

#include <stdio.h>

void gate_outcome_finish(struct gate_outcome *outcome) {
  gate_state_unref(outcome->state);
  outcome->state = NULL;
}

struct gate_outcome gate_outcome_unnamed(const struct gate_outcome *outcome,
                                         struct gate_extra *extra) {
  struct gate_outcome out = *outcome;
  struct tx_pass *pass = &out.decision.pass;
  struct tx_certificate *certificate = &out.decision.certificate;
  pass->name[0] = pass->tail[0] = pass->unit[0] = '\0';
  certificate->name[0] = certificate->tail[0] = '\0';
  if (!outcome->extra) return out;
  *extra = *outcome->extra;
  extra->registered[0] = extra->host_unit[0] = '\0';
  out.extra = extra;
  return out;
}

/* --- the decision as JSON --------------------------------------------------------------------- */

static void put_text(json_t *object, const char *key, const char *text) {
  if (object && text && *text) json_object_set_new(object, key, json_string(text));
}

static void put_time(json_t *object, const char *key, int64_t at_s) {
  char iso[HOST_DATE_SIZE];
  host_date_utc(at_s, iso);
  json_object_set_new(object, key, json_string(iso));
}

static json_t *record_json(uint32_t bits) {
  struct tx_record record = tx_record_unpack(bits);
  json_t *out =
      json_pack("{s:I,s:s,s:s,s:s,s:s,s:b,s:i}", "bits", (json_int_t)bits, "state",
                tx_state_word(record.state), "health", tx_health_word(record.health), "travel",
                tx_travel_word(record.travel), "test", tx_test_word(record.test), "pending",
                record.pending, "generation", (int)record.generation);
  if (out && record.sampled) put_time(out, "sampled_at", tx_sampled_to_time(record.sampled));
  return out;
}

static json_t *pass_json(const struct tx_pass *pass) {
  json_t *out = json_pack("{s:I,s:I,s:I,s:I,s:b}", "area", (json_int_t)pass->area, "index",
                          (json_int_t)pass->index, "iat", (json_int_t)pass->iat, "exp",
                          (json_int_t)pass->exp, "bound", pass->bound);
  if (!out) return NULL;
  put_text(out, "name", pass->name);
  put_text(out, "role", tx_role_word(pass->role));
  put_text(out, "tail", pass->tail);
  put_text(out, "unit", pass->unit);
  put_text(out, "age", tx_age_word(pass->age));
  if (pass->household >= 0) json_object_set_new(out, "household", json_integer(pass->household));
  if (pass->exempt) json_object_set_new(out, "exempt", json_integer(pass->exempt));
  return out;
}

static json_t *certificate_json(const struct tx_certificate *certificate) {
  json_t *out = json_pack(
      "{s:I,s:I,s:i,s:s,s:s,s:s,s:I,s:I}", "area", (json_int_t)certificate->area, "serial",
      (json_int_t)certificate->serial, "kind", (int)certificate->kind, "kind_zh",
      tx_certificate_kind_text(certificate->kind, "zh"), "kind_en",
      tx_certificate_kind_text(certificate->kind, "en"), "authority", certificate->authority, "iat",
      (json_int_t)certificate->iat, "exp", (json_int_t)certificate->exp);
  put_text(out, "name", certificate->name);
  put_text(out, "tail", certificate->tail);
  return out;
}

static json_t *finding_json(const struct tx_finding *finding) {
  char name[TX_FINDING_NAME_SIZE];
  tx_finding_name(finding, name, sizeof name);
  json_t *out = json_pack(
      "{s:s,s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "rule", name, "area",
      (json_int_t)finding->policy->area, "level",
      tx_level_name(tx_area_level(finding->policy->area), "en"), "issuer", finding->order->issuer,
      "document", finding->order->document, "topic", tx_topic_word(finding->rule->topic), "on_fail",
      tx_on_fail_word(finding->rule->on_fail), "zh", tx_rule_words(finding->rule, "zh"), "en",
      tx_rule_words(finding->rule, "en"));
  if (!out) return NULL;
  put_text(out, "phone", finding->order->phone);
  put_text(out, "basis", finding->order->basis);
  return out;
}

static void put_notices(json_t *out, const struct tx_decision *decision) {
  if (!decision->notice_count) return;
  json_t *notices = json_array();
  for (size_t i = 0; i < decision->notice_count; i++)
    json_array_append_new(notices, finding_json(&decision->notices[i]));
  json_object_set_new(out, "notices", notices);
}

static void put_identified(json_t *out, const struct tx_decision *decision) {
  json_object_set_new(out, "pass", pass_json(&decision->pass));
  json_object_set_new(out, "live", json_boolean(decision->live));
  if (decision->live) json_object_set_new(out, "live_iat", json_integer(decision->live_iat));
  json_object_set_new(out, "record", record_json(decision->record));
  json_object_set_new(out, "data_as_of", json_integer(decision->data_as_of));
  json_object_set_new(out, "listed", json_boolean(decision->listed));
  if (decision->listed)
    json_object_set_new(out, "list_seq", json_integer((json_int_t)decision->list_seq));
}

static void put_person(json_t *out, const struct gate_outcome *outcome) {
  if (!outcome->by_hand) return;
  json_object_set_new(out, "by", json_string(outcome->by));
  json_object_set_new(out, "why", json_integer(outcome->why));
}

json_t *gate_outcome_json(const struct gate_outcome *outcome) {
  const struct tx_decision *decision = &outcome->decision;
  json_t *out =
      json_pack("{s:I,s:s,s:s,s:i,s:s,s:s,s:s,s:b}", "at", (json_int_t)outcome->at, "direction",
                tx_direction_word(outcome->direction), "verdict",
                tx_verdict_name(decision->verdict), "reason", (int)decision->reason, "name",
                tx_reason_name(decision->reason), "zh", gate_outcome_text(outcome, "zh"), "en",
                gate_outcome_text(outcome, "en"), "clock_unsure", outcome->clock_unsure);
  if (!out) return NULL;
  put_text(out, "source", outcome->label);
  put_text(out, "foreign", outcome->foreign);
  put_text(out, "call", outcome->call);
  if (decision->identified) put_identified(out, decision);
  if (decision->certified)
    json_object_set_new(out, "certificate", certificate_json(&decision->certificate));
  if (decision->reason == TX_LIVE_OUT_OF_WINDOW)
    json_object_set_new(out, "clock_skew_s", json_integer(decision->clock_skew_s));
  if (decision->since) put_time(out, "since", decision->since);
  if (decision->by.rule) json_object_set_new(out, "by_rule", finding_json(&decision->by));
  put_notices(out, decision);
  if (decision->stale_notice) json_object_set_new(out, "stale_notice", json_true());
  if (decision->medical_return) json_object_set_new(out, "medical_return", json_true());
  if (outcome->has_reading)
    json_object_set_new(out, "centi_celsius", json_integer(outcome->centi_celsius));
  put_person(out, outcome);
  if (outcome->extra) {
    put_text(out, "registered", outcome->extra->registered);
    put_text(out, "host_unit", outcome->extra->host_unit);
    put_text(out, "tube", outcome->extra->tube);
    if (outcome->extra->undoes)
      json_object_set_new(out, "undoes", json_integer((json_int_t)outcome->extra->undoes));
  }
  return out;
}
