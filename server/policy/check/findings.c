/* SPDX-License-Identifier: Apache-2.0 */
#include "findings.h"
#include "policy/words/text.h"

#include <stdio.h>

struct saying {
  const struct policy_finding *finding;
  const struct policy_details *details;
  const char *lang;
  bool english;
  char first[1200], second[1200]; /* names of the rules */
  const char *example;
  char *out;
  size_t cap;
};

#define SAY(s, zh, en, ...)                                                                        \
  ((s)->english ? snprintf((s)->out, (s)->cap, en, __VA_ARGS__)                                    \
                : snprintf((s)->out, (s)->cap, zh, __VA_ARGS__))

static const char *level_of(const struct tx_finding *rule, const char *lang) {
  return tx_level_name(tx_area_level(rule->policy->area), lang);
}

/* What the level above would have to change. */
static void say_way_out(const struct saying *s, const struct tx_finding *higher) {
  char way[512];
  const char *level = level_of(higher, s->lang);
  if (s->english)
    snprintf(way, sizeof way, " The %s would have to mark that clause delegable, or change it.",
             level);
  else
    snprintf(way, sizeof way,
             "若要改变，须由上级（%s）把该条标为可由下级调整（delegable）或修改该条。", level);
  text_append(s->out, s->cap, way);
}

static void say_unsatisfiable(const struct saying *s) {
  if (!s->finding->second.rule) {
    SAY(s, "%s：没有人能满足，所有人都会被拦下。请改正它的条件。",
        "%s: nobody can satisfy it, so everybody would be stopped. Correct its condition.",
        s->first);
    return;
  }
  SAY(s, "%s 与 %s%s：没有人能同时满足。例：%s。请改动其中一条。",
      "%s and %s%s: nobody can satisfy them together. For example: %s. Change one of them.",
      s->first, s->second, s->details->rule_count > 2 ? (s->english ? " and others" : "等") : "",
      s->example);
  if (tx_area_level(s->finding->first.policy->area) !=
      tx_area_level(s->finding->second.policy->area))
    say_way_out(s, &s->finding->first);
}

static void say_undeclared(const struct saying *s) {
  if (s->details->unknown)
    SAY(s, "%s用到 %s，规则里没有这个数据项。请检查拼写。",
        "%s looks at %s, which no rule can see. Check its spelling.", s->first, s->details->path);
  else
    SAY(s, "%s用到 %s，而本地没有登记这项数据的来源。请登记来源，或删去这个条件。",
        "%s looks at %s, which this deployment does not declare to have. Declare it, or take the "
        "condition out.",
        s->first, s->details->path);
}

static void say_outside(const struct saying *s) {
  SAY(s, "%s 超出了辖区：%s。政策只能管本辖区及其下级的门。",
      "%s reaches outside its area: %s. A policy speaks for the gates of its area and below.",
      s->first, s->details->path ? s->details->path : "");
}

static void say_keeps_from_home(const struct saying *s) {
  SAY(s,
      "%s "
      "会把居民拦在自己的家门外，文件里却没有写明。例：%s。若确有此意，请写明“回自己的家也不例外”"
      "（keeps_home: true）；否则请改为提示（warn）。",
      "%s would keep residents from their own home without saying so. For example: %s. If that is "
      "meant, say that it holds on the way home, too (keeps_home: true); else let it only warn.",
      s->first, s->example);
}

static void say_errs(const struct saying *s) {
  SAY(s, "%s 对有些人算不出结果，闸机会一律拒绝他们。例：%s。请核对条件两边是不是同一种数据。",
      "%s cannot be evaluated for some, whom every gate denies. For example: %s. Check that the "
      "condition compares like with like.",
      s->first, s->example);
}

static void say_looser(const struct saying *s) {
  SAY(s, "%s 比 %s 宽，但上级没有授权调整，放宽不起作用。例：%s：按下级%s，按上级仍%s。",
      "%s is looser than %s, which is not delegable, so it changes nothing. For example: %s: "
      "%s by the lower one, still %s by the higher.",
      s->second, s->first, s->example, text_severity(s->details->second_severity, s->lang),
      text_severity(s->details->first_severity, s->lang));
  say_way_out(s, &s->finding->first);
}

static void say_ends_first(const struct saying *s) {
  char end[32];
  text_time(s->finding->first.order->valid_to, s->finding->first.policy->utc_offset_s, end,
            sizeof end);
  SAY(s, "%s 于%s失效，而 %s 还要靠它。", "%s ends at %s while %s still leans on it.", s->first,
      end, s->second);
  char more[1024] = "";
  if (s->example[0] && s->english)
    snprintf(more, sizeof more, " From then on this person passes: %s.", s->example);
  else if (s->example[0])
    snprintf(more, sizeof more, "此后这样的人将被放行：%s。", s->example);
  text_append(s->out, s->cap, more);
  const char *level = level_of(&s->finding->first, s->lang);
  if (s->english)
    snprintf(more, sizeof more, " Ask the %s to extend it, or end both together.", level);
  else
    snprintf(more, sizeof more, "请上级（%s）延长该文件，或让两者同时结束。", level);
  text_append(s->out, s->cap, more);
}

static void say_disagree(const struct saying *s) {
  SAY(s, "%s 与 %s 同级而不一致。例：%s：前者%s，后者%s；闸机从严执行。请合并或撤销其中一条。",
      "%s and %s are of one level and disagree. For example: %s: %s by the first, %s by the "
      "second; gates take the stricter. Merge them or withdraw one.",
      s->first, s->second, s->example, text_severity(s->details->first_severity, s->lang),
      text_severity(s->details->second_severity, s->lang));
}

static void say_forgotten(const struct saying *s) {
  char looks[64], kept[64];
  text_duration(s->details->looks_s, s->lang, looks, sizeof looks);
  text_duration(s->details->kept_s, s->lang, kept, sizeof kept);
  SAY(s,
      "%s 要看%s以内的进出（%s），而门禁互通的记录只有%s，更早的看不到，会把人拦下。请把 "
      "exit_window_s 设长（最长7天），或把这个条件改短。",
      "%s looks back %s (%s), but gates tell each other of no more than %s: what is further back "
      "they do not see, and refuse. Raise exit_window_s (7 days at most), or look back less far.",
      s->first, looks, s->details->path, kept);
}

static void say_gap(const struct saying *s) {
  char from[32], to[32];
  text_time(s->details->gap_from, s->finding->first.policy->utc_offset_s, from, sizeof from);
  text_time(s->finding->first.order->valid_from, s->finding->first.policy->utc_offset_s, to,
            sizeof to);
  SAY(s, "从%s到%s，本政策没有任何文件在执行；%s 到那时才开始。若有意如此，请确认。",
      "From %s to %s nothing of this policy is in force; %s begins only then. Accept it if that is "
      "meant.",
      from, to, s->first);
}

static void say_never_fed(const struct saying *s) {
  SAY(s, "%s用到 %s，而这里从来没有导入过这项数据，谁都没有；会拦下多少人，见 policy try。",
      "%s looks at %s, which nobody ever handed in here: everybody is without it; policy try "
      "counts "
      "whom that stops.",
      s->first, s->details->path);
}

static void say_order(const struct saying *s, const char *zh, const char *en) {
  char end[32];
  const struct tx_order *order = s->finding->first.order;
  text_time(order->valid_to, s->finding->first.policy->utc_offset_s, end, sizeof end);
  SAY(s, "《%s》（%s）有效至%s，%s", "%s (%s) is valid until %s, %s", order->document,
      order->issuer, end, s->english ? en : zh);
}

static void say_ended(const struct saying *s) {
  say_order(s, "本政策一发布就终止。若有意如此，请确认。",
            "and ends as soon as this policy is published. Accept it if that is meant.");
}

static void say_stays(const struct saying *s) {
  say_order(
      s, "仍在本政策中继续执行；要提前终止，请勾选废止它（命令行用 --end）。",
      "and stays in force in this policy; to end it before, tick it (on the command line: --end).");
}

static void say_not_decided(const struct saying *s) {
  SAY(s, "%s%s%s：涉及的情况太多，未能判断（不等于没有矛盾）。请人工核对。",
      "%s%s%s: too much to go through, not decided (which does not mean that there is nothing). "
      "Please check by hand.",
      s->first, s->second[0] ? (s->english ? " and " : " 与 ") : "", s->second);
}

static void say_in(struct policy_finding *finding, const struct policy_details *details,
                   const char *lang) {
  struct saying s = { .finding = finding, .details = details, .lang = lang };
  s.english = text_is_english(lang);
  s.example = s.english ? finding->example_en : finding->example_zh;
  s.out = s.english ? finding->en : finding->zh;
  s.cap = sizeof finding->zh;
  if (finding->first.rule)
    text_rule_name(finding->first.policy, finding->first.order, finding->first.rule, lang, s.first,
                   sizeof s.first);
  if (finding->second.rule)
    text_rule_name(finding->second.policy, finding->second.order, finding->second.rule, lang,
                   s.second, sizeof s.second);
  switch (finding->kind) {
  case FINDING_UNSATISFIABLE:
    say_unsatisfiable(&s);
    break;
  case FINDING_UNDECLARED:
    say_undeclared(&s);
    break;
  case FINDING_OUTSIDE:
    say_outside(&s);
    break;
  case FINDING_KEEPS_FROM_HOME:
    say_keeps_from_home(&s);
    break;
  case FINDING_ERRS:
    say_errs(&s);
    break;
  case FINDING_FORGOTTEN:
    say_forgotten(&s);
    break;
  case FINDING_LOOSER:
    say_looser(&s);
    break;
  case FINDING_ENDS_FIRST:
    say_ends_first(&s);
    break;
  case FINDING_DISAGREE:
    say_disagree(&s);
    break;
  case FINDING_GAP:
    say_gap(&s);
    break;
  case FINDING_NEVER_FED:
    say_never_fed(&s);
    break;
  case FINDING_ENDED:
    say_ended(&s);
    break;
  case FINDING_STAYS:
    say_stays(&s);
    break;
  case FINDING_NOT_DECIDED:
    say_not_decided(&s);
    break;
  }
}

static bool can_deny(const struct tx_finding *rule) {
  return rule->rule && rule->rule->on_fail == TX_FAIL_DENY;
}

static enum policy_finding_weight weight_of(const struct policy_finding *finding) {
  enum policy_finding_kind kind = finding->kind;
  if (kind == FINDING_NOT_DECIDED)
    return can_deny(&finding->first) || can_deny(&finding->second) ? FINDING_WARNING : FINDING_NOTE;
  if (kind == FINDING_FORGOTTEN && finding->first.rule->on_fail == TX_FAIL_WARN)
    return FINDING_WARNING;
  if (kind == FINDING_STAYS || kind == FINDING_NEVER_FED) return FINDING_NOTE;
  return kind < FINDING_LOOSER ? FINDING_ERROR : FINDING_WARNING;
}

void policy_say(struct policy_finding *finding, const struct policy_details *details) {
  finding->weight = weight_of(finding);
  say_in(finding, details, "zh");
  say_in(finding, details, "en");
}

const char *policy_finding_name(enum policy_finding_kind kind) {
  static const char *const names[] = {
    "unsatisfiable", "undeclared", "outside",    "keeps_from_home", "errs",
    "forgotten",     "looser",     "ends_first", "disagree",        "gap",
    "never_fed",     "ended",      "stays",      "not_decided",
  };
  return names[kind];
}
