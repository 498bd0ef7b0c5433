/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An IP camera: MJPEG over HTTP (basic or digest authentication in the address), or single pictures
 * asked for again and again when the camera answers with one. A thread of its own reads the stream
 * and keeps the newest picture; older ones that nobody looked at are gone. Reconnects for ever.
 */
#include "source/address.h"
#include "source/kinds.h"
#include "source/mjpeg.h"

#include "host/sys/date.h"
#include "host/sys/log.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define QUIET_S 10       /* a stream that brings nothing for so long is opened again */
#define AGAIN_MIN_MS 200 /* between two connections; doubled up to the other while they fail */
#define AGAIN_MAX_MS 5000

struct camera {
  struct gate_source head;      /* fd: an eventfd that says a picture is there */
  char *url;                    /* with name and password: for curl alone */
  char label[GATE_ADDRESS_MAX]; /* without them */
  pthread_t thread;
  bool started;
  atomic_bool stopping;
  CURLM *multi;
  struct gate_mjpeg stream;
  bool fed;             /* a picture came since the connection was opened */
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
  eventfd_write(camera->head.fd, 1);
  if (camera->head.gone) host_log(HOST_NOTICE, "%s: the camera is back", camera->label);
  camera->head.gone = false;
}

static size_t receive(char *bytes, size_t size, size_t n, void *context) {
  struct camera *camera = context;
  struct tx_span jpeg;
  if (!gate_mjpeg_feed(&camera->stream, bytes, size * n)) return 0;
  while (gate_mjpeg_next(&camera->stream, &jpeg))
    offer(camera, jpeg);
  return size * n;
}

static CURL *dial(struct camera *camera) {
  CURL *easy = curl_easy_init();
  if (!easy) return NULL;
  camera->fed = false;
  gate_mjpeg_finish(&camera->stream);
  curl_easy_setopt(easy, CURLOPT_URL, camera->url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC | CURLAUTH_DIGEST);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, camera);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)QUIET_S);
  curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_multi_add_handle(camera->multi, easy);
  return easy;
}

/* Once, until there is one again. */
static void miss(struct camera *camera, CURLcode code, long status) {
  if (camera->head.gone || camera->stopping) return;
  camera->head.gone = true;
  if (status == 401 || status == 403)
    host_log(HOST_WARNING, "%s: no picture: the camera refuses this name and password (HTTP %ld)",
             camera->label, status);
  else if (status >= 400)
    host_log(HOST_WARNING, "%s: no picture: the camera answers HTTP %ld", camera->label, status);
  else
    host_log(HOST_WARNING, "%s: no picture: %s", camera->label,
             code == CURLE_OK ? "what it sends is no JPEG" : curl_easy_strerror(code));
}

/* One connection, to its end. */
static void stream(struct camera *camera) {
  CURL *easy = dial(camera);
  int running = easy != NULL, left;
  CURLcode code = easy ? CURLE_OK : CURLE_OUT_OF_MEMORY;
  long status = 0;
  while (running && !camera->stopping) {
    curl_multi_perform(camera->multi, &running);
    if (running) curl_multi_poll(camera->multi, NULL, 0, 1000, NULL);
  }
  for (CURLMsg *message; (message = curl_multi_info_read(camera->multi, &left));)
    if (message->msg == CURLMSG_DONE) code = message->data.result;
  if (easy) curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (!camera->fed) miss(camera, code, status);
  if (easy) curl_multi_remove_handle(camera->multi, easy);
  curl_easy_cleanup(easy);
}

static void *watch(void *context) {
  struct camera *camera = context;
  int wait_ms = AGAIN_MIN_MS;
  while (!camera->stopping) {
    stream(camera);
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
  free(camera->url);
  free(camera);
}

static bool is_http(const char *url) {
  return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

static struct gate_source *open_camera(const char *rest, enum tx_direction direction, char *error,
                                       size_t cap) {
  (void)direction;
  struct camera *camera = calloc(1, sizeof *camera);
  if (!camera) return NULL;
  pthread_mutex_init(&camera->lock, NULL);
  bool readable = gate_address_say(rest, camera->label, sizeof camera->label) && is_http(rest);
  camera->head.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  camera->url = strdup(rest);
  camera->multi = curl_multi_init();
  camera->started = readable && camera->head.fd >= 0 && camera->url && camera->multi &&
                    pthread_create(&camera->thread, NULL, watch, camera) == 0;
  if (camera->started) return &camera->head;
  snprintf(error, cap, "%s: %s", camera->label,
           readable ? "no memory for a camera" : "no address of http:// or https://");
  close_camera(&camera->head);
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
  .zh = "网络摄像机(HTTP 上的 MJPEG)",
  .en = "an IP camera (MJPEG over HTTP)",
  .open = open_camera,
  .next = next,
  .close = close_camera,
};
