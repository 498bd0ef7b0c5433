/* SPDX-License-Identifier: Apache-2.0 */
/* A request on its way: head, body, handler, answer. */
#include "http_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define PART ((size_t)256 << 10) /* of a body that is taken in parts */

/* --- its life ------------------------------------------------------------------------------ */

static struct http_link *link_of(struct MHD_Connection *connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static struct host_request *request_create(struct MHD_Connection *connection, const char *method,
                                           const char *path) {
  struct http_link *link = link_of(connection);
  struct host_request *request = link ? calloc(1, sizeof *request) : NULL;
  if (!request) return NULL;
  *request = (struct host_request){ .http = link->loop->http,
                                    .link = link,
                                    .connection = connection,
                                    .method = strdup(method),
                                    .path = strdup(path),
                                    .segments = strdup(path) };
  if (request->method && request->path && request->segments) {
    atomic_fetch_add(&request->http->active, 1);
    return request;
  }
  free(request->method);
  free(request->path);
  free(request->segments);
  free(request);
  return NULL;
}

static void request_destroy(struct host_request *request) {
  if (request->finish) request->finish(request->kept);
  if (request->response) MHD_destroy_response(request->response);
  for (size_t i = 0; i < request->header_count; i++) {
    free(request->header_names[i]);
    free(request->header_values[i]);
  }
  free(request->etag);
  free(request->body);
  free(request->attached);
  free(request->method);
  free(request->path);
  free(request->segments);
  free(request);
}

void on_completed(void *cls, struct MHD_Connection *connection, void **request_slot,
                  enum MHD_RequestTerminationCode code) {
  (void)connection;
  (void)code;
  struct host_http *http = ((struct http_loop *)cls)->http;
  struct host_request *request = *request_slot;
  if (!request) return;
  *request_slot = NULL;
  /* A client that hung up while it slept is never handled again. */
  if (request->suspended) sleep_end(request);
  request->link->has_zero = false;
  places_touch(http->places, request->link->place, deadline_of_next(http));
  if (http->options.answered && request->status != 0)
    http->options.answered(http->options.context, request->route ? request->route->pattern : NULL,
                           request->status);
  request_destroy(request);
  atomic_fetch_sub(&http->active, 1);
}

static size_t body_max(const struct host_request *request) {
  return request->route ? request->route->body_max : 0;
}

static void append(struct host_request *request, const char *bytes, size_t n) {
  size_t needed = request->body_len + n;
  request->too_large |= request->given + needed > body_max(request);
  if (request->too_large || request->response) return;
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
  struct host_problem words = { 0 };
  host_problem_set(&words, TX_NO_SPACE, "请求的内容过大，至多 %zu 字节。",
                   "The body is too large: at most %zu bytes.", body_max(request));
  host_reply_problem(request, MHD_HTTP_CONTENT_TOO_LARGE, TX_NO_SPACE, &words);
}

/* "GET, POST" as a Chinese sentence lists them. */
static void list_chinese(const char *list, char *out, size_t cap) {
  size_t n = 0;
  while (*list && n + sizeof "、" < cap) {
    const size_t method = strcspn(list, ",");
    n += (size_t)snprintf(out + n, cap - n, "%s%.*s", n ? "、" : "", (int)method, list);
    list += method + strspn(list + method, ", ");
  }
}

static void refuse_route(struct host_request *request, const char *allow) {
  const struct host_http_options *options = &request->http->options;
  if (*allow == '\0') {
    if (options->lost && options->lost(request, options->context)) return;
    host_reply_problem(request, MHD_HTTP_NOT_FOUND, TX_NOT_FOUND, NULL);
    return;
  }
  host_reply_header(request, "Allow", allow);
  struct host_problem words = { 0 };
  char zh[256] = "";
  list_chinese(allow, zh, sizeof zh);
  host_problem_set(&words, TX_BAD_ARGUMENT, "这个路径只接受 %s%.0s。",
                   "This path takes%.0s %s only.", zh, allow);
  host_reply_problem(request, MHD_HTTP_METHOD_NOT_ALLOWED, TX_BAD_ARGUMENT, &words);
}

/* Before the body: what can be refused without it. */
static void begin(struct host_request *request) {
  char allow[128];
  bool found = route_find(request, allow, sizeof allow);
  client_find(request);
  if (!guard_admits(request)) return;
  if (!found) {
    refuse_route(request, allow);
    return;
  }
  const struct host_http_options *options = &request->http->options;
  if (options->greet && !options->greet(request, options->context)) return;
  const char *length = host_request_header(request, "Content-Length");
  if (length && strtoull(length, NULL, 10) > body_max(request)) refuse_size(request);
}

void run_handler(struct host_request *request) {
  const struct host_http_options *options = &request->http->options;
  bool admitted = request->admitted || !options->admit || options->admit(request, options->context);
  request->admitted = true;
  if (admitted && !request->response) request->route->run(request, options->context);
}

/* --- parts ---------------------------------------------------------------------------------- */

/* libmicrohttpd 0.9.75 offers the chunks that it has read already of a connection that sleeps. */
static bool is_asleep(const struct host_request *request) {
  return request->suspended &&
         MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_SUSPENDED)
             ->suspended;
}

static void give_to_worker(struct host_request *request) {
  request->in_worker = true;
  host_request_suspend(request);
  workers_add(request->http->workers, request);
}

bool host_request_wait(struct host_request *request) {
  if (request->in_worker) return false;
  give_to_worker(request);
  return true;
}

/* Nothing more is read of the connection until the handler has had what came. */
static void give_part(struct host_request *request) {
  places_touch(request->http->places, request->link->place, PLACE_NO_DEADLINE);
  give_to_worker(request);
}

static void take_part(struct host_request *request, const char *bytes, size_t n) {
  if (request->suspended) {
    sleep_end(request);
    request->given += request->body_len;
    request->body_len = 0;
    client_extend(request);
  }
  append(request, bytes, n);
  bool whole = request->body_len >= PART && !request->too_large && !request->response;
  if (request->route->flags & HOST_PARTS && whole) give_part(request);
}

static void handle(struct host_request *request) {
  if (request->too_large) {
    refuse_size(request);
  } else if ((request->route->flags & (HOST_WAITS | HOST_SOON)) == HOST_WAITS) {
    give_to_worker(request);
  } else {
    run_handler(request);
  }
}

static enum MHD_Result send_reply(struct host_request *request) {
  if (!request->response)
    host_reply_problem(request, MHD_HTTP_INTERNAL_SERVER_ERROR, TX_IO_FAILED, NULL);
  if (!request->response) return MHD_NO;
  return MHD_queue_response(request->connection, request->status, request->response);
}

enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                           const char *method, const char *version, const char *upload,
                           size_t *upload_size, void **request_slot) {
  (void)cls;
  (void)version;
  struct host_request *request = *request_slot;
  if (!request) {
    *request_slot = request = request_create(connection, method, url);
    if (!request) return MHD_NO;
    begin(request);
    return request->response ? send_reply(request) : MHD_YES;
  }
  if (*upload_size > 0) {
    if (is_asleep(request)) return MHD_YES; /* offered again when the handler has had its part */
    take_part(request, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  if (request->suspended) {
    sleep_end(request);
    if (!request->handled) request->body_len = 0; /* the part that was the last but one */
  }
  if (!request->handled && !request->response) {
    request->handled = request->last = true;
    places_touch(request->http->places, request->link->place, PLACE_NO_DEADLINE);
    handle(request);
    /* Another thread may already be answering it: nothing of it is looked at. */
    if (request->suspended) return MHD_YES;
  }
  return send_reply(request);
}
