/* SPDX-License-Identifier: Apache-2.0 */
#include "overview.h"

#include "chain.h"
#include "publish.h"
#include "store/areas.h"
#include "store/events.h"
#include "store/issues.h"

static enum tx_reason describe_area(struct office *office, uint64_t area, json_t *out) {
  int64_t residents = 0, passes = 0;
  struct publish_state state;
  char digits[13];
  enum tx_reason reason = residents_count(office->db, area, &residents);
  if (reason == TX_OK) reason = issues_count(office->db, area, &passes);
  if (reason == TX_OK) reason = publish_state(office, area, &state);
  if (reason != TX_OK) return reason;
  tx_area_format(area, digits);
  json_array_append_new(out, json_pack("{s:s, s:I, s:I, s:I, s:I, s:b}", "area", digits,
                                       "residents", (json_int_t)residents, "passes",
                                       (json_int_t)passes, "seq", (json_int_t)state.seq, "iat",
                                       (json_int_t)state.iat, "changed", state.changed));
  return TX_OK;
}

static enum tx_reason describe_areas(struct office *office, json_t *out) {
  DB_ROWS rows = areas_all(office->db);
  while (db_next(&rows)) {
    struct area_row row;
    areas_read(&rows, &row);
    enum tx_reason reason = describe_area(office, row.area, out);
    if (reason != TX_OK) return reason;
  }
  return rows.end;
}

enum tx_reason overview_status(struct office *office, const struct call *call, const json_t *in,
                               json_t **out, struct host_problem *problem) {
  int64_t events = 0;
  char digits[13];
  json_t *areas = json_array();
  (void)call;
  (void)in;
  enum tx_reason reason = events_count(office->db, &events);
  if (reason == TX_OK) reason = describe_areas(office, areas);
  tx_area_format(office->area, digits);
  *out = json_pack("{s:s, s:b, s:I, s:I, s:I, s:o}", "area", digits, "demo", office->demo, "trust",
                   (json_int_t)office->trust->seq, "events", (json_int_t)events, "gates",
                   (json_int_t)gatebook_count(office->gates), "areas", areas);
  return host_problem_of(problem, reason);
}

static enum tx_reason add_area(struct office *office, const struct call *call, uint64_t area) {
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = areas_add(office->db, area);
  if (reason == TX_OK) reason = chain_append(office, call, area, "area add", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason overview_area_add(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem) {
  static const enum tx_use uses[] = { TX_USE_ISSUE, TX_USE_STATUS };
  const struct tx_key_row *row;
  uint64_t area;
  const char *digits = in_text(in, "area", "");
  if (!tx_area_parse(tx_span_text(digits), &area))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码。",
                       "\"%s\" is no area code of 12 digits.", digits);
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (!keybox_find(&office->keys, office->trust, uses[i], area, call->now_s, &row, problem))
      return problem->reason;
  enum tx_reason reason = add_area(office, call, area);
  if (reason == TX_OK) *out = json_pack("{s:s}", "area", digits);
  return host_problem_of(problem, reason);
}
