/* SPDX-License-Identifier: Apache-2.0 */
#include "source/video.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
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

static bool is_camera(struct gate_video *video) {
  struct v4l2_capability can = { 0 };
  if (ask(video, VIDIOC_QUERYCAP, &can) < 0) return false;
  const uint32_t caps =
      can.capabilities & V4L2_CAP_DEVICE_CAPS ? can.device_caps : can.capabilities;
  const bool planar = !(caps & V4L2_CAP_VIDEO_CAPTURE) && (caps & V4L2_CAP_VIDEO_CAPTURE_MPLANE);
  video->planes = planar;
  if ((planar || (caps & V4L2_CAP_VIDEO_CAPTURE)) && (caps & V4L2_CAP_STREAMING)) return true;
  errno = ENOTSUP;
  return false;
}

/* --- formats ---------------------------------------------------------------------------------- */

/* Most cameras speak of a picture as one buffer, those of ARM boards as one of several planes. */
static uint32_t type_of(const struct gate_video *video) {
  return video->planes ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

static void put_size(const struct gate_video *video, struct v4l2_format *format, uint32_t fourcc) {
  *format = (struct v4l2_format){ .type = type_of(video) };
  if (video->planes) {
    format->fmt.pix_mp.width = video->width;
    format->fmt.pix_mp.height = video->height;
    format->fmt.pix_mp.pixelformat = fourcc;
    format->fmt.pix_mp.field = V4L2_FIELD_ANY;
    return;
  }
  format->fmt.pix.width = video->width;
  format->fmt.pix.height = video->height;
  format->fmt.pix.pixelformat = fourcc;
  format->fmt.pix.field = V4L2_FIELD_ANY;
}

static uint32_t get_size(struct gate_video *video, const struct v4l2_format *format) {
  if (!video->planes) {
    video->width = format->fmt.pix.width;
    video->height = format->fmt.pix.height;
    video->stride = format->fmt.pix.bytesperline;
    return format->fmt.pix.pixelformat;
  }
  const struct v4l2_pix_format_mplane *pix = &format->fmt.pix_mp;
  video->width = pix->width;
  video->height = pix->height;
  video->stride = pix->plane_fmt[0].bytesperline;
  video->planes = pix->num_planes < 1                  ? 1
                  : pix->num_planes > VIDEO_MAX_PLANES ? VIDEO_MAX_PLANES
                                                       : pix->num_planes;
  return pix->pixelformat;
}

/* A driver answers with what it can do instead of refusing; *answer is that, or 0. */
static bool set_format(struct gate_video *video, const struct gate_pixels *pixels,
                       uint32_t *answer) {
  struct v4l2_format format;
  struct gate_video got = *video;
  put_size(video, &format, pixels->fourcc);
  *answer = 0;
  if (ask(video, VIDIOC_S_FMT, &format) < 0) return false;
  *answer = get_size(&got, &format);
  if (*answer != pixels->fourcc || got.width > SIDE_MAX || got.height > SIDE_MAX ||
      got.width == 0 || got.height == 0) {
    errno = ENOTSUP;
    return false;
  }
  const uint32_t row = pixels->step * got.width;
  *video = got;
  video->pixels = pixels;
  if (video->stride < row) video->stride = row;
  return true;
}

static size_t list_formats(const struct gate_video *video, uint32_t out[GATE_VIDEO_FORMATS_MAX]) {
  size_t n = 0;
  struct v4l2_fmtdesc format = { .type = type_of(video) };
  for (; n < GATE_VIDEO_FORMATS_MAX && ask(video, VIDIOC_ENUM_FMT, &format) >= 0; format.index++)
    out[n++] = format.pixelformat;
  return n;
}

static bool offers(const uint32_t *formats, size_t n, uint32_t fourcc) {
  for (size_t i = 0; i < n; i++)
    if (formats[i] == fourcc) return true;
  return false;
}

static void say_offer(struct gate_video *video, const uint32_t *formats, size_t n,
                      const char **step) {
  char names[6 * GATE_VIDEO_FORMATS_MAX + 1];
  if (errno == EBUSY) {
    *step = "is in use by another program";
    return;
  }
  gate_pixels_say(formats, n, names);
  snprintf(
      video->words, sizeof video->words,
      "offers only %s; the gate reads MJPG, JPEG, GREY, Y8, Y10, YUYV, UYVY, NV12, NV21, NV16, "
      "YU12 or YV12",
      n ? names : "nothing");
  *step = video->words;
}

/* Of a camera that lists nothing each is tried, and its answers are the list. */
static bool choose_format(struct gate_video *video, const char **step) {
  uint32_t formats[GATE_VIDEO_FORMATS_MAX], answer;
  const size_t listed = list_formats(video, formats);
  size_t n = listed;
  errno = ENOTSUP;
  for (const struct gate_pixels *pixels = gate_pixels; pixels->fourcc; pixels++) {
    if (listed && !offers(formats, listed, pixels->fourcc)) continue;
    if (set_format(video, pixels, &answer)) return true;
    if (answer && n < GATE_VIDEO_FORMATS_MAX && !offers(formats, n, answer)) formats[n++] = answer;
  }
  const int why = errno;
  say_offer(video, formats, n, step);
  errno = why;
  return false;
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

/* --- buffers ---------------------------------------------------------------------------------- */

static struct v4l2_buffer buffer_of(const struct gate_video *video, uint32_t index,
                                    struct v4l2_plane planes[VIDEO_MAX_PLANES]) {
  struct v4l2_buffer buffer = { .type = type_of(video),
                                .memory = V4L2_MEMORY_MMAP,
                                .index = index };
  memset(planes, 0, VIDEO_MAX_PLANES * sizeof *planes);
  if (!video->planes) return buffer;
  buffer.m.planes = planes;
  buffer.length = video->planes;
  return buffer;
}

static bool give(const struct gate_video *video, uint32_t index) {
  struct v4l2_plane planes[VIDEO_MAX_PLANES];
  struct v4l2_buffer buffer = buffer_of(video, index, planes);
  return ask(video, VIDIOC_QBUF, &buffer) >= 0;
}

/* Of several planes the first is the picture; the others are never looked at. */
static bool map_one(struct gate_video *video, uint32_t index) {
  struct v4l2_plane planes[VIDEO_MAX_PLANES];
  struct v4l2_buffer buffer = buffer_of(video, index, planes);
  if (ask(video, VIDIOC_QUERYBUF, &buffer) < 0) return false;
  const size_t size = video->planes ? planes[0].length : buffer.length;
  const off_t offset = video->planes ? planes[0].m.mem_offset : buffer.m.offset;
  void *start = gate_video_calls->map(video->fd, size, offset);
  if (!start) return false;
  video->buffers[index].start = start;
  video->buffers[index].size = size;
  video->count = index + 1;
  return give(video, index);
}

static bool map_buffers(struct gate_video *video) {
  struct v4l2_requestbuffers request = { .count = GATE_VIDEO_BUFFERS,
                                         .type = type_of(video),
                                         .memory = V4L2_MEMORY_MMAP };
  if (ask(video, VIDIOC_REQBUFS, &request) < 0) return false;
  const uint32_t n = request.count < GATE_VIDEO_BUFFERS ? request.count : GATE_VIDEO_BUFFERS;
  for (uint32_t i = 0; i < n; i++)
    if (!map_one(video, i)) return false;
  return n > 0;
}

static bool start(const struct gate_video *video) {
  uint32_t type = type_of(video);
  return ask(video, VIDIOC_STREAMON, &type) >= 0;
}

static bool prepare(struct gate_video *video, uint32_t width, uint32_t height, const char **step) {
  *step = "is no camera; its picture may come from another /dev/video of the same";
  if (!is_camera(video)) return false;
  video->width = width;
  video->height = height;
  if (!choose_format(video, step)) return false;
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
  struct v4l2_plane planes[VIDEO_MAX_PLANES];
  struct v4l2_buffer buffer = buffer_of(video, 0, planes);
  if (ask(video, VIDIOC_DQBUF, &buffer) < 0) return errno == EAGAIN ? 0 : -1;
  const size_t used = video->planes ? planes[0].bytesused : buffer.bytesused;
  const size_t before = video->planes ? planes[0].data_offset : 0;
  if (buffer.index >= video->count || used > video->buffers[buffer.index].size || before > used) {
    errno = EIO;
    return -1;
  }
  *held = buffer.index;
  const bool spoilt = buffer.flags & V4L2_BUF_FLAG_ERROR;
  const uint8_t *start = video->buffers[buffer.index].start;
  *bytes = tx_span_of(start + before, spoilt ? 0 : used - before);
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
  uint32_t type = type_of(video);
  ask(video, VIDIOC_STREAMOFF, &type);
  for (uint32_t i = 0; i < video->count; i++)
    gate_video_calls->unmap(video->buffers[i].start, video->buffers[i].size);
  gate_video_calls->close(video->fd);
  video->fd = -1;
  video->count = 0;
}
