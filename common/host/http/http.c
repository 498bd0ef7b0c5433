/* SPDX-License-Identifier: Apache-2.0 */
#include "http.h"

#include "host/sys/log.h"
#include "http_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 4096
#define TIMEOUT_S 15
#define PEM_MAX (64u << 10)
#define POLL_MS 5

/* --- one request ------------------------------------------------------------------------------ */

static struct host_request *request_create(struct host_http *http,
                                           struct MHD_Connection *connection, const char *method,
                                           const char *path) {
  struct host_request *request = calloc(1, sizeof *request);
  if (!request) return NULL;
  *request = (struct host_request){ .http = http,
                                    .connection = connection,
                                    .method = strdup(method),
                                    .path = strdup(path),
                                    .segments = strdup(path) };
  if (request->method && request->path && request->segments) {
    address_of(connection, http->socket_path, request->address);
    atomic_fetch_add(&http->active, 1);
    return request;
  }
  free(request->method);
  free(request->path);
  free(request->segments);
  free(request);
  return NULL;
}

static void request_destroy(struct host_request *request) {
  if (request->response) MHD_destroy_response(request->response);
  for (size_t i = 0; i < request->header_count; i++) {
    free(request->header_names[i]);
    free(request->header_values[i]);
  }
  free(request->etag);
  free(request->body);
  free(request->method);
  free(request->path);
  free(request->segments);
  free(request);
}

static void completed(void *cls, struct MHD_Connection *connection, void **request_slot,
                      enum MHD_RequestTerminationCode code) {
  (void)connection;
  (void)code;
  struct host_http *http = cls;
  struct host_request *request = *request_slot;
  if (!request) return;
  *request_slot = NULL;
  /* A client that hung up while it slept is never handled again. */
  if (request->suspended) atomic_fetch_sub(&http->suspended, 1);
  if (http->options.answered && request->status != 0)
    http->options.answered(http->options.context, request->route ? request->route->pattern : NULL,
                           request->status);
  request_destroy(request);
  atomic_fetch_sub(&http->active, 1);
}

void host_request_suspend(struct host_request *request) {
  request->suspended = true;
  atomic_fetch_add(&request->http->suspended, 1);
  MHD_suspend_connection(request->connection);
}

void host_request_resume(struct host_request *request) {
  MHD_resume_connection(request->connection);
}

static size_t body_max(const struct host_request *request) {
  return request->route ? request->route->body_max : 0;
}

static void append(struct host_request *request, const char *bytes, size_t n) {
  size_t needed = request->body_len + n;
  request->too_large |= needed > body_max(request);
  if (request->too_large) return;
  if (needed > request->body_cap) {
    size_t cap = needed > request->body_cap * 2 ? needed : request->body_cap * 2;
    uint8_t *grown = realloc(request->body, cap);
    request->too_large |= grown == NULL;
    if (!grown) return;
    request->body = grown;
    request->body_cap = cap;
  }
  memcpy(request->body + request->body_len, bytes, n);
  request->body_len = needed;
}

static void refuse_size(struct host_request *request) {
  char detail[64];
  snprintf(detail, sizeof detail, "A body of at most %zu bytes.", body_max(request));
  host_reply_problem(request, MHD_HTTP_CONTENT_TOO_LARGE, TX_NO_SPACE, detail);
}

static void refuse_route(struct host_request *request, const char *allow) {
  if (*allow == '\0') {
    host_reply_problem(request, MHD_HTTP_NOT_FOUND, TX_NOT_FOUND, NULL);
    return;
  }
  host_reply_header(request, "Allow", allow);
  host_reply_problem(request, MHD_HTTP_METHOD_NOT_ALLOWED, TX_BAD_ARGUMENT, allow);
}

/* Before the body: what can be refused without it. */
static void begin(struct host_request *request) {
  char allow[128];
  if (!route_find(request, allow, sizeof allow)) {
    refuse_route(request, allow);
    return;
  }
  const char *length = host_request_header(request, "Content-Length");
  if (length && strtoull(length, NULL, 10) > body_max(request)) refuse_size(request);
}

void http_handle(struct host_request *request) {
  const struct host_http_options *options = &request->http->options;
  bool admitted = !options->admit || options->admit(request, options->context);
  if (admitted && !request->response) request->route->run(request, options->context);
}

static void handle(struct host_request *request) {
  if (request->too_large) {
    refuse_size(request);
  } else if (request->route->waits) {
    host_request_suspend(request);
    workers_add(request->http->workers, request);
  } else {
    http_handle(request);
  }
}

static enum MHD_Result send_reply(struct host_request *request) {
  if (!request->response)
    host_reply_problem(request, MHD_HTTP_INTERNAL_SERVER_ERROR, TX_IO_FAILED, NULL);
  if (!request->response) return MHD_NO;
  return MHD_queue_response(request->connection, request->status, request->response);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **request_slot) {
  (void)version;
  struct host_request *request = *request_slot;
  if (!request) {
    *request_slot = request = request_create(cls, connection, method, url);
    if (!request) return MHD_NO;
    begin(request);
    return request->response ? send_reply(request) : MHD_YES;
  }
  if (*upload_size > 0) {
    append(request, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  if (request->suspended) {
    request->suspended = false;
    atomic_fetch_sub(&request->http->suspended, 1);
  }
  if (!request->handled) {
    request->handled = true;
    handle(request);
    /* Another thread may already be answering it: nothing of it is looked at. */
    if (request->suspended) return MHD_YES;
  }
  return send_reply(request);
}

/* --- starting --------------------------------------------------------------------------------- */

static void log_line(void *cls, const char *format, va_list list) {
  (void)cls;
  char line[512];
  vsnprintf(line, sizeof line, format, list);
  size_t n = strlen(line);
  if (n > 0 && line[n - 1] == '\n') line[n - 1] = '\0';
  host_log(HOST_DEBUG, "http: %s", line);
}

static unsigned thread_count(const struct host_http_options *options) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  if (options->threads > 0) return options->threads;
  return cores > 1 ? (unsigned)cores : 1;
}

static enum tx_reason read_pem(struct host_http *http) {
  const struct host_http_options *options = &http->options;
  if (!options->cert_path && !options->key_path) return TX_OK;
  if (!options->cert_path || !options->key_path) return TX_BAD_ARGUMENT;
  enum tx_reason reason = host_file_read(options->cert_path, PEM_MAX, &http->cert);
  return reason == TX_OK ? host_file_read(options->key_path, PEM_MAX, &http->key) : reason;
}

static bool start_daemon(struct host_http *http) {
  const struct host_http_options *o = &http->options;
  unsigned threads = thread_count(o);
  unsigned connections = o->connections ? o->connections : CONNECTIONS;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, http->cert.p },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, http->key.p },
    { MHD_OPTION_HTTPS_PRIORITIES, 0,
      (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
    { MHD_OPTION_END, 0, NULL },
  };
  const struct MHD_OptionItem *secured = http->key.p ? tls : &tls[3];
  if (http->key.p) flags |= MHD_USE_TLS;
  http->daemon =
      MHD_start_daemon(flags, 0, NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, log_line,
                       NULL, MHD_OPTION_LISTEN_SOCKET, http->listen_fd, MHD_OPTION_NOTIFY_COMPLETED,
                       completed, http, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
                       MHD_OPTION_CONNECTION_LIMIT, connections < threads ? threads : connections,
                       MHD_OPTION_CONNECTION_TIMEOUT, o->timeout_s ? o->timeout_s : TIMEOUT_S,
                       MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, secured, MHD_OPTION_END);
  return http->daemon != NULL;
}

static bool any_waits(const struct host_http *http) {
  bool any = false;
  for (size_t i = 0; i < http->options.route_count; i++)
    any = any || http->routes[i].waits;
  return any;
}

static void discard(struct host_http **http) {
  struct host_http *h = *http;
  if (!h) return;
  workers_stop(h->workers);
  if (h->listen_fd >= 0) close(h->listen_fd);
  if (h->socket_path) unlink(h->socket_path);
  free(h->socket_path);
  free(h->routes);
  host_bytes_finish(&h->cert);
  host_bytes_finish_secret(&h->key);
  free(h);
}

enum tx_reason host_http_start(const struct host_http_options *options, struct host_http **out) {
  __attribute__((cleanup(discard))) struct host_http *http = calloc(1, sizeof *http);
  if (!http) return TX_NO_MEMORY;
  http->options = *options;
  http->listen_fd = -1;
  http->routes = calloc(options->route_count + 1, sizeof *http->routes);
  if (!http->routes) return TX_NO_MEMORY;
  for (size_t i = 0; i < options->route_count; i++)
    http->routes[i] = options->routes[i];
  enum tx_reason reason = read_pem(http);
  if (reason == TX_OK)
    reason = listen_on(options->listen, &http->listen_fd, &http->port, &http->socket_path);
  if (reason != TX_OK) return reason;
  if (any_waits(http) && !(http->workers = workers_start(options->workers))) return TX_NO_MEMORY;
  if (!start_daemon(http)) return http->key.p ? TX_BAD_KEY : TX_IO_FAILED;
  *out = http;
  http = NULL;
  return TX_OK;
}

uint16_t host_http_port(const struct host_http *http) {
  return http->port;
}

/* --- stopping --------------------------------------------------------------------------------- */

static void pause_a_little(void) {
  nanosleep(&(struct timespec){ .tv_nsec = POLL_MS * 1000000L }, NULL);
}

static bool keeps_waiting(struct host_http *http, bool in_grace) {
  return atomic_load(&http->suspended) > 0 || (in_grace && atomic_load(&http->active) > 0);
}

void host_http_stop(struct host_http *http, unsigned grace_ms) {
  if (!http) return;
  MHD_quiesce_daemon(http->daemon);
  /* The grace begins when nothing sleeps any more: MHD_stop_daemon aborts while a connection does.
   */
  for (unsigned waited = 0; keeps_waiting(http, waited < grace_ms); pause_a_little())
    waited = atomic_load(&http->suspended) > 0 ? 0 : waited + POLL_MS;
  MHD_stop_daemon(http->daemon);
  discard(&http);
}
