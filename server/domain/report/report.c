/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "host/text/date.h"
#include "store/core/areas.h"
#include "table.h"

#include <stdlib.h>

#define DAY_S ((int64_t)86400)

/* --- the forms -------------------------------------------------------------------------------- */

#define OF_GATE                                                                                    \
  { "gate", "门禁", "gate" }
#define OF_AREA                                                                                    \
  { "area", "社区", "community" }
static const struct report_column count_alone[] = { { "count", "数量", "count" } };
static const struct report_column passages[] = {
  { "in", "进", "in" },
  { "out", "出", "out" },
  { "refused", "未放行", "not let pass" },
};
static const struct report_column tests[] = {
  { "people", "人数", "people" },
  { "tested", "已检测", "tested" },
  { "awaiting", "已采样待结果", "awaiting a result" },
  { "exempt", "免检", "exempt" },
  { "untested", "未检测", "not tested" },
};
static const struct report_column people[] = {
  { "people", "人数", "people" },
  { "alone", "独居", "living alone" },
  { "households", "户数", "households" },
};
static const struct report_column grounds_columns[] = {
  { "yellow", "黄码", "yellow" },
  { "red", "红码", "red" },
  { "monitoring", "健康监测", "monitoring" },
  { "home_isolation", "居家隔离", "isolation at home" },
  { "away", "集中隔离", "isolation elsewhere" },
  { "mixed_positive", "混采阳性", "mixed positive" },
  { "positive", "阳性", "positive" },
  { "suspended", "暂停", "suspended" },
};

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)
static const struct report_form forms[REPORT_KINDS] = {
  [REPORT_DAY] = { "day",
                   "日报",
                   "The day's figures",
                   { 0 },
                   { "figure", "项目", "figure" },
                   COLUMNS(count_alone),
                   false },
  [REPORT_PASSAGES] = { "passages",
                        "分时分门进出",
                        "Passages by hour and gate",
                        OF_GATE,
                        { "hour", "时段", "hour" },
                        COLUMNS(passages),
                        false },
  [REPORT_TESTS] = { "tests",
                     "核酸检测",
                     "Tests by building",
                     { 0 },
                     { "building", "楼栋", "building" },
                     COLUMNS(tests),
                     false },
  [REPORT_PEOPLE] = { "people",
                      "人员构成",
                      "Who lives here",
                      { 0 },
                      { "group", "类别", "group" },
                      COLUMNS(people),
                      false },
  [REPORT_FIGURES] = { "areas",
                       "各社区数据",
                       "Figures of the communities",
                       OF_AREA,
                       { "area", "区划", "area" },
                       measures,
                       MEASURES,
                       true },
  [REPORT_FIGURES_HOURS] = { "hours",
                             "分时进出",
                             "Passages by hour",
                             { 0 },
                             { "hour", "时段", "hour" },
                             COLUMNS(passages),
                             true },
  [REPORT_GROUNDS] = { "grounds",
                       "按依据",
                       "Restrained, by ground",
                       { 0 },
                       { "ground", "依据", "ground" },
                       COLUMNS(grounds_columns),
                       true },
};

const struct report_form *report_form(enum report_kind kind) {
  return &forms[kind];
}

int report_kind_find(const char *word, bool upward) {
  for (int i = 0; i < REPORT_KINDS; i++)
    if (forms[i].upward == upward && strcmp(word, forms[i].word) == 0) return i;
  return -1;
}

int64_t report_day_s(int64_t at_s) {
  return at_s - (at_s + HOST_SHANGHAI_S) % DAY_S;
}

/* --- making one ------------------------------------------------------------------------------- */

/* The community itself; or those below an area that the asker reaches. */
static enum tx_reason find_areas(const struct request *request, const struct report_plan *plan,
                                 uint64_t areas[AREAS_MAX], size_t *count,
                                 struct host_problem *problem) {
  size_t all = 0;
  areas[0] = plan->area;
  *count = 1;
  if (!report_form(plan->kind)->upward) return area_known(request, plan->area, problem);
  enum tx_reason reason = area_reached(request, plan->area, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, areas_list(request->db, areas, &all));
  *count = 0;
  for (size_t i = 0; reason == TX_OK && i < all; i++)
    if (tx_area_contains(plan->area, areas[i])) areas[(*count)++] = areas[i];
  if (reason != TX_OK || *count) return reason;
  return host_problem_say(problem, TX_NOT_FOUND, "本服务器没有这个区划之内的名册。",
                          "This server keeps no list of any community within that area.");
}

static table_take *const takers[REPORT_KINDS] = {
  [REPORT_DAY] = table_of_day,         [REPORT_PASSAGES] = table_of_passages,
  [REPORT_FIGURES] = table_of_figures, [REPORT_FIGURES_HOURS] = table_of_hours,
  [REPORT_GROUNDS] = table_of_grounds,
};

static enum tx_reason take_areas(struct server *server, const struct asker *asker,
                                 const uint64_t *areas, size_t count, struct report *report) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    struct request request = request_begin_slice(server, asker->now_s, asker->actor);
    reason = takers[report->plan.kind](server, &request, areas[i], report);
    request_end(server, &request);
  }
  return reason;
}

static enum tx_reason fill(struct server *server, const struct asker *asker, const uint64_t *areas,
                           size_t count, struct report *report) {
  switch (report->plan.kind) {
  case REPORT_TESTS:
    return table_of_tests(server, asker, report);
  case REPORT_PEOPLE:
    return table_of_people(server, asker, report);
  case REPORT_DAY:
  case REPORT_PASSAGES:
  case REPORT_FIGURES:
  case REPORT_FIGURES_HOURS:
  case REPORT_GROUNDS:
  case REPORT_KINDS:
    break;
  }
  return take_areas(server, asker, areas, count, report);
}

enum tx_reason report_make(struct server *server, const struct asker *asker,
                           const struct report_plan *plan, struct report *out,
                           struct host_problem *problem) {
  size_t count = 0;
  *out = (struct report){ .plan = *plan, .form = report_form(plan->kind), .at_s = asker->now_s };
  uint64_t *areas = calloc(AREAS_MAX, sizeof *areas);
  if (!areas) return host_problem_of(problem, TX_NO_MEMORY);
  struct request request = request_begin_reading(server, asker->now_s, asker->actor);
  request.caller = asker->caller;
  enum tx_reason reason = find_areas(&request, plan, areas, &count, problem);
  request_end(server, &request);
  if (reason == TX_OK) reason = host_problem_of(problem, fill(server, asker, areas, count, out));
  free(areas);
  if (reason == TX_OK && plan->outside) table_hide(out);
  return reason;
}
