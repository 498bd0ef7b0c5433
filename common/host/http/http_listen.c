/* SPDX-License-Identifier: Apache-2.0 */
#include "http_internal.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 511
#define SOCKET_FLAGS (SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC)

/* --- Unix sockets ----------------------------------------------------------------------------- */

/* A socket file that nobody answers on was left by a program that was killed. */
static enum tx_reason clear_path(const struct sockaddr_un *at) {
  HOST_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return host_errno_reason(errno);
  if (connect(fd, (const struct sockaddr *)at, sizeof *at) == 0) return TX_CONFLICT;
  if (errno == ENOENT) return TX_OK;
  if (errno != ECONNREFUSED) return host_errno_reason(errno);
  struct stat st;
  if (lstat(at->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) return TX_CONFLICT;
  return unlink(at->sun_path) == 0 ? TX_OK : host_errno_reason(errno);
}

static enum tx_reason listen_unix(const char *path, int *out, char **socket_path) {
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  if (*path == '\0' || strlen(path) >= sizeof at.sun_path) return TX_BAD_ARGUMENT;
  strcpy(at.sun_path, path);
  enum tx_reason reason = clear_path(&at);
  if (reason != TX_OK) return reason;
  HOST_CLOSE int fd = socket(AF_UNIX, SOCKET_FLAGS, 0);
  /* The mode of the descriptor becomes the file's: at no moment may others connect. */
  if (fd < 0 || fchmod(fd, 0600) != 0) return host_errno_reason(errno);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) return host_errno_reason(errno);
  if (listen(fd, BACKLOG) != 0) return host_errno_reason(errno);
  *socket_path = strdup(path);
  if (!*socket_path) return TX_NO_MEMORY;
  *out = fd;
  fd = -1;
  return TX_OK;
}

/* --- addresses -------------------------------------------------------------------------------- */

/* getaddrinfo takes larger numbers, too, and cuts them to 16 bits. */
static bool is_port(const char *text) {
  size_t digits = strspn(text, "0123456789");
  return digits > 0 && digits <= 5 && !text[digits] && strtoul(text, NULL, 10) <= UINT16_MAX;
}

static bool split(const char *where, char *host, size_t cap, const char **port) {
  const char *colon = strrchr(where, ':');
  if (!colon || !is_port(colon + 1)) return false;
  size_t n = (size_t)(colon - where);
  if (n >= 2 && where[0] == '[' && where[n - 1] == ']') {
    where++;
    n -= 2;
  }
  if (n >= cap) return false;
  memcpy(host, where, n);
  host[n] = '\0';
  *port = colon + 1;
  return true;
}

static bool open_address(const struct addrinfo *a, int *out) {
  HOST_CLOSE int fd = socket(a->ai_family, SOCKET_FLAGS, 0);
  int on = 1, off = 0;
  if (fd < 0) return false;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (a->ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(fd, a->ai_addr, a->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) return false;
  *out = fd;
  fd = -1;
  return true;
}

static uint16_t port_of(int fd) {
  struct sockaddr_storage at = { 0 };
  socklen_t len = sizeof at;
  getsockname(fd, (struct sockaddr *)&at, &len);
  in_port_t port = at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
                                            : ((struct sockaddr_in *)&at)->sin_port;
  return ntohs(port);
}

/* :: before 0.0.0.0, because it takes both where the kernel knows IPv6. */
static enum tx_reason listen_inet(const char *where, int *fd, uint16_t *port) {
  char host[256];
  const char *service;
  if (!split(where, host, sizeof host, &service)) return TX_BAD_ARGUMENT;
  struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  if (getaddrinfo(*host ? host : NULL, service, &hints, &found) != 0) return TX_BAD_ARGUMENT;
  static const int families[] = { AF_INET6, AF_INET };
  enum tx_reason reason = TX_BAD_ARGUMENT;
  for (size_t f = 0; f < 2 && reason != TX_OK; f++)
    for (const struct addrinfo *a = found; a && reason != TX_OK; a = a->ai_next)
      if (a->ai_family == families[f])
        reason = open_address(a, fd) ? TX_OK : host_errno_reason(errno);
  freeaddrinfo(found);
  if (reason == TX_OK) *port = port_of(*fd);
  return reason;
}

enum tx_reason listen_on(const char *where, int *fd, uint16_t *port, char **socket_path) {
  *port = 0;
  *socket_path = NULL;
  if (strncmp(where, "unix:", 5) == 0) return listen_unix(where + 5, fd, socket_path);
  return listen_inet(where, fd, port);
}
