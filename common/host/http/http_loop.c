/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The threads of the sockets. libmicrohttpd's own threads sleep for as long as nothing comes, and
 * nobody could tell such a one from one that hangs: so each thread here drives a daemon of its own,
 * comes around every so often, and leaves the time.
 */
#include "http_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"
#include "host/sys/watchdog.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define TIMEOUT_S 15
#define TURN_MS 1000         /* while it has connections, whose deadlines are looked at */
#define MORE_CONNECTIONS 256 /* than places: those that are being closed */

static void log_line(void *cls, const char *format, va_list list) {
  (void)cls;
  char line[512];
  vsnprintf(line, sizeof line, format, list);
  size_t n = strlen(line);
  if (n > 0 && line[n - 1] == '\n') line[n - 1] = '\0';
  host_log(HOST_DEBUG, "http: %s", line);
}

/* For a request's head, what came behind it, and the answer's head: all of it is cleared for each
 * request, and each idle connection holds it. */
#define HEAD_BYTES ((size_t)16 << 10)

static unsigned thread_count(const struct host_http_options *options) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  if (options->threads > 0) return options->threads;
  return cores > 1 ? (unsigned)cores : 1;
}

/* --- daemons ---------------------------------------------------------------------------------- */

static struct MHD_Daemon *start_daemon(struct http_loop *loop) {
  const struct host_http *http = loop->http;
  const struct host_http_options *o = &http->options;
  unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, http->cert.p },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, http->key.p },
    { MHD_OPTION_HTTPS_PRIORITIES, 0,
      (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
    { MHD_OPTION_END, 0, NULL },
  };
  const struct MHD_OptionItem *secured = http->key.p ? tls : &tls[3];
  if (http->key.p) flags |= MHD_USE_TLS;
  if (o->date_s) flags |= MHD_USE_SUPPRESS_DATE_NO_CLOCK;
  return MHD_start_daemon(
      flags, 0, NULL, NULL, on_request, loop, MHD_OPTION_EXTERNAL_LOGGER, log_line, NULL,
      MHD_OPTION_LISTEN_SOCKET, http->listen_fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed, loop,
      MHD_OPTION_NOTIFY_CONNECTION, on_connected, loop, MHD_OPTION_UNESCAPE_CALLBACK, on_escaped,
      NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_BYTES, MHD_OPTION_CONNECTION_LIMIT,
      http->descriptors + MORE_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
      o->timeout_s ? o->timeout_s : TIMEOUT_S, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY,
      secured, MHD_OPTION_END);
}

/* --- going around ----------------------------------------------------------------------------- */

/* Whichever thread comes first. */
static void sweep(struct host_http *http, long long now_ms) {
  long long swept_ms = atomic_load(&http->swept_ms);
  if (now_ms - swept_ms < TURN_MS / 2) return;
  if (!atomic_compare_exchange_strong(&http->swept_ms, &swept_ms, now_ms)) return;
  places_sweep(http->places, now_ms);
  workers_sweep(http->workers);
}

static int patience_ms(const struct http_loop *loop) {
  const union MHD_DaemonInfo *held =
      MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  const int turn_ms = held->num_connections > 0 ? TURN_MS : (int)host_watchdog_pause_ms();
  MHD_UNSIGNED_LONG_LONG next_ms;
  return MHD_get_timeout(loop->daemon, &next_ms) == MHD_YES && next_ms < (unsigned)turn_ms
             ? (int)next_ms
             : turn_ms;
}

/* Until something came, somebody called, or a while has passed. */
static void wait_a_turn(struct http_loop *loop) {
  struct pollfd ends[] = { { .fd = loop->epoll_fd, .events = POLLIN },
                           { .fd = loop->wake_fd, .events = POLLIN } };
  eventfd_t calls;
  poll(ends, 2, patience_ms(loop));
  if (ends[1].revents) eventfd_read(loop->wake_fd, &calls);
}

static void *go_around(void *context) {
  struct http_loop *loop = context;
  struct host_http *http = loop->http;
  bool listens = true;
  pthread_setname_np(pthread_self(), "http");
  while (!atomic_load(&http->ended)) {
    wait_a_turn(loop);
    MHD_run(loop->daemon);
    host_pulse_beat(&loop->turned);
    sweep(http, host_wait_now_ms());
    if (!listens || !atomic_load(&http->stopping)) continue;
    MHD_quiesce_daemon(loop->daemon);
    listens = false;
  }
  if (listens) MHD_quiesce_daemon(loop->daemon); /* the socket is everybody's */
  return NULL;
}

static bool start_loop(struct http_loop *loop, struct host_http *http) {
  *loop = (struct http_loop){ .http = http };
  host_pulse_beat(&loop->turned);
  loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  loop->daemon = loop->wake_fd >= 0 ? start_daemon(loop) : NULL;
  if (!loop->daemon) return false;
  loop->epoll_fd = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  loop->runs = pthread_create(&loop->thread, NULL, go_around, loop) == 0;
  return loop->runs;
}

bool loops_start(struct host_http *http) {
  unsigned count = thread_count(&http->options);
  http->loops = calloc(count, sizeof *http->loops);
  if (!http->loops) return false;
  while (http->loop_count < count)
    if (!start_loop(&http->loops[http->loop_count++], http)) return false;
  return true;
}

static void wake_all(struct host_http *http) {
  for (unsigned i = 0; i < http->loop_count; i++)
    loop_wake(&http->loops[i]);
}

void loops_quiesce(struct host_http *http) {
  atomic_store(&http->stopping, true);
  wake_all(http);
}

static void stop_loop(struct http_loop *loop) {
  if (loop->runs)
    pthread_join(loop->thread, NULL);
  else if (loop->daemon)
    MHD_quiesce_daemon(loop->daemon);
  if (loop->daemon) MHD_stop_daemon(loop->daemon);
  if (loop->wake_fd >= 0) close(loop->wake_fd);
}

void loops_stop(struct host_http *http) {
  atomic_store(&http->ended, true);
  wake_all(http);
  for (unsigned i = 0; i < http->loop_count; i++)
    stop_loop(&http->loops[i]);
  free(http->loops);
  http->loop_count = 0;
}

bool host_http_turns(const struct host_http *http, int64_t within_ms) {
  for (unsigned i = 0; i < http->loop_count; i++)
    if (!host_pulse_beats(&http->loops[i].turned, within_ms)) return false;
  return true;
}
