/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certlogic FILE…: runs cases of CertLogic. A FILE is one of the public suites (testSuite or
 * validation-testSuite), or has one case a line: {"id", "logic", "data", "expected"}. An expected
 * null, or none at all, stands for an error as well.
 */
#include "json_value.h"

#include <stdio.h>
#include <stdlib.h>

struct tally {
  const char *file;
  size_t passed, failed;
};

static void free_text(char **text) {
  free(*text);
}
static void free_json(json_t **json) {
  json_decref(*json);
}
static void free_logic(struct tx_logic **logic) {
  tx_logic_destroy(*logic);
}
#define OWNS(kind) __attribute__((cleanup(free_##kind)))

static void count(struct tally *tally, bool passed, const char *name, json_t *expected,
                  json_t *got) {
  if (passed) {
    tally->passed++;
    return;
  }
  OWNS(text) char *want = json_dumps(expected, JSON_ENCODE_ANY | JSON_COMPACT);
  OWNS(text) char *have = json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT);
  printf("FAILED %s: %s: expected %s, got %s\n", tally->file, name, want ? want : "?",
         have ? have : "?");
  tally->failed++;
}

/* What an expression makes of data; null for an error. A new reference. */
static json_t *outcome(json_t *expression, json_t *data) {
  OWNS(json) json_t *whole = json_value_whole_numbers(expression);
  OWNS(json) json_t *whole_data = json_value_whole_numbers(data);
  OWNS(logic) struct tx_logic *logic = tx_logic_compile(whole, NULL);
  __attribute__((cleanup(json_value_clear))) struct json_value seen = { 0 };
  if (!logic || !json_value_read(whole_data, &seen)) return json_null();
  static struct tx_value scratch[65536];
  struct tx_value result;
  if (tx_logic_evaluate(logic, &seen.value, TX_NULLS_PUBLIC, scratch,
                        sizeof(scratch) / sizeof(*scratch), &result) != TX_LOGIC_VALUE)
    return json_null();
  json_t *got = json_value_write(&result);
  return got ? got : json_null();
}

static json_t *or_null(json_t *json) {
  return json ? json : json_null();
}

static void run_case(struct tally *tally, const char *name, json_t *expression, json_t *data,
                     json_t *expected) {
  OWNS(json) json_t *want = json_value_whole_numbers(or_null(expected));
  OWNS(json) json_t *got = outcome(or_null(expression), or_null(data));
  count(tally, json_equal(want, got), name, want, got);
}

/* --- the public suites ---------------------------------------------------------------------------
 */

static bool has_directive(const json_t *item, const char *word) {
  const char *directive = json_string_value(json_object_get(item, "directive"));
  return directive && strcmp(directive, word) == 0;
}

/* "skip" leaves an item out, "only" all of its siblings that don't say so. */
static bool chosen(const json_t *items, size_t i) {
  if (has_directive(json_array_get(items, i), "skip")) return false;
  for (size_t j = 0; j < json_array_size(items); j++)
    if (has_directive(json_array_get(items, j), "only"))
      return has_directive(json_array_get(items, i), "only");
  return true;
}

static void run_assertions(struct tally *tally, const json_t *one) {
  const json_t *assertions = json_object_get(one, "assertions");
  const char *name = json_string_value(json_object_get(one, "name"));
  for (size_t i = 0; i < json_array_size(assertions); i++) {
    const json_t *assertion = json_array_get(assertions, i);
    if (!chosen(assertions, i)) continue;
    char label[256];
    const char *message = json_string_value(json_object_get(assertion, "message"));
    snprintf(label, sizeof(label), "%s, assertion %zu%s%s", name ? name : "", i + 1,
             message ? ": " : "", message ? message : "");
    json_t *own = json_object_get(assertion, "certLogicExpression");
    run_case(tally, label, own ? own : json_object_get(one, "certLogicExpression"),
             json_object_get(assertion, "data"), json_object_get(assertion, "expected"));
  }
}

static void run_validation(struct tally *tally, const json_t *one) {
  json_t *expression = json_object_get(one, "certLogicExpression");
  OWNS(json) json_t *whole = json_value_whole_numbers(or_null(expression));
  OWNS(logic) struct tx_logic *logic = tx_logic_compile(whole, NULL);
  OWNS(text) char *name = json_dumps(expression, JSON_ENCODE_ANY | JSON_COMPACT);
  bool valid = json_array_size(json_object_get(one, "issues")) == 0;
  OWNS(json) json_t *want = json_string(valid ? "valid" : "refused");
  OWNS(json) json_t *got = json_string(logic ? "valid" : "refused");
  count(tally, valid == (logic != NULL), name ? name : "?", want, got);
}

static void run_suite(struct tally *tally, const json_t *suite) {
  const json_t *cases = json_object_get(suite, "cases");
  for (size_t i = 0; i < json_array_size(cases); i++) {
    const json_t *one = json_array_get(cases, i);
    if (!chosen(cases, i)) continue;
    if (json_object_get(one, "issues"))
      run_validation(tally, one);
    else
      run_assertions(tally, one);
  }
}

/* --- lines ------------------------------------------------------------------------------------ */

static void run_line(struct tally *tally, json_t *line) {
  OWNS(text) char *id = json_dumps(json_object_get(line, "id"), JSON_ENCODE_ANY);
  run_case(tally, id ? id : "?", json_object_get(line, "logic"), json_object_get(line, "data"),
           json_object_get(line, "expected"));
}

/* A line that is no JSON object is a case that failed. */
static void run_text_line(struct tally *tally, const char *line, size_t n, size_t number) {
  json_error_t error;
  OWNS(json) json_t *json = json_loadb(line, n, JSON_ALLOW_NUL, &error);
  if (json_is_object(json)) {
    run_line(tally, json);
    return;
  }
  printf("FAILED %s, line %zu: not a JSON object: %s\n", tally->file, number, error.text);
  tally->failed++;
}

static void run_lines(struct tally *tally, const char *text) {
  size_t number = 1;
  for (const char *line = text; *line; number++) {
    size_t n = strcspn(line, "\n");
    if (strspn(line, " \t\r") < n) run_text_line(tally, line, n, number);
    line += n + (line[n] != '\0');
  }
}

/* --- files ------------------------------------------------------------------------------------ */

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *text = NULL;
  size_t room = 0;
  ssize_t n = getdelim(&text, &room, '\0', file);
  fclose(file);
  if (n >= 0) return text;
  free(text);
  return calloc(1, 1);
}

static void run_text(struct tally *tally, const char *text) {
  OWNS(json) json_t *whole = json_loads(text, JSON_ALLOW_NUL, NULL);
  for (size_t i = 0; json_is_array(whole) && i < json_array_size(whole); i++)
    run_line(tally, json_array_get(whole, i));
  if (json_is_array(whole)) return;
  if (!json_object_get(whole, "cases"))
    run_lines(tally, text);
  else if (!has_directive(whole, "skip"))
    run_suite(tally, whole);
}

static bool run_file(struct tally *tally) {
  char *text = read_file(tally->file);
  if (!text) {
    fprintf(stderr, "certlogic: cannot read %s\n", tally->file);
    return false;
  }
  run_text(tally, text);
  free(text);
  return true;
}

int main(int argc, char **argv) {
  struct tally tally = { 0 };
  bool read = true;
  if (argc < 2) {
    fprintf(stderr, "usage: certlogic FILE…\n");
    return 64;
  }
  for (int i = 1; i < argc; i++) {
    tally.file = argv[i];
    read &= run_file(&tally);
  }
  printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
  return tally.failed || !read ? 1 : 0;
}
