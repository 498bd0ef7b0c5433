/* SPDX-License-Identifier: Apache-2.0 */
/* How many connections there may be: no more than this process may have descriptors. */
#include "host/sys/descriptors.h"
#include "promise.h"

#include <sys/resource.h>

static struct rlimit limit_of(void) {
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  return limit;
}

static void allow(rlim_t soft) {
  const struct rlimit limit = { soft, limit_of().rlim_max };
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void the_limit_is_raised_to_the_hard_one(UNUSED void **state) {
  allow(256);
  assert_int_equal(host_descriptors_max(), 256);
  host_descriptors_raise();
  assert_int_equal(limit_of().rlim_cur, limit_of().rlim_max);
}

static void no_more_are_set_aside_than_there_are(UNUSED void **state) {
  allow(512);
  const unsigned first = host_descriptors_take(10000);
  assert_true(first > 100 && first <= 256);
  const unsigned second = host_descriptors_take(10000);
  assert_true(second >= 8 && second < first && first + second < 512);
  host_descriptors_give(first);
  host_descriptors_give(second);
  assert_int_equal(host_descriptors_take(100), 100);
  host_descriptors_give(100);
  host_descriptors_raise();
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(the_limit_is_raised_to_the_hard_one),
    PROMISE(no_more_are_set_aside_than_there_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
