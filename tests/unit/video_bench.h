/* SPDX-License-Identifier: Apache-2.0 */
/* A camera that is made of memory, behind the table of system calls of source/video.h. */
#ifndef TESTS_UNIT_VIDEO_BENCH_H
#define TESTS_UNIT_VIDEO_BENCH_H

#include "picture/image.h"
#include "source/source.h"
#include "source/stillness.h"
#include "source/video.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "eye_scene.h"

#define ROOM (640u * 480u * 2u)

static struct {
  bool plugged, captures, planar, lists, busy;
  uint32_t formats[4], planes; /* formats: what it offers, the first is its favourite */
  int opened, opens, streaming, mapped;
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
  cam.opens++;
  cam.pictures = 0;
  return eventfd(0, EFD_CLOEXEC);
}

static int close_camera(int fd) {
  cam.opened--;
  return close(fd);
}

static bool has(uint32_t format) {
  for (size_t i = 0; i < 4; i++)
    if (format && cam.formats[i] == format) return true;
  return false;
}

static uint32_t row_of(uint32_t format) {
  switch (format) {
  case V4L2_PIX_FMT_MJPEG:
  case V4L2_PIX_FMT_JPEG:
    return 0;
  case V4L2_PIX_FMT_YUYV:
  case V4L2_PIX_FMT_UYVY:
  case V4L2_PIX_FMT_Y10:
    return 1280;
  default:
    return 704; /* rows of ARM boards are padded */
  }
}

static int choose(struct v4l2_format *format) {
  if (cam.busy) return refuse(EBUSY);
  if (format->type !=
      (cam.planar ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE))
    return refuse(EINVAL);
  const uint32_t wanted = cam.planar ? format->fmt.pix_mp.pixelformat : format->fmt.pix.pixelformat;
  cam.format = has(wanted) ? wanted : cam.formats[0];
  if (cam.planar) {
    format->fmt.pix_mp.pixelformat = cam.format;
    format->fmt.pix_mp.width = 640;
    format->fmt.pix_mp.height = 480;
    format->fmt.pix_mp.num_planes = (uint8_t)cam.planes;
    format->fmt.pix_mp.plane_fmt[0].bytesperline = row_of(cam.format);
    return 0;
  }
  format->fmt.pix.pixelformat = cam.format;
  format->fmt.pix.width = 640;
  format->fmt.pix.height = 480;
  format->fmt.pix.bytesperline = row_of(cam.format);
  return 0;
}

static int list(struct v4l2_fmtdesc *format) {
  if (!cam.lists) return refuse(ENOTTY);
  if (format->index >= 4 || !cam.formats[format->index]) return refuse(EINVAL);
  format->pixelformat = cam.formats[format->index];
  return 0;
}

/* A driver of several planes writes to as many as it has. */
static int check_planes(const struct v4l2_buffer *buffer) {
  if (!cam.planar) return 0;
  return buffer->type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE && buffer->m.planes &&
                 buffer->length >= cam.planes
             ? 0
             : refuse(EINVAL);
}

static int query(struct v4l2_buffer *buffer) {
  if (cam.planar) {
    buffer->m.planes[0].length = ROOM;
    buffer->m.planes[0].m.mem_offset = buffer->index;
    return 0;
  }
  buffer->length = ROOM;
  buffer->m.offset = buffer->index;
  return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
  if (cam.pictures == 0) return refuse(EAGAIN);
  buffer->index = cam.ready[0].index;
  if (cam.planar)
    buffer->m.planes[0].bytesused = cam.ready[0].size;
  else
    buffer->bytesused = cam.ready[0].size;
  buffer->flags = cam.ready[0].flags;
  memmove(cam.ready, cam.ready + 1, sizeof cam.ready - sizeof cam.ready[0]);
  cam.pictures--;
  return 0;
}

static int talk(int fd, unsigned long request, void *argument) {
  (void)fd;
  if (!cam.plugged) return refuse(ENODEV);
  const bool of_buffer =
      request == VIDIOC_QUERYBUF || request == VIDIOC_QBUF || request == VIDIOC_DQBUF;
  if (of_buffer && check_planes(argument) != 0) return -1;
  switch (request) {
  case VIDIOC_QUERYCAP:
    ((struct v4l2_capability *)argument)->capabilities =
        V4L2_CAP_STREAMING | (!cam.captures ? V4L2_CAP_VIDEO_OUTPUT
                              : cam.planar  ? V4L2_CAP_VIDEO_CAPTURE_MPLANE
                                            : V4L2_CAP_VIDEO_CAPTURE);
    return 0;
  case VIDIOC_ENUM_FMT:
    return list(argument);
  case VIDIOC_S_FMT:
    return choose(argument);
  case VIDIOC_S_CTRL:
    if (!cam.streaming && cam.hint_count < sizeof cam.hints / sizeof *cam.hints)
      cam.hints[cam.hint_count++] = *(const struct v4l2_control *)argument;
    return refuse(EINVAL);
  case VIDIOC_REQBUFS:
    ((struct v4l2_requestbuffers *)argument)->count = 3;
    return 0;
  case VIDIOC_QUERYBUF:
    return query(argument);
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
  cam.plugged = cam.captures = cam.lists = true;
  cam.formats[0] = V4L2_PIX_FMT_MJPEG;
  cam.formats[1] = V4L2_PIX_FMT_YUYV;
  cam.planes = 1;
  gate_video_calls = &bench;
  return 0;
}

#endif
