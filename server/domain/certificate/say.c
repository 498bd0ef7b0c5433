/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include "host/text/date.h"
#include "host/text/language.h"

#include <stdio.h>
#include <string.h>

static const char *const words[LACKS] = {
  [LACK_ISOLATION] = "isolation",
  [LACK_DAYS] = "days",
  [LACK_TEST] = "test",
  [LACK_NEGATIVE] = "negative",
  [LACK_GAP] = "gap",
  [LACK_POSITIVE] = "positive",
  [LACK_RELEASE] = "release",
  [LACK_STATE] = "state",
  [LACK_HEALTH] = "health",
  [LACK_TRAVEL] = "travel",
  [LACK_RECENT] = "recent",
  [LACK_ZONE] = "zone",
  [LACK_EMPLOYER] = "employer",
  [LACK_AUTHORITY] = "authority",
  [LACK_NUMBER] = "number",
  [LACK_UNTIL] = "until",
};

const char *certificate_lack_word(enum certificate_lack lack) {
  return words[lack];
}

const char *certificate_verdict_word(enum certificate_verdict verdict) {
  static const char *const verdicts[] = { "no", "unknown", "yes" };
  return verdicts[verdict];
}

static void write_date(int64_t at_s, char out[HOST_DATE_SIZE]) {
  *out = '\0';
  if (!at_s) return;
  host_date_shanghai_minute(at_s, out);
  out[strlen("2022-01-09")] = '\0';
}

/* --- without who says so ---------------------------------------------------------------------- */

static void say_zh(const struct certificate_missing *m, const char *date, char *out, size_t cap) {
  switch (m->lack) {
  case LACK_ISOLATION:
    snprintf(out, cap, "没有找到这类证明所依据的隔离");
    break;
  case LACK_DAYS:
    snprintf(out, cap, "隔离未满%d天（%s起，已%d天）", m->days, date, m->day);
    break;
  case LACK_TEST:
    snprintf(out, cap, "缺第%d天核酸（%s）", m->day, date);
    break;
  case LACK_NEGATIVE:
    snprintf(out, cap, "%s的核酸不是阴性", date);
    break;
  case LACK_GAP:
    snprintf(out, cap, "最后两次采样只隔%d小时，应隔%d小时", m->day, m->days);
    break;
  case LACK_POSITIVE:
    snprintf(out, cap, "有阳性结果未解除");
    break;
  case LACK_RELEASE:
    snprintf(out, cap, "缺来源单位的解除（%s起的隔离）", date);
    break;
  case LACK_STATE:
    snprintf(out, cap, "现为%s", tx_state_zh((enum tx_state)m->day));
    break;
  case LACK_HEALTH:
    snprintf(out, cap, m->unknown ? "健康码未知" : "健康码不是绿码");
    break;
  case LACK_TRAVEL:
    snprintf(out, cap, m->unknown ? "行程未知" : "行程有风险");
    break;
  case LACK_RECENT:
    if (m->days)
      snprintf(out, cap, "缺%d小时内的核酸阴性", m->days);
    else
      snprintf(out, cap, "缺核酸阴性");
    break;
  case LACK_ZONE:
    snprintf(out, cap, "所在楼栋在封控区内");
    break;
  case LACK_EMPLOYER:
    snprintf(out, cap, "缺用人单位名称");
    break;
  case LACK_AUTHORITY:
    snprintf(out, cap, "缺出具机关名称");
    break;
  case LACK_NUMBER:
    snprintf(out, cap, "缺原证明编号");
    break;
  case LACK_UNTIL:
    snprintf(out, cap, "缺原证明有效期，或已过期");
    break;
  case LACKS:
    *out = '\0';
    break;
  }
}

static void say_en(const struct certificate_missing *m, const char *date, char *out, size_t cap) {
  switch (m->lack) {
  case LACK_ISOLATION:
    snprintf(out, cap, "no isolation is known that such a certificate is about");
    break;
  case LACK_DAYS:
    snprintf(out, cap, "isolation ran %d of %d days (from %s)", m->day, m->days, date);
    break;
  case LACK_TEST:
    snprintf(out, cap, "no test of day %d (%s)", m->day, date);
    break;
  case LACK_NEGATIVE:
    snprintf(out, cap, "the test of %s is not negative", date);
    break;
  case LACK_GAP:
    snprintf(out, cap, "the last two swabs lie %d %s apart, not %d", m->day,
             host_plural(m->day, "hour", "hours"), m->days);
    break;
  case LACK_POSITIVE:
    snprintf(out, cap, "a positive test stands");
    break;
  case LACK_RELEASE:
    snprintf(out, cap, "no release by the source (of the isolation from %s)", date);
    break;
  case LACK_STATE:
    snprintf(out, cap, "the state is %s", tx_state_word((enum tx_state)m->day));
    break;
  case LACK_HEALTH:
    snprintf(out, cap,
             m->unknown ? "the health code is not known" : "the health code is not green");
    break;
  case LACK_TRAVEL:
    snprintf(out, cap, m->unknown ? "travel is not known" : "travel shows a risk");
    break;
  case LACK_RECENT:
    if (m->days)
      snprintf(out, cap, "no negative test of the last %d hours", m->days);
    else
      snprintf(out, cap, "no negative test");
    break;
  case LACK_ZONE:
    snprintf(out, cap, "the building is locked down");
    break;
  case LACK_EMPLOYER:
    snprintf(out, cap, "no employer is named");
    break;
  case LACK_AUTHORITY:
    snprintf(out, cap, "no authority is named");
    break;
  case LACK_NUMBER:
    snprintf(out, cap, "the number of the original is not given");
    break;
  case LACK_UNTIL:
    snprintf(out, cap, "the end of the original is not given, or has passed");
    break;
  case LACKS:
    *out = '\0';
    break;
  }
}

/* --- and who says so, or would ---------------------------------------------------------------- */

void certificate_say(const struct certificate_missing *missing, bool english,
                     char out[CERTIFICATE_SAID_SIZE]) {
  char date[HOST_DATE_SIZE], since[HOST_DATE_SIZE];
  write_date(missing->silent_s, since);
  write_date(missing->about_s, date);
  (english ? say_en : say_zh)(missing, date, out, CERTIFICATE_SAID_SIZE);
  size_t n = strlen(out);
  char *rest = out + n;
  size_t cap = CERTIFICATE_SAID_SIZE - n;
  if (missing->unknown && *missing->source)
    snprintf(rest, cap, english ? "; %s has been silent since %s" : "；%s自%s起没有消息",
             missing->source, since);
  else if (missing->unknown)
    snprintf(rest, cap, english ? "; no source speaks of it" : "；没有来源提供");
  else if (*missing->source)
    snprintf(rest, cap, english ? "; source: %s" : "；来源：%s", missing->source);
}
