/* SPDX-License-Identifier: Apache-2.0 */
/* Long work gives the database back at once to whoever asks for it, and is not broken up for
 * nobody. */
#include "server_room.h"

#include "host/text/date.h"
#include "store/core/store.h"

#include <pthread.h>

static void *ask_for_one_thing(void *context) {
  struct room *room = context;
  struct request request = request_begin(room->server, room->now_s, "test");
  request_end(room->server, &request);
  return NULL;
}

static void pass_ms(int64_t ms) {
  for (int64_t until_ms = host_monotonic_ms() + ms; host_monotonic_ms() < until_ms;)
    sched_yield();
}

static void a_slice_that_nobody_waits_for_goes_on_for_longer_but_not_for_ever(void **state) {
  struct room *room = *state;
  struct request request = request_begin_slice(room->server, room->now_s, "test");
  struct slice slice = slice_begin(&request);
  int64_t begun_ms = host_monotonic_ms();
  pass_ms(STORE_SLICE_MS + 1);
  bool goes_on = !slice_over(&slice);
  assert_true(goes_on || host_monotonic_ms() - begun_ms >= STORE_ALONE_MS); /* a busy machine */
  pass_ms(STORE_ALONE_MS);
  assert_true(slice_over(&slice));
  request_end(room->server, &request);
}

static void a_slice_is_over_as_soon_as_somebody_waits(void **state) {
  struct room *room = *state;
  pthread_t other;
  struct request request = request_begin_slice(room->server, room->now_s, "test");
  assert_false(store_is_awaited(room->server->store));
  assert_int_equal(pthread_create(&other, NULL, ask_for_one_thing, room), 0);
  for (int ms = 0; ms < 5000 && !store_is_awaited(room->server->store); ms++)
    pass_ms(1);
  assert_true(store_is_awaited(room->server->store));
  struct slice slice = slice_begin(&request);
  slice.alone_until_ms += 60000; /* it is the waiting that ends it */
  pass_ms(STORE_SLICE_MS + 1);
  assert_true(slice_over(&slice));
  request_end(room->server, &request);
  pthread_join(other, NULL);
  assert_false(store_is_awaited(room->server->store));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(a_slice_that_nobody_waits_for_goes_on_for_longer_but_not_for_ever),
    IN_A_ROOM(a_slice_is_over_as_soon_as_somebody_waits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
