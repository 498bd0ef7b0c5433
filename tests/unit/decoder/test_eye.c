/* SPDX-License-Identifier: Apache-2.0 */
#include "decoder/decoder.h"

#include <math.h>

#include "city/chance.h"
#include "eye_code.h"

static struct eye_texts texts;

static int open_eye(void **state) {
  *state = eye_open();
  return *state ? 0 : -1;
}

static int close_eye(void **state) {
  eye_close(*state);
  return 0;
}

static bool reads(struct eye *eye, const struct camera_shot *shot, const char *text) {
  struct camera_picture picture = taken(shot);
  const struct eye_frame frame = frame_of(&picture);
  eye_read(eye, &frame, EYE_STREAM, &texts);
  const bool read = holds_text(&texts, text);
  camera_free(&picture);
  return read;
}

/* A build without zxing-cpp sees less in the dusk, and nowhere else. */
static bool sees_in_the_dusk(void) {
  for (const char *const *name = eye_readers(); *name; name++)
    if (strcmp(*name, "zxing") == 0) return true;
  return false;
}

static void a_pass_is_read_through_every_hardship(void **state) {
  for (int i = 0; i < CAMERA_HARDSHIP_COUNT; i++) {
    struct camera_shot shot = a_shot(A_PASS, 4);
    shot.hardship = (enum camera_hardship)i;
    if (shot.hardship == CAMERA_LOW_LIGHT && !sees_in_the_dusk()) continue;
    if (!reads(*state, &shot, A_PASS))
      fail_msg("not read: %s", camera_hardship_name(shot.hardship));
  }
}

static void a_pass_two_pixels_a_module_is_read(void **state) {
  const struct camera_shot shot = a_shot(A_PASS, 2);
  assert_true(reads(*state, &shot, A_PASS));
}

static void a_pass_on_a_screen_and_one_on_paper_are_read(void **state) {
  struct camera_shot shot = a_shot(A_PASS, 3);
  shot.medium = CAMERA_SCREEN;
  assert_true(reads(*state, &shot, A_PASS));
  shot.medium = CAMERA_PAPER;
  assert_true(reads(*state, &shot, A_PASS));
}

static void two_people_in_one_frame_are_two(void **state) {
  struct camera_shot shot = a_shot(A_PASS, 4);
  shot.texts[shot.codes++] = ANOTHER_PASS;
  assert_true(reads(*state, &shot, A_PASS));
  assert_true(holds_text(&texts, ANOTHER_PASS));
  assert_int_equal(texts.n, 2);
}

static void ten_codes_in_one_picture_are_ten(void **state) {
  static const char *const names[] = { "TX1:A1", "TX1:B2", "TX1:C3", "TX1:D4", "TX1:E5",
                                       "TX1:F6", "TX1:G7", "TX1:H8", "TX1:I9", "TX1:J0" };
  struct camera_shot shot = a_shot(NULL, 5);
  for (; shot.codes < 10; shot.codes++)
    shot.texts[shot.codes] = names[shot.codes];
  struct camera_picture picture = taken(&shot);
  const struct eye_frame frame = frame_of(&picture);
  eye_read(*state, &frame, EYE_STILL, &texts);
  for (int i = 0; i < 10; i++)
    assert_true(holds_text(&texts, names[i]));
  assert_int_equal(texts.n, 10);
  camera_free(&picture);
}

#define LIVE_SIZE 431

/* A text as long as a pass, or a live pass, whose code has one of the eight masks. */
static QRcode *code_of_mask(int mask, bool live, char text[LIVE_SIZE + 1]) {
  const size_t n = live ? LIVE_SIZE : strlen(A_PASS);
  for (uint64_t nth = 0; nth < 1000; nth++) {
    struct chance chance = chance_of(17, nth);
    for (size_t i = 0; i < n; i++)
      text[i] = A_PASS[chance_below(&chance, strlen(A_PASS))];
    text[n] = 0;
    QRcode *code = a_code(text);
    if (mask_of(code) == mask) return code;
    QRcode_free(code);
  }
  fail_msg("no text has mask %d", mask);
  return NULL;
}

static bool reads_in_a_mirror(struct eye *eye, const QRcode *code, int ppm, const char *text) {
  uint8_t *grey;
  const struct eye_frame frame = drawn(code, ppm, true, &grey);
  eye_read(eye, &frame, EYE_STREAM, &texts);
  free(grey);
  return texts.n == 1 && holds_text(&texts, text);
}

/* A camera's own switch, or a mirror in its housing. */
static void a_mirrored_code_of_any_mask_is_read(void **state) {
  int read = 0;
  for (int i = 0; i < 48; i++) {
    const int mask = i % 8, ppm = 2 + i / 16;
    char text[LIVE_SIZE + 1];
    CODE *code = code_of_mask(mask, i / 8 % 2, text);
    read += reads_in_a_mirror(*state, code, ppm, text);
  }
  assert_int_equal(read, 48);
}

static void a_mirrored_codes_corners_are_named_as_it_stands(void **state) {
  CODE *code = a_code(A_PASS);
  assert_true(reads_in_a_mirror(*state, code, 4, A_PASS));
  const struct eye_point *c = texts.at[0].corners;
  assert_true(c[0].x > c[1].x + 100 && c[3].y > c[0].y + 100);
  assert_true(fabsf(c[0].y - c[1].y) < 4 && fabsf(c[0].x - c[3].x) < 4);
}

/* No finder's edge is left at these: a lens out of focus, a hand that moves. */
static void a_pass_without_a_sharp_edge_is_read(void **state) {
  static const struct {
    enum camera_hardship hardship;
    double severity;
  } soft[] = { { CAMERA_BLUR, 0.5 }, { CAMERA_MOTION, 0.6 } };
  for (size_t i = 0; i < sizeof soft / sizeof *soft; i++) {
    int read = 0;
    for (uint64_t seed = 0; seed < 8; seed++) {
      struct camera_shot shot = a_shot(A_PASS, 4);
      shot.hardship = soft[i].hardship;
      shot.severity = soft[i].severity;
      shot.seed = seed;
      read += reads(*state, &shot, A_PASS);
    }
    if (read < 6) fail_msg("%s: %d of 8", camera_hardship_name(soft[i].hardship), read);
  }
}

/* A card from a pocket: a hole in the middle of every finder. */
static void a_card_whose_finders_are_worn_is_read(void **state) {
  CODE *code = a_code(A_PASS);
  const int side = code->width, far = side - 4;
  code->data[3 * side + 3] = code->data[3 * side + far] = code->data[far * side + 3] = 0;
  for (int ppm = 3; ppm <= 5; ppm++) {
    uint8_t *grey;
    const struct eye_frame frame = drawn(code, ppm, false, &grey);
    eye_read(*state, &frame, EYE_STREAM, &texts);
    free(grey);
    assert_true(holds_text(&texts, A_PASS));
  }
}

static void a_code_is_found_where_it_is(void **state) {
  struct camera_shot shot = a_shot(A_PASS, 4);
  assert_true(reads(*state, &shot, A_PASS));
  const struct eye_point *c = texts.at[0].corners;
  const float wide = hypotf(c[1].x - c[0].x, c[1].y - c[0].y);
  const float high = hypotf(c[3].x - c[0].x, c[3].y - c[0].y);
  /* 49 modules of 4 pixels, seen a little from the side. */
  assert_true(wide > 160 && wide < 230 && high > 160 && high < 230);
}

static void an_idle_street_costs_no_second_look(void **state) {
  const uint64_t before = eye_counts(*state).second_looks;
  for (uint64_t seed = 0; seed < 5; seed++) {
    struct camera_shot shot = a_shot(NULL, 3);
    shot.seed = seed;
    struct camera_picture picture = taken(&shot);
    const struct eye_frame frame = frame_of(&picture);
    assert_int_equal(eye_read(*state, &frame, EYE_STREAM, &texts), 0);
    camera_free(&picture);
  }
  assert_int_equal(eye_counts(*state).second_looks, before);
}

/* Code 128 of digit pairs; values of 0 to 22 are enough for a test. */
static void draw_tube(uint8_t *grey, uint32_t width, uint32_t height) {
  static const char *const bars[] = {
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312",
    "132212", "221213", "221312", "231212", "112232", "122132", "122231", "113222",
    "123122", "123221", "223211", "221132", "221231", "213212", "223112",
  };
  const char *const symbols[] = { "211232" /* start C */,
                                  bars[12],
                                  bars[3],
                                  bars[15],
                                  bars[7],
                                  bars[2],
                                  bars[0] /* (105 + 1*12 + 2*3 + 3*15 + 4*7 + 5*2) mod 103 */,
                                  "2331112" };
  uint32_t x = 200;
  memset(grey, 220, (size_t)width * height);
  for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
    for (size_t k = 0; symbols[i][k]; k++)
      for (int n = 0; n < 3 * (symbols[i][k] - '0'); n++, x++)
        for (uint32_t y = 150; y < 250; y++)
          if (k % 2 == 0) grey[y * width + x] = 30;
}

static void a_tube_is_read_by_its_bars(void **state) {
  static uint8_t grey[800 * 400];
  draw_tube(grey, 800, 400);
  const struct eye_frame frame = { grey, 800, 400, 800 };
  assert_int_equal(eye_read(*state, &frame, EYE_STILL, &texts), 1);
  assert_int_equal(texts.at[0].symbology, EYE_CODE128);
  assert_true(holds_text(&texts, "1203150702"));
}

static void what_is_no_frame_reads_nothing(void **state) {
  static uint8_t grey[64];
  const struct eye_frame frames[] = { { NULL, 8, 8, 8 }, { grey, 0, 8, 8 },
                                      { grey, 8, 8, 4 }, { grey, 70000, 70000, 70000 },
                                      { grey, 1, 1, 1 }, { grey, 8, 8, 8 } };
  for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
    assert_int_equal(eye_read(*state, &frames[i], EYE_STILL, &texts), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_pass_is_read_through_every_hardship),
    cmocka_unit_test(a_pass_two_pixels_a_module_is_read),
    cmocka_unit_test(a_pass_on_a_screen_and_one_on_paper_are_read),
    cmocka_unit_test(two_people_in_one_frame_are_two),
    cmocka_unit_test(ten_codes_in_one_picture_are_ten),
    cmocka_unit_test(a_mirrored_code_of_any_mask_is_read),
    cmocka_unit_test(a_mirrored_codes_corners_are_named_as_it_stands),
    cmocka_unit_test(a_pass_without_a_sharp_edge_is_read),
    cmocka_unit_test(a_card_whose_finders_are_worn_is_read),
    cmocka_unit_test(a_code_is_found_where_it_is),
    cmocka_unit_test(an_idle_street_costs_no_second_look),
    cmocka_unit_test(a_tube_is_read_by_its_bars),
    cmocka_unit_test(what_is_no_frame_reads_nothing),
  };
  return cmocka_run_group_tests(tests, open_eye, close_eye);
}
