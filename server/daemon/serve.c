/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"

#include "api/call/shared.h"
#include "api/gate/access.h"
#include "api/home/counted.h"
#include "api/office/clock.h"
#include "api/office/health.h"
#include "api/resident/changes.h"
#include "host/sys/file.h"
#include "host/sys/notify.h"
#include "http/routes.h"
#include "jobs.h"
#include "keeper.h"
#include "socket.h"
#include "watch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GRACE_MS 3000
#define ORIGINS 7
#define ORIGIN_SIZE 300

struct serving {
  struct keeper keeper;
  struct jobs jobs;
  struct api api;
  struct host_http *public, *tls, *socket;
  struct watch watch;
  char origin_texts[ORIGINS][ORIGIN_SIZE];
  const char *origins[ORIGINS + 1];
};

/* --- listeners -------------------------------------------------------------------------------- */

static enum tx_reason start_listener(struct serving *serving, const struct serve_plan *plan,
                                     bool tls, struct host_http **out,
                                     struct host_problem *problem) {
  const char *listen = tls ? plan->tls_listen : plan->listen;
  if (!listen) return TX_OK;
  const struct host_http_options options = {
    .listen = listen,
    .cert_path = tls ? plan->cert_path : NULL,
    .key_path = tls ? plan->key_path : NULL,
    .routes = server_routes,
    .route_count = server_route_count,
    .context = &serving->api,
    .date_s = api_clock_date,
    .greet = access_greet,
    .admit = access_admit,
    .lost = server_lost,
    .connections = plan->connections,
    .request_s = plan->request_s,
    .named = api_is_called,
    .proxies = plan->proxies,
    .proxy_count = plan->proxy_count,
    .answered = api_health_count,
  };
  enum tx_reason reason = host_http_start(&options, out);
  if (reason == TX_OK) return TX_OK;
  if (reason == TX_CONFLICT)
    return host_problem_set(problem, reason, "%s：端口已被占用，请换一个，或停止占用它的程序。",
                            "%s: the port is in use; choose another, or stop what uses it.",
                            listen);
  return host_problem_set(problem, reason, "无法在 %s 上监听：%s。%.0s",
                          "Cannot listen on %s: %.0s%s.", listen, tx_reason_text(reason, "zh"),
                          tx_reason_text(reason, "en"));
}

static enum tx_reason start_socket(struct serving *serving, struct host_problem *problem) {
  HOST_FREE char *path = socket_path(serving->api.server->data_dir);
  if (!path) return host_problem_of(problem, TX_NO_MEMORY);
  return host_problem_of(problem, socket_serve(&serving->api, path, &serving->socket));
}

static void add_origins(struct serving *serving, const char *scheme, const struct host_http *http,
                        size_t *n) {
  static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
  for (size_t i = 0; http && i < sizeof names / sizeof *names; i++)
    snprintf(serving->origin_texts[(*n)++], ORIGIN_SIZE, "%s://%s:%u", scheme, names[i],
             host_http_port(http));
}

static void set_origins(struct serving *serving, const struct serve_plan *plan) {
  size_t n = 0;
  add_origins(serving, "http", serving->public, &n);
  add_origins(serving, "https", serving->tls, &n);
  if (plan->origin) snprintf(serving->origin_texts[n++], ORIGIN_SIZE, "%s", plan->origin);
  for (size_t i = 0; i < n; i++)
    serving->origins[i] = serving->origin_texts[i];
  serving->api.server->origins = serving->origins;
}

/* --- running ---------------------------------------------------------------------------------- */

static void wait_and_work(struct serving *serving) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  const struct timespec second = { .tv_sec = 1 };
  do {
    jobs_run(&serving->jobs, &serving->api);
    host_pulse_beat(&serving->watch.jobs);
  } while (sigtimedwait(&signals, NULL, &second) < 0);
}

static void block_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
  signal(SIGPIPE, SIG_IGN);
}

enum tx_reason serve_run(struct server *server, const struct serve_plan *plan,
                         struct host_problem *problem) {
  struct serving serving = { .api = { .server = server,
                                      .shift_s = plan->shift_s,
                                      .reports = { .folder = plan->reports_folder,
                                                   .minute = plan->reports_minute },
                                      .paper = { .place = plan->place, .phone = plan->phone },
                                      .metrics_token = plan->metrics_token,
                                      .tls_cert = plan->tls_listen ? plan->cert_path : NULL } };
  block_signals(); /* before the first thread: all of them inherit it */
  enum tx_reason reason = host_problem_of(problem, keeper_start(&serving.keeper, server));
  if (reason == TX_OK) jobs_run(&serving.jobs, &serving.api);
  serving.api.live = changes_start(&serving.api);               /* NULL: pages ask by themselves */
  if (serving.api.live) serving.api.counted = counted_create(); /* NULL: each page counts anew */
  serving.api.shared = shared_start(server);
  if (reason == TX_OK) reason = start_listener(&serving, plan, false, &serving.public, problem);
  if (reason == TX_OK) reason = start_listener(&serving, plan, true, &serving.tls, problem);
  if (reason == TX_OK) {
    set_origins(&serving, plan);
    reason = start_socket(&serving, problem);
  }
  if (reason == TX_OK) {
    printf("listening on %s, port %u\n", plan->listen, host_http_port(serving.public));
    if (serving.tls)
      printf("listening on %s, TLS port %u\n", plan->tls_listen, host_http_port(serving.tls));
    fflush(stdout);
    host_notify("READY=1");
    serving.watch.listeners[0] = serving.public;
    serving.watch.listeners[1] = serving.tls;
    serving.watch.listeners[2] = serving.socket;
    watch_start(&serving.watch);
    wait_and_work(&serving);
    watch_stop(&serving.watch);
    host_notify("STOPPING=1");
  }
  live_stop(serving.api.live);
  host_http_stop(serving.socket, GRACE_MS);
  host_http_stop(serving.tls, GRACE_MS);
  host_http_stop(serving.public, GRACE_MS);
  live_destroy(serving.api.live);
  counted_destroy(serving.api.counted);
  shared_stop(serving.api.shared);
  server->origins = NULL;
  keeper_stop(&serving.keeper);
  return reason;
}
