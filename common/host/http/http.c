/* SPDX-License-Identifier: Apache-2.0 */
#include "http.h"

#include "host/sys/descriptors.h"
#include "host/sys/log.h"
#include "http_internal.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 4096u
#define LEAST_CONNECTIONS 8u
#define PEM_MAX (64u << 10)
#define POLL_MS 5

/* --- starting --------------------------------------------------------------------------------- */

static enum tx_reason read_pem(struct host_http *http) {
  const struct host_http_options *options = &http->options;
  if (!options->cert_path && !options->key_path) return TX_OK;
  if (!options->cert_path || !options->key_path) return TX_BAD_ARGUMENT;
  enum tx_reason reason = host_file_read(options->cert_path, PEM_MAX, &http->cert);
  return reason == TX_OK ? host_file_read(options->key_path, PEM_MAX, &http->key) : reason;
}

static bool any_waits(const struct host_http *http) {
  bool any = false;
  for (size_t i = 0; i < http->options.route_count; i++)
    any = any || http->routes[i].flags & HOST_WAITS;
  return any;
}

static void discard(struct host_http **http) {
  struct host_http *h = *http;
  if (!h) return;
  loops_stop(h);
  workers_stop(h->workers);
  places_destroy(h->places);
  host_descriptors_give(h->descriptors);
  if (h->listen_fd >= 0) close(h->listen_fd);
  if (h->socket_path) unlink(h->socket_path);
  free(h->socket_path);
  free(h->routes);
  free(h->proxies);
  host_bytes_finish(&h->cert);
  host_bytes_finish_secret(&h->key);
  free(h);
}

static bool copy_tables(struct host_http *http) {
  const struct host_http_options *o = &http->options;
  http->routes = calloc(o->route_count + 1, sizeof *http->routes);
  http->proxies = calloc(o->proxy_count + 1, sizeof *http->proxies);
  if (!http->routes || !http->proxies) return false;
  for (size_t i = 0; i < o->route_count; i++)
    http->routes[i] = o->routes[i];
  for (size_t i = 0; i < o->proxy_count; i++)
    http->proxies[i] = o->proxies[i];
  return true;
}

/* As many as are wanted and the process has descriptors for. */
static bool make_places(struct host_http *http) {
  unsigned wanted = http->options.connections ? http->options.connections : CONNECTIONS;
  if (wanted < LEAST_CONNECTIONS) wanted = LEAST_CONNECTIONS;
  http->descriptors = host_descriptors_take(wanted);
  if (http->descriptors < wanted)
    host_log(HOST_WARNING, "%s: %u places, not %u: %zu descriptors for all; raise LimitNOFILE",
             http->options.listen, http->descriptors, wanted, host_descriptors_max());
  http->places = places_create(http->options.listen, http->descriptors);
  return http->places != NULL;
}

static enum tx_reason start_threads(struct host_http *http) {
  if (!make_places(http)) return TX_NO_MEMORY;
  if (any_waits(http) && !(http->workers = workers_start(http->options.workers, run_handler)))
    return TX_NO_MEMORY;
  if (loops_start(http)) return TX_OK;
  return http->key.p ? TX_BAD_KEY : TX_IO_FAILED;
}

enum tx_reason host_http_start(const struct host_http_options *options, struct host_http **out) {
  __attribute__((cleanup(discard))) struct host_http *http = calloc(1, sizeof *http);
  if (!http) return TX_NO_MEMORY;
  http->options = *options;
  http->listen_fd = -1;
  if (!copy_tables(http)) return TX_NO_MEMORY;
  enum tx_reason reason = read_pem(http);
  if (reason == TX_OK)
    reason = listen_on(options->listen, &http->listen_fd, &http->port, &http->socket_path);
  if (reason == TX_OK) reason = start_threads(http);
  if (reason != TX_OK) return reason;
  *out = http;
  http = NULL;
  return TX_OK;
}

uint16_t host_http_port(const struct host_http *http) {
  return http->port;
}

/* --- stopping --------------------------------------------------------------------------------- */

static void pause_a_little(void) {
  nanosleep(&(struct timespec){ .tv_nsec = POLL_MS * 1000000L }, NULL);
}

static bool sleeps(struct host_http *http) {
  return atomic_load(&http->suspended) > 0 || atomic_load(&http->resuming) > 0;
}

static bool keeps_waiting(struct host_http *http, bool in_grace) {
  return sleeps(http) || (in_grace && atomic_load(&http->active) > 0);
}

void host_http_stop(struct host_http *http, unsigned grace_ms) {
  if (!http) return;
  loops_quiesce(http);
  /* The grace begins when nothing sleeps any more: MHD_stop_daemon aborts while a connection does.
   */
  for (unsigned waited = 0; keeps_waiting(http, waited < grace_ms); pause_a_little())
    waited = sleeps(http) ? 0 : waited + POLL_MS;
  discard(&http);
}
