/* SPDX-License-Identifier: Apache-2.0 */
#include "source/video.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIDE_MAX 8192u

static int open_device(const char *path) {
  return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int ask_device(int fd, unsigned long request, void *argument) {
  int result;
  do
    result = ioctl(fd, request, argument);
  while (result < 0 && errno == EINTR);
  return result;
}

static void *map_buffer(int fd, size_t size, off_t offset) {
  void *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
  return start == MAP_FAILED ? NULL : start;
}

const struct gate_video_calls gate_video_kernel = { open_device, close, ask_device, map_buffer,
                                                    munmap };
const struct gate_video_calls *gate_video_calls = &gate_video_kernel;

static int ask(const struct gate_video *video, unsigned long request, void *argument) {
  return gate_video_calls->ioctl(video->fd, request, argument);
}

static bool is_camera(const struct gate_video *video) {
  struct v4l2_capability can = { 0 };
  if (ask(video, VIDIOC_QUERYCAP, &can) < 0) return false;
  const uint32_t caps =
      can.capabilities & V4L2_CAP_DEVICE_CAPS ? can.device_caps : can.capabilities;
  if ((caps & V4L2_CAP_VIDEO_CAPTURE) && (caps & V4L2_CAP_STREAMING)) return true;
  errno = ENOTSUP;
  return false;
}

/* A driver answers with what it can do instead of refusing. */
static bool set_format(struct gate_video *video, uint32_t pixels, uint32_t width, uint32_t height) {
  struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
  format.fmt.pix.width = width;
  format.fmt.pix.height = height;
  format.fmt.pix.pixelformat = pixels;
  format.fmt.pix.field = V4L2_FIELD_ANY;
  if (ask(video, VIDIOC_S_FMT, &format) < 0) return false;
  if (format.fmt.pix.pixelformat != pixels || format.fmt.pix.width > SIDE_MAX ||
      format.fmt.pix.height > SIDE_MAX || format.fmt.pix.width == 0 || format.fmt.pix.height == 0) {
    errno = ENOTSUP;
    return false;
  }
  video->width = format.fmt.pix.width;
  video->height = format.fmt.pix.height;
  video->stride = format.fmt.pix.bytesperline < 2 * video->width ? 2 * video->width
                                                                 : format.fmt.pix.bytesperline;
  return true;
}

static bool choose_format(struct gate_video *video, uint32_t width, uint32_t height) {
  video->format = GATE_VIDEO_MJPEG;
  if (set_format(video, V4L2_PIX_FMT_MJPEG, width, height)) return true;
  video->format = GATE_VIDEO_YUYV;
  return set_format(video, V4L2_PIX_FMT_YUYV, width, height);
}

/* Hints; a camera without such a knob is none the worse. */
static void hint(const struct gate_video *video) {
  static const struct v4l2_control hints[] = {
    /* Cameras know one of the two, or both: then the latter stands. */
    { .id = V4L2_CID_EXPOSURE_AUTO, .value = V4L2_EXPOSURE_APERTURE_PRIORITY },
    { .id = V4L2_CID_EXPOSURE_AUTO, .value = V4L2_EXPOSURE_AUTO },
    /* A longer exposure in the dusk blurs a hand-held phone; noise is easier to read through. */
    { .id = V4L2_CID_EXPOSURE_AUTO_PRIORITY, .value = 0 },
    { .id = V4L2_CID_POWER_LINE_FREQUENCY, .value = V4L2_CID_POWER_LINE_FREQUENCY_50HZ },
    { .id = V4L2_CID_FOCUS_AUTO, .value = 1 },
  };
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
    struct v4l2_control control = hints[i];
    ask(video, VIDIOC_S_CTRL, &control);
  }
}

static bool give(const struct gate_video *video, uint32_t index) {
  struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                .memory = V4L2_MEMORY_MMAP,
                                .index = index };
  return ask(video, VIDIOC_QBUF, &buffer) >= 0;
}

static bool map_one(struct gate_video *video, uint32_t index) {
  struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                .memory = V4L2_MEMORY_MMAP,
                                .index = index };
  if (ask(video, VIDIOC_QUERYBUF, &buffer) < 0) return false;
  void *start = gate_video_calls->map(video->fd, buffer.length, (off_t)buffer.m.offset);
  if (!start) return false;
  video->buffers[index].start = start;
  video->buffers[index].size = buffer.length;
  video->count = index + 1;
  return give(video, index);
}

static bool map_buffers(struct gate_video *video) {
  struct v4l2_requestbuffers request = { .count = GATE_VIDEO_BUFFERS,
                                         .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                         .memory = V4L2_MEMORY_MMAP };
  if (ask(video, VIDIOC_REQBUFS, &request) < 0) return false;
  const uint32_t n = request.count < GATE_VIDEO_BUFFERS ? request.count : GATE_VIDEO_BUFFERS;
  for (uint32_t i = 0; i < n; i++)
    if (!map_one(video, i)) return false;
  return n > 0;
}

static bool start(const struct gate_video *video) {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  return ask(video, VIDIOC_STREAMON, &type) >= 0;
}

static bool prepare(struct gate_video *video, uint32_t width, uint32_t height, const char **step) {
  *step = "is no camera";
  if (!is_camera(video)) return false;
  *step = "gives neither MJPEG nor YUYV";
  if (!choose_format(video, width, height)) return false;
  hint(video);
  *step = "has no buffers";
  if (!map_buffers(video)) return false;
  *step = "does not start";
  return start(video);
}

bool gate_video_open(struct gate_video *video, const char *path, uint32_t width, uint32_t height,
                     const char **step) {
  *video = (struct gate_video){ .fd = gate_video_calls->open(path) };
  *step = "cannot be opened";
  if (video->fd >= 0 && prepare(video, width, height, step)) return true;
  const int why = errno;
  gate_video_close(video);
  errno = why;
  return false;
}

/* 1 a picture, 0 none, -1 gone. */
static int take_one(const struct gate_video *video, struct tx_span *bytes, uint32_t *held) {
  struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP };
  if (ask(video, VIDIOC_DQBUF, &buffer) < 0) return errno == EAGAIN ? 0 : -1;
  if (buffer.index >= video->count || buffer.bytesused > video->buffers[buffer.index].size) {
    errno = EIO;
    return -1;
  }
  *held = buffer.index;
  const bool spoilt = buffer.flags & V4L2_BUF_FLAG_ERROR;
  *bytes = tx_span_of(video->buffers[buffer.index].start, spoilt ? 0 : buffer.bytesused);
  return 1;
}

int gate_video_take(struct gate_video *video, struct tx_span *bytes, uint32_t *held) {
  struct tx_span newer;
  uint32_t index;
  int got = take_one(video, bytes, held);
  while (got > 0) {
    const int more = take_one(video, &newer, &index);
    if (more < 0) got = -1;
    if (more <= 0) break;
    gate_video_return(video, *held);
    *bytes = newer;
    *held = index;
  }
  if (got <= 0 || bytes->n > 0) return got;
  gate_video_return(video, *held);
  return 0;
}

void gate_video_return(struct gate_video *video, uint32_t held) {
  give(video, held); /* of a camera that is gone the next take will say so */
}

void gate_video_close(struct gate_video *video) {
  if (video->fd < 0) return;
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  ask(video, VIDIOC_STREAMOFF, &type);
  for (uint32_t i = 0; i < video->count; i++)
    gate_video_calls->unmap(video->buffers[i].start, video->buffers[i].size);
  gate_video_calls->close(video->fd);
  *video = (struct gate_video){ .fd = -1 };
}
