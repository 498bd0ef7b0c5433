/* SPDX-License-Identifier: Apache-2.0 */
#include "source/mjpeg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define PICTURE_A                                                                                  \
  "\xff\xd8"                                                                                       \
  "aaaa\xff\x00z"                                                                                  \
  "\xff\xd9"
#define PICTURE_B                                                                                  \
  "\xff\xd8"                                                                                       \
  "b"                                                                                              \
  "\xff\xd9"
#define HEAD "--cut\r\nContent-Type: image/jpeg\r\nContent-Length: 11\r\n\r\n"

static const char stream[] = HEAD PICTURE_A "\r\n" HEAD PICTURE_B "\r\n--cut";

static void expect(struct gate_mjpeg *mjpeg, const char *bytes, size_t n) {
  struct tx_span picture;
  assert_true(gate_mjpeg_next(mjpeg, &picture));
  assert_int_equal(picture.n, n);
  assert_memory_equal(picture.p, bytes, n);
}

static void pictures_come_out_of_a_stream_whole_and_once(void **state) {
  (void)state;
  struct gate_mjpeg mjpeg = { 0 };
  struct tx_span picture;
  assert_true(gate_mjpeg_feed(&mjpeg, stream, sizeof stream - 1));
  expect(&mjpeg, PICTURE_A, sizeof PICTURE_A - 1);
  expect(&mjpeg, PICTURE_B, sizeof PICTURE_B - 1);
  assert_false(gate_mjpeg_next(&mjpeg, &picture));
  gate_mjpeg_finish(&mjpeg);
}

static void a_stream_may_be_cut_between_any_two_bytes(void **state) {
  (void)state;
  for (size_t cut = 1; cut < sizeof stream - 1; cut++) {
    struct gate_mjpeg mjpeg = { 0 };
    struct tx_span picture;
    size_t found = 0;
    gate_mjpeg_feed(&mjpeg, stream, cut);
    while (gate_mjpeg_next(&mjpeg, &picture))
      found++;
    gate_mjpeg_feed(&mjpeg, stream + cut, sizeof stream - 1 - cut);
    while (gate_mjpeg_next(&mjpeg, &picture))
      found++;
    assert_int_equal(found, 2);
    gate_mjpeg_finish(&mjpeg);
  }
}

static void a_picture_without_an_end_takes_a_bounded_room(void **state) {
  (void)state;
  static uint8_t noise[1 << 20];
  struct gate_mjpeg mjpeg = { 0 };
  struct tx_span picture;
  gate_mjpeg_feed(&mjpeg, "\xff\xd8", 2);
  for (int i = 0; i < 40; i++) {
    assert_true(gate_mjpeg_feed(&mjpeg, noise, sizeof noise));
    assert_false(gate_mjpeg_next(&mjpeg, &picture));
    assert_true(mjpeg.len <= GATE_MJPEG_MAX);
  }
  gate_mjpeg_feed(&mjpeg, stream, sizeof stream - 1);
  expect(&mjpeg, PICTURE_A, sizeof PICTURE_A - 1);
  gate_mjpeg_finish(&mjpeg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pictures_come_out_of_a_stream_whole_and_once),
    cmocka_unit_test(a_stream_may_be_cut_between_any_two_bytes),
    cmocka_unit_test(a_picture_without_an_end_takes_a_bounded_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
