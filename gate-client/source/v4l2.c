/* SPDX-License-Identifier: Apache-2.0 */
/* A camera on this machine: /dev/video0, 1280x720 unless @WIDTHxHEIGHT says otherwise. Plugged out,
 * it is opened again. */
#include "picture/image.h"
#include "source/kinds.h"
#include "source/stillness.h"
#include "source/video.h"

#include "host/sys/log.h"
#include "host/sys/opening.h"
#include "host/text/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define LOOK_S 2 /* how often it is looked whether it lives, or is back */
#define WIDTH 1280
#define HEIGHT 720

/* head.fd is an epoll that stays; in it are a timer and, unless it is gone, the camera. */
struct v4l2 {
  struct gate_source head;
  char *path;
  uint32_t width, height;
  struct gate_video video;
  int timer;
  bool holding; /* the picture that was handed out last lies in a buffer of the camera's */
  uint32_t held;
  struct gate_image image; /* or here, when it was no JPEG */
  int64_t whole_ms;        /* CLOCK_MONOTONIC, of the last picture, at first of the opening */
  struct gate_stillness stillness;
};

static bool watch(const struct v4l2 *v, int fd) {
  struct epoll_event readable = { .events = EPOLLIN };
  return epoll_ctl(v->head.fd, EPOLL_CTL_ADD, fd, &readable) == 0;
}

static bool start(struct v4l2 *v, const char **step) {
  if (!gate_video_open(&v->video, v->path, v->width, v->height, step)) return false;
  v->whole_ms = host_monotonic_ms();
  if (watch(v, v->video.fd)) return true;
  gate_video_close(&v->video);
  return false;
}

static void start_timer(const struct v4l2 *v) {
  const struct itimerspec every = { .it_value.tv_sec = LOOK_S, .it_interval.tv_sec = LOOK_S };
  timerfd_settime(v->timer, 0, &every, NULL);
}

static void close_v4l2(struct gate_source *source) {
  struct v4l2 *v = (struct v4l2 *)source;
  if (!v) return;
  gate_video_close(&v->video);
  if (v->timer >= 0) close(v->timer);
  if (v->head.fd >= 0) close(v->head.fd);
  gate_image_free(&v->image);
  free(v->path);
  free(v);
}

/* "PATH" or "PATH@WIDTHxHEIGHT". */
static bool parse(struct v4l2 *v, const char *rest) {
  v->path = strdup(rest);
  if (!v->path) return false;
  char *at = strrchr(v->path, '@'), *end;
  if (!at) return true;
  *at = 0;
  v->width = (uint32_t)strtoul(at + 1, &end, 10);
  if (*end != 'x') return false;
  v->height = (uint32_t)strtoul(end + 1, &end, 10);
  return *end == 0 && v->width >= 160 && v->height >= 120 && v->width <= 8192 && v->height <= 8192;
}

static bool make_watch(struct v4l2 *v) {
  v->head.fd = epoll_create1(EPOLL_CLOEXEC);
  v->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  return v->head.fd >= 0 && v->timer >= 0 && watch(v, v->timer);
}

static bool open_into(struct v4l2 *v, const char *rest, char *error, size_t cap) {
  const char *step = "";
  if (!parse(v, rest)) {
    host_open_wrong(error, cap, "v4l2:%s：尺寸须写作 @1280x720。 the size is written @1280x720",
                    rest);
    return false;
  }
  v->head.label = v->path;
  if (make_watch(v) && start(v, &step)) {
    start_timer(v);
    return true;
  }
  host_open_absent(error, cap, "%s：摄像头不可用。 the camera cannot be used: %s", v->path, step);
  return false;
}

static struct gate_source *open_v4l2(const char *rest, enum tx_direction direction, char *error,
                                     size_t cap) {
  (void)direction;
  struct v4l2 *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  *v =
      (struct v4l2){ .head.fd = -1, .timer = -1, .video.fd = -1, .width = WIDTH, .height = HEIGHT };
  if (open_into(v, rest, error, cap)) return &v->head;
  const int why = errno;
  close_v4l2(&v->head);
  errno = why;
  return NULL;
}

static void lose(struct v4l2 *v, const char *why) {
  if (!v->head.gone) host_log(HOST_WARNING, "%s: the camera is gone: %s", v->path, why);
  v->head.gone = true;
  epoll_ctl(v->head.fd, EPOLL_CTL_DEL, v->video.fd, NULL);
  gate_video_close(&v->video);
}

/* It counts as back with its first picture. */
static bool look_again(struct v4l2 *v) {
  const char *step;
  return start(v, &step);
}

/* False: the camera is not there. */
static bool look_after(struct v4l2 *v) {
  uint64_t times;
  const bool rung = read(v->timer, &times, sizeof times) == sizeof times;
  if (v->video.fd < 0) return rung && look_again(v);
  if (!rung || host_monotonic_ms() - v->whole_ms < GATE_SILENT_MS) return true;
  lose(v, "no picture came for 10 s; it is opened again");
  return false;
}

static void keep_alive(struct v4l2 *v, struct tx_span bytes) {
  v->whole_ms = host_monotonic_ms();
  const bool still = gate_stillness_see(&v->stillness, bytes, v->whole_ms);
  gate_source_have_trouble(&v->head, still ? &gate_trouble_same_picture : NULL);
  if (v->head.gone) host_log(HOST_NOTICE, "%s: the camera is back", v->path);
  v->head.gone = false;
}

static enum tx_reason grey_of(const struct gate_video *video, struct tx_span bytes,
                              struct gate_image *out) {
  uint8_t *grey = malloc((size_t)video->width * video->height);
  if (!grey) return TX_NO_MEMORY;
  if (!gate_pixels_grey(video->pixels, bytes, video->width, video->height, video->stride, grey)) {
    free(grey);
    return TX_UNREADABLE;
  }
  *out = (struct gate_image){
    .frame = { grey, video->width, video->height, video->width },
    .pixels = grey,
  };
  return TX_OK;
}

/* A JPEG stays in the camera's buffer until the next call, and goes to the eye as it is. */
static enum gate_got hand_out(struct v4l2 *v, struct tx_span bytes, uint32_t held,
                              struct gate_sight *out) {
  if (v->video.pixels->jpeg) {
    keep_alive(v, bytes);
    v->holding = true;
    v->held = held;
    out->kind = GATE_SIGHT_FILE;
    out->file = bytes;
    return GATE_GOT_SIGHT;
  }
  gate_image_free(&v->image);
  const enum tx_reason why = grey_of(&v->video, bytes, &v->image);
  if (why == TX_OK) keep_alive(v, bytes);
  gate_video_return(&v->video, held);
  out->kind = GATE_SIGHT_FRAME;
  out->frame = v->image.frame;
  /* A picture that the bus cut short is followed by another. */
  return why == TX_OK ? GATE_GOT_SIGHT : GATE_GOT_NOTHING;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct v4l2 *v = (struct v4l2 *)source;
  struct tx_span bytes;
  uint32_t held;
  if (!look_after(v)) return GATE_GOT_NOTHING;
  if (v->holding) gate_video_return(&v->video, v->held);
  v->holding = false;
  const int got = gate_video_take(&v->video, &bytes, &held);
  if (got < 0) lose(v, strerror(errno));
  if (got <= 0) return GATE_GOT_NOTHING;
  *out = (struct gate_sight){ .direction = source->direction,
                              .at_ms = host_monotonic_ms(),
                              .label = v->path };
  return hand_out(v, bytes, held, out);
}

const struct gate_source_kind gate_source_v4l2 = {
  .name = "v4l2",
  .rest = "DEVICE[@WIDTHxHEIGHT]",
  .zh = "本机摄像头",
  .en = "a camera on this machine",
  .open = open_v4l2,
  .next = next,
  .close = close_v4l2,
};
