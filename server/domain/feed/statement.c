/* SPDX-License-Identifier: Apache-2.0 */
#include "statement.h"

#include "domain/audit/log.h"
#include "domain/resident/residency.h"
#include "host/sys/people_time.h"
#include "store/statements.h"

#include <stdio.h>

#define AHEAD_S 300 /* nothing observed further ahead than this is taken */

static const struct {
  const char *zh, *en;
} columns[FEED_COLUMNS] = {
  [FEED_ID] = { "证件号码", "id_number" }, [FEED_FIELD] = { "项目", "field" },
  [FEED_VALUE] = { "结果", "value" },      [FEED_SOURCE] = { "来源", "source" },
  [FEED_AT] = { "时间", "observed_at" },   [FEED_UNTIL] = { "有效期至", "valid_until" },
};

const char *feed_column_zh(enum feed_column column) {
  return columns[column].zh;
}

const char *feed_column_en(enum feed_column column) {
  return columns[column].en;
}

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

static bool wrong_value(struct host_problem *problem, enum statement_field field) {
  char list[200], zh[300], en[300];
  statement_values_list(field, false, list, sizeof list);
  snprintf(zh, sizeof zh, "不是这个项目的结果，应为：%s", list);
  statement_values_list(field, true, list, sizeof list);
  snprintf(en, sizeof en, "is no value of that field; it takes %s", list);
  return wrong(problem, zh, en);
}

static bool read_begin(const struct statement_words *words, int64_t now_s,
                       struct statement_row *out, struct host_problem *problem) {
  if (!host_people_time_read(words->at, now_s, HOST_TIME_BEGINS, &out->observed_at))
    return wrong(problem, "不是2020年以后的时间，应写作 2022-01-31 16:00 或 20220131",
                 "is no time from 2020 on: write 2022-01-31 16:00 (China's time) or 20220131");
  return out->observed_at <= now_s + AHEAD_S || wrong(problem, "晚于现在", "is later than now");
}

static bool read_end(const struct statement_words *words, int64_t now_s, struct statement_row *out,
                     struct host_problem *problem) {
  out->valid_until = 0;
  if (!*words->until) return true;
  if (!host_people_time_read(words->until, now_s, HOST_TIME_ENDS, &out->valid_until))
    return wrong(problem,
                 "不是2020年以后的时间，应写作 2022-01-31（到当天结束）或 2022-01-31 16:00",
                 "is no time from 2020 on: write 2022-01-31 (to the end of that day) or "
                 "2022-01-31 16:00");
  return out->valid_until > out->observed_at || wrong(problem, "不晚于开始的时间，请核对年份",
                                                      "is not after the beginning; check the year");
}

bool statement_read(const struct statement_words *words, int64_t now_s, struct statement_row *out,
                    enum feed_column *column, struct host_problem *problem) {
  *column = FEED_FIELD;
  int field = statement_field_find(words->field);
  if (field < 0)
    return wrong(problem, "应为健康码、行程、核酸、状态或采样",
                 "should be health, travel, test, state or swab");
  *column = FEED_VALUE;
  int value = statement_value_find((enum statement_field)field, words->value);
  if (value < 0) return wrong_value(problem, (enum statement_field)field);
  *column = FEED_SOURCE;
  if (!*words->source || strlen(words->source) >= sizeof out->source)
    return wrong(problem, "应有1至64个字节", "should have 1 to 64 bytes");
  *column = FEED_AT;
  if (!read_begin(words, now_s, out, problem)) return false;
  *column = FEED_UNTIL;
  if (!read_end(words, now_s, out, problem)) return false;
  out->field = field;
  out->value = value;
  snprintf(out->source, sizeof out->source, "%s", words->source);
  return true;
}

/* --- one by hand ------------------------------------------------------------------------------ */

static enum tx_reason add(const struct request *request, const struct resident *resident,
                          const struct statement_row *statement, size_t *changed) {
  char detail[120];
  bool added = false;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  snprintf(detail, sizeof detail, "%u field %d value %d", resident->index, statement->field,
           statement->value);
  enum tx_reason reason = statements_add(request->db, resident->area, resident->id_hash, statement,
                                         request->now_s, &added);
  if (reason == TX_OK)
    reason = residency_remerge(request, resident->area, resident->id_hash, changed);
  if (reason == TX_OK) reason = audit_log_append(request, resident->area, "state", detail);
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason statement_enter(const struct request *request, const struct resident *resident,
                               const struct statement_words *words, bool *changed,
                               struct host_problem *problem) {
  struct statement_row statement;
  enum feed_column column;
  struct host_problem found = { 0 };
  size_t count = 0;
  if (!statement_read(words, request->now_s, &statement, &column, &found)) {
    problem->reason = found.reason;
    snprintf(problem->zh, sizeof problem->zh, "“%s”%.500s。", columns[column].zh, found.zh);
    snprintf(problem->en, sizeof problem->en, "%s %.500s.", columns[column].en, found.en);
    return found.reason;
  }
  enum tx_reason reason = add(request, resident, &statement, &count);
  *changed = count > 0;
  return host_problem_of(problem, reason);
}
