/* SPDX-License-Identifier: Apache-2.0 */
#include "control.h"

#include "sync/batch.h"

#include "host/http/http.h"
#include "host/sys/file.h"
#include "host/sys/log.h"
#include "host/sys/runtime.h"
#include "host/text/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define WORD_MAX 1024
#define ANSWER_MAX (2u << 20) /* a batch in base64, and more */
#define STOP_MS 500
#define ANSWER_S 5
#define TAKE_S 120 /* a city's list */
#define FLUSH_MS 2000

struct gate_control {
  struct gate_control_options options;
  struct host_http *http;
  char *path; /* of the socket, and which file that is */
  struct stat made;
};

static void reply(struct host_request *request, json_t *json) {
  HOST_FREE char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  if (text)
    host_reply_json(request, 200, text);
  else
    host_reply_problem(request, 500, TX_NO_MEMORY, NULL);
}

static void get_status(struct host_request *request, void *context) {
  const struct gate_control *control = context;
  reply(request, control->options.status(control->options.context));
}

static void post_word(struct host_request *request, void *context) {
  const struct gate_control *control = context;
  struct tx_span body = host_request_body(request);
  struct gate_word word;
  const struct gate_word_error *error = NULL;
  json_t *json = json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL);
  if (!json || !gate_word_read(json, &word, &error))
    host_reply_refusal(request, 400, TX_BAD_ARGUMENT, error ? error->zh : "不是 JSON",
                       error ? error->en : "that is no JSON");
  else if (!gate_words_say(control->options.words, &word))
    host_reply_problem(request, 503, TX_BUSY, NULL);
  else
    host_reply_json(request, 202, "{}");
  json_decref(json);
}

static void post_sync(struct host_request *request, void *context) {
  const struct gate_control *control = context;
  control->options.sync(control->options.context);
  host_reply_json(request, 202, "{}");
}

static bool find_object(const char *name, enum gate_object *object) {
  for (int i = 0; i < GATE_OBJECTS; i++) {
    *object = (enum gate_object)i;
    if (strcmp(name, gate_object_name(*object)) == 0) return true;
  }
  return false;
}

static void post_object(struct host_request *request, void *context) {
  const struct gate_control *control = context;
  struct gate *gate = control->options.gate;
  struct gate_offer offer = { .bytes = host_request_body(request), .pin = &gate->identity.pin };
  if (!find_object(host_request_param(request, "object"), &offer.object) ||
      !tx_area_parse(tx_span_text(host_request_param(request, "area")), &offer.area))
    host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
  else
    reply(request, json_pack("{s:i}", "reason", (int)gate_accept(gate, &offer, NULL)));
}

static json_t *batch_json(const struct gate_batch *batch) {
  HOST_FREE char *base64 = malloc(HOST_BASE64_SIZE(batch->n));
  if (!base64) return NULL;
  host_base64(tx_span_of(batch->object, batch->n), base64);
  return json_pack("{s:I, s:I, s:s}", "first", (json_int_t)batch->first, "next",
                   (json_int_t)batch->next, "batch", base64);
}

/* What was seen a moment ago goes along, unless the disk takes too long. */
static void get_batch(struct host_request *request, void *context) {
  const struct gate_control *control = context;
  struct gate *gate = control->options.gate;
  struct gate_batch batch;
  gate_journal_flush(gate->journal, FLUSH_MS);
  enum tx_reason reason =
      gate_batch_make(gate, strtoull(host_request_param(request, "from"), NULL, 10), &batch);
  if (reason == TX_OK)
    reply(request, batch_json(&batch));
  else
    host_reply_problem(request, host_reason_status(reason), reason, NULL);
  gate_batch_finish(&batch);
}

static const struct host_route routes[] = {
  { "GET", "/status", get_status, 0, 0, 0 },
  { "POST", "/word", post_word, WORD_MAX, 0, 0 },
  { "POST", "/sync", post_sync, WORD_MAX, 0, 0 },
  { "POST", "/objects/{object}/{area}", post_object, TX_STATUS_BYTES_MAX, 0, 0 },
  { "GET", "/batches/{from}", get_batch, 0, 0, 0 },
};

/* The gate's own folder; where that cannot be written, a place in memory. NULL: no more. */
static char *socket_path(const char *dir, size_t i) {
  return i == 0 ? host_path(dir, "gate.sock") : host_runtime_path(dir, "gate.sock", i - 1);
}

static enum tx_reason listen_at(struct gate_control *control, const char *path) {
  HOST_FREE char *listen = NULL;
  if (asprintf(&listen, "unix:%s", path) < 0) {
    listen = NULL;
    return TX_NO_MEMORY;
  }
  const struct host_http_options http = { .listen = listen,
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes,
                                          .context = control,
                                          .threads = 2, /* a word waits for no list */
                                          .connections = 16 };
  enum tx_reason reason = host_http_start(&http, &control->http);
  if (reason != TX_OK) return reason;
  control->path = strdup(path);
  if (control->path && stat(path, &control->made) == 0) return TX_OK;
  host_http_stop(control->http, STOP_MS);
  free(control->path);
  control->path = NULL;
  return TX_IO_FAILED;
}

/* What is said when nowhere can be listened is why not in the folder. */
static enum tx_reason listen_anywhere(struct gate_control *control, const char *dir) {
  enum tx_reason first = control->options.away ? TX_NOT_FOUND : TX_NO_MEMORY;
  for (size_t i = control->options.away;; i++) {
    HOST_FREE char *path = socket_path(dir, i);
    if (!path) return first;
    enum tx_reason reason = listen_at(control, path);
    if (reason == TX_OK && i > 0)
      host_log(HOST_WARNING, "%s/gate.sock: %s; commands reach this gate at %s", dir,
               tx_reason_text(first, "en"), path);
    if (reason == TX_OK) return reason;
    if (i == 0) first = reason;
    if (reason == TX_CONFLICT) return first; /* another gate's: not to be passed by */
  }
}

enum tx_reason gate_control_start(const struct gate_control_options *options,
                                  struct gate_control **out) {
  struct gate_control *control = calloc(1, sizeof *control);
  if (!control) return TX_NO_MEMORY;
  control->options = *options;
  enum tx_reason reason = listen_anywhere(control, options->dir);
  if (reason == TX_OK)
    *out = control;
  else
    free(control);
  return reason;
}

bool gate_control_turns(const struct gate_control *control, int64_t within_ms) {
  return host_http_turns(control->http, within_ms);
}

bool gate_control_is_there(const struct gate_control *control) {
  struct stat now;
  return stat(control->path, &now) == 0 && now.st_dev == control->made.st_dev &&
         now.st_ino == control->made.st_ino;
}

void gate_control_stop(struct gate_control *control) {
  if (!control) return;
  host_http_stop(control->http, STOP_MS);
  free(control->path);
  free(control);
}

/* --- the other side --------------------------------------------------------------------------- */

static size_t receive(char *bytes, size_t size, size_t n, void *context) {
  struct host_bytes *body = context;
  if (body->n + n * size > ANSWER_MAX) return 0;
  memcpy(body->p + body->n, bytes, n * size);
  body->n += n * size;
  return n * size;
}

static long perform(CURL *easy, const char *socket, const char *path, struct host_bytes *body) {
  char url[256];
  long status = 0;
  snprintf(url, sizeof url, "http://gate%s", path);
  curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, socket);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
  if (curl_easy_perform(easy) == CURLE_OK) curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

/* Posts bytes when there are any to post (p not NULL). */
static long ask_at(const char *socket, const char *path, struct tx_span bytes, long timeout_s,
                   char **body) {
  struct host_bytes answer = { .p = calloc(1, ANSWER_MAX + 1) };
  CURL *easy = curl_easy_init();
  if (easy && bytes.p) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes.n);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, (const char *)bytes.p);
  }
  if (easy) curl_easy_setopt(easy, CURLOPT_TIMEOUT, timeout_s);
  long status = answer.p && easy ? perform(easy, socket, path, &answer) : 0;
  curl_easy_cleanup(easy);
  *body = (char *)answer.p;
  return status;
}

static long ask(const char *dir, const char *path, struct tx_span bytes, long timeout_s,
                char **body) {
  *body = NULL;
  for (size_t i = 0;; i++) {
    HOST_FREE char *socket = socket_path(dir, i);
    if (!socket) return 0;
    free(*body);
    long status = ask_at(socket, path, bytes, timeout_s, body);
    if (status) return status;
  }
}

long gate_control_ask(const char *dir, const char *path, const char *json, char **body) {
  return ask(dir, path, json ? tx_span_text(json) : (struct tx_span){ 0 }, ANSWER_S, body);
}

long gate_control_send(const char *dir, const char *path, struct tx_span bytes, char **body) {
  return ask(dir, path, bytes, TAKE_S, body);
}
