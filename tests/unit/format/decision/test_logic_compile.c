/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/logic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool compiles(const char *expression, struct tx_logic_error *error) {
  json_t *json = json_loads(expression, JSON_DECODE_ANY, NULL);
  assert_non_null(json);
  struct tx_logic *logic = tx_logic_compile(json, error);
  json_decref(json);
  tx_logic_destroy(logic);
  return logic != NULL;
}

static void refused_at(const char *expression, const char *where) {
  struct tx_logic_error error;
  assert_false(compiles(expression, &error));
  assert_string_equal(error.where, where);
  assert_true(strlen(error.zh) && strlen(error.en));
}

static void an_unknown_operation_is_refused_where_it_stands(void **state) {
  (void)state;
  refused_at("{\"%\":[1,2]}", "");
  refused_at("{\"and\":[true,{\"or\":[1,2]}]}", "/and/1");
  refused_at("[1,[2,{\"all\":[1]}]]", "/1/1");
}

static void a_wrong_number_of_operands_is_refused(void **state) {
  (void)state;
  refused_at("{\"if\":[true,1]}", "");
  refused_at("{\"and\":[true]}", "");
  refused_at("{\"===\":[1,2,3]}", "");
  refused_at("{\"<\":[1,2,3,4]}", "");
  refused_at("{\"!\":[]}", "");
  refused_at("{\"!\":[1,2]}", "");
}

static void literals_that_certlogic_lacks_are_refused(void **state) {
  (void)state;
  refused_at("null", "");
  refused_at("3.14", "");
  refused_at("{\"in\":[1,[1,null]]}", "/in/1/1");
  refused_at("{}", "");
  refused_at("{\"a\":1,\"b\":2}", "");
  refused_at("{\"!\":true}", "");
}

static void a_path_is_one_text_without_empty_parts(void **state) {
  (void)state;
  refused_at("{\"var\":0}", "");
  refused_at("{\"var\":[\"x\"]}", "");
  refused_at("{\"var\":\"x.\"}", "");
  refused_at("{\"var\":\".x\"}", "");
  refused_at("{\"var\":\"x..y\"}", "");
  assert_true(compiles("{\"var\":\"x.0.y\"}", NULL));
  assert_true(compiles("{\"var\":\"\"}", NULL));
}

static void the_amount_and_the_unit_of_time_are_written_out(void **state) {
  (void)state;
  refused_at("{\"plusTime\":[\"2022\",1,\"week\"]}", "");
  refused_at("{\"plusTime\":[\"2022\",{\"var\":\"n\"},\"day\"]}", "");
  refused_at("{\"extractFromUVCI\":[\"a\",\"1\"]}", "");
}

static void moments_refused_at(const char *expression, const char *where) {
  struct tx_logic_error error = { .where = "" };
  json_t *json = json_loads(expression, JSON_DECODE_ANY, NULL);
  assert_true(compiles(expression, NULL));
  if (tx_logic_check_moments(json, &error)) fail_msg("taken: %s", expression);
  assert_string_equal(error.where, where);
  assert_true(strlen(error.zh) && strlen(error.en));
  json_decref(json);
}

static void moments_taken(const char *expression) {
  struct tx_logic_error error = { .where = "" };
  json_t *json = json_loads(expression, JSON_DECODE_ANY, NULL);
  assert_true(compiles(expression, NULL));
  if (!tx_logic_check_moments(json, &error)) fail_msg("%s: %s", error.where, expression);
  json_decref(json);
}

#define NOW "{\"plusTime\":[{\"var\":\"now\"},0,\"day\"]}"

static void a_text_in_the_place_of_a_date_is_one(void **state) {
  (void)state;
  moments_refused_at("{\"plusTime\":[\"2027-09-99\",0,\"day\"]}", "/plusTime/0");
  moments_refused_at("{\"plusTime\":[\"2027-9-1\",0,\"day\"]}", "/plusTime/0");
  moments_refused_at("{\"plusTime\":[\"\",0,\"day\"]}", "/plusTime/0");
  moments_refused_at("{\"dccDateOfBirth\":[\"1960-13\"]}", "/dccDateOfBirth/0");
  moments_refused_at("{\"!\":[{\"not-after\":[" NOW
                     ",{\"plusTime\":[\"2027-02-30\",1,\"day\"]}]}]}",
                     "/!/0/not-after/1/plusTime/0");
  moments_refused_at("{\"plusTime\":[{\"if\":[true,\"2027-01-01\",\"soon\"]},0,\"day\"]}",
                     "/plusTime/0/if/2");
  moments_refused_at("[1,{\"plusTime\":[\"soon\",0,\"day\"]}]", "/1/plusTime/0");
  moments_taken("{\"plusTime\":[\"2027-09-30T08:00:00+08:00\",0,\"day\"]}");
  moments_taken("{\"plusTime\":[{\"if\":[\"soon\",\"2027-01-01\",\"2028\"]},0,\"day\"]}");
  moments_taken("{\"dccDateOfBirth\":[\"1960-12\"]}");
  moments_taken("{\"===\":[{\"var\":\"clock.date\"},\"2027-09-99\"]}");
}

static void a_moment_is_set_against_moments_only(void **state) {
  (void)state;
  static const char *const comparisons[] = { "<",      ">",     "<=",        ">=",
                                             "before", "after", "not-after", "not-before" };
  static const char *const others[] = {
    "\"2027-01-01\"", "{\"var\":\"now\"}", "1", "true", "[]", "{\"if\":[true,1,{\"var\":\"now\"}]}"
  };
  char expression[256];
  for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
    for (size_t j = 0; j < sizeof others / sizeof *others; j++) {
      snprintf(expression, sizeof expression, "{\"%s\":[%s,%s]}", comparisons[i], others[j], NOW);
      moments_refused_at(expression, "");
      snprintf(expression, sizeof expression, "{\"and\":[true,{\"%s\":[%s,%s,%s]}]}",
               comparisons[i], NOW, NOW, others[j]);
      moments_refused_at(expression, "/and/1");
    }
  moments_taken("{\"before\":[" NOW "," NOW "]}");
  moments_taken("{\"before\":[" NOW ",{\"dccDateOfBirth\":[{\"var\":\"b\"}]}," NOW "]}");
  moments_taken("{\"before\":[" NOW ",{\"if\":[{\"var\":\"b\"}," NOW "," NOW "]}]}");
  moments_taken("{\"reduce\":[{\"var\":\"l\"},{\"before\":[{\"var\":\"current\"}," NOW "]},1]}");
  moments_taken("{\"<\":[{\"var\":\"n\"},1]}");
}

static void nest(char *out, size_t room, int depth) {
  out[0] = '\0';
  for (int i = 1; i < depth; i++)
    strncat(out, "{\"!\":[", room - strlen(out) - 1);
  strncat(out, "1", room - strlen(out) - 1);
  for (int i = 1; i < depth; i++)
    strncat(out, "]}", room - strlen(out) - 1);
}

static void thirty_two_levels_are_enough_for_a_rule(void **state) {
  (void)state;
  char expression[512];
  nest(expression, sizeof(expression), TX_LOGIC_DEPTH);
  assert_true(compiles(expression, NULL));
  nest(expression, sizeof(expression), TX_LOGIC_DEPTH + 1);
  assert_false(compiles(expression, NULL));
}

static void a_thousand_nodes_are_enough_for_a_rule(void **state) {
  (void)state;
  json_t *array = json_array();
  for (int i = 0; i < TX_LOGIC_NODES - 1; i++)
    json_array_append_new(array, json_integer(i));
  struct tx_logic *logic = tx_logic_compile(array, NULL);
  assert_non_null(logic);
  tx_logic_destroy(logic);
  json_array_append_new(array, json_integer(0));
  assert_null(tx_logic_compile(array, NULL));
  json_decref(array);
}

struct collect {
  struct tx_logic_visitor visitor;
  char seen[256];
};

#define NOTE(collect, ...)                                                                         \
  snprintf((collect)->seen + strlen((collect)->seen),                                              \
           sizeof((collect)->seen) - strlen((collect)->seen), __VA_ARGS__)

static void note_path(struct tx_logic_visitor *visitor, struct tx_span path) {
  struct collect *collect = (struct collect *)visitor;
  NOTE(collect, "%.*s ", (int)path.n, (const char *)path.p);
}

static void note_literal(struct tx_logic_visitor *visitor, struct tx_span path,
                         const struct tx_value *value) {
  struct collect *collect = (struct collect *)visitor;
  const char *name = (const char *)path.p;
  if (value->kind == TX_VALUE_INT)
    NOTE(collect, "%.*s:%lld ", (int)path.n, name, (long long)value->integer);
  else
    NOTE(collect, "%.*s:%.*s ", (int)path.n, name, (int)value->text.n, (const char *)value->text.p);
}

static void a_visitor_sees_paths_and_what_they_are_weighed_against(void **state) {
  (void)state;
  json_t *json = json_loads("{\"and\":[{\"<=\":[{\"var\":\"record.sampled_age_s\"},172800]},"
                            "{\"in\":[{\"var\":\"pass.role\"},[\"worker\",\"police\"]]},"
                            "{\"dccDateOfBirth\":[\"1960\"]}]}",
                            0, NULL);
  struct tx_logic *logic = tx_logic_compile(json, NULL);
  struct collect paths = { .visitor.path = note_path };
  struct collect literals = { .visitor.literal = note_literal };
  tx_logic_visit(logic, &paths.visitor);
  tx_logic_visit(logic, &literals.visitor);
  assert_string_equal(paths.seen, "record.sampled_age_s pass.role ");
  assert_string_equal(literals.seen,
                      "record.sampled_age_s:172800 pass.role:worker pass.role:police ");
  tx_logic_destroy(logic);
  json_decref(json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_unknown_operation_is_refused_where_it_stands),
    cmocka_unit_test(a_wrong_number_of_operands_is_refused),
    cmocka_unit_test(literals_that_certlogic_lacks_are_refused),
    cmocka_unit_test(a_path_is_one_text_without_empty_parts),
    cmocka_unit_test(the_amount_and_the_unit_of_time_are_written_out),
    cmocka_unit_test(a_text_in_the_place_of_a_date_is_one),
    cmocka_unit_test(a_moment_is_set_against_moments_only),
    cmocka_unit_test(thirty_two_levels_are_enough_for_a_rule),
    cmocka_unit_test(a_thousand_nodes_are_enough_for_a_rule),
    cmocka_unit_test(a_visitor_sees_paths_and_what_they_are_weighed_against),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
