/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed is told of what it sent: counts, and each line that was not taken, without values. */
#include "take_internal.h"

#include "store/feed/feeds.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void feed_take_refuse(struct feed_take *take, size_t line, enum feed_member member,
                      const struct host_problem *problem) {
  bool whole = member == FEED_MEMBERS;
  row_errors_add(&take->errors, line, whole ? "" : feed_member_zh(member),
                 whole ? "" : feed_member_en(member), problem);
  take->counts.refused++;
}

/* One sentence, with the line's number. */
static json_t *error_json(const struct row_error *error) {
  char zh[720], en[720];
  bool whole = !*error->column_en;
  snprintf(zh, sizeof zh, "第%zu行%s%s%s%.500s。", error->line, whole ? "" : "“", error->column_zh,
           whole ? "" : "”", error->problem.zh);
  snprintf(en, sizeof en, "Line %zu%s%s %.500s.", error->line, whole ? "" : ": ", error->column_en,
           error->problem.en);
  return json_pack("{s:I, s:s, s:s, s:s, s:s}", "line", (json_int_t)error->line, "member",
                   error->column_en, "reason", tx_reason_name(error->problem.reason), "zh", zh,
                   "en", en);
}

static json_t *errors_json(const struct row_errors *errors) {
  json_t *list = json_array();
  for (size_t i = 0; i < errors->count; i++)
    json_array_append_new(list, error_json(&errors->items[i]));
  return list;
}

static json_t *requests_json(const struct feed_take *take) {
  json_t *list = json_array();
  for (size_t i = 0; i < take->area_count; i++) {
    char area[13];
    if (!take->areas[i].request) continue;
    tx_area_format(take->areas[i].area, area);
    json_array_append_new(
        list, json_pack("{s:s, s:I}", "area", area, "request", (json_int_t)take->areas[i].request));
  }
  return list;
}

char *feed_receipt_write(const struct feed_take *take) {
  const struct feed_counts *counts = &take->counts;
  json_t *json = json_pack(
      "{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:o, s:I}", "receipt",
      take->receipt.id, "at", (json_int_t)take->receipt.made_at, "lines", (json_int_t)counts->lines,
      "taken", (json_int_t)counts->taken, "repeated", (json_int_t)counts->repeated, "held",
      (json_int_t)counts->held, "aside", (json_int_t)counts->aside, "unknown",
      (json_int_t)counts->unknown, "refused", (json_int_t)counts->refused, "errors",
      errors_json(&take->errors), "more", (json_int_t)(take->errors.refused - take->errors.count),
      "requests", requests_json(take), "next_line", (json_int_t)take->lines.number + 1);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  return text;
}

static enum tx_reason check_reader(const struct server *server, const struct request *request,
                                   const struct feed_bearer *bearer, struct host_problem *problem) {
  struct feed_row feed;
  if (bearer->token)
    return feed_admit(server, request, bearer->source, bearer->token, &feed, problem);
  enum tx_reason reason = feeds_find(request->db, bearer->source, &feed);
  return reason == TX_OK ? area_reached(request, feed.area, problem) : reason;
}

enum tx_reason feed_receipt(const struct server *server, const struct request *request,
                            const struct feed_bearer *bearer, const char *id, char **receipt,
                            struct host_problem *problem) {
  struct receipt_row row = { 0 };
  enum tx_reason reason = check_reader(server, request, bearer, problem);
  snprintf(row.source, sizeof row.source, "%s", bearer->source);
  snprintf(row.id, sizeof row.id, "%s", id);
  if (reason == TX_OK && strlen(id) != RECEIPT_ID_SIZE - 1) reason = TX_NOT_FOUND;
  if (reason == TX_OK) reason = receipts_find(request->db, &row, receipt);
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, reason, "没有这份回执：回执保存28天。",
                          "There is no such receipt: they are kept for 28 days.");
}
