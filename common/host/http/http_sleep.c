/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that sleep until another thread answers them. */
#include "http_internal.h"

#include <sys/eventfd.h>

void loop_wake(struct http_loop *loop) {
  eventfd_write(loop->wake_fd, 1);
}

/* Whether the handler that runs in this thread, a worker's, has given its request away: it may have
 * been answered, and be gone, before the handler returns. */
static _Thread_local bool left;

bool sleep_was_left(void) {
  const bool was = left;
  left = false;
  return was;
}

void host_request_suspend(struct host_request *request) {
  if (request->suspended) { /* for a worker, which is to leave it so */
    left = true;
    return;
  }
  request->suspended = true;
  atomic_fetch_add(&request->http->suspended, 1);
  places_sleep(request->http->places, request->link->place, true);
  MHD_suspend_connection(request->connection);
}

/* Its thread may finish it at once: nothing of it is looked at. */
void host_request_resume(struct host_request *request) {
  struct http_loop *loop = request->link->loop;
  atomic_fetch_add(&loop->http->resuming, 1);
  MHD_resume_connection(request->connection);
  loop_wake(loop);
  atomic_fetch_sub(&loop->http->resuming, 1);
}

void sleep_end(struct host_request *request) {
  request->suspended = false;
  atomic_fetch_sub(&request->http->suspended, 1);
  places_sleep(request->http->places, request->link->place, false);
}
