/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

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

static void mixed_duration(int64_t seconds, bool english, char *out, size_t cap) {
  long long hours = seconds / 3600;
  long long minutes = seconds / 60 % 60;
  long long rest = seconds % 60;
  snprintf(out, cap, english ? "%lld h %02lld min" : "%lld小时%02lld分", hours, minutes);
  char more[32];
  snprintf(more, sizeof more, english ? " %02lld s" : "%02lld秒", rest);
  if (rest) text_append(out, cap, more);
}

void text_duration(int64_t seconds, const char *lang, char *out, size_t cap) {
  static const struct {
    int64_t s, least;
    const char *zh, *en;
  } units[] = { { 86400, 259201, "天", "day" },
                { 3600, 3600, "小时", "hour" },
                { 60, 60, "分钟", "minute" },
                { 1, 0, "秒", "second" } };
  bool english = text_is_english(lang);
  for (size_t i = 0; i < 4; i++) {
    if (seconds < units[i].least || seconds % units[i].s) continue;
    if (units[i].s < 3600 && seconds >= 7200) break;
    long long count = seconds / units[i].s;
    if (english)
      snprintf(out, cap, "%lld %s%s", count, units[i].en, count == 1 ? "" : "s");
    else
      snprintf(out, cap, "%lld%s", count, units[i].zh);
    return;
  }
  mixed_duration(seconds, english, out, cap);
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
    snprintf(out, cap, "%s%s《%s》第%d条（%s）", level, area, order->document, clause, rule->id);
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
