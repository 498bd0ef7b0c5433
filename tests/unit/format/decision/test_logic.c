/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expression.h"

#include <malloc.h>
#include <stdio.h>

static void gives(enum tx_logic_nulls nulls, const char *expression, const char *data,
                  const char *expected) {
  char *got = expression_result(expression, data, nulls);
  assert_string_equal(got, expected);
  free(got);
}

static void in_public(const char *expression, const char *data, const char *expected) {
  gives(TX_NULLS_PUBLIC, expression, data, expected);
}

static void in_policy(const char *expression, const char *data, const char *expected) {
  gives(TX_NULLS_END, expression, data, expected);
}

static void null_ends_a_comparison_whatever_stands_around_it(void **state) {
  (void)state;
  in_policy("{\"!\":[{\"<\":[{\"var\":\"age\"},60]}]}", "{}", "null met");
  in_policy("{\"if\":[{\">=\":[1,{\"var\":\"age\"}]},true,true]}", "{\"age\":null}", "null met");
  in_policy("{\"and\":[true,{\"<=\":[0,{\"var\":\"age\"},60]}]}", "{}", "null met");
  in_policy("{\"!\":[{\"after\":[{\"plusTime\":[{\"var\":\"at\"},0,\"day\"]},"
            "{\"plusTime\":[\"2022-11-23\",0,\"day\"]}]}]}",
            "{}", "null met");
  in_policy("{\"!\":[{\"dccDateOfBirth\":[{\"var\":\"at\"}]}]}", "{}", "null met");
  in_policy("{\"!\":[{\"+\":[1,{\"var\":\"n\"}]}]}", "{}", "null met");
  in_policy("{\"!\":[{\"in\":[\"a\",{\"var\":\"list\"}]}]}", "{}", "null met");
}

static void null_comes_before_another_mismatch(void **state) {
  (void)state;
  in_policy("{\"<\":[\"text\",{\"var\":\"n\"}]}", "{}", "null met");
  in_policy("{\"<\":[\"text\",1]}", "{}", "error");
  in_policy("{\"in\":[\"a\",\"abc\"]}", "{}", "error");
}

static void null_is_an_answer_to_equality_negation_if_and_and(void **state) {
  (void)state;
  in_policy("{\"===\":[{\"var\":\"n\"},1]}", "{}", "false");
  in_policy("{\"!\":[{\"var\":\"n\"}]}", "{}", "true");
  in_policy("{\"if\":[{\"var\":\"n\"},1,2]}", "{}", "2");
  in_policy("{\"and\":[{\"var\":\"n\"},{\"<\":[{\"var\":\"n\"},1]}]}", "{}", "null");
  in_policy("{\"in\":[{\"var\":\"n\"},[1,2]]}", "{}", "false");
}

static void null_in_the_public_suites_is_an_error(void **state) {
  (void)state;
  in_public("{\"<\":[{\"var\":\"n\"},1]}", "{}", "error");
  in_public("{\"in\":[1,{\"var\":\"n\"}]}", "{}", "error");
}

static void only_the_branch_that_is_taken_is_evaluated(void **state) {
  (void)state;
  in_policy("{\"if\":[true,1,{\"+\":[1,\"a\"]}]}", "{}", "1");
  in_policy("{\"if\":[false,{\"+\":[1,\"a\"]},2]}", "{}", "2");
  in_policy("{\"and\":[0,{\"+\":[1,\"a\"]}]}", "{}", "0");
  in_policy("{\"and\":[1,{\"+\":[1,\"a\"]}]}", "{}", "error");
}

static void a_date_is_neither_true_nor_false(void **state) {
  (void)state;
  in_policy("{\"if\":[{\"plusTime\":[\"2022-11-23\",0,\"day\"]},1,2]}", "{}", "error");
  in_policy("{\"and\":[true,{\"plusTime\":[\"2022-11-23\",0,\"day\"]}]}", "{}", "error");
  in_policy("{\"!\":[{\"dccDateOfBirth\":[\"2022\"]}]}", "{}", "error");
}

#define BAD "{\"+\":[1,\"a\"]}"

static void an_error_inside_is_an_error_of_the_whole(void **state) {
  (void)state;
  static const char *const expressions[] = {
    "[" BAD "]",
    "{\"!\":[" BAD "]}",
    "{\"+\":[" BAD ",1]}",
    "{\"<\":[" BAD ",1]}",
    "{\"after\":[" BAD "," BAD "]}",
    "{\"===\":[" BAD ",1]}",
    "{\"===\":[1," BAD "]}",
    "{\"in\":[" BAD ",[1]]}",
    "{\"in\":[1,[" BAD "]]}",
    "{\"and\":[" BAD ",1]}",
    "{\"if\":[" BAD ",1,2]}",
    "{\"plusTime\":[" BAD ",0,\"day\"]}",
    "{\"dccDateOfBirth\":[" BAD "]}",
    "{\"extractFromUVCI\":[" BAD ",0]}",
    "{\"reduce\":[" BAD ",1,2]}",
    "{\"reduce\":[[1]," BAD ",2]}",
    "{\"reduce\":[[1],1," BAD "]}",
  };
  for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++)
    in_policy(expressions[i], "{}", "error");
}

static void arrays_and_objects_are_equal_only_to_themselves(void **state) {
  (void)state;
  const char *data = "{\"a\":[1],\"b\":[1],\"c\":[1,2],\"d\":[],\"e\":[],"
                     "\"o\":{\"x\":1},\"p\":{\"x\":1},\"q\":{\"x\":1,\"y\":2},\"r\":{},\"s\":{}}";
  static const char *const rows[][3] = { { "a", "a", "true" },  { "a", "b", "false" },
                                         { "a", "c", "false" }, { "d", "e", "false" },
                                         { "o", "o", "true" },  { "o", "p", "false" },
                                         { "o", "q", "false" }, { "r", "s", "false" } };
  char expression[64];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    snprintf(expression, sizeof expression, "{\"===\":[{\"var\":\"%s\"},{\"var\":\"%s\"}]}",
             rows[i][0], rows[i][1]);
    in_policy(expression, data, rows[i][2]);
  }
}

static void what_is_no_text_of_a_date_is_an_error(void **state) {
  (void)state;
  in_policy("{\"plusTime\":[{\"var\":\"n\"},0,\"day\"]}", "{\"n\":2022}", "error");
  in_policy("{\"plusTime\":[{\"var\":\"n\"},0,\"day\"]}", "{\"n\":\"soon\"}", "error");
  in_policy("{\"dccDateOfBirth\":[{\"var\":\"n\"}]}", "{\"n\":2022}", "error");
  in_policy("{\"dccDateOfBirth\":[{\"var\":\"n\"}]}", "{\"n\":\"soon\"}", "error");
}

static void text_and_numbers_are_never_taken_for_each_other(void **state) {
  (void)state;
  in_policy("{\"===\":[1,\"1\"]}", "{}", "false");
  in_policy("{\"+\":[1,\"1\"]}", "{}", "error");
  in_policy("{\"<\":[\"1\",\"2\"]}", "{}", "error");
  in_policy("{\"after\":[\"2022-11-24\",\"2022-11-23\"]}", "{}", "error");
}

static void a_number_with_a_fraction_is_an_error_where_it_is_reached(void **state) {
  (void)state;
  in_policy("{\"var\":\"t\"}", "{\"t\":37.5}", "error");
  in_policy("{\"if\":[true,1,{\"var\":\"t\"}]}", "{\"t\":37.5}", "1");
  in_policy("37.5", "{}", "refused");
}

static void a_sum_that_does_not_fit_is_an_error(void **state) {
  (void)state;
  in_policy("{\"+\":[{\"var\":\"n\"},1]}", "{\"n\":9223372036854775807}", "error");
  in_policy("{\"+\":[{\"var\":\"n\"},1]}", "{\"n\":9223372036854775806}", "9223372036854775807");
}

static void three_operands_compare_as_a_chain(void **state) {
  (void)state;
  in_policy("{\"<\":[1,2,3]}", "{}", "true");
  in_policy("{\"<\":[1,3,2]}", "{}", "false");
  in_policy("{\">=\":[3,3,2]}", "{}", "true");
  in_policy("{\">\":[3,3,2]}", "{}", "false");
}

static void every_comparison_knows_less_equal_and_more(void **state) {
  (void)state;
  static const struct {
    const char *number, *date;
    const char *answers[3]; /* of 1 and 2, 2 and 2, 3 and 2 */
  } rows[] = {
    { "<", "before", { "true", "false", "false" } },
    { ">", "after", { "false", "false", "true" } },
    { "<=", "not-after", { "true", "true", "false" } },
    { ">=", "not-before", { "false", "true", "true" } },
  };
  char expression[256];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int left = 1; left <= 3; left++) {
      snprintf(expression, sizeof expression, "{\"%s\":[%d,2]}", rows[i].number, left);
      in_policy(expression, "{}", rows[i].answers[left - 1]);
      snprintf(expression, sizeof expression,
               "{\"%s\":[{\"plusTime\":[\"2022-11-0%d\",0,\"day\"]},"
               "{\"plusTime\":[\"2022-11-02\",0,\"day\"]}]}",
               rows[i].date, left);
      in_policy(expression, "{}", rows[i].answers[left - 1]);
    }
}

static void a_path_leads_through_objects_and_arrays(void **state) {
  (void)state;
  in_policy("{\"var\":\"a.1.b\"}", "{\"a\":[0,{\"b\":7}]}", "7");
  in_policy("{\"var\":\"a.1.b.c\"}", "{\"a\":[0,{\"b\":7}]}", "null");
  in_policy("{\"var\":\"a.9\"}", "{\"a\":[0]}", "null");
  in_policy("{\"var\":\"a.b\"}", "{\"a\":[0]}", "null");
  in_policy("{\"var\":\"a.-1\"}", "{\"a\":[0]}", "null");
  in_policy("{\"var\":\"a.0000000000\"}", "{\"a\":[0]}", "null"); /* no index has ten digits */
  in_policy("{\"var\":\"a.0000000000\"}", "{\"a\":{\"0000000000\":7}}", "7");
  in_policy("{\"var\":\"\"}", "[1,{\"a\":2}]", "[1,{\"a\":2}]");
}

static void a_reduce_sees_current_and_accumulator_and_nothing_else(void **state) {
  (void)state;
  const char *data = "{\"xs\":[1,2,3],\"n\":5}";
  in_policy(
      "{\"reduce\":[{\"var\":\"xs\"},{\"+\":[{\"var\":\"current\"},{\"var\":\"accumulator\"}]},"
      "{\"var\":\"n\"}]}",
      data, "11");
  in_policy("{\"reduce\":[{\"var\":\"xs\"},{\"var\":\"n\"},0]}", data, "null");
  in_policy("{\"reduce\":[{\"var\":\"xs\"},{\"var\":\"data.n\"},0]}", data, "null");
  in_policy("{\"reduce\":[[1],{\"var\":\"\"},0]}", data, "{\"accumulator\":0,\"current\":1}");
  in_policy("{\"reduce\":[{\"var\":\"none\"},{\"var\":\"current\"},4]}", data, "4");
  in_policy("{\"reduce\":[{\"var\":\"n\"},{\"var\":\"current\"},4]}", data, "error");
}

static void an_identifier_is_split_at_its_separators(void **state) {
  (void)state;
  in_public("{\"extractFromUVCI\":[{\"var\":\"\"},2]}", "\"URN:UVCI:01:NL:187/375\"", "\"187\"");
  in_public("{\"extractFromUVCI\":[{\"var\":\"\"},9]}", "\"URN:UVCI:01:NL:187/375\"", "null");
  in_public("{\"extractFromUVCI\":[{\"var\":\"\"},0]}", "1", "error");
  in_public("{\"extractFromUVCI\":[{\"var\":\"\"},0]}", "null", "null");
  static const struct {
    const char *text;
    int part;
    const char *answer;
  } rows[] = {
    { "\"URN:UVCI:01:NL:187/375\"", 0, "\"01\"" },
    { "\"URN:UVCI:01:NL:187/375\"", 3, "\"375\"" },
    { "\"URN:UVCI:01:NL:187#375\"", 3, "\"375\"" },
    { "\"URN:UVCI:01:NL:187\"", -1, "null" },
    { "\"01:NL:187/375#0\"", 0, "\"01\"" },
    { "\"01:NL:187/375#0\"", 4, "\"0\"" },
    { "\"01\"", 0, "\"01\"" },
    { "\"\"", 0, "\"\"" },
    { "\"01\"", 1, "null" },
    { "\"01:\"", 1, "\"\"" },
  };
  char expression[64];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    snprintf(expression, sizeof expression, "{\"extractFromUVCI\":[{\"var\":\"\"},%d]}",
             rows[i].part);
    in_public(expression, rows[i].text, rows[i].answer);
  }
}

/* 8 levels of reduce over 8 items each would be 16 million evaluations. */
static void nested_reduces_end_at_the_step_limit(void **state) {
  (void)state;
  char expression[4096] = "{\"+\":[{\"var\":\"accumulator\"},1]}";
  for (int i = 0; i < 8; i++) {
    char inner[4096];
    memcpy(inner, expression, sizeof(inner));
    snprintf(expression, sizeof(expression), "{\"reduce\":[[1,2,3,4,5,6,7,8],%.2000s,0]}", inner);
  }
  in_policy(expression, "{}", "error");
}

/* Compares a long text with itself, or takes it apart, once an item; then the result with it. */
#define OVER_AND_OVER(condition)                                                                   \
  "{\"===\":[{\"reduce\":[{\"var\":\"xs\"},{\"if\":[" condition                                    \
  ",{\"var\":\"accumulator\"},0]},{\"var\":\"t\"}]},{\"var\":\"t\"}]}"

static void long_texts_that_cannot_be_paid_for_are_an_error_and_no_inequality(void **state) {
  (void)state;
  static const char *const expressions[] = {
    OVER_AND_OVER("{\"===\":[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}]}"),
    OVER_AND_OVER("{\"extractFromUVCI\":[{\"var\":\"accumulator\"},0]}"),
  };
  static char text[65537];
  memset(text, 'x', sizeof text - 1);
  text[1] = ':';
  for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
    json_t *data = json_pack("{s:[], s:s}", "xs", "t", text);
    bool paid = true;
    for (int items = 0; items < 388; items++) {
      json_array_append_new(json_object_get(data, "xs"), json_integer(items));
      if (items && items < 378) continue; /* some 260 steps each */
      char *json = json_dumps(data, 0),
           *got = expression_result(expressions[i], json, TX_NULLS_END);
      if (strcmp(got, "true") != 0) paid = false;
      assert_string_equal(got, paid ? "true" : "error");
      free(got);
      free(json);
    }
    assert_false(paid);
    json_decref(data);
  }
}

static void a_search_through_a_long_array_ends_at_the_step_limit(void **state) {
  (void)state;
  json_t *array = json_array();
  for (int i = 0; i <= TX_LOGIC_STEPS; i++)
    json_array_append_new(array, json_integer(i));
  char *data = json_dumps(array, 0);
  in_policy("{\"in\":[7,{\"var\":\"\"}]}", data, "true");
  in_policy("{\"in\":[-1,{\"var\":\"\"}]}", data, "error");
  free(data);
  json_decref(array);
}

static void arrays_that_outgrow_the_scratch_are_an_error(void **state) {
  (void)state;
  in_policy("{\"reduce\":[{\"var\":\"xs\"},[{\"var\":\"accumulator\"},{\"var\":\"current\"}],0]}",
            "{\"xs\":[1,2]}", "[[0,1],2]");
  char data[2048] = "{\"xs\":[0";
  size_t n = strlen(data);
  for (int i = 0; i < 200; i++)
    n += (size_t)snprintf(data + n, sizeof(data) - n, ",1");
  snprintf(data + n, sizeof(data) - n, "]}");
  in_policy("{\"reduce\":[{\"var\":\"xs\"},[{\"var\":\"accumulator\"},{\"var\":\"current\"}],0]}",
            data, "error");
}

static void an_evaluation_allocates_nothing(void **state) {
  (void)state;
  json_t *json = json_loads("{\"and\":[{\"in\":[{\"var\":\"x\"},[1,2,{\"var\":\"y\"}]]},"
                            "{\"after\":[{\"plusTime\":[\"2022\",1,\"day\"]},"
                            "{\"plusTime\":[\"2021\",1,\"day\"]}]}]}",
                            0, NULL);
  struct tx_logic *logic = tx_logic_compile(json, NULL);
  const struct tx_member members[] = { { tx_span_text("x"), tx_value_int(3) },
                                       { tx_span_text("y"), tx_value_int(3) } };
  struct tx_value data = tx_value_object(members, 2);
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out;
  size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 100; i++)
    assert_int_equal(tx_logic_evaluate(logic, &data, TX_NULLS_END, scratch, TX_LOGIC_SCRATCH, &out),
                     TX_LOGIC_VALUE);
  assert_int_equal(mallinfo2().uordblks, before);
  assert_true(out.kind == TX_VALUE_BOOL && out.boolean);
  tx_logic_destroy(logic);
  json_decref(json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(null_ends_a_comparison_whatever_stands_around_it),
    cmocka_unit_test(null_comes_before_another_mismatch),
    cmocka_unit_test(null_is_an_answer_to_equality_negation_if_and_and),
    cmocka_unit_test(null_in_the_public_suites_is_an_error),
    cmocka_unit_test(only_the_branch_that_is_taken_is_evaluated),
    cmocka_unit_test(a_date_is_neither_true_nor_false),
    cmocka_unit_test(an_error_inside_is_an_error_of_the_whole),
    cmocka_unit_test(arrays_and_objects_are_equal_only_to_themselves),
    cmocka_unit_test(what_is_no_text_of_a_date_is_an_error),
    cmocka_unit_test(text_and_numbers_are_never_taken_for_each_other),
    cmocka_unit_test(a_number_with_a_fraction_is_an_error_where_it_is_reached),
    cmocka_unit_test(a_sum_that_does_not_fit_is_an_error),
    cmocka_unit_test(three_operands_compare_as_a_chain),
    cmocka_unit_test(every_comparison_knows_less_equal_and_more),
    cmocka_unit_test(a_path_leads_through_objects_and_arrays),
    cmocka_unit_test(a_reduce_sees_current_and_accumulator_and_nothing_else),
    cmocka_unit_test(an_identifier_is_split_at_its_separators),
    cmocka_unit_test(nested_reduces_end_at_the_step_limit),
    cmocka_unit_test(long_texts_that_cannot_be_paid_for_are_an_error_and_no_inequality),
    cmocka_unit_test(a_search_through_a_long_array_ends_at_the_step_limit),
    cmocka_unit_test(arrays_that_outgrow_the_scratch_are_an_error),
    cmocka_unit_test(an_evaluation_allocates_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
