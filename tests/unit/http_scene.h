/* SPDX-License-Identifier: Apache-2.0 */
/* A real server on a free port of loopback, asked by libcurl. */
#ifndef TESTS_UNIT_HTTP_SCENE_H
#define TESTS_UNIT_HTTP_SCENE_H

#include "host/http/http.h"
#include "host/sys/file.h"
#include "host/text/date.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>

#include <cmocka.h>

#define UNUSED __attribute__((unused))
#define BODY_MAX 1000

/* --- the server ------------------------------------------------------------------------------- */

static atomic_int released;

static inline void count_release(UNUSED void *owner) {
  released++;
}

static inline void say_place(struct host_request *r, UNUSED void *context) {
  char text[256];
  snprintf(text, sizeof text, "%s/%s?%s", host_request_param(r, "area"),
           host_request_param(r, "seq"),
           host_request_query(r, "since") ? host_request_query(r, "since") : "-");
  host_reply(r, 200, "text/plain", tx_span_text(text));
}

static inline void say_rest(struct host_request *r, UNUSED void *context) {
  host_reply(r, 200, "text/plain", tx_span_text(host_request_param(r, "file")));
}

static inline void echo(struct host_request *r, UNUSED void *context) {
  host_reply(r, 200, "application/octet-stream", host_request_body(r));
}

static inline void tagged(struct host_request *r, UNUSED void *context) {
  static const char text[] = "the list";
  host_reply_cache(r, "public, max-age=60");
  host_reply_etag(r, "abc123");
  host_reply_shared(r, 200, "text/plain", tx_span_text(text), count_release, NULL);
}

static inline void busy(struct host_request *r, UNUSED void *context) {
  host_reply_refusal(r, 503, TX_BUSY, "同时来的太多。", "Too many at once.");
}

static inline void say_why(struct host_request *r, UNUSED void *context) {
  host_reply_problem(r, 404, (enum tx_reason)atoi(host_request_param(r, "number")), NULL);
}

static void forget(UNUSED struct host_request *r, UNUSED void *context) {}

static inline void whoami(struct host_request *r, UNUSED void *context) {
  char text[128];
  snprintf(text, sizeof text, "%d %s %d %d", (int)host_request_uid(r), host_request_address(r),
           host_request_is_local(r), host_request_is_tls(r));
  host_reply(r, 200, "text/plain", tx_span_text(text));
}

#define SLOW_MS 100

static inline void *answer_later(void *arg) {
  struct host_request *r = arg;
  nanosleep(&(struct timespec){ .tv_nsec = SLOW_MS * 1000000L }, NULL);
  host_reply(r, 200, "text/plain", tx_span_text("at last"));
  host_request_resume(r);
  return NULL;
}

static inline void slow(struct host_request *r, UNUSED void *context) {
  pthread_t thread;
  host_request_suspend(r);
  pthread_create(&thread, NULL, answer_later, r);
  pthread_detach(thread);
}

#ifndef SCENE_TIMEOUT_S
#define SCENE_TIMEOUT_S 0 /* the server's own */
#endif

/* Adds up what comes in parts: how many, of how many bytes, and the bytes. */
struct adding {
  size_t parts, bytes, sum;
};

static atomic_int parts_finished;

static inline void finish_adding(void *work) {
  free(work);
  parts_finished++;
}

static inline void add_up(struct host_request *r, UNUSED void *context) {
  char text[96];
  struct adding *adding = host_request_kept(r);
  if (!adding) host_request_keep(r, adding = calloc(1, sizeof *adding), finish_adding);
  struct tx_span part = host_request_body(r);
  adding->parts++;
  adding->bytes += part.n;
  for (size_t i = 0; i < part.n; i++)
    adding->sum += part.p[i];
  bool refused = part.n && part.p[0] == '!';
  if (!host_request_is_last(r) && !refused) return;
  snprintf(text, sizeof text, "%zu %zu %zu", adding->parts, adding->bytes, adding->sum);
  host_reply(r, refused ? 409 : 200, "text/plain", tx_span_text(text));
}

static const struct host_route routes[] = {
  { "POST", "/parts", add_up, 3000000, HOST_WAITS | HOST_PARTS, 0 },
  { "GET", "/place/{area}/{seq}", say_place, 0, 0, 0 },
  { "GET", "/files/{file…}", say_rest, 0, 0, 0 },
  { "POST", "/echo", echo, BODY_MAX, 0, 0 },
  { "GET", "/tagged", tagged, 0, 0, 0 },
  { "GET", "/busy", busy, 0, 0, 0 },
  { "GET", "/why/{number}", say_why, 0, 0, 0 },
  { "GET", "/forget", forget, 0, 0, 0 },
  { "GET", "/whoami", whoami, 0, 0, 0 },
  { "GET", "/slow", slow, 0, 0, 0 },
  { "GET", "/slow_work", slow, 0, HOST_WAITS, 0 },
};

static inline struct host_http *start(const char *listen, const char *cert, const char *key) {
  struct host_http_options options = { .listen = listen,
                                       .cert_path = cert,
                                       .key_path = key,
                                       .routes = routes,
                                       .route_count = sizeof routes / sizeof *routes,
                                       .timeout_s = SCENE_TIMEOUT_S,
                                       .threads = 2 };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  return http;
}

/* --- the client ------------------------------------------------------------------------------- */

struct answer {
  long status;
  char body[4096], headers[4096];
  size_t body_len, headers_len;
};

static inline size_t keep(char *into, size_t *len, const char *bytes, size_t n) {
  if (*len + n >= 4096) return 0;
  memcpy(into + *len, bytes, n);
  *len += n;
  into[*len] = '\0';
  return n;
}

static inline size_t on_body(char *bytes, size_t size, size_t n, void *answer) {
  struct answer *a = answer;
  return keep(a->body, &a->body_len, bytes, size * n);
}

static inline size_t on_header(char *bytes, size_t size, size_t n, void *answer) {
  struct answer *a = answer;
  return keep(a->headers, &a->headers_len, bytes, size * n);
}

struct ask {
  const char *method, *header, *socket_path;
  const void *body;
  size_t body_len;
  bool tls;
};

static inline struct answer ask_at(uint16_t port, const char *path, struct ask ask) {
  struct answer answer = { 0 };
  char url[256];
  snprintf(url, sizeof url, "%s://127.0.0.1:%u%s", ask.tls ? "https" : "http", port ? port : 80u,
           path);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = ask.header ? curl_slist_append(NULL, ask.header) : NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  if (ask.socket_path) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, ask.socket_path);
  if (ask.body) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)ask.body_len);
  if (ask.body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask.body);
  if (ask.method) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask.method);
  if (ask.method && strcmp(ask.method, "HEAD") == 0) curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return answer;
}

static struct host_http *shared;

static inline struct answer ask(const char *path, struct ask how) {
  return ask_at(host_http_port(shared), path, how);
}

static inline int start_shared(UNUSED void **state) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  shared = start("127.0.0.1:0", NULL, NULL);
  return 0;
}

static inline int stop_shared(UNUSED void **state) {
  host_http_stop(shared, 1000);
  curl_global_cleanup();
  return 0;
}

#endif
