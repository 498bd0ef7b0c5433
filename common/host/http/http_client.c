/* SPDX-License-Identifier: Apache-2.0 */
/* Who is at the other end: a connection's place, and whom a request on it comes from. */
#include "http_internal.h"

#include "host/sys/wait.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define REQUEST_S 30
#define TIMEOUT_S 15
#define KNOWN_BODY_MS (600 * 1000)
#define FORWARDED_MAX 2048

/* --- connections ------------------------------------------------------------------------------ */

static int64_t request_ms(const struct host_http *http) {
  return (http->options.request_s ? http->options.request_s : REQUEST_S) * 1000LL;
}

/* On a Unix socket people type at leisure. */
int64_t deadline_of_next(const struct host_http *http) {
  unsigned timeout_s = http->options.timeout_s ? http->options.timeout_s : TIMEOUT_S;
  if (http->socket_path) return PLACE_NO_DEADLINE;
  return host_wait_now_ms() + timeout_s * 1000LL + request_ms(http);
}

static bool find_peer(struct MHD_Connection *connection, struct host_address *out) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info && info->client_addr && host_address_of(info->client_addr, out);
}

static void welcome(struct http_loop *loop, struct MHD_Connection *connection,
                    struct http_link *link) {
  struct host_http *http = loop->http;
  int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  int64_t now_ms = host_wait_now_ms();
  link->loop = loop;
  link->remote = !http->socket_path && find_peer(connection, &link->peer);
  bool local = !link->remote || host_address_is_loopback(&link->peer);
  link->place =
      places_take(http->places, fd, &link->peer, local ? PLACE_LOCAL : PLACE_STRANGER, now_ms);
  if (link->place)
    places_touch(http->places, link->place,
                 http->socket_path ? PLACE_NO_DEADLINE : now_ms + request_ms(http));
}

void on_connected(void *cls, struct MHD_Connection *connection, void **link_slot,
                  enum MHD_ConnectionNotificationCode code) {
  struct http_loop *loop = cls;
  struct http_link *link = *link_slot;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    link = calloc(1, sizeof *link);
    if (link) welcome(loop, connection, link);
    if (link && link->place) {
      *link_slot = link;
      return;
    }
    /* Out of memory: its first request is answered by hanging up. */
  } else if (link) {
    places_give(loop->http->places, link->place);
    *link_slot = NULL;
  }
  free(link);
}

/* --- requests --------------------------------------------------------------------------------- */

static bool is_proxy(const struct host_http *http, const struct host_address *address) {
  for (size_t i = 0; i < http->options.proxy_count; i++)
    if (host_network_has(&http->proxies[i], address)) return true;
  return false;
}

struct list {
  char text[FORWARDED_MAX];
  size_t n;
  bool named; /* somebody says that it was forwarded */
};

/* A header may stand there several times, and is one list then (RFC 9110, 5.3). The end counts. */
static enum MHD_Result collect(void *cls, enum MHD_ValueKind kind, const char *name,
                               const char *value) {
  struct list *list = cls;
  (void)kind;
  list->named = list->named || strcasecmp(name, "Forwarded") == 0;
  if (strcasecmp(name, "X-Forwarded-For") != 0 || !value) return MHD_YES;
  list->named = true;
  size_t n = strlen(value);
  if (list->n + n + 1 >= sizeof list->text) return MHD_YES;
  list->n += (size_t)snprintf(list->text + list->n, sizeof list->text - list->n, "%s%s",
                              list->n ? "," : "", value);
  return MHD_YES;
}

/* Somebody on this machine who says that he speaks for another, and is no proxy of ours, is not
 * believed whom he speaks for, but that he does. */
static void find_client(struct host_request *request) {
  const struct host_http *http = request->http;
  const struct http_link *link = request->link;
  struct list list = { .n = 0 };
  snprintf(request->address, sizeof request->address, "unix");
  request->local = !link->remote;
  if (!link->remote) return;
  MHD_get_connection_values(request->connection, MHD_HEADER_KIND, collect, &list);
  request->client = host_address_forwarded(tx_span_of(list.text, list.n), &link->peer,
                                           http->proxies, http->options.proxy_count);
  bool believed = !list.named || is_proxy(http, &link->peer);
  request->local = believed && host_address_is_loopback(&request->client);
  host_address_write(&request->client, request->address);
}

static bool is_proxied(const struct host_request *request) {
  return request->link->remote && is_proxy(request->http, &request->link->peer);
}

static void move(struct host_request *request, enum place_kind kind) {
  places_move(request->http->places, request->link->place, &request->client, kind,
              host_wait_now_ms());
}

/* A proxy's connection is at each request whose it then speaks for. */
void client_find(struct host_request *request) {
  find_client(request);
  if (is_proxied(request)) move(request, request->local ? PLACE_LOCAL : PLACE_STRANGER);
}

void client_extend(struct host_request *request) {
  places_touch(request->http->places, request->link->place, host_wait_now_ms() + KNOWN_BODY_MS);
}

void host_request_prove(struct host_request *request) {
  struct http_link *link = request->link;
  if (!link->remote) return;
  if (!link->is_known) move(request, PLACE_KNOWN);
  link->is_known = !is_proxied(request);
  if (!request->handled && !request->suspended) client_extend(request);
}
