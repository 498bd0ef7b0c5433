/* SPDX-License-Identifier: Apache-2.0 */
/* What the service manager hears while a thread of the sockets hangs in a handler. */
#include "daemon/watch.h"
#include "promise.h"

#include "host/sys/wait.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static sem_t let_go;
static char path[64];
static int manager;

static void hang(struct host_request *r, UNUSED void *context) {
  sem_wait(&let_go);
  host_reply(r, 200, "text/plain", tx_span_text("at last"));
}

static const struct host_route routes[] = { { "GET", "/hang", hang, 0, 0, 0 } };

static struct host_http *serve(void) {
  const struct host_http_options options = {
    .listen = "127.0.0.1:0", .routes = routes, .route_count = 1, .threads = 2
  };
  struct host_http *http = NULL;
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  return http;
}

static int ask_to_hang(const struct host_http *http) {
  static const char head[] = "GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n";
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(host_http_port(http)) };
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  assert_int_equal(send(fd, head, sizeof head - 1, MSG_NOSIGNAL), (ssize_t)sizeof head - 1);
  return fd;
}

static int hear_the_manager(UNUSED void **state) {
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  snprintf(path, sizeof path, "/tmp/tongxing-watch.%d", (int)getpid());
  strcpy(at.sun_path, path);
  manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  sem_init(&let_go, 0, 0);
  setenv("NOTIFY_SOCKET", path, 1);
  setenv("WATCHDOG_USEC", "4000000", 1); /* patience of 2 s, a ping each half */
  return bind(manager, (struct sockaddr *)&at, sizeof at);
}

static int hang_up(UNUSED void **state) {
  close(manager);
  return unlink(path);
}

/* Pings that came within so many milliseconds. */
static unsigned pings(unsigned within_ms) {
  char text[64];
  ssize_t n;
  unsigned count = 0;
  const struct timespec within = host_timespec(within_ms);
  nanosleep(&within, NULL);
  while ((n = recv(manager, text, sizeof text, 0)) > 0)
    count += n == 10 && memcmp(text, "WATCHDOG=1", 10) == 0;
  return count;
}

static void
one_thread_of_two_that_hangs_stops_the_pings_until_it_comes_around(UNUSED void **state) {
  struct host_http *idle = serve(), *http = serve();
  struct watch watch = { .listeners = { idle, http } };
  watch_start(&watch);
  assert_in_range(pings(2500), 4, 6); /* idle threads come around, too */
  int client = ask_to_hang(http);
  pings(3500); /* patience, and a tick */
  assert_int_equal(pings(2500), 0);
  assert_false(host_http_turns(http, 2000));
  assert_true(host_http_turns(idle, 2000));
  sem_post(&let_go);
  assert_in_range(pings(2500), 2, 6);
  watch_stop(&watch);
  close(client);
  host_http_stop(http, 100);
  host_http_stop(idle, 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(one_thread_of_two_that_hangs_stops_the_pings_until_it_comes_around),
  };
  return cmocka_run_group_tests(tests, hear_the_manager, hang_up);
}
