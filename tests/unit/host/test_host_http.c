/* SPDX-License-Identifier: Apache-2.0 */
#include "http_scene.h"

#include "host/text/date.h"

static void a_pattern_hands_over_what_stood_in_its_braces(UNUSED void **state) {
  struct answer a = ask("/place/610113001001/7?since=9", (struct ask){ 0 });
  assert_int_equal(a.status, 200);
  assert_string_equal(a.body, "610113001001/7?9");
  assert_string_equal(ask("/files/a/b%20c/d", (struct ask){ 0 }).body, "a/b c/d");
}

static void a_path_that_no_pattern_fits_is_404(UNUSED void **state) {
  assert_int_equal(ask("/place/610113001001", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/place/610113001001/", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/place/1/2/3", (struct ask){ 0 }).status, 404);
  assert_int_equal(ask("/", (struct ask){ 0 }).status, 404);
}

static void another_method_is_405_and_says_which_are_taken(UNUSED void **state) {
  struct answer a = ask("/echo", (struct ask){ 0 });
  assert_int_equal(a.status, 405);
  assert_non_null(strstr(a.headers, "Allow: POST"));
}

static void head_answers_like_get_without_the_body(UNUSED void **state) {
  struct answer a = ask("/tagged", (struct ask){ .method = "HEAD" });
  assert_int_equal(a.status, 200);
  assert_int_equal(a.body_len, 0);
  assert_non_null(strstr(a.headers, "Content-Length: 8"));
}

static void a_body_up_to_the_limit_arrives_whole(UNUSED void **state) {
  char body[BODY_MAX];
  memset(body, 'x', sizeof body);
  struct answer a = ask("/echo", (struct ask){ .body = body, .body_len = sizeof body });
  assert_int_equal(a.status, 200);
  assert_int_equal(a.body_len, BODY_MAX);
  assert_memory_equal(a.body, body, BODY_MAX);
}

static void a_body_over_the_limit_is_413_declared_or_not(UNUSED void **state) {
  char body[BODY_MAX + 1];
  memset(body, 'x', sizeof body);
  struct ask too_long = { .body = body, .body_len = sizeof body };
  assert_int_equal(ask("/echo", too_long).status, 413);
  too_long.header = "Transfer-Encoding: chunked";
  assert_int_equal(ask("/echo", too_long).status, 413);
}

static void a_client_that_has_it_gets_304_and_the_body_is_released(UNUSED void **state) {
  int before = released;
  struct answer a = ask("/tagged", (struct ask){ 0 });
  assert_non_null(strstr(a.headers, "ETag: \"abc123\""));
  assert_non_null(strstr(a.headers, "Cache-Control: public, max-age=60"));
  a = ask("/tagged", (struct ask){ .header = "If-None-Match: \"other\", \"abc123\"" });
  assert_int_equal(a.status, 304);
  assert_int_equal(a.body_len, 0);
  a = ask("/tagged", (struct ask){ .header = "If-None-Match: \"abc\"" });
  assert_int_equal(a.status, 200);
  for (int i = 0; released < before + 3 && i < 1000; i++)
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
  assert_int_equal(released, before + 3);
}

static void a_problem_names_its_reason_in_both_languages(UNUSED void **state) {
  struct answer a = ask("/busy", (struct ask){ .header = "Accept-Language: en" });
  assert_int_equal(a.status, 503);
  assert_non_null(strstr(a.headers, "Content-Type: application/problem+json"));
  assert_non_null(strstr(a.headers, "Retry-After: 1"));
  assert_non_null(strstr(a.body, "\"type\":\"urn:tongxing:reason:busy\""));
  assert_non_null(strstr(a.body, "\"title\":\"Busy"));
  assert_non_null(strstr(a.body, "系统繁忙"));
  assert_non_null(strstr(a.body, "Too many at once."));
}

static void say_by_itself(enum tx_reason reason, bool english) {
  char path[24];
  struct host_problem problem = { 0 };
  snprintf(path, sizeof path, "/why/%d", (int)reason);
  host_problem_of(&problem, reason);
  json_t *json = host_problem_json(&problem, 404, english);
  char *text = json_dumps(json, JSON_COMPACT);
  struct answer a = ask(path, (struct ask){ .header = english ? "Accept-Language: en" : NULL });
  assert_string_equal(a.body, text);
  free(text);
  json_decref(json);
}

static void a_reason_says_the_same_by_itself_as_in_a_problem(UNUSED void **state) {
#define ASK(number, NAME, name, verdict, zh, en)                                                   \
  if (number != 0) say_by_itself(TX_##NAME, number % 2);
  TX_REASONS(ASK)
  say_by_itself(TX_NOT_FOUND, true);
  say_by_itself(TX_NOT_FOUND, false);
}

static void a_handler_that_forgets_to_answer_is_500(UNUSED void **state) {
  assert_int_equal(ask("/forget", (struct ask){ 0 }).status, 500);
}

static void a_suspended_request_is_answered_from_another_thread(UNUSED void **state) {
  assert_string_equal(ask("/slow", (struct ask){ 0 }).body, "at last");
}

static void *ask_for_work(void *port) {
  struct answer a = ask_at(*(uint16_t *)port, "/slow_work", (struct ask){ 0 });
  return (void *)(uintptr_t)(a.status == 200 && strcmp(a.body, "at last") == 0);
}

static void a_worker_that_left_its_request_asleep_goes_on_to_the_next(UNUSED void **state) {
  enum { ASKED = 8 };
  pthread_t clients[ASKED];
  struct host_http *http = NULL;
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = routes,
                                             .route_count = sizeof routes / sizeof *routes,
                                             .workers = 1 };
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  uint16_t port = host_http_port(http);
  const int64_t begun_ms = host_monotonic_ms();
  for (int i = 0; i < ASKED; i++)
    pthread_create(&clients[i], NULL, ask_for_work, &port);
  for (int i = 0; i < ASKED; i++) {
    void *good;
    pthread_join(clients[i], &good);
    assert_non_null(good);
  }
  assert_true(host_monotonic_ms() - begun_ms < ASKED * SLOW_MS);
  host_http_stop(http, 1000);
}

static void a_caller_over_tcp_has_no_uid(UNUSED void **state) {
  assert_string_equal(ask("/whoami", (struct ask){ 0 }).body, "-1 127.0.0.1 1 0");
}

static void *ask_slowly(void *port) {
  struct answer *a = malloc(sizeof *a);
  *a = ask_at(*(uint16_t *)port, "/slow", (struct ask){ 0 });
  return a;
}

static void a_stop_waits_for_the_answer_that_is_under_way(UNUSED void **state) {
  struct host_http *http = start("127.0.0.1:0", NULL, NULL);
  uint16_t port = host_http_port(http);
  pthread_t client;
  pthread_create(&client, NULL, ask_slowly, &port);
  nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
  host_http_stop(http, 40); /* shorter than the answer takes */
  void *answer;
  pthread_join(client, &answer);
  assert_string_equal(((struct answer *)answer)->body, "at last");
  free(answer);
  assert_int_equal(ask_at(port, "/whoami", (struct ask){ 0 }).status, 0);
}

/* libmicrohttpd would abort the whole program. */
static void a_stop_in_a_hurry_still_waits_for_who_sleeps(UNUSED void **state) {
  struct host_http *http = start("127.0.0.1:0", NULL, NULL);
  uint16_t port = host_http_port(http);
  pthread_t client;
  pthread_create(&client, NULL, ask_slowly, &port);
  nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
  host_http_stop(http, 0);
  void *answer;
  pthread_join(client, &answer);
  free(answer);
}

static void an_address_in_use_is_a_conflict(UNUSED void **state) {
  char where[64];
  snprintf(where, sizeof where, "127.0.0.1:%u", host_http_port(shared));
  struct host_http_options options = { .listen = where, .routes = routes, .route_count = 1 };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_CONFLICT);
  options.listen = "no port";
  assert_int_equal(host_http_start(&options, &http), TX_BAD_ARGUMENT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_pattern_hands_over_what_stood_in_its_braces),
    cmocka_unit_test(a_path_that_no_pattern_fits_is_404),
    cmocka_unit_test(another_method_is_405_and_says_which_are_taken),
    cmocka_unit_test(head_answers_like_get_without_the_body),
    cmocka_unit_test(a_body_up_to_the_limit_arrives_whole),
    cmocka_unit_test(a_body_over_the_limit_is_413_declared_or_not),
    cmocka_unit_test(a_client_that_has_it_gets_304_and_the_body_is_released),
    cmocka_unit_test(a_problem_names_its_reason_in_both_languages),
    cmocka_unit_test(a_reason_says_the_same_by_itself_as_in_a_problem),
    cmocka_unit_test(a_handler_that_forgets_to_answer_is_500),
    cmocka_unit_test(a_suspended_request_is_answered_from_another_thread),
    cmocka_unit_test(a_worker_that_left_its_request_asleep_goes_on_to_the_next),
    cmocka_unit_test(a_caller_over_tcp_has_no_uid),
    cmocka_unit_test(a_stop_waits_for_the_answer_that_is_under_way),
    cmocka_unit_test(a_stop_in_a_hurry_still_waits_for_who_sleeps),
    cmocka_unit_test(an_address_in_use_is_a_conflict),
  };
  return cmocka_run_group_tests(tests, start_shared, stop_shared);
}
