/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies that are taken in parts, as they come. */
/* An end that comes with the last bytes is noticed at the timeout only. */
#define SCENE_TIMEOUT_S 2
#include "http_scene.h"

#define LONG_BODY 1500000

static char *body_of(size_t n) {
  char *body = malloc(n);
  for (size_t i = 0; i < n; i++)
    body[i] = (char)('a' + i % 26);
  return body;
}

static size_t sum_of(const char *body, size_t n) {
  size_t sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += (unsigned char)body[i];
  return sum;
}

static void await_finished(int count) {
  for (int i = 0; parts_finished < count && i < 10000; i++)
    nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
  assert_int_equal(parts_finished, count);
}

static void a_long_body_comes_in_parts_and_none_is_lost(UNUSED void **state) {
  const char *const headers[] = { NULL, "Transfer-Encoding: chunked" };
  HOST_FREE char *body = body_of(LONG_BODY);
  int finished = parts_finished;
  for (size_t i = 0; i < 2; i++) {
    size_t parts = 0, bytes = 0, sum = 0;
    struct answer a =
        ask("/parts", (struct ask){ .body = body, .body_len = LONG_BODY, .header = headers[i] });
    assert_int_equal(a.status, 200);
    assert_int_equal(sscanf(a.body, "%zu %zu %zu", &parts, &bytes, &sum), 3);
    assert_int_equal(bytes, LONG_BODY);
    assert_int_equal(sum, sum_of(body, LONG_BODY));
    assert_in_range(parts, 5, 7);
  }
  await_finished(finished + 2);
}

static void a_short_body_and_none_are_a_last_part_alone(UNUSED void **state) {
  assert_string_equal(ask("/parts", (struct ask){ .body = "ab", .body_len = 2 }).body, "1 2 195");
  assert_string_equal(ask("/parts", (struct ask){ .body = "", .body_len = 0 }).body, "1 0 0");
}

static void a_part_that_is_refused_is_the_last_that_is_looked_at(UNUSED void **state) {
  HOST_FREE char *body = body_of(LONG_BODY);
  body[0] = '!';
  struct answer a = ask("/parts", (struct ask){ .body = body, .body_len = LONG_BODY });
  assert_int_equal(a.status, 409);
  assert_memory_equal(a.body, "1 ", 2);
}

static void a_body_over_the_limit_is_413_and_what_was_at_work_ends(UNUSED void **state) {
  HOST_FREE char *body = body_of(3000001);
  int finished = parts_finished;
  struct ask too_long = { .body = body, .body_len = 3000001 };
  assert_int_equal(ask("/parts", too_long).status, 413);
  too_long.header = "Transfer-Encoding: chunked";
  assert_int_equal(ask("/parts", too_long).status, 413);
  await_finished(finished + 1); /* what was declared too long never began */
}

/* Says that there is more to come, and hangs up. */
static size_t half(char *out, size_t size, size_t n, void *context) {
  size_t *left = context, give = *left < size * n ? *left : size * n;
  if (!give) return CURL_READFUNC_ABORT;
  memset(out, 'x', give);
  *left -= give;
  return give;
}

static void who_hangs_up_in_the_middle_ends_it(UNUSED void **state) {
  char url[64];
  size_t left = 600000;
  int finished = parts_finished;
  CURL *curl = curl_easy_init();
  snprintf(url, sizeof url, "http://127.0.0.1:%u/parts", host_http_port(shared));
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 1000000L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, half);
  curl_easy_setopt(curl, CURLOPT_READDATA, &left);
  assert_int_equal(curl_easy_perform(curl), CURLE_ABORTED_BY_CALLBACK);
  curl_easy_cleanup(curl);
  await_finished(finished + 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_long_body_comes_in_parts_and_none_is_lost),
    cmocka_unit_test(a_short_body_and_none_are_a_last_part_alone),
    cmocka_unit_test(a_part_that_is_refused_is_the_last_that_is_looked_at),
    cmocka_unit_test(a_body_over_the_limit_is_413_and_what_was_at_work_ends),
    cmocka_unit_test(who_hangs_up_in_the_middle_ends_it),
  };
  return cmocka_run_group_tests(tests, start_shared, stop_shared);
}
