/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder/protocol.h"

#include <math.h>

#include "eye_scene.h"

static struct eye_texts in, out;
static struct eye_answer head;
static uint8_t packet[EYE_ANSWER_MAX];

static size_t packed(void) {
  in = (struct eye_texts){ .n = 2 };
  for (uint32_t i = 0; i < 2; i++) {
    in.at[i].size = EYE_TEXT_MAX;
    in.at[i].corners[2].x = 12.5f;
    memset(in.at[i].bytes, (int)(i + 7), EYE_TEXT_MAX);
  }
  const struct eye_answer answer = { .serial = 9, .texts = 2 };
  return eye_answer_pack(&answer, &in, packet);
}

static void an_answer_arrives_as_it_was_sent(UNUSED void **state) {
  const size_t n = packed();
  assert_true(eye_answer_unpack(packet, n, &head, &out));
  assert_int_equal(head.serial, 9);
  assert_int_equal(out.n, 2);
  assert_memory_equal(out.at[1].bytes, in.at[1].bytes, EYE_TEXT_MAX);
  assert_true(out.at[1].corners[2].x == 12.5f);
}

static void an_answer_cut_anywhere_is_refused(UNUSED void **state) {
  const size_t n = packed();
  for (size_t cut = 0; cut < n; cut++) {
    assert_false(eye_answer_unpack(packet, cut, &head, &out));
    assert_int_equal(out.n, 0);
  }
}

static void an_answer_with_more_behind_it_is_refused(UNUSED void **state) {
  const size_t n = packed();
  assert_false(eye_answer_unpack(packet, n + 1, &head, &out));
}

/* The packet is as long as it says; only the text does not fit where texts are kept. */
static void a_text_one_byte_too_long_is_refused(UNUSED void **state) {
  const struct eye_answer answer = { .texts = 1 };
  const struct eye_answer_text text = { .size = EYE_TEXT_MAX + 1 };
  memset(packet, 0, sizeof packet);
  memcpy(packet, &answer, sizeof answer);
  memcpy(packet + sizeof answer, &text, sizeof text);
  assert_false(eye_answer_unpack(packet, sizeof answer + sizeof text + text.size, &head, &out));
}

static void an_eye_that_was_taken_over_cannot_write_past_the_texts(UNUSED void **state) {
  struct eye_answer_text first;
  const size_t n = packed();
  memcpy(&first, packet + sizeof head, sizeof first);
  struct eye_answer_text lies[] = { first, first, first, first };
  lies[0].size = UINT32_MAX;
  lies[1].size = EYE_TEXT_MAX + 1;
  lies[2].symbology = 99;
  lies[3].corners[0].x = NAN;
  for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
    memcpy(packet + sizeof head, &lies[i], sizeof first);
    assert_false(eye_answer_unpack(packet, n, &head, &out));
  }
  const struct eye_answer many = { .texts = EYE_TEXTS_MAX + 1 }, negative = { .refusal = -1 };
  memcpy(packet, &many, sizeof many);
  assert_false(eye_answer_unpack(packet, sizeof packet, &head, &out));
  memcpy(packet, &negative, sizeof negative);
  assert_false(eye_answer_unpack(packet, sizeof negative, &head, &out));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_answer_arrives_as_it_was_sent),
    cmocka_unit_test(an_answer_cut_anywhere_is_refused),
    cmocka_unit_test(an_answer_with_more_behind_it_is_refused),
    cmocka_unit_test(a_text_one_byte_too_long_is_refused),
    cmocka_unit_test(an_eye_that_was_taken_over_cannot_write_past_the_texts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
