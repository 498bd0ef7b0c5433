/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image.h"
#include "source/video.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "eye_scene.h"

/* --- a camera that is made of memory ------------------------------------------------------------
 */

#define ROOM (640u * 480u * 2u)

static struct {
  bool plugged, has_mjpeg, has_yuyv, captures;
  int opened, streaming, mapped;
  uint32_t format;
  uint8_t memory[GATE_VIDEO_BUFFERS][ROOM];
  bool queued[GATE_VIDEO_BUFFERS];
  struct {
    uint32_t index, size, flags;
  } ready[GATE_VIDEO_BUFFERS];
  uint32_t pictures;
  struct v4l2_control hints[8];
  size_t hint_count;
} cam;

static int refuse(int why) {
  errno = why;
  return -1;
}

static int open_camera(const char *path) {
  if (!cam.plugged || strcmp(path, "/dev/video0") != 0) return refuse(ENOENT);
  cam.opened++;
  cam.pictures = 0;
  return eventfd(0, EFD_CLOEXEC);
}

static int close_camera(int fd) {
  cam.opened--;
  return close(fd);
}

static int choose(struct v4l2_pix_format *pix) {
  const bool mjpeg = pix->pixelformat == V4L2_PIX_FMT_MJPEG;
  if (mjpeg ? !cam.has_mjpeg : !cam.has_yuyv) pix->pixelformat = V4L2_PIX_FMT_NV12;
  pix->width = 640;
  pix->height = 480;
  pix->bytesperline = mjpeg ? 0 : 1280;
  cam.format = pix->pixelformat;
  return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
  if (cam.pictures == 0) return refuse(EAGAIN);
  buffer->index = cam.ready[0].index;
  buffer->bytesused = cam.ready[0].size;
  buffer->flags = cam.ready[0].flags;
  memmove(cam.ready, cam.ready + 1, sizeof cam.ready - sizeof cam.ready[0]);
  cam.pictures--;
  return 0;
}

static int talk(int fd, unsigned long request, void *argument) {
  (void)fd;
  if (!cam.plugged) return refuse(ENODEV);
  switch (request) {
  case VIDIOC_QUERYCAP:
    ((struct v4l2_capability *)argument)->capabilities =
        V4L2_CAP_STREAMING | (cam.captures ? V4L2_CAP_VIDEO_CAPTURE : V4L2_CAP_VIDEO_OUTPUT);
    return 0;
  case VIDIOC_S_FMT:
    return choose(&((struct v4l2_format *)argument)->fmt.pix);
  case VIDIOC_S_CTRL:
    if (!cam.streaming && cam.hint_count < sizeof cam.hints / sizeof *cam.hints)
      cam.hints[cam.hint_count++] = *(const struct v4l2_control *)argument;
    return refuse(EINVAL);
  case VIDIOC_REQBUFS:
    ((struct v4l2_requestbuffers *)argument)->count = 3;
    return 0;
  case VIDIOC_QUERYBUF:
    ((struct v4l2_buffer *)argument)->length = ROOM;
    ((struct v4l2_buffer *)argument)->m.offset = ((struct v4l2_buffer *)argument)->index;
    return 0;
  case VIDIOC_QBUF:
    cam.queued[((struct v4l2_buffer *)argument)->index] = true;
    return 0;
  case VIDIOC_DQBUF:
    return dequeue(argument);
  case VIDIOC_STREAMON:
    cam.streaming++;
    return 0;
  case VIDIOC_STREAMOFF:
    cam.streaming--;
    return 0;
  default:
    return refuse(ENOTTY);
  }
}

static void *map(int fd, size_t size, off_t offset) {
  (void)fd;
  assert_int_equal(size, ROOM);
  cam.mapped++;
  return cam.memory[offset];
}

static int unmap(void *start, size_t size) {
  (void)start, (void)size;
  cam.mapped--;
  return 0;
}

static const struct gate_video_calls bench = { open_camera, close_camera, talk, map, unmap };

/* The camera fills the next buffer that it was given. */
static void film(const void *bytes, size_t n, uint32_t flags) {
  uint32_t index = 0;
  while (index < 3 && !cam.queued[index])
    index++;
  assert_true(index < 3 && n <= ROOM);
  cam.queued[index] = false;
  memcpy(cam.memory[index], bytes, n);
  cam.ready[cam.pictures].index = index;
  cam.ready[cam.pictures].size = (uint32_t)n;
  cam.ready[cam.pictures++].flags = flags;
}

static void film_jpeg(uint8_t grey) {
  static uint8_t pixels[640 * 480];
  memset(pixels, grey, sizeof pixels);
  const struct camera_picture picture = { pixels, 640, 480 };
  uint8_t *jpeg;
  size_t n;
  assert_true(camera_jpeg(&picture, 80, &jpeg, &n));
  film(jpeg, n, 0);
  free(jpeg);
}

static int plug_in(UNUSED void **state) {
  memset(&cam, 0, sizeof cam);
  cam.plugged = cam.has_mjpeg = cam.has_yuyv = cam.captures = true;
  gate_video_calls = &bench;
  return 0;
}

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
  cam.has_mjpeg = false;
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
  cam.has_mjpeg = cam.has_yuyv = false;
  assert_null(gate_source_open("v4l2:/dev/video0", TX_IN, error, sizeof error));
  assert_non_null(strstr(error, "neither MJPEG nor YUYV"));
  assert_int_equal(cam.opened, 0);
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
    cmocka_unit_test_setup(what_was_opened_is_closed, plug_in),
    cmocka_unit_test_setup(what_is_no_camera_is_named, plug_in),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
