/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IP camera: MJPEG over HTTP (basic or digest authentication in the address), or single pictures
 * asked for again and again when the camera answers with one. A thread of its own reads the stream
 * and keeps the newest picture; older ones that nobody looked at are gone. Reconnects for ever,
 * also when bytes come and no picture does.
 */
#include "source/dial.h"
#include "source/kinds.h"
#include "source/mjpeg.h"
#include "source/stillness.h"

#include "host/sys/log.h"
#include "host/sys/opening.h"
#include "host/text/date.h"
#include "host/text/language.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define AGAIN_MIN_MS 200 /* between two connections; doubled up to the other while they fail */
#define AGAIN_MAX_MS 5000

struct camera {
  struct gate_source head; /* fd: an eventfd that says a picture is there */
  struct gate_dial dial;
  char label[GATE_ADDRESS_MAX]; /* without them */
  pthread_t thread;
  bool started;
  atomic_bool stopping;
  CURLM *multi;
  struct gate_mjpeg stream;
  bool fed;         /* a picture came since the connection was opened */
  int64_t whole_ms; /* CLOCK_MONOTONIC, of the last picture, at first of the connection */
  struct gate_stillness stillness;
  pthread_mutex_t lock; /* of newest */
  uint8_t *newest;
  size_t newest_n;
  int64_t newest_ms;
  uint8_t *looked_at; /* the loop's */
};

/* Hands the newest picture to the loop, in place of one that it has not looked at. */
static void offer(struct camera *camera, struct tx_span jpeg) {
  uint8_t *copy = malloc(jpeg.n);
  if (!copy) return;
  memcpy(copy, jpeg.p, jpeg.n);
  pthread_mutex_lock(&camera->lock);
  free(camera->newest);
  camera->newest = copy;
  camera->newest_n = jpeg.n;
  camera->newest_ms = host_monotonic_ms();
  pthread_mutex_unlock(&camera->lock);
  camera->fed = true;
  camera->whole_ms = camera->newest_ms;
  eventfd_write(camera->head.fd, 1);
  if (camera->head.gone) host_log(HOST_NOTICE, "%s: the camera is back", camera->label);
  camera->head.gone = false;
  const bool still = gate_stillness_see(&camera->stillness, jpeg, camera->whole_ms);
  gate_source_have_trouble(&camera->head, still ? &gate_trouble_same_picture : NULL);
}

static size_t receive(char *bytes, size_t size, size_t n, void *context) {
  struct camera *camera = context;
  struct tx_span jpeg;
  if (!gate_mjpeg_feed(&camera->stream, bytes, size * n)) return 0;
  while (gate_mjpeg_next(&camera->stream, &jpeg))
    offer(camera, jpeg);
  return size * n;
}

/* Once, until there is one again. */
static void miss(struct camera *camera, const char *why) {
  if (camera->head.gone || camera->stopping) return;
  camera->head.gone = true;
  host_log(HOST_WARNING, "%s: no picture: %s", camera->label, why);
}

static bool is_silent(const struct camera *camera) {
  return host_monotonic_ms() - camera->whole_ms >= GATE_SILENT_MS;
}

/* Until the connection ends, or brings nothing whole. */
static CURLcode receive_all(struct camera *camera) {
  int running = 1, left;
  CURLcode code = CURLE_OPERATION_TIMEDOUT;
  while (running && !camera->stopping && !is_silent(camera)) {
    curl_multi_perform(camera->multi, &running);
    if (running) curl_multi_poll(camera->multi, NULL, 0, 1000, NULL);
  }
  for (CURLMsg *message; (message = curl_multi_info_read(camera->multi, &left));)
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  return code;
}

/* One connection, to its end. True: the next one at once. */
static bool stream(struct camera *camera) {
  char why[512];
  long status;
  camera->fed = false;
  camera->whole_ms = host_monotonic_ms();
  gate_mjpeg_finish(&camera->stream);
  CURL *easy = gate_dial_begin(&camera->dial, receive, camera);
  if (!easy) {
    miss(camera, "out of memory");
    return false;
  }
  curl_multi_add_handle(camera->multi, easy);
  const CURLcode code = receive_all(camera);
  const bool silent = is_silent(camera);
  curl_multi_remove_handle(camera->multi, easy);
  const bool again = gate_dial_end(&camera->dial, code, &status);
  if (silent) {
    miss(camera, "nothing whole came for 10 s; it is dialled again");
  } else if (!camera->fed && !again) {
    gate_dial_say(&camera->dial, code, status, why, sizeof why);
    miss(camera, why);
  }
  return again && !silent;
}

static void *watch(void *context) {
  struct camera *camera = context;
  int wait_ms = AGAIN_MIN_MS;
  while (!camera->stopping) {
    if (stream(camera)) continue;
    gate_dial_restart(&camera->dial);
    wait_ms = camera->fed ? AGAIN_MIN_MS : wait_ms * 2 < AGAIN_MAX_MS ? wait_ms * 2 : AGAIN_MAX_MS;
    if (!camera->stopping) curl_multi_poll(camera->multi, NULL, 0, wait_ms, NULL);
  }
  return NULL;
}

static void close_camera(struct gate_source *source) {
  struct camera *camera = (struct camera *)source;
  if (!camera) return;
  camera->stopping = true;
  if (camera->multi) curl_multi_wakeup(camera->multi);
  if (camera->started) pthread_join(camera->thread, NULL);
  if (camera->multi) curl_multi_cleanup(camera->multi);
  if (camera->head.fd >= 0) close(camera->head.fd);
  pthread_mutex_destroy(&camera->lock);
  gate_mjpeg_finish(&camera->stream);
  free(camera->looked_at);
  free(camera->newest);
  gate_dial_finish(&camera->dial);
  free(camera);
}

static bool is_http(const char *url) {
  return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

static bool start(struct camera *camera) {
  camera->head.label = camera->label;
  camera->head.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  camera->multi = curl_multi_init();
  camera->started = camera->head.fd >= 0 && camera->multi &&
                    pthread_create(&camera->thread, NULL, watch, camera) == 0;
  return camera->started;
}

static struct gate_source *open_camera(const char *rest, enum tx_direction direction, char *error,
                                       size_t cap) {
  (void)direction;
  struct camera *camera = calloc(1, sizeof *camera);
  if (!camera) return NULL;
  camera->head.fd = -1;
  pthread_mutex_init(&camera->lock, NULL);
  gate_address_say(rest, camera->label, sizeof camera->label);
  const char *why = is_http(rest) ? gate_address_read(rest, &camera->dial.address)
                                  : host_words("须以 http:// 或 https:// 开头",
                                               "no address of http:// or https://");
  if (!why && start(camera)) return &camera->head;
  if (why)
    host_open_wrong(error, cap, host_words("%s：%s", "%s: %s"), camera->label, why);
  else
    host_open_absent(error, cap, host_words("%s：内存不足", "%s: no memory for a camera"),
                     camera->label);
  const int number = errno;
  close_camera(&camera->head);
  errno = number;
  return NULL;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct camera *camera = (struct camera *)source;
  eventfd_t times;
  eventfd_read(source->fd, &times);
  pthread_mutex_lock(&camera->lock);
  uint8_t *jpeg = camera->newest;
  size_t n = camera->newest_n;
  camera->newest = NULL;
  *out = (struct gate_sight){ .kind = GATE_SIGHT_FILE,
                              .direction = source->direction,
                              .at_ms = camera->newest_ms,
                              .label = camera->label };
  pthread_mutex_unlock(&camera->lock);
  if (!jpeg) return GATE_GOT_NOTHING;
  free(camera->looked_at);
  camera->looked_at = jpeg;
  out->file = tx_span_of(jpeg, n);
  return GATE_GOT_SIGHT;
}

const struct gate_source_kind gate_source_camera = {
  .name = "camera",
  .rest = "URL",
  .zh = "网络摄像机（HTTP 上的 MJPEG）",
  .en = "an IP camera (MJPEG over HTTP)",
  .open = open_camera,
  .next = next,
  .close = close_camera,
};
