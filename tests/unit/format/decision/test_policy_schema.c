/* SPDX-License-Identifier: Apache-2.0 */
/* docs/policy.schema.json and the tables of the library say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "format/pass.h"
#include "format/policy.h"

#include <string.h>

static json_t *schema;

static int load(void **state) {
  (void)state;
  schema = json_load_file(TONGXING_SOURCE "/docs/policy.schema.json", JSON_REJECT_DUPLICATES, NULL);
  return schema ? 0 : -1;
}

static int unload(void **state) {
  (void)state;
  json_decref(schema);
  return 0;
}

static const json_t *definition(const char *name) {
  return json_object_get(json_object_get(schema, "$defs"), name);
}

static const json_t *property(const json_t *of, const char *name) {
  return json_object_get(json_object_get(of, "properties"), name);
}

/* Every word of a list is found, and there are as many as the table has. */
static void lists(const json_t *words, int (*find)(const char *word), size_t count) {
  assert_int_equal(json_array_size(words), count);
  for (size_t i = 0; i < count; i++)
    assert_true(find(json_string_value(json_array_get(words, i))) >= 0);
}

static int role_find(const char *word) {
  return tx_role_find(tx_span_text(word));
}

static void the_schema_lists_the_words_of_the_tables(void **state) {
  (void)state;
  const json_t *rule = definition("rule");
  const json_t *applies = property(rule, "applies");
  lists(json_object_get(property(rule, "topic"), "enum"), tx_topic_find, TX_TOPIC_COUNT);
  lists(json_object_get(property(rule, "on_fail"), "enum"), tx_on_fail_find, 3);
  lists(json_object_get(property(definition("zone"), "kind"), "enum"), tx_zone_find, TX_ZONE_COUNT);
  lists(json_object_get(definition("then"), "enum"), tx_stale_find, 4);
  lists(json_object_get(json_object_get(property(applies, "roles"), "items"), "enum"), role_find,
        TX_ROLE_COUNT);
  lists(json_object_get(json_object_get(property(applies, "kinds"), "items"), "enum"),
        tx_gate_kind_find, TX_GATE_KIND_COUNT);
  lists(json_object_get(json_object_get(property(applies, "directions"), "items"), "enum"),
        tx_direction_find, TX_DIRECTION_COUNT);
}

/* The operations of the schema are those that compile, and no other. */
static void the_schema_lists_the_operations_that_compile(void **state) {
  (void)state;
  const json_t *forms = json_object_get(definition("expression"), "anyOf");
  size_t operations = 0;
  for (size_t i = 0; i < json_array_size(forms); i++) {
    const json_t *required = json_object_get(json_array_get(forms, i), "required");
    const char *name = json_string_value(json_array_get(required, 0));
    if (!name || strcmp(name, "var") == 0) continue;
    const json_t *operands = property(json_array_get(forms, i), name);
    json_int_t count = json_integer_value(json_object_get(operands, "minItems"));
    json_t *array = json_array();
    for (json_int_t k = 0; k < count; k++)
      json_array_append_new(array, json_integer(1));
    if (strcmp(name, "plusTime") == 0) json_array_set_new(array, 2, json_string("day"));
    json_t *expression = json_pack("{s:o}", name, array);
    struct tx_logic *logic = tx_logic_compile(expression, NULL);
    if (!logic) fail_msg("%s does not compile", name);
    tx_logic_destroy(logic);
    json_decref(expression);
    operations++;
  }
  assert_int_equal(operations, 18);
}

static void the_schema_requires_what_the_reader_requires(void **state) {
  (void)state;
  static const char least[] =
      "{\"area\":0,\"seq\":0,\"orders\":[{\"id\":\"1\",\"document\":\"d\",\"issuer\":\"i\","
      "\"valid_from\":0,\"valid_to\":1,\"rules\":[{\"id\":\"1\",\"topic\":\"other\",\"on_fail\":"
      "\"warn\",\"say\":{\"zh\":\"x\"},\"logic\":true}]}]}";
  json_t *policy = json_loads(least, 0, NULL);
  json_t *order = json_array_get(json_object_get(policy, "orders"), 0);
  json_t *rule = json_array_get(json_object_get(order, "rules"), 0);
  const json_t *const required[] = { json_object_get(schema, "required"),
                                     json_object_get(definition("order"), "required"),
                                     json_object_get(definition("rule"), "required") };
  json_t *const objects[] = { policy, order, rule };
  struct tx_policy *parsed = NULL;
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(json_array_size(required[i]), json_object_size(objects[i]));
    for (size_t k = 0; k < json_array_size(required[i]); k++)
      assert_non_null(
          json_object_get(objects[i], json_string_value(json_array_get(required[i], k))));
  }
  assert_int_equal(tx_policy_parse(tx_span_text(least), &parsed, NULL), TX_OK);
  tx_policy_destroy(parsed);
  json_decref(policy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_schema_lists_the_words_of_the_tables),
    cmocka_unit_test(the_schema_lists_the_operations_that_compile),
    cmocka_unit_test(the_schema_requires_what_the_reader_requires),
  };
  return cmocka_run_group_tests(tests, load, unload);
}
