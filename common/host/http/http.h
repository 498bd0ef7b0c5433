/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thin layer over libmicrohttpd: epoll and a pool of threads, a table of routes, bodies within a
 * limit, answers from memory, errors as problem+json (RFC 9457), a stop that loses no answer.
 */
#ifndef HOST_HTTP_H
#define HOST_HTTP_H

#include "format/reason.h"

#include <sys/types.h>

struct host_http;
struct host_request;

/* Answers a request, once, by one of the host_reply_… below; or calls host_request_suspend and has
 * it answered and resumed from another thread. Runs in any of the pool's threads. */
typedef void (*host_handler)(struct host_request *request, void *context);

struct host_route {
  const char *method; /* "GET" answers HEAD as well */
  const char
      *pattern; /* "/v1/sync/status/{area}/{seq}"; {name} takes one segment, {name…} the rest */
  host_handler run;
  size_t body_max; /* bytes; a larger body is 413. 0: takes none */
  bool waits;      /* its handler may wait, for a database say: it runs in a worker (see workers) */
};

struct host_http_options {
  const char *listen;    /* "127.0.0.1:8080", "[::]:443", ":8080" (every address), port 0: any free
                            one; or "unix:/run/tongxing/server.sock" (made with mode 0600) */
  const char *cert_path; /* PEM chain and key for TLS; both NULL: plain */
  const char *key_path;
  const struct host_route *routes;
  size_t route_count;
  void *context;        /* handed to the handlers */
  unsigned threads;     /* 0: one a core */
  unsigned workers;     /* for handlers that wait, so that no other connection does; 0: eight */
  unsigned connections; /* 0: 4,096 */
  unsigned timeout_s;   /* of a connection on which nothing moves; 0: 15 */
  /* Called before a handler, when set; false: it has answered (refused). */
  bool (*admit)(struct host_request *request, void *context);
  /* Called after each answer, for counters. */
  void (*answered)(void *context, const char *pattern, unsigned status);
};

/* Starts to listen. TX_OK, TX_BAD_ARGUMENT (listen cannot be read), TX_CONFLICT (address in use, or
 * a server runs on that socket), TX_NOT_ALLOWED, TX_BAD_KEY (certificate or key), TX_NOT_FOUND (no
 * such file or folder), TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason host_http_start(const struct host_http_options *options, struct host_http **out);
/* The port that it listens on; 0 for a Unix socket. */
uint16_t host_http_port(const struct host_http *http);
/* Takes no new connections, gives requests that are under way up to grace_ms to be answered, then
 * ends. Waits for every suspended request, whatever grace_ms says: who suspends keeps a deadline.
 * NULL is nothing to stop. */
void host_http_stop(struct host_http *http, unsigned grace_ms);

/* --- the request ---------------------------------------------------------------------------------
 */

const char *host_request_method(const struct host_request *request);
const char *host_request_path(const struct host_request *request);
/* What stood for {name}, decoded; NULL when the pattern has none. */
const char *host_request_param(const struct host_request *request, const char *name);
/* A query parameter; NULL when absent. */
const char *host_request_query(const struct host_request *request, const char *name);
const char *host_request_header(const struct host_request *request, const char *name);
/* The token of `Authorization: Bearer …`; NULL when there is none. */
const char *host_request_bearer(const struct host_request *request);
struct tx_span host_request_body(const struct host_request *request);
/* The caller's uid on a Unix socket; (uid_t)-1 elsewhere. */
uid_t host_request_uid(const struct host_request *request);
/* Whether the other side is on this machine: loopback or a Unix socket. */
bool host_request_is_local(const struct host_request *request);
bool host_request_is_tls(const struct host_request *request);
/* The other side's address as text, without its port; "unix" on a Unix socket. */
const char *host_request_address(const struct host_request *request);

/* Puts the request to sleep; the handler must return without touching it again. Whoever answers it
 * calls host_reply_… and then host_request_resume, once, from any thread. */
void host_request_suspend(struct host_request *request);
void host_request_resume(struct host_request *request);

/* --- the answer ----------------------------------------------------------------------------------
 */

/* Adds a header to the answer; call before host_reply_…. */
void host_reply_header(struct host_request *request, const char *name, const char *value);
/* The same for Cache-Control, and for an entity tag (a hash in hexadecimal, without quotes): when
 * If-None-Match names it, the answer becomes 304 without a body. */
void host_reply_cache(struct host_request *request, const char *cache_control);
void host_reply_etag(struct host_request *request, const char *tag);

/* Answers with a copy of body; type NULL for none. */
void host_reply(struct host_request *request, unsigned status, const char *type,
                struct tx_span body);
/* Answers with body as it lies, and calls release(owner) when it has been sent. */
void host_reply_shared(struct host_request *request, unsigned status, const char *type,
                       struct tx_span body, void (*release)(void *owner), void *owner);
/* Answers with what read writes into out, again and again until it returns 0: the end. It runs in
 * the connection's thread, so each call is short; one that has nothing to say yet writes a blank.
 * finish is called once, at the end or when the client has hung up. */
struct host_stream {
  size_t (*read)(void *context, char *out, size_t cap);
  void (*finish)(void *context);
  void *context;
};
void host_reply_stream(struct host_request *request, unsigned status, const char *type,
                       const struct host_stream *stream);
/* Answers with JSON text. */
void host_reply_json(struct host_request *request, unsigned status, const char *json);
/* Answers with a redirect of 302 or 303 or 307. */
void host_reply_redirect(struct host_request *request, unsigned status, const char *location);
/* Answers with application/problem+json: type urn:tongxing:reason:NAME, title in the language that
 * Accept-Language prefers (zh first), title_zh, title_en, status, reason, and detail when not NULL.
 * 503 and 429 get a Retry-After of one second unless one was set. */
void host_reply_problem(struct host_request *request, unsigned status, enum tx_reason reason,
                        const char *detail);
/* The status that fits a reason: 404 for not_found, 409 conflict, 403 not_allowed, 503 busy, 507
 * disk_full, 400 for what came in wrong, else 500. */
unsigned host_reason_status(enum tx_reason reason);

#endif
