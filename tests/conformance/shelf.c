/* SPDX-License-Identifier: Apache-2.0 */
#include "shelf.h"

#include "format/area.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 2000

bool shelf_open(struct shelf *shelf) {
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t n = sizeof at;
  *shelf = (struct shelf){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
  if (shelf->listener < 0) return false;
  if (bind(shelf->listener, (struct sockaddr *)&at, sizeof at) != 0) return false;
  if (listen(shelf->listener, 4) != 0) return false;
  if (getsockname(shelf->listener, (struct sockaddr *)&at, &n) != 0) return false;
  shelf->port = ntohs(at.sin_port);
  return true;
}

void shelf_close(struct shelf *shelf) {
  if (shelf->listener >= 0) close(shelf->listener);
  shelf->listener = -1;
}

void shelf_put(struct shelf *shelf, const char *object, uint64_t area, struct tx_span bytes,
               char *out) {
  char digits[13];
  tx_area_format(area, digits);
  if (area)
    snprintf(shelf->path, sizeof shelf->path, "/v1/sync/%s/%s", object, digits);
  else
    snprintf(shelf->path, sizeof shelf->path, "/v1/sync/%s", object);
  shelf->bytes = bytes;
  snprintf(out, 160, "http://127.0.0.1:%u%s", shelf->port, shelf->path);
}

static void send_all(int peer, const void *bytes, size_t n) {
  const char *at = bytes;
  while (n > 0) {
    const ssize_t sent = send(peer, at, n, MSG_NOSIGNAL);
    if (sent <= 0) return;
    at += sent;
    n -= (size_t)sent;
  }
}

/* Up to the empty line; a request has no body here. */
static bool read_request(int peer, char *out, size_t cap) {
  struct pollfd ready = { .fd = peer, .events = POLLIN };
  size_t n = 0;
  while (n + 1 < cap && poll(&ready, 1, PATIENCE_MS) > 0) {
    const ssize_t got = read(peer, out + n, cap - 1 - n);
    if (got <= 0) return false;
    n += (size_t)got;
    out[n] = '\0';
    if (strstr(out, "\r\n\r\n")) return true;
  }
  return false;
}

void shelf_answer(const struct shelf *shelf) {
  char request[4096], wanted[128], head[160];
  const int peer = accept4(shelf->listener, NULL, NULL, SOCK_CLOEXEC);
  if (peer < 0) return;
  snprintf(wanted, sizeof wanted, "GET %s ", shelf->path);
  if (read_request(peer, request, sizeof request)) {
    const bool there = strncmp(request, wanted, strlen(wanted)) == 0;
    const size_t n = there ? shelf->bytes.n : 0;
    snprintf(head, sizeof head,
             "HTTP/1.1 %s\r\nContent-Type: application/cose\r\nContent-Length: %zu\r\n"
             "Connection: close\r\n\r\n",
             there ? "200 OK" : "404 Not Found", n);
    send_all(peer, head, strlen(head));
    send_all(peer, shelf->bytes.p, n);
  }
  close(peer);
}
