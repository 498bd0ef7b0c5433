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

/* A picture of a phone or of many a camera's snapshot: in a segment of its head lies another whole
 * one. Segments: APP1 of 14 bytes, SOS of 4; coded data with a stuffed 0xff and a restart. */
#define THUMBNAIL                                                                                  \
  "\xff\xd8"                                                                                       \
  "tttt"                                                                                           \
  "\xff\xd9"
#define WITH_THUMBNAIL                                                                             \
  "\xff\xd8"                                                                                       \
  "\xff\xe1\x00\x0e"                                                                               \
  "Exif" THUMBNAIL "\xff\xda\x00\x04"                                                              \
  "ss"                                                                                             \
  "cc\xff\x00"                                                                                     \
  "c\xff\xd3"                                                                                      \
  "cc"                                                                                             \
  "\xff\xff\xd9"

static void a_picture_with_a_thumbnail_in_its_head_comes_out_whole(void **state) {
  (void)state;
  static const char twice[] = HEAD WITH_THUMBNAIL "\r\n--cut\r\n\r\n" WITH_THUMBNAIL;
  for (size_t cut = 0; cut < sizeof twice - 1; cut++) {
    struct gate_mjpeg mjpeg = { 0 };
    struct tx_span picture;
    size_t found = 0;
    for (int part = 0; part < 2; part++) {
      gate_mjpeg_feed(&mjpeg, part ? twice + cut : twice, part ? sizeof twice - 1 - cut : cut);
      for (; gate_mjpeg_next(&mjpeg, &picture); found++) {
        assert_int_equal(picture.n, sizeof WITH_THUMBNAIL - 1);
        assert_memory_equal(picture.p, WITH_THUMBNAIL, picture.n);
      }
    }
    assert_int_equal(found, 2);
    gate_mjpeg_finish(&mjpeg);
  }
}

static void a_picture_that_was_cut_off_does_not_take_the_next_with_it(void **state) {
  (void)state;
  static const char bytes[] = HEAD "\xff\xd8\xff\xda\x00\x04sscut off here" HEAD PICTURE_B;
  struct gate_mjpeg mjpeg = { 0 };
  struct tx_span picture;
  assert_true(gate_mjpeg_feed(&mjpeg, bytes, sizeof bytes - 1));
  expect(&mjpeg, PICTURE_B, sizeof PICTURE_B - 1);
  assert_false(gate_mjpeg_next(&mjpeg, &picture));
  gate_mjpeg_finish(&mjpeg);
}

/* A segment that says it is longer than it is leads past the picture's end. */
#define LYING                                                                                      \
  "\xff\xd8\xff\xe0\xff\xf0"                                                                       \
  "lies"                                                                                           \
  "\xff\xd9"

static void the_length_of_a_part_counts_when_it_is_true(void **state) {
  (void)state;
  static const char truly[] = "--cut\r\ncontent-length:  12\r\n\r\n" LYING "\r\n";
  static const char falsely[] = "--cut\r\nContent-Length: 5\r\n\r\n" PICTURE_A "\r\n"
                                "--cut\r\nContent-Length: 99999\r\n\r\n" PICTURE_B;
  struct gate_mjpeg mjpeg = { 0 };
  struct tx_span picture;
  assert_true(gate_mjpeg_feed(&mjpeg, truly, sizeof truly - 1));
  expect(&mjpeg, LYING, sizeof LYING - 1);
  assert_true(gate_mjpeg_feed(&mjpeg, falsely, sizeof falsely - 1));
  expect(&mjpeg, PICTURE_A, sizeof PICTURE_A - 1);
  expect(&mjpeg, PICTURE_B, sizeof PICTURE_B - 1);
  assert_false(gate_mjpeg_next(&mjpeg, &picture));
  gate_mjpeg_finish(&mjpeg);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pictures_come_out_of_a_stream_whole_and_once),
    cmocka_unit_test(a_stream_may_be_cut_between_any_two_bytes),
    cmocka_unit_test(a_picture_with_a_thumbnail_in_its_head_comes_out_whole),
    cmocka_unit_test(a_picture_that_was_cut_off_does_not_take_the_next_with_it),
    cmocka_unit_test(the_length_of_a_part_counts_when_it_is_true),
    cmocka_unit_test(a_picture_without_an_end_takes_a_bounded_room),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
