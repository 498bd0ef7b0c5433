/* SPDX-License-Identifier: Apache-2.0 */
#include "edition.h"

#include "domain/audit/log.h"
#include "host/text/text.h"
#include "store/pass/certificates.h"

#include <stdlib.h>

/* --- as a form -------------------------------------------------------------------------------- */

static enum tx_reason bad(const char *member, struct host_problem *problem) {
  return host_problem_set(
      problem, TX_BAD_ARGUMENT,
      "版本的%s不对：id、document、valid_from、released、home，后两项为"
      "days（1到60）、tests（递增的天数，至多14个）、gap_h（0到72）。",
      "%s of an edition is wrong: give id, document, valid_from, released and "
      "home, the last two of days (1 to 60), tests (days in ascending order, 14 "
      "at most) and gap_h (0 to 72).",
      member);
}

static bool read_text(const json_t *json, const char *name, char *out, size_t cap) {
  const char *text = json_string_value(json_object_get(json, name));
  if (!text || !*text || strlen(text) >= cap) return false;
  host_copy(text, out, cap);
  return true;
}

static bool read_tests(const json_t *list, struct edition_rule *out) {
  int64_t last = 0;
  if (!json_is_array(list) || json_array_size(list) > EDITION_TESTS) return false;
  for (size_t i = 0; i < json_array_size(list); i++) {
    int64_t day = json_integer_value(json_array_get(list, i));
    if (day <= last || day > out->days) return false;
    out->tests[out->test_count++] = (uint8_t)day;
    last = day;
  }
  return true;
}

static bool read_rule(const json_t *json, struct edition_rule *out) {
  int64_t days = json_integer_value(json_object_get(json, "days"));
  int64_t gap_h = json_integer_value(json_object_get(json, "gap_h"));
  *out = (struct edition_rule){ .days = (uint8_t)days, .gap_h = (uint8_t)gap_h };
  return days >= 1 && days <= EDITION_DAYS_MAX && gap_h >= 0 && gap_h <= 72 &&
         read_tests(json_object_get(json, "tests"), out);
}

enum tx_reason edition_read_json(const json_t *json, struct edition *out,
                                 struct host_problem *problem) {
  *out = (struct edition){ 0 };
  out->valid_from = json_integer_value(json_object_get(json, "valid_from"));
  if (!read_text(json, "id", out->id, sizeof out->id)) return bad("id", problem);
  if (!read_text(json, "document", out->document, sizeof out->document))
    return bad("document", problem);
  if (out->valid_from <= 0) return bad("valid_from", problem);
  if (!read_rule(json_object_get(json, "released"), &out->released))
    return bad("released", problem);
  return read_rule(json_object_get(json, "home"), &out->home) ? TX_OK : bad("home", problem);
}

enum tx_reason edition_read(const char *text, struct edition *out, struct host_problem *problem) {
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  enum tx_reason reason = edition_read_json(json, out, problem);
  json_decref(json);
  return reason;
}

static json_t *rule_json(const struct edition_rule *rule) {
  json_t *tests = json_array();
  for (size_t i = 0; i < rule->test_count; i++)
    json_array_append_new(tests, json_integer(rule->tests[i]));
  return json_pack("{s:i, s:o, s:i}", "days", rule->days, "tests", tests, "gap_h", rule->gap_h);
}

json_t *edition_json(const struct edition *edition) {
  return json_pack("{s:s, s:s, s:I, s:o, s:o}", "id", edition->id, "document", edition->document,
                   "valid_from", (json_int_t)edition->valid_from, "released",
                   rule_json(&edition->released), "home", rule_json(&edition->home));
}

char *edition_write(const struct edition *edition) {
  json_t *json = edition_json(edition);
  char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  json_decref(json);
  return text;
}

/* --- kept ------------------------------------------------------------------------------------- */

static enum tx_reason add_own(const struct request *request, uint64_t area, struct edition *out,
                              size_t *count) {
  struct host_problem none = { 0 };
  DB_ROWS rows = editions_of(request->db, area);
  while (*count < EDITIONS_MAX && db_next(&rows)) {
    enum tx_reason reason = edition_read(db_column_text(&rows, 1), &out[*count], &none);
    if (reason != TX_OK) return TX_MALFORMED;
    ++*count;
  }
  return rows.end;
}

/* From the highest level down: of two that begin together the nearer one counts. */
enum tx_reason edition_list(const struct request *request, uint64_t area, struct edition *out,
                            size_t *count) {
  memcpy(out, editions, sizeof editions);
  *count = EDITIONS;
  uint64_t before = UINT64_MAX;
  enum tx_reason reason = TX_OK;
  for (int level = TX_NATION; reason == TX_OK && level <= (int)tx_area_level(area); level++) {
    uint64_t at = tx_area_at(area, (enum tx_level)level);
    if (at != before) reason = add_own(request, at, out, count);
    before = at;
  }
  return reason;
}

enum tx_reason edition_set(const struct request *request, uint64_t area,
                           const struct edition *edition, const struct decision *decision) {
  if (!decision) return TX_NOT_ALLOWED;
  HOST_FREE char *text = edition_write(edition);
  if (!text) return TX_NO_MEMORY;
  enum tx_reason reason = editions_put(request->db, area, edition, text, request->now_s);
  return reason == TX_OK ? audit_log_append(request, area, "edition", edition->id) : reason;
}
