/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests to the server's real routes, within this process: the layer over libmicrohttpd runs as
 * it is, and what it asks of libmicrohttpd is answered here.
 */
#include "sim.h"

#include "api/gate/access.h"
#include "api/office/clock.h"
#include "common/host/http/http_internal.h"
#include "http/routes.h"

#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct MHD_Connection {
  const struct sim_ask *ask;
  char authorization[512];
  union MHD_ConnectionInfo info;
};

struct MHD_Response {
  uint8_t *body; /* owned */
  size_t n;
  char etag[64], location[128], link[128], date[64], retry_after[24];
};

/* --- libmicrohttpd ---------------------------------------------------------------------------- */

const char *MHD_lookup_connection_value(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                                        const char *key) {
  const struct sim_ask *ask = connection->ask;
  if (kind == MHD_GET_ARGUMENT_KIND) return strcmp(key, "accept") == 0 ? ask->accept : NULL;
  if (kind != MHD_HEADER_KIND) return NULL;
  if (strcasecmp(key, "If-None-Match") == 0) return ask->if_none_match;
  if (strcasecmp(key, "Content-Type") == 0) return ask->type;
  if (strcasecmp(key, "Idempotency-Key") == 0) return ask->key;
  if (strcasecmp(key, "Authorization") == 0 && ask->token) return connection->authorization;
  return NULL;
}

const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *connection,
                                                        enum MHD_ConnectionInfoType type, ...) {
  (void)type;
  return &connection->info;
}

static struct MHD_Response *response_of(const void *body, size_t n) {
  struct MHD_Response *response = calloc(1, sizeof *response);
  if (!response || !(response->body = malloc(n + 1))) abort();
  if (n) memcpy(response->body, body, n);
  response->body[n] = 0;
  response->n = n;
  return response;
}

struct MHD_Response *MHD_create_response_from_buffer(size_t n, void *body,
                                                     enum MHD_ResponseMemoryMode mode) {
  (void)mode;
  return response_of(body, n);
}

struct MHD_Response *MHD_create_response_from_buffer_with_free_callback_cls(
    size_t n, void *body, MHD_ContentReaderFreeCallback release, void *owner) {
  struct MHD_Response *response = response_of(body, n);
  release(owner);
  return response;
}

/* A stream is read to its end at once. */
struct MHD_Response *MHD_create_response_from_callback(uint64_t size, size_t block,
                                                       MHD_ContentReaderCallback read,
                                                       void *context,
                                                       MHD_ContentReaderFreeCallback finish) {
  char part[4096];
  struct MHD_Response *response = response_of(NULL, 0);
  (void)size;
  (void)block;
  for (ssize_t n; (n = read(context, response->n, part, sizeof part)) >= 0;) {
    response->body = realloc(response->body, response->n + (size_t)n + 1);
    if (!response->body) abort();
    memcpy(response->body + response->n, part, (size_t)n);
    response->n += (size_t)n;
    response->body[response->n] = 0;
  }
  finish(context);
  return response;
}

void MHD_destroy_response(struct MHD_Response *response) {
  free(response->body);
  free(response);
}

enum MHD_Result MHD_add_response_header(struct MHD_Response *response, const char *name,
                                        const char *value) {
  const struct {
    const char *name;
    char *out;
    size_t cap;
  } kept[] = {
    { "ETag", response->etag, sizeof response->etag },
    { "Location", response->location, sizeof response->location },
    { "Link", response->link, sizeof response->link },
    { "Date", response->date, sizeof response->date },
    { "Retry-After", response->retry_after, sizeof response->retry_after },
  };
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
    if (strcasecmp(name, kept[i].name) == 0) snprintf(kept[i].out, kept[i].cap, "%s", value);
  return MHD_YES;
}

/* --- a request -------------------------------------------------------------------------------- */

/* Most answers bear the date of the one before. */
static int64_t date_of(const char *text) {
  static char before[64];
  static int64_t date_s;
  if (strcmp(text, before) == 0) return date_s;
  snprintf(before, sizeof before, "%s", text);
  date_s = 0;
  host_date_http_read(text, &date_s);
  return date_s;
}

static void take_reply(const struct host_request *request, struct sim_reply *reply) {
  struct MHD_Response *response = request->response;
  *reply = (struct sim_reply){ .status = request->status };
  if (!response) return;
  reply->body = response->body;
  reply->n = response->n;
  response->body = NULL;
  memcpy(reply->etag, response->etag, sizeof reply->etag);
  memcpy(reply->location, response->location, sizeof reply->location);
  memcpy(reply->link, response->link, sizeof reply->link);
  if (*response->date) reply->date_s = date_of(response->date);
  reply->retry_after_s = strtol(response->retry_after, NULL, 10);
}

static void finish(struct host_request *request) {
  if (request->finish) request->finish(request->kept);
  if (request->response) MHD_destroy_response(request->response);
  for (size_t i = 0; i < request->header_count; i++) {
    free(request->header_names[i]);
    free(request->header_values[i]);
  }
  free(request->etag);
  free(request->attached);
  free(request->segments);
}

static void handle(struct host_request *request) {
  char allow[128];
  const struct host_http_options *options = &request->http->options;
  if (!route_find(request, allow, sizeof allow))
    host_reply_problem(request, 404, TX_NOT_FOUND, NULL);
  else if (request->body_len > request->route->body_max)
    host_reply_problem(request, 413, TX_NO_SPACE, NULL);
  else if (options->greet(request, options->context))
    run_handler(request);
}

/* The other end of the office's socket is whoever runs this. */
static int own_socket(void) {
  static int ends[2] = { -1, -1 };
  if (ends[0] < 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) abort();
  return ends[0];
}

void sim_server_ask(struct sim_world *world, const struct sim_ask *ask, struct sim_reply *reply) {
  *reply = (struct sim_reply){ 0 };
  if (!world->server) return;
  struct host_http http = { .options = { .routes = server_routes,
                                         .route_count = server_route_count,
                                         .context = &world->api,
                                         .date_s = ask->office ? NULL : api_clock_date,
                                         .greet = access_greet,
                                         .admit = access_admit },
                            .routes = (struct host_route *)(uintptr_t)server_routes,
                            .socket_path = ask->office ? (char *)(uintptr_t) "office" : NULL };
  struct MHD_Connection connection = { .ask = ask, .info = { .connect_fd = own_socket() } };
  struct http_link link = { .remote = !ask->office, .is_known = true };
  host_address_read(tx_span_text("127.0.0.1"), &link.peer);
  snprintf(connection.authorization, sizeof connection.authorization, "Bearer %s",
           ask->token ? ask->token : "");
  struct host_request request = { .http = &http,
                                  .connection = &connection,
                                  .method = (char *)(uintptr_t)ask->method,
                                  .path = (char *)(uintptr_t)ask->path,
                                  .segments = strdup(ask->path),
                                  .link = &link,
                                  .local = true,
                                  .handled = true,
                                  .last = !ask->breaks_at,
                                  .in_worker = true, /* there is one thread, which may wait */
                                  .address = "127.0.0.1",
                                  .body = (uint8_t *)(uintptr_t)ask->body.p,
                                  .body_len = ask->breaks_at ? ask->breaks_at : ask->body.n };
  struct sim_machine *before = sim_turn(world->server_machine);
  handle(&request);
  take_reply(&request, reply);
  if (ask->dies) sim_disk_orphan(world->server_machine);
  finish(&request);
  sim_turn(before);
}

void sim_reply_finish(struct sim_reply *reply) {
  free(reply->body);
  reply->body = NULL;
}
