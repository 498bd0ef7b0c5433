/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the HTTP layer share. Private to common/host. */
#ifndef HOST_HTTP_PARTS_H
#define HOST_HTTP_PARTS_H

#include "host/sys/file.h"
#include "host/sys/watchdog.h"
#include "http.h"
#include "places.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define PARAMS_MAX 8
#define HEADERS_MAX 16

/* A thread that goes around its share of the connections, again and again. */
struct http_loop {
  struct host_http *http;
  struct MHD_Daemon *daemon;
  int epoll_fd; /* the daemon's */
  int wake_fd;
  pthread_t thread;
  bool runs;
  struct host_pulse turned; /* whenever it came around */
};

struct host_http {
  struct host_http_options options;
  struct host_route *routes; /* our copy */
  struct host_network *proxies;
  struct http_loop *loops;
  unsigned loop_count;
  struct places *places;
  unsigned descriptors; /* counted for it, of the process's */
  atomic_llong swept_ms;
  atomic_bool stopping, ended;
  int listen_fd;
  uint16_t port;
  char *socket_path; /* of a Unix socket, else NULL */
  struct host_bytes cert, key;
  struct host_workers *workers;
  atomic_int active;    /* requests that are not answered yet */
  atomic_int suspended; /* those of them that sleep */
  atomic_int resuming;  /* threads that are waking one */
};

/* A connection: whose it is, and what was found in the request that is being read. */
struct http_link {
  struct http_loop *loop;
  struct place *place;
  struct host_address peer;
  bool remote;   /* peer is known: no Unix socket */
  bool is_known; /* somebody known spoke on it, and nobody else can: no proxy's */
  bool has_zero; /* a zero byte stood in the request's path or query, as %00 */
};

struct host_param {
  const char *name; /* in the pattern */
  size_t name_len;
  const char *value; /* in the request's segments */
};

struct host_request {
  struct host_http *http;
  struct MHD_Connection *connection;
  const struct host_route *route; /* NULL: none fits */
  char *method, *path;
  char *segments; /* the path, cut at its slashes */
  struct host_param params[PARAMS_MAX];
  size_t param_count;
  struct http_link *link;
  struct host_address client; /* whom it comes from; nothing on a Unix socket */
  char address[HOST_ADDRESS_TEXT];
  bool local;     /* from this machine itself */
  bool handled;   /* the handler ran */
  bool suspended; /* touched by the connection's thread only */
  bool in_worker; /* its handler runs there, or has */

  void *attached; /* by admit */
  void *kept;     /* by a handler of parts … */
  void (*finish)(void *work);
  bool admitted, last; /* … that has begun; and whether it has all of the body */
  size_t given;        /* of the body, in parts before this one */
  uint8_t *body;
  size_t body_len, body_cap;
  bool too_large;

  char *header_names[HEADERS_MAX], *header_values[HEADERS_MAX];
  size_t header_count;
  char *etag; /* with quotes */
  struct MHD_Response *response;
  unsigned status;
  struct host_request *next; /* in a queue of the workers … */
  int64_t queued_us;         /* … since when, on the monotonic clock */
  unsigned retry_s;          /* of who is refused there */
  bool let_in;               /* a worker has had it before */
};

/* Threads that call handle and then resume the request, unless it was left asleep. NULL: out of
 * memory. */
struct host_workers *workers_start(unsigned count, void (*handle)(struct host_request *request));
/* Puts a request that sleeps into the queue of its class. */
void workers_add(struct host_workers *workers, struct host_request *request);
/* Refuses who has waited for too long, where all threads are held up. NULL: nobody waits. */
void workers_sweep(struct host_workers *workers);
/* Ends them; nothing is in the queue any more. */
void workers_stop(struct host_workers *workers);

/* Makes a listening socket of "HOST:PORT", ":PORT" or "unix:PATH". TX_OK, TX_BAD_ARGUMENT,
 * TX_CONFLICT, TX_NOT_ALLOWED, TX_NOT_FOUND, TX_IO_FAILED. */
enum tx_reason listen_on(const char *where, int *fd, uint16_t *port, char **socket_path);

/* Finds the route of a request and fills its params. On false, *allow holds the methods that the
 * path takes, "" when there is no such path. */
bool route_find(struct host_request *request, char *allow, size_t cap);

/* Starts the threads; false: not all could be. loops_stop ends what was started. */
bool loops_start(struct host_http *http);
/* Wakes them to take no more connections. */
void loops_quiesce(struct host_http *http);
void loops_stop(struct host_http *http);
/* Has it look at its connections now. From any thread. */
void loop_wake(struct http_loop *loop);

/* What libmicrohttpd calls: a connection comes and goes, a request, the end of one. */
void on_connected(void *cls, struct MHD_Connection *connection, void **link_slot,
                  enum MHD_ConnectionNotificationCode code);
size_t on_escaped(void *cls, struct MHD_Connection *connection, char *text);
enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                           const char *method, const char *version, const char *upload,
                           size_t *upload_size, void **request_slot);
void on_completed(void *cls, struct MHD_Connection *connection, void **request_slot,
                  enum MHD_RequestTerminationCode code);
/* What slept is awake again, or gone. */
void sleep_end(struct host_request *request);
/* After a handler in a worker: whether somebody else answers and resumes its request. */
bool sleep_was_left(void);
/* Runs the handler of a request whose body is there. */
void run_handler(struct host_request *request);

/* A while longer for the rest of a body of which a part came. */
void client_extend(struct host_request *request);

/* Finds out whom a request comes from, and gives its connection the place of such a one. */
void client_find(struct host_request *request);

/* Refuses what is not for us: by another name, from another's page, with what no path has. False:
 * it has been answered. */
bool guard_admits(struct host_request *request);

/* The deadline of a connection on which the next head may begin. */
int64_t deadline_of_next(const struct host_http *http);

#endif
