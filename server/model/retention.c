/* SPDX-License-Identifier: Apache-2.0 */
#include "retention.h"

#include "bulk.h"

#include <stdio.h>

#define SERVER RETENTION_SERVER
#define GATE RETENTION_GATE
#define YOURS RETENTION_YOURS
#define MINUTES(n) ((n)*INT64_C(60))
#define DAYS(n) ((n)*KEPT_DAY_S)

const struct retention retention[] = {
  { "events", "门禁事件及缺口", "events, and the gaps that gates declare", SERVER, EVENTS_KEPT_S,
    "事发后", "after they happened" },
  { "statements", "健康、行程、检测结果", "statements", SERVER, STATEMENTS_KEPT_S, "不再起作用后",
    "after they stopped counting" },
  { "unmatched", "不在名册上的人的结果（密封）", "statements of feeds about nobody known, sealed",
    SERVER, UNMATCHED_KEPT_S, "收到后；此人登记时更早", "after they came" },
  { "tubes", "采样登记与试管结果（密封）", "swabs, and results of tubes, sealed", SERVER,
    EVENTS_KEPT_S, "采样后，结果自收到后", "after they were taken, results after they came" },
  { "lists", "名册、增量、证明状态", "status lists, deltas, certificate status", SERVER,
    LISTS_KEPT_S, "被下一份取代后", "after the next" },
  { "applications", "申请", "applications", SERVER, APPLICATIONS_KEPT_S, "办结后（未办的，收到后）",
    "after they were decided, or came where nobody did" },
  { "claims", "申领码", "claim codes", SERVER, APPLICATIONS_KEPT_S, "到期后", "after their end" },
  { "visitors", "访客、快递、车辆等临时人员",
    "visitors, couriers, vehicles and others who come for a time", SERVER, VISITORS_KEPT_S,
    "其时段及最后的通行证到期后", "after their window, and their last pass, ended" },
  { "left", "迁出、已故等通行证已注销的居民",
    "residents whose pass was revoked: who moved out, died, or stood there twice", SERVER,
    LEFT_KEPT_S, "最后的通行证到期且无人再为其办事后",
    "after their last pass ended, and anybody decided anything about them" },
  { "certificates", "已开具的证明", "certificates that were issued", SERVER, CERTIFICATES_KEPT_S,
    "有效期满后", "after their end" },
  { "traces", "流调及找到的人（密封）", "traces, with whom they found, sealed", SERVER,
    TRACES_KEPT_S, "所查最后一天结束后", "after the last day that they look at ended" },
  { "previews", "导入前预览的名册", "rosters shown before they are imported", SERVER, MINUTES(60),
    "收到后；确认或放弃时更早", "after they came" },
  { "undo", "导入前居民的原样，供撤销",
    "how a roster found the people whom it changed, so that it can be undone", SERVER, UNDO_KEPT_S,
    "导入后", "after it was imported" },
  { "gone", "名册里缺少的人的名单，供确认和撤销",
    "whom a roster did not name, so that it can be confirmed and undone", SERVER, UNDO_KEPT_S,
    "导入后；已确认的，确认后", "after it was imported, or after they were confirmed" },
  { "answers", "按Idempotency-Key留存的答复（密封）",
    "answers under an Idempotency-Key, sealed by it", SERVER, ANSWERS_KEPT_S, "答复后",
    "after they were given" },
  { "holdings", "手机所持通行证的记录", "what a phone held", SERVER, HOLDINGS_KEPT_S, "终止后",
    "after it ended" },
  { "phone-sessions", "手机的登录", "sessions of phones", SERVER, MINUTES(60), "登录后",
    "after they began" },
  { "sessions", "账号的登录", "sessions of accounts", SERVER, MINUTES(30), "最后一次使用后",
    "after they were used last" },
  { "requests", "须两人办理的请求及其依据", "requests and their grounds", SERVER, REQUESTS_KEPT_S,
    "提出后", "after they were made" },
  { "bulk", "账号对多人办理的计数", "how many people an account did something to", SERVER,
    BULK_WITHIN_S, "办理后", "after it did" },
  { "appeals", "申诉及答复", "appeals, with their answers", SERVER, APPEAL_KEPT_S, "提出后",
    "after they were made" },
  { "drafts", "规定的草案", "drafts of policies", SERVER, DRAFTS_KEPT_S, "写下后",
    "after they were written" },
  { "reads", "查看记录的审计条目", "audit entries of reads", SERVER, AUDIT_READS_KEPT_S, "记下后",
    "after they were entered" },
  { "changes", "变更的审计条目", "audit entries of changes", SERVER, AUDIT_KEPT_S, "记下后",
    "after they were entered" },
  { "enrolments", "门禁登记码", "enrolment codes of gates", SERVER, MINUTES(15), "发出后",
    "after they were drawn" },
  { "issues", "签发日志（issues/）", "the issue log (issues/)", SERVER, DAYS(29), "记下后",
    "after it was written" },
  { "reports", "按时写出的报表文件（reports/）", "reports written on schedule (reports/)", SERVER,
    REPORTS_KEPT_S, "当日结束后", "after their day ended" },
  { "passages", "谁曾通行、住户外出次数", "who passed, exits of a household", GATE, DAYS(14),
    "通行后；没有规定要用时更早", "after the passage, sooner where no order needs it" },
  { "gate-events", "未送达的事件", "events that no server acknowledges", GATE, DAYS(60), "事发后",
    "after they happened" },
  { "backups", "加密备份", "backups, encrypted", YOURS, DAYS(28), "备份后，由下一次备份清除",
    "after they were made, by the next backup" },
};
const size_t retention_count = sizeof retention / sizeof *retention;

const char *retention_place_zh(enum retention_place place) {
  return place == SERVER ? "服务器" : place == GATE ? "门禁" : "自行保管";
}
const char *retention_place_en(enum retention_place place) {
  return place == SERVER ? "server" : place == GATE ? "gate" : "yours";
}

void retention_say(const struct retention *row, int english, char *out, size_t cap) {
  int whole_days = row->kept_s % KEPT_DAY_S == 0;
  long long n = (long long)(whole_days ? row->kept_s / KEPT_DAY_S : row->kept_s / 60);
  if (english)
    snprintf(out, cap, "%lld %s %s", n, whole_days ? "days" : "minutes", row->after_en);
  else
    snprintf(out, cap, "%lld%s，%s", n, whole_days ? "天" : "分钟", row->after_zh);
}
