/* SPDX-License-Identifier: Apache-2.0 */
#include "reports.h"

#include "api/report/report_file.h"
#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/text/date.h"
#include "model/retention.h"
#include "store/core/areas.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DAY_S ((int64_t)86400)
#define MINUTE_S 60
#define NOON_MINUTE (12 * 60)
#define AT_ONCE_MS 200
#define ACTOR "reports"

static const enum report_format formats[] = { REPORT_PDF, REPORT_CSV, REPORT_XLSX };
#define FORMATS (sizeof formats / sizeof *formats)

/* --- which --------------------------------------------------------------------------------------
 */

static enum tx_reason find_areas(struct api *api, uint64_t areas[AREAS_MAX], size_t *count) {
  struct request request = request_begin_reading(api->server, api_now(api), ACTOR);
  enum tx_reason reason = areas_list(request.db, areas, count);
  request_end(api->server, &request);
  return reason;
}

/* The smallest area that holds all. */
static uint64_t holding(const uint64_t *areas, size_t count) {
  for (int level = TX_COMMUNITY; level > TX_NATION; level--) {
    const uint64_t area = tx_area_at(areas[0], (enum tx_level)level);
    size_t i = 0;
    while (i < count && tx_area_contains(area, areas[i]))
      i++;
    if (i == count) return area;
  }
  return 0;
}

/* The n-th of a day's reports; false behind the last. */
static bool plan_of(const struct api *api, const uint64_t *areas, size_t count, size_t n,
                    struct report_plan *out) {
  const size_t of_one = REPORT_FIGURES, upward = REPORT_KINDS - REPORT_FIGURES;
  const bool single = n < count * of_one;
  if (!single && (count < 2 || n - count * of_one >= upward)) return false;
  out->kind = (enum report_kind)(single ? n % of_one : REPORT_FIGURES + n - count * of_one);
  out->area = single ? areas[n / of_one] : holding(areas, count);
  out->outside = out->area != api->server->area;
  return true;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static enum tx_reason write_file(const struct api *api, const struct report *report,
                                 enum report_format format, struct host_problem *problem) {
  HOST_BYTES bytes = { 0 };
  char name[REPORT_NAME_SIZE];
  report_file_name(&report->plan, format, name);
  HOST_FREE char *path = host_path(api->reports.folder, "%s", name);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason =
      report_file_write(report, format, false, api->paper.program, &bytes, problem);
  if (reason == TX_OK)
    return host_problem_of(problem, host_file_write(path, host_span(&bytes), 0600));
  if (format != REPORT_PDF) return reason;
  host_log(HOST_WARNING, "reports: %s: %s; the other files are written", name, problem->en);
  *problem = (struct host_problem){ 0 };
  return TX_OK;
}

/* They are written one behind the other: where the last is there, all are. */
static bool is_written(const struct report_plan *plan, const char *folder) {
  char name[REPORT_NAME_SIZE];
  report_file_name(plan, formats[FORMATS - 1], name);
  HOST_FREE char *path = host_path(folder, "%s", name);
  return path && host_file_exists(path);
}

static enum tx_reason write_report(struct api *api, const struct report_plan *plan,
                                   struct host_problem *problem) {
  const struct asker asker = { .now_s = api_now(api), .actor = ACTOR };
  struct report report;
  enum tx_reason reason = report_make(api->server, &asker, plan, &report, problem);
  for (size_t i = 0; i < FORMATS && reason == TX_OK; i++)
    reason = write_file(api, &report, formats[i], problem);
  report_finish(&report);
  return reason;
}

/* *done: all of the day are there. */
static enum tx_reason write_some(struct api *api, struct report_plan *plan, bool *done,
                                 struct host_problem *problem) {
  const int64_t until_ms = host_monotonic_ms() + AT_ONCE_MS;
  size_t count = 0;
  HOST_FREE uint64_t *areas = calloc(AREAS_MAX, sizeof *areas);
  enum tx_reason reason = areas ? find_areas(api, areas, &count) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = host_mkdirs(api->reports.folder, 0700);
  host_problem_of(problem, reason);
  while (reason == TX_OK && !*done) {
    *done = !plan_of(api, areas, count, api->reports.next, plan);
    if (!*done && !is_written(plan, api->reports.folder)) reason = write_report(api, plan, problem);
    api->reports.next += reason == TX_OK && !*done;
    if (host_monotonic_ms() >= until_ms) break;
  }
  return reason;
}

enum tx_reason reports_write_due(struct api *api, struct host_problem *problem) {
  const int64_t now_s = api_now(api), today_s = report_day_s(now_s);
  struct report_schedule *schedule = &api->reports;
  bool done = false;
  if (!schedule->folder || now_s < today_s + (int64_t)schedule->minute * MINUTE_S) return TX_OK;
  if (schedule->done_s == today_s) return TX_OK;
  if (schedule->begun_s != today_s) schedule->next = 0;
  schedule->begun_s = today_s;
  const int64_t day_s = schedule->minute < NOON_MINUTE ? today_s - DAY_S : today_s;
  struct report_plan plan = { .from_s = day_s,
                              .to_s = day_s + DAY_S,
                              .hours = REPORT_HOURS_DEFAULT };
  enum tx_reason reason = write_some(api, &plan, &done, problem);
  if (reason != TX_OK || !done) return reason;
  schedule->done_s = today_s;
  host_log(HOST_NOTICE, "reports: written to %s", schedule->folder);
  return TX_OK;
}

/* --- forgetting ---------------------------------------------------------------------------------
 */

/* day, or figures-areas. */
static bool is_report(const char *word) {
  static const char upward[] = "figures-";
  const bool figures = strncmp(word, upward, sizeof upward - 1) == 0;
  return report_kind_find(figures ? word + sizeof upward - 1 : word, figures) >= 0;
}

/* REPORT-AREA-2022-01-01.csv. */
static bool read_name(const char *name, int64_t *day_s) {
  char day[11], digits[13], word[REPORT_NAME_SIZE];
  uint64_t area;
  const char *dot = strrchr(name, '.');
  const size_t n = dot ? (size_t)(dot - name) : 0;
  if (n < 25 || n > REPORT_NAME_SIZE || report_format_find(dot + 1) < 0) return false;
  snprintf(day, sizeof day, "%.10s", dot - 10);
  snprintf(digits, sizeof digits, "%.12s", dot - 23);
  snprintf(word, sizeof word, "%.*s", (int)(n - 24), name);
  return dot[-11] == '-' && dot[-24] == '-' && is_report(word) &&
         tx_area_parse(tx_span_text(digits), &area) && host_date_read(day, 0, day_s);
}

enum tx_reason reports_forget(struct api *api, struct host_problem *problem) {
  const int64_t now_s = api_now(api);
  int64_t day_s = 0;
  (void)problem;
  DIR *folder = api->reports.folder ? opendir(api->reports.folder) : NULL;
  if (!folder) return TX_OK; /* nothing was written yet */
  for (const struct dirent *entry; (entry = readdir(folder));)
    if (read_name(entry->d_name, &day_s) && day_s + DAY_S + REPORTS_KEPT_S <= now_s)
      unlinkat(dirfd(folder), entry->d_name, 0);
  closedir(folder);
  return TX_OK;
}
