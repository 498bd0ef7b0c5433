/* SPDX-License-Identifier: Apache-2.0 */
/* The guard's sentences: what is decided, by whose rule, who stands there, how old the data is. */
#include "outcome.h"

#include "host/text/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct words {
  char *out;
  size_t cap, len;
  bool en;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format,
                                                      ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(words->out + words->len, words->cap - words->len, format, args);
  va_end(args);
  if (n < 0) return;
  words->len += (size_t)n;
  if (words->len >= words->cap) words->len = words->cap - 1;
}

static void say_verdict(struct words *words, enum tx_verdict verdict) {
  static const char *const zh[] = { "通行", "核验", "不予通行" };
  static const char *const en[] = { "Allow", "Check", "Deny" };
  add(words, words->en ? "%s: " : "%s：", words->en ? en[verdict] : zh[verdict]);
}

static const struct {
  const char *kind, *zh, *en;
} foreign[] = {
  { "health_code", "这是健康码，请打开通行码", "This is a health code, please open your pass" },
  { "travel_code", "这是行程码，请打开通行码", "This is a travel code, please open your pass" },
  { "payment", "这是付款码，请打开通行码", "This is a payment code, please open your pass" },
  { "eu_certificate", "这是欧盟证书，请打开通行码",
    "This is an EU certificate, please open your pass" },
  { "web", "这是网页链接，请打开通行码", "This is a web address, please open your pass" },
  { "enrolment", "这是门禁登记码，本门禁已登记",
    "This is an enrolment code, and this gate is enrolled" },
  { "newer", "这是新版通行码，本门禁需要更新，请到人工通道",
    "This pass was made for a newer gate: this gate needs an update, please see the staff" },
};

static const char *foreign_words(const char *kind, bool en) {
  for (size_t i = 0; kind && i < sizeof foreign / sizeof *foreign; i++)
    if (strcmp(foreign[i].kind, kind) == 0) return en ? foreign[i].en : foreign[i].zh;
  return NULL;
}

const char *gate_outcome_text(const struct gate_outcome *outcome, const char *lang) {
  enum tx_reason reason = outcome->decision.reason;
  bool en = strncmp(lang, "en", 2) == 0;
  /* The reason's own words are those of a refusal. */
  if (reason == TX_RULE_FAILED && outcome->decision.verdict == TX_REVIEW)
    return en ? "The staff will check, please wait" : "请工作人员核验";
  const char *named = reason == TX_NOT_OURS ? foreign_words(outcome->foreign, en) : NULL;
  return named ? named : tx_reason_text(reason, lang);
}

static void say_finding(struct words *words, const struct tx_finding *finding) {
  const char *level = tx_level_name(tx_area_level(finding->policy->area), words->en ? "en" : "zh");
  const char *say = tx_rule_words(finding->rule, words->en ? "en" : "zh");
  if (words->en && say == tx_rule_words(finding->rule, "zh")) /* the order has no English words */
    add(words, "Rule (%s): ", tx_topic_word(finding->rule->topic));
  if (words->en)
    add(words, "%s (by %s, %s, %s", say, finding->order->issuer, finding->order->document, level);
  else
    add(words, "%s（依据：%s%s，%s级", say, finding->order->issuer, finding->order->document,
        level);
  if (finding->order->phone)
    add(words, words->en ? ", telephone %s" : "，电话%s", finding->order->phone);
  add(words, words->en ? ")" : "）");
}

static void say_reason(struct words *words, const struct gate_outcome *outcome) {
  const struct tx_decision *decision = &outcome->decision;
  bool ruled = decision->by.rule &&
               (decision->reason == TX_RULE_FAILED || decision->reason == TX_RULE_ERROR);
  if (ruled && decision->reason == TX_RULE_FAILED)
    say_finding(words, &decision->by);
  else
    add(words, "%s", gate_outcome_text(outcome, words->en ? "en" : "zh"));
  if (ruled && decision->reason == TX_RULE_ERROR) {
    add(words, words->en ? ": " : "：");
    say_finding(words, &decision->by);
  }
  add(words, words->en ? "." : "。");
}

static void say_call(struct words *words, const char *phone) {
  if (phone)
    add(words, words->en ? " Nobody is here: please call %s." : "无人值守，请致电 %s。", phone);
}

/* In which direction as well: a phone without a network is set right by it. */
static void say_skew(struct words *words, const struct tx_decision *decision) {
  if (decision->reason != TX_LIVE_OUT_OF_WINDOW) return;
  long long skew = (long long)decision->clock_skew_s;
  if (words->en)
    add(words, "%sThe code is %lld s %s this gate's clock.", *words->out ? " " : "", llabs(skew),
        skew > 0 ? "behind" : "ahead of");
  else
    add(words, "此码比门禁的时间%s%lld秒。", skew > 0 ? "早" : "晚", llabs(skew));
}

void gate_outcome_skew(const struct gate_outcome *outcome, const char *lang, char *out,
                       size_t cap) {
  struct words words = { .out = out, .cap = cap, .en = strncmp(lang, "en", 2) == 0 };
  out[0] = 0;
  say_skew(&words, &outcome->decision);
}

static void say_since(struct words *words, const struct tx_decision *decision) {
  char when[HOST_DATE_SIZE];
  if (!decision->since) return;
  const bool over = decision->reason == TX_EXPIRED;
  host_date_shanghai_minute(decision->since, when);
  if (words->en)
    add(words, "%s%s %s.", *words->out ? " " : "", over ? "Expired since" : "Valid from", when);
  else
    add(words, over ? "已于%s过期。" : "自%s起有效。", when);
}

void gate_outcome_since(const struct gate_outcome *outcome, const char *lang, char *out,
                        size_t cap) {
  struct words words = { .out = out, .cap = cap, .en = strncmp(lang, "en", 2) == 0 };
  out[0] = 0;
  say_since(&words, &outcome->decision);
}

static void say_notices(struct words *words, const struct tx_decision *decision) {
  for (size_t i = 0; i < decision->notice_count; i++) {
    add(words, words->en ? " Note: " : "提示：");
    say_finding(words, &decision->notices[i]);
    add(words, words->en ? "." : "。");
  }
  if (decision->medical_return) add(words, words->en ? " Back from a medical exit." : "就医返回。");
}

static void say_certificate(struct words *words, const struct tx_decision *decision) {
  if (!decision->certified) return;
  const struct tx_certificate *c = &decision->certificate;
  add(words, words->en ? " %s" : "%s", tx_certificate_kind_text(c->kind, words->en ? "en" : "zh"));
  if (c->name[0]) add(words, words->en ? ", %s (%s)" : "，%s（%s）", c->name, c->tail);
  add(words, words->en ? ", by %s." : "，出具：%s。", c->authority);
}

/* Of whoever has no document the pass says so. */
static void say_tail(struct words *words, const char *tail) {
  if (strcmp(tail, TX_TAIL_NONE) == 0)
    add(words, words->en ? " (no document, on the office's word)" : "（无证件，凭社区证明）");
  else if (*tail)
    add(words, words->en ? " (%s)" : "（%s）", tail);
}

static void say_who(struct words *words, const struct tx_decision *decision) {
  const struct tx_pass *pass = &decision->pass;
  if (!decision->identified || !pass->name[0]) return;
  const char *role = words->en ? tx_role_word(pass->role) : tx_role_zh(pass->role);
  add(words, words->en ? " %s" : "%s", pass->name);
  say_tail(words, pass->tail);
  if (role) add(words, words->en ? ", %s" : "，%s", role);
  if (pass->unit[0]) add(words, words->en ? ", %s" : "，%s", pass->unit);
  add(words, words->en ? "." : "。");
}

/* How old what is known of the person is; the phone's clock when that was the trouble. */
static void say_age(struct words *words, const struct gate_outcome *outcome) {
  const struct tx_decision *decision = &outcome->decision;
  if (!decision->identified || decision->data_as_of == 0) return;
  char as_of[HOST_DATE_SIZE];
  host_date_shanghai_minute(decision->data_as_of, as_of);
  add(words, words->en ? " Data of %s%s." : "数据截至%s%s。", as_of,
      decision->listed ? "" : (words->en ? ", from the pass itself" : "（据通行证本身）"));
  if (decision->stale_notice)
    add(words, words->en ? " This gate's news is out of date." : "门禁数据已过时。");
}

void gate_outcome_say(const struct gate_outcome *outcome, const char *lang, char *out, size_t cap) {
  struct words words = { .out = out, .cap = cap, .en = strncmp(lang, "en", 2) == 0 };
  if (!cap) return;
  out[0] = 0;
  say_verdict(&words, outcome->decision.verdict);
  say_reason(&words, outcome);
  say_call(&words, outcome->call);
  say_skew(&words, &outcome->decision);
  say_since(&words, &outcome->decision);
  say_notices(&words, &outcome->decision);
  say_certificate(&words, &outcome->decision);
  say_who(&words, &outcome->decision);
  say_age(&words, outcome);
}

/* The rule that decided; the reason's own words stand above it. */
static void explain_rule(struct words *words, const struct tx_decision *decision) {
  if (!decision->by.rule) return;
  if (decision->reason != TX_RULE_FAILED && decision->reason != TX_RULE_ERROR) return;
  say_finding(words, &decision->by);
  add(words, words->en ? "." : "。");
}

static void explain_role(struct words *words, const struct tx_decision *decision) {
  if (!decision->identified) return;
  const struct tx_pass *pass = &decision->pass;
  const char *role = words->en ? tx_role_word(pass->role) : tx_role_zh(pass->role);
  if (role) add(words, words->en ? " Role: %s." : "身份：%s。", role);
}

void gate_outcome_explain(const struct gate_outcome *outcome, const char *lang, char *out,
                          size_t cap) {
  struct words words = { .out = out, .cap = cap, .en = strncmp(lang, "en", 2) == 0 };
  if (!cap) return;
  out[0] = 0;
  explain_rule(&words, &outcome->decision);
  say_call(&words, outcome->call);
  say_skew(&words, &outcome->decision);
  say_since(&words, &outcome->decision);
  say_notices(&words, &outcome->decision);
  say_certificate(&words, &outcome->decision);
  explain_role(&words, &outcome->decision);
  say_age(&words, outcome);
}
