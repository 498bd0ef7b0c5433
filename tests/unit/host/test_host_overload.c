/* SPDX-License-Identifier: Apache-2.0 */
/* Too many at once: who is let in, who is told to come back, and what a database that hangs does.
 */
#include "http_scene.h"

#include "host/http/http.h"

#define WORKERS 8
#define PHONES 40
#define PHONES_AT_ONCE 6 /* of the workers */

static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER; /* as a database that hangs */
static atomic_int inside, answered_200, answered_503, with_retry;

static void wait_for_the_database(struct host_request *r, UNUSED void *context) {
  inside++;
  pthread_mutex_lock(&held);
  pthread_mutex_unlock(&held);
  host_reply_json(r, 200, "{}");
}

static void answer_at_once(struct host_request *r, UNUSED void *context) {
  host_reply_json(r, 200, "{}");
}

/* The newest is in memory. */
static void give_object(struct host_request *r, void *context) {
  if (strcmp(host_request_param(r, "which"), "newest") == 0)
    answer_at_once(r, context);
  else if (!host_request_wait(r))
    wait_for_the_database(r, context);
}

static const struct host_route classes[] = {
  { "GET", "/objects/{which}", give_object, 0, HOST_WAITS | HOST_SOON, 0 },
  { "GET", "/phone", wait_for_the_database, 0, HOST_WAITS | HOST_CLASS(HOST_LAST), 0 },
  { "GET", "/office", answer_at_once, 0, HOST_WAITS | HOST_CLASS(HOST_SECOND), 0 },
  { "GET", "/gate", answer_at_once, 0, HOST_WAITS, 0 },
};

static int open_server(UNUSED void **state) {
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = classes,
                                             .route_count = sizeof classes / sizeof *classes,
                                             .threads = 2 };
  curl_global_init(CURL_GLOBAL_DEFAULT);
  inside = answered_200 = answered_503 = with_retry = 0;
  return host_http_start(&options, &shared) == TX_OK ? 0 : -1;
}

static void *ask_for(void *path) {
  const struct answer answer = ask(path, (struct ask){ 0 });
  if (answer.status == 200) answered_200++;
  if (answer.status == 503) answered_503++;
  if (strstr(answer.headers, "Retry-After: ")) with_retry++;
  return NULL;
}

static void come_for(char *path, pthread_t *threads, int n) {
  for (int i = 0; i < n; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, ask_for, path), 0);
}

static void come(pthread_t phones[PHONES]) {
  come_for("/phone", phones, PHONES);
}

static void go(pthread_t phones[PHONES]) {
  for (int i = 0; i < PHONES; i++)
    pthread_join(phones[i], NULL);
}

static void until(const atomic_int *count, int wanted) {
  for (int i = 0; *count < wanted && i < 1000; i++)
    nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
  assert_int_equal(*count, wanted);
}

/* Nobody is left waiting by a database that hangs, and who was let in finishes. */
static void behind_a_database_that_hangs_everybody_else_is_told_to_come_back(UNUSED void **state) {
  pthread_t phones[PHONES];
  pthread_mutex_lock(&held);
  come(phones);
  until(&answered_503, PHONES - PHONES_AT_ONCE);
  assert_int_equal(with_retry, PHONES - PHONES_AT_ONCE);
  assert_int_equal(answered_200, 0);
  pthread_mutex_unlock(&held);
  go(phones);
  assert_int_equal(answered_200, PHONES_AT_ONCE);
  assert_int_equal(inside, PHONES_AT_ONCE);
}

static void while_phones_have_all_that_they_may_gates_and_office_are_answered(UNUSED void **state) {
  pthread_t phones[PHONES];
  pthread_mutex_lock(&held);
  come(phones);
  until(&inside, PHONES_AT_ONCE);
  for (int i = 0; i < 20; i++) {
    assert_int_equal(ask("/gate", (struct ask){ 0 }).status, 200);
    assert_int_equal(ask("/office", (struct ask){ 0 }).status, 200);
  }
  pthread_mutex_unlock(&held);
  go(phones);
}

static void what_hung_is_forgotten_at_once(UNUSED void **state) {
  pthread_t phones[PHONES];
  pthread_mutex_lock(&held);
  come(phones);
  until(&answered_503, PHONES - PHONES_AT_ONCE);
  pthread_mutex_unlock(&held);
  go(phones);
  for (int i = 0; i < 20; i++)
    assert_int_equal(ask("/phone", (struct ask){ 0 }).status, 200);
}

static void what_is_in_memory_is_answered_while_every_worker_hangs(UNUSED void **state) {
  pthread_t gates[WORKERS];
  pthread_mutex_lock(&held);
  come_for("/objects/older", gates, WORKERS);
  until(&inside, WORKERS);
  for (int i = 0; i < 20; i++)
    assert_int_equal(ask("/objects/newest", (struct ask){ 0 }).status, 200);
  pthread_mutex_unlock(&held);
  for (int i = 0; i < WORKERS; i++)
    pthread_join(gates[i], NULL);
  assert_int_equal(answered_200, WORKERS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(
        behind_a_database_that_hangs_everybody_else_is_told_to_come_back, open_server, stop_shared),
    cmocka_unit_test_setup_teardown(
        while_phones_have_all_that_they_may_gates_and_office_are_answered, open_server,
        stop_shared),
    cmocka_unit_test_setup_teardown(what_hung_is_forgotten_at_once, open_server, stop_shared),
    cmocka_unit_test_setup_teardown(what_is_in_memory_is_answered_while_every_worker_hangs,
                                    open_server, stop_shared),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
