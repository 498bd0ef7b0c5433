/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"

#include "api/desk.h"
#include "api/health.h"
#include "domain/publish.h"
#include "domain/residency.h"
#include "host/sys/log.h"
#include "host/sys/notify.h"
#include "routes.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>

#define GRACE_MS 3000
#define ORIGINS 7
#define ORIGIN_SIZE 300

struct serving {
  enum tx_reason failed; /* why the last publishing did */
  struct desk desk;
  struct host_http *public, *tls, *socket;
  char origin_texts[ORIGINS][ORIGIN_SIZE];
  const char *origins[ORIGINS + 1];
};

/* --- listeners -------------------------------------------------------------------------------- */

static enum tx_reason start_listener(struct serving *serving, const struct serve_plan *plan,
                                     bool tls, struct host_http **out, struct host_problem *problem) {
  const char *listen = tls ? plan->tls_listen : plan->listen;
  const struct host_http_options options = {
    .listen = listen,
    .cert_path = tls ? plan->cert_path : NULL,
    .key_path = tls ? plan->key_path : NULL,
    .routes = public_routes,
    .route_count = public_route_count,
    .context = &serving->desk,
    .answered = health_count,
  };
  if (!listen) return TX_OK;
  enum tx_reason reason = host_http_start(&options, out);
  if (reason == TX_OK) return TX_OK;
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "无法在 %s 上监听:%s。", listen,
           tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "Cannot listen on %s: %s.", listen,
           tx_reason_text(reason, "en"));
  return reason;
}

static enum tx_reason start_socket(struct serving *serving, struct host_problem *problem) {
  char listen[4200];
  snprintf(listen, sizeof listen, "unix:%s/office.sock", serving->desk.office->data_dir);
  const struct host_http_options options = {
    .listen = listen,
    .routes = socket_routes,
    .route_count = socket_route_count,
    .context = &serving->desk,
    .threads = 2,
    .timeout_s = 600,
  };
  return host_problem_of(problem, host_http_start(&options, &serving->socket));
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
  serving->desk.office->origins = serving->origins;
}

/* --- the publisher ---------------------------------------------------------------------------- */

static void publish(struct serving *serving) {
  struct office *office = serving->desk.office;
  struct host_problem problem = { 0 };
  size_t count = 0;
  pthread_mutex_lock(&office->lock);
  int64_t now_s = desk_now(&serving->desk);
  enum tx_reason reason = host_problem_of(&problem, residency_expire(office, now_s));
  if (reason == TX_OK) reason = publish_due(office, now_s, &count, &problem);
  pthread_mutex_unlock(&office->lock);
  __atomic_add_fetch(&serving->desk.publications, count, __ATOMIC_RELAXED);
  if (reason != TX_OK && reason != serving->failed)
    host_log(HOST_ERROR, "publishing failed: %s", problem.en);
  serving->failed = reason; /* said once, not every second */
}

static void wait_and_publish(struct serving *serving) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  const struct timespec second = { .tv_sec = 1 };
  do {
    publish(serving);
    host_notify("WATCHDOG=1");
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

enum tx_reason serve_run(struct office *office, const struct serve_plan *plan,
                         struct host_problem *problem) {
  struct serving serving = { .desk = { .office = office, .shift_s = plan->shift_s } };
  block_signals(); /* before the first thread: all of them inherit it */
  publish(&serving);
  enum tx_reason reason = start_listener(&serving, plan, false, &serving.public, problem);
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
    wait_and_publish(&serving);
    host_notify("STOPPING=1");
  }
  host_http_stop(serving.socket, GRACE_MS);
  host_http_stop(serving.tls, GRACE_MS);
  host_http_stop(serving.public, GRACE_MS);
  office->origins = NULL;
  return reason;
}
