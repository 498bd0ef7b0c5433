/* SPDX-License-Identifier: Apache-2.0 */
/* An order in force goes along into the next policy until its own end, unless it is told to end. */
#include "server_room.h"

#define DAY_S 86400

static json_t *draft(const char *document, const char *topic, const char *limit) {
  return json_pack("{s:I, s:s, s:s, s:s, s:[{s:s, s:s}]}", "area", (json_int_t)ROOM_AREA,
                   "document", document, "issuer", "居委会", "until", "2022-12-31", "rules",
                   "topic", topic, "limit", limit);
}

static void publish(struct room *room, const char *query, json_t *policy) {
  char what[200];
  snprintf(what, sizeof what, "POST /v1/policies?accept=%s", query);
  room_must_publish(room, what, policy);
}

/* The documents in force, with blanks between. */
static const char *in_force(struct room *room) {
  static char text[400];
  json_t *out = room_get(room, "GET /v1/policies", NULL);
  const json_t *orders =
      json_object_get(json_array_get(json_object_get(out, "policies"), 0), "orders");
  size_t n = 0;
  *text = '\0';
  for (size_t i = 0; i < json_array_size(orders) && n < sizeof text; i++)
    n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "",
                          room_text(json_array_get(orders, i), "document"));
  json_decref(out);
  return text;
}

/* A finding of a check of that kind; NULL: none. */
static bool finds(struct room *room, const char *what, json_t *policy, const char *kind,
                  const char *words) {
  json_t *out = room_get(room, what, policy);
  const json_t *findings = json_object_get(out, "findings");
  bool found = false;
  for (size_t i = 0; i < json_array_size(findings); i++) {
    const json_t *one = json_array_get(findings, i);
    if (strcmp(room_text(one, "kind"), kind) == 0)
      found = found || strstr(room_text(one, "zh"), words);
  }
  json_decref(out);
  return found;
}

static void what_is_in_force_goes_along_and_is_named(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  assert_true(finds(room, "POST /v1/policies/checks", draft("2号", "curfew", "06:00-23:00"),
                    "stays", "《1号》（居委会）"));
  publish(room, "", draft("2号", "curfew", "06:00-23:00"));
  assert_string_equal(in_force(room), "2号 1号");
  publish(room, "", draft("3号", "static", "live"));
  assert_string_equal(in_force(room), "3号 2号 1号");
}

static void what_has_ended_does_not(void **state) {
  struct room *room = *state;
  json_t *first = draft("1号", "test", "48h");
  json_object_set_new(first, "until", json_string("2022-01-31"));
  publish(room, "", first);
  room->now_s = ROOM_NOW + (int64_t)31 * DAY_S;
  publish(room, "", draft("2号", "curfew", "06:00-23:00"));
  assert_string_equal(in_force(room), "2号");
}

static void an_order_that_is_to_end_is_named_and_asked_for(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  assert_null(room_ask(room, "POST /v1/policies?end=1%E5%8F%B7", draft("2号", "static", "live")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.zh, "《1号》（居委会）"));
  assert_non_null(strstr(room->problem.en, "1号 (居委会)"));
  assert_string_equal(in_force(room), "1号");
  publish(room, "superseded&end=1%E5%8F%B7", draft("2号", "static", "live"));
  assert_string_equal(in_force(room), "2号");
}

static void a_draft_can_say_itself_what_it_ends(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  publish(room, "", draft("2号", "curfew", "06:00-23:00"));
  json_t *next = draft("3号", "static", "live");
  json_object_set_new(next, "ends", json_pack("[s]", "1号"));
  publish(room, "superseded", next);
  assert_string_equal(in_force(room), "3号 2号");
  publish(room, "superseded&end=all", draft("4号", "static", "live"));
  assert_string_equal(in_force(room), "4号");
}

static void an_order_that_the_draft_names_is_edited(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  publish(room, "", draft("1号", "test", "72h"));
  assert_string_equal(in_force(room), "1号");
  assert_false(finds(room, "POST /v1/policies/checks", draft("1号", "test", "24h"), "stays", ""));
}

/* Both are "1" to begin with: the newcomer gives way, and rules keep the names that events bear. */
static void one_id_is_not_given_to_two(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  publish(room, "", draft("2号", "curfew", "06:00-23:00"));
  json_t *out = room_get(room, "GET /v1/policies", NULL);
  const json_t *orders =
      json_object_get(json_array_get(json_object_get(out, "policies"), 0), "orders");
  assert_string_equal(room_text(json_array_get(orders, 0), "id"), "1-2");
  assert_string_equal(room_text(json_array_get(orders, 1), "id"), "1");
  json_decref(out);
}

static void a_name_that_is_none_is_refused_with_those_that_are(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  assert_null(room_ask(room, "POST /v1/policies?end=9", draft("2号", "static", "live")));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  assert_non_null(strstr(room->problem.en, "\"9\""));
  assert_non_null(strstr(room->problem.en, "1号"));
}

static void what_goes_along_is_not_found_fault_with_again(void **state) {
  struct room *room = *state;
  json_t *harsh = draft("1号", "test", "48h");
  json_t *rule = json_array_get(json_object_get(harsh, "rules"), 0);
  json_object_set_new(rule, "on_fail", json_string("deny"));
  json_object_set_new(rule, "keeps_home", json_true());
  assert_true(
      finds(room, "POST /v1/policies/checks", json_incref(harsh), "never_fed", "record.test"));
  publish(room, "", harsh);
  publish(room, "", draft("2号", "static", "live"));
  assert_string_equal(in_force(room), "2号 1号");
}

static void what_was_ended_stands_in_the_audit_log(void **state) {
  struct room *room = *state;
  publish(room, "", draft("1号", "test", "48h"));
  publish(room, "superseded&end=all", draft("2号", "static", "live"));
  struct request request = room_request(room);
  struct db_rows rows =
      db_select(request.db, "select count(*) from audit where action = $1", db_text("order ended"));
  assert_true(db_next(&rows));
  assert_int_equal(db_column_int(&rows, 0), 1);
  db_rows_finish(&rows);
  request_end(room->server, &request);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(what_is_in_force_goes_along_and_is_named),
    IN_A_ROOM(what_has_ended_does_not),
    IN_A_ROOM(an_order_that_is_to_end_is_named_and_asked_for),
    IN_A_ROOM(a_draft_can_say_itself_what_it_ends),
    IN_A_ROOM(an_order_that_the_draft_names_is_edited),
    IN_A_ROOM(one_id_is_not_given_to_two),
    IN_A_ROOM(a_name_that_is_none_is_refused_with_those_that_are),
    IN_A_ROOM(what_goes_along_is_not_found_fault_with_again),
    IN_A_ROOM(what_was_ended_stands_in_the_audit_log),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
