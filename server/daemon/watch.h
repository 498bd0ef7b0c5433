/* SPDX-License-Identifier: Apache-2.0 */
/* Tells the service manager that the server lives, while the threads of its sockets come around. In
 * a thread of its own: a job over a whole city may take minutes. */
#ifndef SERVER_DAEMON_WATCH_H
#define SERVER_DAEMON_WATCH_H

#include "host/http/http.h"
#include "host/sys/watchdog.h"

#include <pthread.h>

#define WATCHED_MAX 3

struct watch {
  const struct host_http *listeners[WATCHED_MAX]; /* NULL: none there */
  struct host_pulse jobs;                         /* beaten by whoever does them */
  pthread_mutex_t lock;
  pthread_cond_t stop;
  bool stopping, runs;
  pthread_t thread;
};

/* Its listeners are set. They outlive it; it stays where it is. */
void watch_start(struct watch *watch);
void watch_stop(struct watch *watch);

#endif
