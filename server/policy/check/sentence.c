/* SPDX-License-Identifier: Apache-2.0 */
/* Rules shown back as sentences. */
#include "format/pass.h"
#include "policy/words/compile.h"
#include "policy/words/limit.h"
#include "policy/words/space.h"
#include "policy/words/text.h"

#include <stdio.h>

struct sentence {
  const struct tx_finding *rule;
  const char *lang;
  bool english;
  char *out;
  size_t cap;
};

static void add(const struct sentence *s, const char *zh, const char *en) {
  text_append(s->out, s->cap, s->english ? en : zh);
}

static void add_text(const struct sentence *s, const char *text) {
  text_append(s->out, s->cap, text);
}

/* --- to whom and where ------------------------------------------------------------------------ */

static void add_roles(const struct sentence *s) {
  unsigned roles = s->rule->rule->roles;
  bool any = false;
  if (roles == 0xffff) {
    add(s, "所有人", "Everybody");
    return;
  }
  for (unsigned role = 0; role < TX_ROLE_COUNT; role++) {
    if (!(roles >> role & 1)) continue;
    if (any) add(s, "、", ", ");
    add_text(s, s->english ? tx_role_word(role) : tx_role_zh(role));
    any = true;
  }
}

static void add_places(const struct sentence *s) {
  static const char *const zh[] = { "进门", "出门", "采样" };
  static const char *const en[] = { "going in", "going out", "being sampled" };
  const struct tx_rule *rule = s->rule->rule;
  unsigned usual = (1u << TX_GATE_KIND_COUNT) - 1 - (1u << TX_GATE_SAMPLING);
  for (unsigned kind = 0; rule->kinds != usual && kind < TX_GATE_KIND_COUNT; kind++) {
    if (!(rule->kinds >> kind & 1)) continue;
    add(s, "，", ", ");
    add_text(s, text_word("gate.kind", tx_gate_kind_word((enum tx_gate_kind)kind), s->lang));
    add(s, "", " gate");
  }
  for (unsigned i = 0; rule->directions != 7 && i < TX_DIRECTION_COUNT; i++)
    if (rule->directions >> i & 1) {
      add(s, "，", ", ");
      add_text(s, s->english ? en[i] : zh[i]);
    }
}

/* --- what must hold --------------------------------------------------------------------------- */

static void add_words(const struct sentence *s, const struct limit_template *form,
                      const char *limit) {
  static const char *const en[TX_TOPIC_COUNT] = {
    [TX_TOPIC_HEALTH] = "the health code", [TX_TOPIC_TRAVEL] = "the travel record",
    [TX_TOPIC_STATE] = "the state",        [TX_TOPIC_UNIT] = "the building",
    [TX_TOPIC_ZONE] = "the zone of home",  [TX_TOPIC_VISITOR] = "where they are registered",
    [TX_TOPIC_COURIER] = "the gate",       [TX_TOPIC_VEHICLE] = "the plate's last digit",
  };
  static const char *const zh[TX_TOPIC_COUNT] = {
    [TX_TOPIC_HEALTH] = "健康码",     [TX_TOPIC_TRAVEL] = "行程",
    [TX_TOPIC_STATE] = "管理状态",    [TX_TOPIC_UNIT] = "楼栋",
    [TX_TOPIC_ZONE] = "居住地风险区", [TX_TOPIC_VISITOR] = "名册所在",
    [TX_TOPIC_COURIER] = "门的种类",  [TX_TOPIC_VEHICLE] = "车牌尾号",
  };
  bool negated = strncmp(limit, "not ", 4) == 0;
  char list[512];
  snprintf(list, sizeof list, "%s", limit + (negated ? 4 : 5));
  add_text(s, s->english ? en[form->topic] : zh[form->topic]);
  if (negated)
    add(s, "不得为", " must not be ");
  else
    add(s, "须为", " must be ");
  char *rest = NULL;
  bool any = false;
  for (char *word = strtok_r(list, ", ", &rest); word; word = strtok_r(NULL, ", ", &rest)) {
    if (any) add(s, "或", " or ");
    add_text(s, text_word(form->path, word, s->lang));
    any = true;
  }
}

static void add_hours(const struct sentence *s, const char *limit) {
  long long count = 0;
  char unit = 'h';
  char duration[64];
  (void)sscanf(limit, "%lld%c", &count, &unit); /* NOLINT(cert-err34-c): it was made by ourselves */
  text_duration(count * (unit == 'h' ? 3600 : 86400), s->lang, duration, sizeof duration);
  add(s, "须有", "a negative test of the last ");
  add_text(s, duration);
  add(s, "内核酸阴性（免核酸的除外）", " is needed (but for those exempt from swabs)");
}

static void add_limit(const struct sentence *s, const struct limit_template *form,
                      const char *limit) {
  switch (form->form) {
  case LIMIT_WORDS:
    add_words(s, form, limit);
    return;
  case LIMIT_HOURS:
    add_hours(s, limit);
    return;
  case LIMIT_CELSIUS:
    add(s, "体温不得高于", "the temperature must not be above ");
    add_text(s, limit);
    add(s, "℃（免测温的除外）", "℃ (but for those exempt)");
    return;
  case LIMIT_COUNT:
    add(s, "本户在计数期内最多外出", "a household goes out at most ");
    add(s, limit, strcmp(limit, "1") == 0 ? "once" : limit);
    add(s, "次", strcmp(limit, "1") == 0 ? "" : " times");
    add(s, "（不计次数的除外）", " in the period that counts (but for those exempt)");
    return;
  case LIMIT_CLOCK:
    add(s, "只在", "only at ");
    add_text(s, limit);
    add(s, "通行", "");
    return;
  case LIMIT_SHOWN:
    if (strcmp(limit, "live") == 0)
      add(s, "须出示实时码", "a live code must be shown");
    else
      add(s, "无人值守时须出示实时码", "a live code must be shown where nobody attends");
    return;
  }
}

static void add_paths(const struct sentence *s, const json_t *logic, char *seen, size_t cap) {
  for (size_t i = 0; i < json_array_size(logic); i++)
    add_paths(s, json_array_get(logic, i), seen, cap);
  const char *operation;
  json_t *operands;
  json_object_foreach((json_t *)logic, operation, operands) {
    const char *path = json_string_value(operands);
    if (!path) {
      add_paths(s, operands, seen, cap);
    } else if (*path && !strstr(seen, path)) {
      if (*seen) text_append(seen, cap, s->english ? ", " : "、");
      text_append(seen, cap, path);
    }
  }
}

static void add_hand_written(const struct sentence *s, const json_t *logic) {
  char seen[512] = "";
  add_paths(s, logic, seen, sizeof seen);
  add(s, "须满足自定条件（CertLogic", "a condition of its own must hold (CertLogic");
  if (*seen) add(s, "，涉及 ", ", looking at ");
  add_text(s, seen);
  add(s, "）", ")");
}

static void add_requirement(const struct sentence *s) {
  const struct limit_template *form = limit_template_of(s->rule->rule->topic);
  const json_t *logic = rule_logic_json(s->rule);
  char limit[512];
  if (json_is_true(logic))
    add(s, "都可以通行", "may pass");
  else if (json_is_false(logic))
    add(s, "不能直接通行", "may not simply pass");
  else if (form && limit_from_logic(form, logic, limit, sizeof limit))
    add_limit(s, form, limit);
  else
    add_hand_written(s, logic);
}

/* --- the whole -------------------------------------------------------------------------------- */

static void add_validity(const struct sentence *s) {
  char time[32];
  add(s, "有效期", "In force from ");
  text_time(s->rule->order->valid_from, s->rule->policy->utc_offset_s, time, sizeof time);
  add_text(s, time);
  add(s, "至", " until ");
  text_time(s->rule->order->valid_to, s->rule->policy->utc_offset_s, time, sizeof time);
  add_text(s, time);
  add(s, "。", ".");
}

void policy_words_rule(const struct tx_finding *rule, const char *lang, char *out, size_t cap) {
  struct sentence s = { .rule = rule, .lang = lang, .out = out, .cap = cap };
  s.english = text_is_english(lang);
  *out = '\0';
  add_text(&s, s.english ? "" : "【");
  add(&s, tx_topic_zh(rule->rule->topic), tx_topic_word(rule->rule->topic));
  add(&s, "】", ": ");
  add_roles(&s);
  add_places(&s);
  add(&s, "：", ": ");
  add_requirement(&s);
  const json_t *logic = rule_logic_json(rule);
  if (json_is_false(logic))
    add(&s, "：", ": ");
  else if (!json_is_true(logic))
    add(&s, "，否则", ", else ");
  if (!json_is_true(logic)) add_text(&s, text_severity((int)rule->rule->on_fail, lang));
  add(&s, "。", ". ");
  if (rule->rule->delegable) add(&s, "可由下级调整。", "Levels below may replace it. ");
  if (rule->rule->keeps_home)
    add(&s, "回自己家也适用。", "It holds for residents on their way home as well. ");
  add_validity(&s);
}
