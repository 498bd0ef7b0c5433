/* SPDX-License-Identifier: Apache-2.0 */
#include "video_bench.h"

static char error[256];
static struct gate_sight sight;

static struct gate_source *opened(const char *address) {
  struct gate_source *source = gate_source_open(address, TX_IN, error, sizeof error);
  if (!source) fail_msg("%s", error);
  return source;
}

/* The grey of the JPEG that was handed out; it lies with the camera until the next call. */
static uint8_t grey_of_sight(void) {
  struct gate_image image;
  assert_int_equal(sight.kind, GATE_SIGHT_FILE);
  assert_int_equal(gate_image_decode(sight.file, "sight", &image), TX_OK);
  assert_int_equal(image.frame.width, 640);
  const uint8_t grey = image.frame.grey[640 * 100 + 100];
  gate_image_free(&image);
  return grey;
}

/* --- promises -----------------------------------------------------------------------------------
 */

static void a_camera_that_sends_jpeg_is_seen(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_in_range(grey_of_sight(), 88, 92);
  gate_source_close(source);
}

static void a_camera_that_knows_no_jpeg_sends_yuyv(UNUSED void **state) {
  cam.formats[0] = V4L2_PIX_FMT_H264;
  struct gate_source *source = opened("v4l2:/dev/video0@640x480");
  static uint8_t yuyv[ROOM];
  for (size_t i = 0; i < sizeof yuyv; i++)
    yuyv[i] = i % 2 ? 128 : (uint8_t)(i / 2 % 640 / 4);
  film(yuyv, sizeof yuyv, 0);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_int_equal(sight.kind, GATE_SIGHT_FRAME);
  assert_int_equal(sight.frame.grey[5 * 640 + 400], 100);
  film(yuyv, sizeof yuyv - 2, 0); /* too short for its size */
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  gate_source_close(source);
}

static void of_pictures_that_piled_up_the_newest_is_seen(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  film_jpeg(10);
  film_jpeg(120);
  film_jpeg(200);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_in_range(grey_of_sight(), 198, 202);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  assert_true(cam.queued[0] && cam.queued[1] && cam.queued[2]);
  gate_source_close(source);
}

static void a_spoilt_picture_is_passed_over(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  film("", 0, V4L2_BUF_FLAG_ERROR);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  gate_source_close(source);
}

static void a_camera_unplugged_and_plugged_in_is_seen_again(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  cam.plugged = false;
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  assert_int_equal(cam.opened, 0);
  assert_int_equal(cam.mapped, 0);
  cam.plugged = true;
  for (int i = 0; i < 40 && cam.opened == 0; i++) {
    usleep(100000);
    gate_source_next(source, &sight);
  }
  assert_int_equal(cam.opened, 1);
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  gate_source_close(source);
}

static void what_was_opened_is_closed(UNUSED void **state) {
  gate_source_close(opened("v4l2:/dev/video0"));
  assert_int_equal(cam.opened, 0);
  assert_int_equal(cam.mapped, 0);
}

/* Each with the bytes of a pixel's lightness 100 in its first plane, and of its colours. */
static void a_camera_of_any_format_with_lightness_is_seen(UNUSED void **state) {
  static const struct {
    const char *name;
    uint32_t format;
    uint8_t even, odd;
  } rows[] = {
    { "GREY", V4L2_PIX_FMT_GREY, 100, 100 },
    { "Y8", v4l2_fourcc('Y', '8', ' ', ' '), 100, 100 },
    { "Y10", V4L2_PIX_FMT_Y10, 400 & 0xff, 400 >> 8 },
    { "NV12", V4L2_PIX_FMT_NV12, 100, 100 },
    { "NV21", V4L2_PIX_FMT_NV21, 100, 100 },
    { "NV16", V4L2_PIX_FMT_NV16, 100, 100 },
    { "YU12", V4L2_PIX_FMT_YUV420, 100, 100 },
    { "YV12", V4L2_PIX_FMT_YVU420, 100, 100 },
    { "UYVY", V4L2_PIX_FMT_UYVY, 7, 100 },
    { "YUYV", V4L2_PIX_FMT_YUYV, 100, 7 },
  };
  static uint8_t bytes[ROOM];
  for (size_t i = 0; i < 4 * sizeof rows / sizeof *rows; i++) {
    plug_in(NULL);
    cam.lists = i & 1;
    cam.planar = i & 2;
    cam.planes = 2;
    cam.formats[0] = V4L2_PIX_FMT_H264;
    cam.formats[1] = rows[i / 4].format;
    for (size_t at = 0; at < sizeof bytes; at++)
      bytes[at] = at % 2 ? rows[i / 4].odd : rows[i / 4].even;
    struct gate_source *source = opened("v4l2:/dev/video0@640x480");
    film(bytes, sizeof bytes, 0);
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
    assert_int_equal(sight.kind, GATE_SIGHT_FRAME);
    for (size_t at = 0; at < (size_t)640 * 480; at++)
      if (sight.frame.grey[at] != 100) fail_msg("%s: %u", rows[i / 4].name, sight.frame.grey[at]);
    gate_source_close(source);
    assert_int_equal(cam.mapped, 0);
  }
}

static void a_camera_that_calls_it_jpeg_is_seen_on_an_arm_board_too(UNUSED void **state) {
  cam.formats[0] = V4L2_PIX_FMT_JPEG;
  cam.formats[1] = 0;
  for (int planar = 0; planar < 2; planar++) {
    cam.planar = planar;
    struct gate_source *source = opened("v4l2:/dev/video0");
    film_jpeg(90);
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
    assert_in_range(grey_of_sight(), 88, 92);
    gate_source_close(source);
  }
}

static void what_a_camera_offers_in_vain_is_named(UNUSED void **state) {
  cam.formats[0] = V4L2_PIX_FMT_H264;
  cam.formats[1] = V4L2_PIX_FMT_SRGGB10;
  for (int lists = 0; lists < 2; lists++) {
    cam.lists = lists;
    assert_null(gate_source_open("v4l2:/dev/video0", TX_IN, error, sizeof error));
    assert_non_null(strstr(error, lists ? "only H264, RG10;" : "only H264;"));
    assert_non_null(strstr(error, "NV12"));
    assert_int_equal(cam.opened, 0);
  }
  cam.busy = true;
  cam.formats[1] = V4L2_PIX_FMT_YUYV;
  assert_null(gate_source_open("v4l2:/dev/video0", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "in use by another program"));
}

static void a_camera_that_falls_silent_is_opened_again(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  cam.opens = 0;
  for (int i = 0; i < 160 && cam.opens == 0; i++) {
    usleep(100000);
    assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  }
  assert_int_equal(cam.opens, 1);
  assert_int_equal(cam.opened, 1);
  assert_true(source->gone);
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  assert_false(source->gone);
  gate_source_close(source);
}

static void the_same_picture_for_a_minute_is_no_life(UNUSED void **state) {
  struct gate_stillness s = { 0 };
  const struct tx_span one = tx_span_text("one"), other = tx_span_text("other");
  for (int64_t ms = 1000; ms < 61000; ms += 33)
    assert_false(gate_stillness_see(&s, one, ms));
  assert_true(gate_stillness_see(&s, one, 61000));
  assert_false(gate_stillness_see(&s, other, 62000));
  for (int64_t ms = 63000; ms < 121000; ms += 500)
    assert_false(gate_stillness_see(&s, one, ms));
}

static void what_is_no_camera_is_named(UNUSED void **state) {
  assert_null(gate_source_open("v4l2:/dev/video7", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "/dev/video7"));
  cam.captures = false;
  assert_null(gate_source_open("v4l2:/dev/video0", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "is no camera"));
  assert_null(gate_source_open("v4l2:/dev/video0@huge", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "@1280x720"));
}

/* The last value that a knob was set to before the camera started; -1: never. */
static int hinted(uint32_t knob) {
  int value = -1;
  for (size_t i = 0; i < cam.hint_count; i++)
    if (cam.hints[i].id == knob) value = cam.hints[i].value;
  return value;
}

/* This camera refuses every one of them, and works. */
static void
a_camera_is_asked_to_expose_by_itself_at_a_steady_rate_without_flicker(UNUSED void **state) {
  struct gate_source *source = opened("v4l2:/dev/video0");
  assert_int_equal(hinted(V4L2_CID_EXPOSURE_AUTO), V4L2_EXPOSURE_AUTO);
  assert_int_equal(hinted(V4L2_CID_EXPOSURE_AUTO_PRIORITY), 0);
  assert_int_equal(hinted(V4L2_CID_POWER_LINE_FREQUENCY), V4L2_CID_POWER_LINE_FREQUENCY_50HZ);
  film_jpeg(90);
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_SIGHT);
  gate_source_close(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(a_camera_that_sends_jpeg_is_seen, plug_in),
    cmocka_unit_test_setup(a_camera_that_knows_no_jpeg_sends_yuyv, plug_in),
    cmocka_unit_test_setup(of_pictures_that_piled_up_the_newest_is_seen, plug_in),
    cmocka_unit_test_setup(a_spoilt_picture_is_passed_over, plug_in),
    cmocka_unit_test_setup(a_camera_unplugged_and_plugged_in_is_seen_again, plug_in),
    cmocka_unit_test_setup(a_camera_is_asked_to_expose_by_itself_at_a_steady_rate_without_flicker,
                           plug_in),
    cmocka_unit_test_setup(a_camera_of_any_format_with_lightness_is_seen, plug_in),
    cmocka_unit_test_setup(a_camera_that_calls_it_jpeg_is_seen_on_an_arm_board_too, plug_in),
    cmocka_unit_test_setup(what_a_camera_offers_in_vain_is_named, plug_in),
    cmocka_unit_test_setup(a_camera_that_falls_silent_is_opened_again, plug_in),
    cmocka_unit_test(the_same_picture_for_a_minute_is_no_life),
    cmocka_unit_test_setup(what_was_opened_is_closed, plug_in),
    cmocka_unit_test_setup(what_is_no_camera_is_named, plug_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
