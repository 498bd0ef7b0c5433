/* SPDX-License-Identifier: Apache-2.0 */
/* The running server: its listeners, its jobs, its end. */
#ifndef SERVER_DAEMON_SERVE_H
#define SERVER_DAEMON_SERVE_H

#include "domain/context/context.h"
#include "host/sys/address.h"

struct serve_plan {
  const char *listen;                 /* "127.0.0.1:8080": plain, so on this machine */
  const char *tls_listen;             /* "[::]:8443"; NULL: nowhere */
  const char *origin;                 /* how gates call this server; NULL: by its loopback names */
  const char *cert_path, *key_path;   /* of TLS */
  const struct host_network *proxies; /* whose X-Forwarded-For is believed */
  size_t proxy_count;
  unsigned connections, request_s; /* as in host_http_options */
  int64_t shift_s;                 /* what --now adds to the clock */
  const char *reports_folder;      /* NULL: none are written by themselves */
  int reports_minute;              /* of the day in China, when they are */
  const char *place, *phone;       /* as they stand on cards */
  const char *metrics_token;       /* NULL: metrics are read on this machine alone */
};

/* Serves until SIGTERM or SIGINT, doing its jobs (jobs.h). Says on stdout where it listens.
 * TX_OK after a clean end. */
enum tx_reason serve_run(struct server *server, const struct serve_plan *plan,
                         struct host_problem *problem);

#endif
