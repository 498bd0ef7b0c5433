/* SPDX-License-Identifier: Apache-2.0 */
#include "policy_text.h"

#include <stdio.h>

bool text_is_english(const char *lang) {
  return lang && strncmp(lang, "en", 2) == 0;
}

void text_append(char *out, size_t cap, const char *more) {
  size_t n = strlen(out);
  size_t room = cap - n - 1;
  size_t take = strlen(more);
  if (take > room) {
    take = room;
    while (take && ((unsigned char)more[take] & 0xc0) == 0x80)
      take--;
  }
  memcpy(out + n, more, take);
  out[n + take] = '\0';
}

void text_duration(int64_t seconds, const char *lang, char *out, size_t cap) {
  static const struct {
    int64_t s;
    const char *zh, *en;
  } units[] = { { 86400, "天", "day" }, { 3600, "小时", "hour" }, { 60, "分钟", "minute" } };
  bool english = text_is_english(lang);
  for (size_t i = 0; i < 3; i++) {
    if (seconds == 0 || seconds % units[i].s || (i == 0 && seconds <= 259200)) continue;
    long long count = seconds / units[i].s;
    if (english)
      snprintf(out, cap, "%lld %s%s", count, units[i].en, count == 1 ? "" : "s");
    else
      snprintf(out, cap, "%lld%s", count, units[i].zh);
    return;
  }
  if (seconds < 3600) {
    snprintf(out, cap, english ? "%lld seconds" : "%lld秒", (long long)seconds);
    return;
  }
  snprintf(out, cap, english ? "%lld h %02lld min %02lld s" : "%lld小时%02lld分%02lld秒",
           (long long)seconds / 3600, (long long)seconds / 60 % 60, (long long)seconds % 60);
}

void text_rule_name(const struct tx_policy *policy, const struct tx_order *order,
                    const struct tx_rule *rule, const char *lang, char *out, size_t cap) {
  char area[13];
  tx_area_format(policy->area, area);
  const char *level = tx_level_name(tx_area_level(policy->area), lang);
  int clause = (int)(rule - order->rules) + 1;
  if (text_is_english(lang))
    snprintf(out, cap, "clause %d (%s) of %s, order of the %s %s", clause, rule->id,
             order->document, level, area);
  else
    snprintf(out, cap, "%s%s《%s》第%d条(%s)", level, area, order->document, clause, rule->id);
}

const char *text_severity(int severity, const char *lang) {
  static const char *const zh[] = { "放行", "提示", "核验", "劝返" };
  static const char *const en[] = { "allow", "warn", "review", "deny" };
  return (text_is_english(lang) ? en : zh)[severity + 1];
}

void text_time(int64_t at_s, int32_t utc_offset_s, char *out, size_t cap) {
  char iso[21];
  tx_time_format(at_s + utc_offset_s, iso);
  snprintf(out, cap, "%.10s %.5s", iso, iso + 11);
}
