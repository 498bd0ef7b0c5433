/* SPDX-License-Identifier: Apache-2.0 */
#include "event_encode.h"

/* With 40 and 41 the rule that decided, with 1 the first whose words are shown. */
static const struct tx_finding *deciding(const struct tx_decision *decision) {
  if (decision->by.rule) return &decision->by;
  if (decision->reason == TX_OK_WITH_NOTICE && decision->notice_count) return &decision->notices[0];
  return NULL;
}

static void put_identified(struct tx_event *event, const struct tx_decision *decision) {
  event->identified = true;
  event->area = decision->pass.area;
  event->index = decision->pass.index;
  event->live = decision->live;
  event->decided_on = true;
  event->pass_iat = decision->pass.iat;
  event->has_list_seq = decision->listed;
  event->list_seq = decision->list_seq;
}

static void put_extra(struct tx_event *event, const struct gate_extra *extra) {
  struct tx_span sealed = tx_span_of(extra->sealed, extra->sealed_n);
  event->role = extra->role;
  event->registered = tx_span_text(extra->registered);
  event->host_unit = tx_span_text(extra->host_unit);
  event->tube = tx_span_text(extra->tube);
  if (extra->tube[0])
    event->sealed_pass = sealed;
  else
    event->sealed_number = sealed;
  event->undoes = extra->undoes != 0;
  event->undone_seq = extra->undoes;
}

struct tx_span gate_event_write(const struct gate_outcome *outcome, uint8_t *buf, size_t cap) {
  const struct tx_decision *decision = &outcome->decision;
  char rule[TX_FINDING_NAME_SIZE] = "";
  size_t n;
  struct tx_event event = { .at = outcome->at,
                            .direction = outcome->direction,
                            .verdict = decision->verdict,
                            .reason = decision->reason,
                            .live = -1,
                            .has_reading = outcome->has_reading,
                            .centi_celsius = outcome->centi_celsius };
  if (decision->identified) put_identified(&event, decision);
  if (outcome->by_hand) {
    event.decided_by_hand = true;
    event.by = tx_span_text(outcome->by);
    event.why = outcome->why;
  }
  if (outcome->extra) put_extra(&event, outcome->extra);
  const struct tx_finding *finding = deciding(decision);
  if (finding) tx_finding_name(finding, rule, sizeof rule);
  event.rule = tx_span_text(rule);
  return tx_event_write(&event, buf, cap, &n) == TX_OK ? tx_span_of(buf, n) : (struct tx_span){ 0 };
}

static void put_span(json_t *out, const char *key, struct tx_span text) {
  if (text.n) json_object_set_new(out, key, json_stringn((const char *)text.p, text.n));
}

static void put_number(json_t *out, const char *key, bool there, int64_t value) {
  if (there) json_object_set_new(out, key, json_integer(value));
}

json_t *gate_event_json(struct tx_span bytes, uint64_t seq) {
  struct tx_event event;
  if (tx_event_read(bytes, &event) != TX_OK) return NULL;
  json_t *out =
      json_pack("{s:I,s:I,s:s,s:s,s:I}", "seq", (json_int_t)seq, "at", (json_int_t)event.at,
                "direction", tx_direction_word(event.direction), "verdict",
                tx_verdict_name(event.verdict), "reason", (json_int_t)event.reason);
  if (!out) return NULL;
  put_number(out, "area", event.identified, (int64_t)event.area);
  put_number(out, "index", event.identified, event.index);
  if (event.live >= 0) json_object_set_new(out, "live", json_boolean(event.live));
  put_number(out, "reading", event.has_reading, event.centi_celsius);
  put_span(out, "by", event.by);
  put_number(out, "why", event.decided_by_hand, (int64_t)event.why);
  put_span(out, "tube", event.tube);
  put_span(out, "registered", event.registered);
  put_number(out, "sealed_number_bytes", event.sealed_number.n, (int64_t)event.sealed_number.n);
  put_number(out, "sealed_pass_bytes", event.sealed_pass.n, (int64_t)event.sealed_pass.n);
  put_span(out, "rule", event.rule);
  put_span(out, "host_unit", event.host_unit);
  put_number(out, "undoes", event.undoes, (int64_t)event.undone_seq);
  put_number(out, "pass_iat", event.decided_on, event.pass_iat);
  put_number(out, "list_seq", event.has_list_seq, (int64_t)event.list_seq);
  put_number(out, "role", event.role, event.role);
  return out;
}
