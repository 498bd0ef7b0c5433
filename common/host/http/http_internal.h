/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the HTTP layer share. Private to common/host. */
#ifndef HOST_HTTP_PARTS_H
#define HOST_HTTP_PARTS_H

#include "host/sys/file.h"
#include "http.h"

#include <microhttpd.h>
#include <stdatomic.h>

#define PARAMS_MAX 8
#define HEADERS_MAX 16
#define ADDRESS_SIZE 64

struct host_http {
  struct host_http_options options;
  struct host_route *routes; /* our copy */
  struct MHD_Daemon *daemon;
  int listen_fd;
  uint16_t port;
  char *socket_path; /* of a Unix socket, else NULL */
  struct host_bytes cert, key;
  struct host_workers *workers;
  atomic_int active;    /* requests that are not answered yet */
  atomic_int suspended; /* those of them that sleep */
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
  char address[ADDRESS_SIZE];
  bool handled;   /* the handler ran */
  bool suspended; /* touched by the connection's thread only */

  uint8_t *body;
  size_t body_len, body_cap;
  bool too_large;

  char *header_names[HEADERS_MAX], *header_values[HEADERS_MAX];
  size_t header_count;
  char *etag; /* with quotes */
  struct MHD_Response *response;
  unsigned status;
  struct host_request *next; /* in the queue of the workers */
};

/* Runs the handler of a request, whatever thread it is in. */
void http_handle(struct host_request *request);

/* Threads for handlers that wait. NULL: out of memory. */
struct host_workers *workers_start(unsigned count);
/* Puts a request that sleeps into the queue; a worker handles and resumes it. */
void workers_add(struct host_workers *workers, struct host_request *request);
/* Ends them; nothing is in the queue any more. */
void workers_stop(struct host_workers *workers);

/* Makes a listening socket of "HOST:PORT", ":PORT" or "unix:PATH". TX_OK, TX_BAD_ARGUMENT,
 * TX_CONFLICT, TX_NOT_ALLOWED, TX_NOT_FOUND, TX_IO_FAILED. */
enum tx_reason listen_on(const char *where, int *fd, uint16_t *port, char **socket_path);

/* Finds the route of a request and fills its params. On false, *allow holds the methods that the
 * path takes, "" when there is no such path. */
bool route_find(struct host_request *request, char *allow, size_t cap);

/* Where a connection comes from, as text. */
void address_of(struct MHD_Connection *connection, bool is_unix, char out[ADDRESS_SIZE]);

#endif
