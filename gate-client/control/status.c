/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

#include "host/text/date.h"
#include "host/text/language.h"
#include "host/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static json_t *list_json(const struct tx_status *list) {
  char head[TX_HASH_SIZE * 2 + 1];
  json_t *json = json_pack("{s:I,s:I,s:I,s:I,s:I}", "area", (json_int_t)list->area, "seq",
                           (json_int_t)list->seq, "iat", (json_int_t)list->iat, "exp",
                           (json_int_t)list->exp, "count", (json_int_t)list->count);
  if (!list->audited) return json;
  host_hex(tx_span_of(list->audit_head, TX_HASH_SIZE), head);
  json_object_set_new(json, "audit_head", json_string(head));
  return json;
}

static json_t *held_json(const struct gate_state *state) {
  json_t *held = json_object(), *lists = json_array(), *policies = json_array(),
         *certs = json_array();
  if (state->trust)
    json_object_set_new(held, "trust",
                        json_pack("{s:I,s:I,s:I,s:I}", "seq", (json_int_t)state->trust->seq, "iat",
                                  (json_int_t)state->trust->iat, "exp",
                                  (json_int_t)state->trust->exp, "keys",
                                  (json_int_t)state->trust->row_count));
  for (size_t i = 0; i < state->list_count; i++)
    json_array_append_new(lists, list_json(state->lists[i]));
  for (size_t i = 0; i < state->policy_count; i++)
    json_array_append_new(policies,
                          json_pack("{s:I,s:I}", "area", (json_int_t)state->policies[i]->area,
                                    "seq", (json_int_t)state->policies[i]->seq));
  for (size_t i = 0; i < state->cert_count; i++)
    json_array_append_new(certs, json_pack("{s:I,s:I}", "area", (json_int_t)state->certs[i]->area,
                                           "seq", (json_int_t)state->certs[i]->seq));
  json_object_set_new(held, "lists", lists);
  json_object_set_new(held, "policies", policies);
  json_object_set_new(held, "certs", certs);
  return held;
}

static json_t *journal_json(struct gate_journal *journal) {
  struct gate_journal_counts counts = gate_journal_count(journal);
  return json_pack(
      "{s:I,s:I,s:I,s:I,s:I,s:s,s:s}", "next_seq", (json_int_t)counts.next_seq, "acknowledged",
      (json_int_t)counts.acknowledged, "stored", (json_int_t)gate_journal_stored(journal),
      "waiting", (json_int_t)counts.waiting, "unwritten", (json_int_t)counts.unwritten, "failing",
      counts.failing == TX_OK ? "" : tx_reason_name(counts.failing), "aside", counts.aside);
}

static json_t *sync_json(struct gate_sync *sync) {
  struct gate_sync_counts counts = gate_sync_count(sync);
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}", "last_ok", (json_int_t)counts.last_ok_s, "rounds",
                   (json_int_t)counts.rounds, "failures", (json_int_t)counts.failures, "taken",
                   (json_int_t)counts.taken, "refused", (json_int_t)counts.refused, "sent",
                   (json_int_t)counts.sent);
}

static json_t *troubles_json(const struct gate_loop *loop) {
  struct gate_trouble_said said;
  json_t *troubles = json_array();
  for (size_t i = 0; gate_trouble_at(loop->troubles, i, &said); i++)
    json_array_append_new(
        troubles, json_pack("{s:s,s:s,s:s}", "source", said.label, "zh", said.zh, "en", said.en));
  return troubles;
}

json_t *gate_report_json(struct gate *gate, struct gate_sync *sync, const struct gate_loop *loop) {
  struct tx_clock clock = gate_now(gate);
  struct gate_state *state = gate_state_of(gate);
  json_t *out =
      json_pack("{s:s,s:s,s:I,s:s,s:s,s:s,s:I,s:b,s:o}", "gate", gate->identity.id, "name",
                gate->identity.name, "area", (json_int_t)gate->identity.area, "kind",
                tx_gate_kind_word(gate->identity.kind), "direction",
                tx_direction_word(gate->identity.direction), "server", gate->identity.server, "now",
                (json_int_t)clock.now_s, "clock_unsure", clock.unsure, "held", held_json(state));
  gate_state_unref(state);
  if (!out) return NULL;
  if (gate->journal) json_object_set_new(out, "journal", journal_json(gate->journal));
  if (sync) json_object_set_new(out, "sync", sync_json(sync));
  if (loop)
    json_object_set_new(out, "loop",
                        json_pack("{s:i,s:I,s:I,s:I,s:I,s:I,s:b,s:o}", "sources_gone",
                                  (int)gate_sources_gone(loop->troubles), "eye_restarts",
                                  (json_int_t)gate_look_restarts(loop->look), "shown",
                                  (json_int_t)loop->shown, "admitted", (json_int_t)loop->admitted,
                                  "repeated", (json_int_t)loop->repeated, "unreadable",
                                  (json_int_t)loop->unreadable, "held_open", loop->held, "troubles",
                                  troubles_json(loop)));
  return out;
}

/* --- one line --------------------------------------------------------------------------------- */

void gate_report_age(int64_t minutes, char zh[32], char en[32]) {
  const bool days = minutes >= 48 * 60, hours = !days && minutes >= 120;
  const int64_t count = minutes / (days ? 1440 : hours ? 60 : 1);
  snprintf(zh, 32, "%" PRId64 "%s前", count, days ? "天" : hours ? "小时" : "分钟");
  snprintf(en, 32, "%" PRId64 " %s old", count, days ? "days" : hours ? "h" : "min");
}

static void say_age(const struct gate *gate, const struct gate_state *state, int64_t now_s,
                    char zh[160], char en[160]) {
  const struct tx_status *list = gate_state_list(state, gate->identity.area);
  if (!list) {
    snprintf(zh, 160, "没有本社区名册");
    snprintf(en, 160, "no list of this community");
    return;
  }
  char as_of[HOST_DATE_SIZE], age_zh[32], age_en[32];
  host_date_shanghai_minute(list->iat, as_of);
  gate_report_age(now_s > list->iat ? (now_s - list->iat) / 60 : 0, age_zh, age_en);
  snprintf(zh, 160, "数据%s，%s", as_of, age_zh);
  snprintf(en, 160, "data of %s, %s", as_of, age_en);
}

static void say_journal(struct gate *gate, char zh[120], char en[120]) {
  struct gate_journal_counts counts = gate_journal_count(gate->journal);
  uint64_t unsent = counts.next_seq - 1 - counts.acknowledged + counts.waiting;
  snprintf(zh, 120, "；%" PRIu64 "条待上传", unsent);
  snprintf(en, 120, "; %" PRIu64 " %s waiting", unsent,
           host_plural((long long)unsent, "event", "events"));
}

/* The first in words, of the others how many: `status` has them all. */
static void say_trouble(const struct gate_loop *loop, char zh[220], char en[220]) {
  struct gate_trouble_said said, other;
  char more_zh[48] = "", more_en[48] = "";
  size_t others = 0;
  zh[0] = en[0] = 0;
  if (!gate_trouble_at(loop->troubles, 0, &said)) return;
  while (gate_trouble_at(loop->troubles, others + 1, &other))
    others++;
  if (others) {
    snprintf(more_zh, sizeof more_zh, "（另有%zu项）", others);
    snprintf(more_en, sizeof more_en, " (and %zu more)", others);
  }
  snprintf(zh, 220, "；%s%s", said.short_zh, more_zh);
  snprintf(en, 220, "; %s%s", said.short_en, more_en);
}

static const char *behind(const char *said, const char *mark) {
  return *said ? said + strlen(mark) : said;
}

/* What somebody has to see to; empty texts: nothing. */
static json_t *wrong_json(const struct gate_loop *loop, bool unsure) {
  const bool gone =
      gate_sources_gone(loop->troubles) > gate_parts_absent(&loop->parts, GATE_PART_SOURCE);
  char trouble_zh[220], trouble_en[220], zh[400], en[400];
  say_trouble(loop, trouble_zh, trouble_en);
  snprintf(zh, sizeof zh, "%s%s%s%s", unsure ? "；时钟不可信，请校准" : "",
           loop->held ? "；通道常开" : "", gone ? "；摄像机或扫码器没有信号" : "", trouble_zh);
  snprintf(en, sizeof en, "%s%s%s%s", unsure ? "; the clock is not trusted, please set it" : "",
           loop->held ? "; the barrier is held open" : "",
           gone ? "; a camera or scanner has no signal" : "", trouble_en);
  return json_pack("{s:s,s:s}", "zh", behind(zh, "；"), "en", behind(en, "; "));
}

json_t *gate_report_line(struct gate *gate, const struct gate_loop *loop) {
  char zh[160], en[160], journal_zh[120] = "", journal_en[120] = "";
  struct tx_clock clock = gate_now(gate);
  struct gate_state *state = gate_state_of(gate);
  say_age(gate, state, clock.now_s, zh, en);
  gate_state_unref(state);
  if (gate->journal) say_journal(gate, journal_zh, journal_en);
  char whole_zh[280], whole_en[280];
  snprintf(whole_zh, sizeof whole_zh, "%s%s", zh, journal_zh);
  snprintf(whole_en, sizeof whole_en, "%s%s", en, journal_en);
  json_t *line =
      json_pack("{s:s,s:s,s:s,s:s,s:s,s:b,s:o}", "zh", whole_zh, "en", whole_en, "station",
                gate->identity.name[0] ? gate->identity.name : gate->identity.id, "guard",
                gate->guard, "kind", tx_gate_kind_word(gate->identity.kind), "signing_on",
                loop->signing_on, "wrong", wrong_json(loop, clock.unsure));
  const struct gate_note *note = &loop->note;
  if (line && note->number)
    json_object_set_new(line, "note",
                        json_pack("{s:i,s:I,s:s,s:s}", "number", (int)note->number, "at",
                                  (json_int_t)note->at, "zh", note->zh, "en", note->en));
  return line;
}
