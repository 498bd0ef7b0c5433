/* SPDX-License-Identifier: Apache-2.0 */
/* A server that lies: mirror PORT MODE answers every request on the loopback with one kind of
 * nonsense, until it is ended; mirror PORT FOLDER/ hands out the files there, whose names are
 * addresses with _ for each /. */
#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/cose\r\nConnection: close\r\n"
#define CHUNK 65536

static bool send_all(int peer, const char *bytes, size_t n) {
  while (n > 0) {
    ssize_t sent = send(peer, bytes, n, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    n -= (size_t)sent;
  }
  return true;
}

static void send_text(int peer, const char *text) {
  send_all(peer, text, strlen(text));
}

static void answer_noise(int peer) {
  char noise[4096];
  for (size_t i = 0; i < sizeof noise; i++)
    noise[i] = (char)(i * 151 + i / 7);
  send_all(peer, noise, sizeof noise);
}

static void answer_html(int peer) {
  send_text(peer, HEAD "\r\n<html><body>Please log in to this network.</body></html>\n");
}

static void answer_empty(int peer) {
  send_text(peer, HEAD "Content-Length: 0\r\n\r\n");
}

static void answer_loop(int peer) {
  send_text(peer, "HTTP/1.1 302 Found\r\nLocation: /v1/sync/trust\r\nContent-Length: 0\r\n"
                  "Connection: close\r\n\r\n");
}

static void answer_without_end(int peer) {
  static char zeros[CHUNK];
  send_text(peer, HEAD "\r\n");
  while (send_all(peer, zeros, sizeof zeros))
    continue;
}

static void answer_drop_by_drop(int peer) {
  send_text(peer, HEAD "Content-Length: 100000\r\n\r\n");
  while (send_all(peer, "x", 1))
    usleep(500000);
}

static void answer_broken_off(int peer) {
  send_text(peer, HEAD "Content-Length: 100000\r\n\r\n\x84\x53");
}

static const struct mode {
  const char *name;
  void (*answer)(int peer);
} modes[] = {
  { "noise", answer_noise },           { "html", answer_html },
  { "empty", answer_empty },           { "loop", answer_loop },
  { "endless", answer_without_end },   { "drip", answer_drop_by_drop },
  { "broken-off", answer_broken_off },
};

/* --- a folder --------------------------------------------------------------------------------- */

static const char *folder;

/* The address of a request, without what stands behind a question mark; "" when it is no good. */
static void address_of(const char *request, char address[256]) {
  address[0] = 0;
  const char *from = strchr(request, ' ');
  size_t n = from ? strcspn(from + 1, " ?\r\n") : 0;
  if (n == 0 || n > 200 || from[1] != '/') return;
  memcpy(address, from + 2, n - 1);
  address[n - 1] = 0;
  for (char *slash = address; (slash = strchr(slash, '/'));)
    *slash = '_';
}

static void answer_file(int peer, const char *request) {
  static char bytes[4u << 20];
  char address[256], path[4096], head[256];
  address_of(request, address);
  snprintf(path, sizeof path, "%s%s", folder, address);
  FILE *file = *address ? fopen(path, "r") : NULL;
  size_t n = file ? fread(bytes, 1, sizeof bytes, file) : 0;
  if (file) fclose(file);
  snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
           file ? "200 OK" : "404 Not Found", n);
  send_text(peer, head);
  send_all(peer, bytes, n);
}

static const struct mode *find_mode(const char *name) {
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
    if (strcmp(modes[i].name, name) == 0) return &modes[i];
  return NULL;
}

static int listen_on(const char *port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0) return -1;
  return fd;
}

/* Each peer has its own process, so that one slow answer keeps nobody else waiting. */
static void serve_one(int fd, const struct mode *mode) {
  int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
  if (peer < 0) return;
  if (fork() == 0) {
    static char request[CHUNK];
    close(fd);
    alarm(60);
    if (recv(peer, request, sizeof request - 1, 0) <= 0) _exit(0);
    if (mode)
      mode->answer(peer);
    else
      answer_file(peer, request);
    _exit(0);
  }
  close(peer);
}

int main(int argc, char **argv) {
  const struct mode *mode = argc == 3 ? find_mode(argv[2]) : NULL;
  folder = argc == 3 ? argv[2] : "";
  if (!mode && !strchr(folder, '/')) {
    fputs("Usage: mirror PORT noise|html|empty|loop|endless|drip|broken-off|FOLDER/\n", stderr);
    return EX_USAGE;
  }
  int fd = listen_on(argv[1]);
  if (fd < 0) {
    perror("mirror: cannot listen");
    return EX_UNAVAILABLE;
  }
  signal(SIGCHLD, SIG_IGN);
  for (;;)
    serve_one(fd, mode);
}
