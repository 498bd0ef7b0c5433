/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thin layer over libmicrohttpd: epoll and a pool of threads, a table of routes, bodies within a
 * limit, answers from memory, errors as problem+json (RFC 9457), a stop that loses no answer.
 */
#ifndef HOST_HTTP_H
#define HOST_HTTP_H

#include "format/crypto.h"
#include "format/reason.h"
#include "host/sys/address.h"
#include "host/sys/problem.h"

#include <jansson.h>
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
  unsigned flags;  /* of enum host_route_flag, and HOST_CLASS */
  unsigned needs;  /* for admit: what this route asks of who calls it; 0: nothing */
};

enum host_route_flag {
  HOST_WAITS = 1,  /* its handler may wait, for a database say: it runs in a worker (see workers) */
  HOST_PUBLIC = 2, /* whatever Host and Origin say: everybody may read it anywhere */
  HOST_PARTS = 4,  /* with HOST_WAITS: the handler runs for each part of the body as it comes, and
                      for its end (host_request_is_last); nothing of the body is kept. An answer
                      given before the end goes out behind it. Once let in, a request is never told
                      to come again. */
  HOST_SOON = 8, /* with HOST_WAITS: its handler mostly need not wait, and runs in the connection's
                    thread first; where it has to it says so (host_request_wait) */
  HOST_MAKES = 16, /* what it makes is made once, under an Idempotency-Key: for admit */
};

/* Classes of requests that wait, by precedence; each has a queue of its own for the workers, and is
 * answered 503 with Retry-After by how long it has waited there, never by its length (R3, R4 of
 * security.md). The first may have all workers, the second all but one, the third a quarter of
 * them, the last all but two. */
enum host_class { HOST_FIRST, HOST_SECOND, HOST_THIRD, HOST_LAST, HOST_CLASSES };
#define HOST_CLASS(class)                                                                          \
  ((unsigned)(class) << 8) /* in a route's flags; HOST_FIRST when absent                           \
                            */
static inline enum host_class host_class_of(unsigned flags) {
  return (enum host_class)(flags >> 8 & 3);
}

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
  unsigned connections; /* at once, as far as the process's descriptors go (places.h says who loses
                           one when all are taken); 0: 4,096 */
  unsigned timeout_s;   /* of a connection on which nothing moves; 0: 15 */
  unsigned request_s;   /* in which a stranger's head and body have to come; 0: 30 */
  /* Whether the server goes by a name (host/sys/url.h writes it) beside loopback's and the address
   * that was connected to. Requests by another get 421. NULL: it goes by any. */
  bool (*named)(void *context, const char *name);
  /* Whose X-Forwarded-For is believed. */
  const struct host_network *proxies;
  size_t proxy_count;
  /* Called before a body is read, in the connection's thread, when set; false: it has answered. */
  bool (*greet)(struct host_request *request, void *context);
  /* Called before a handler, where it runs, when set; false: it has answered (refused). */
  bool (*admit)(struct host_request *request, void *context);
  /* Called where there is no such path, when set; true: it has answered, else the problem does. */
  bool (*lost)(struct host_request *request, void *context);
  /* The Date of each answer, 0 for none (RFC 9110 6.6.1: a server without a clock). NULL: the
   * machine's clock. */
  int64_t (*date_s)(void *context);
  /* Called after each answer, for counters. */
  void (*answered)(void *context, const char *pattern, unsigned status);
};

/* Starts to listen. TX_OK, TX_BAD_ARGUMENT (listen cannot be read), TX_CONFLICT (address in use, or
 * a server runs on that socket), TX_NOT_ALLOWED, TX_BAD_KEY (certificate or key), TX_NOT_FOUND (no
 * such file or folder), TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason host_http_start(const struct host_http_options *options, struct host_http **out);
/* The port that it listens on; 0 for a Unix socket. */
uint16_t host_http_port(const struct host_http *http);
/* Whether each of its threads has been around its connections within so many milliseconds: one that
 * hangs in a handler has not. */
bool host_http_turns(const struct host_http *http, int64_t within_ms);
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
/* The next cookie of that name behind *value, which begins empty: a browser may send several, of
 * other ports of the same host. False: no more. */
bool host_request_cookie(const struct host_request *request, const char *name,
                         struct tx_span *value);
/* Of HOST_PARTS the part, of some 256 KiB; the last may be empty. */
struct tx_span host_request_body(const struct host_request *request);
/* Whether there is no more to come of the body. */
bool host_request_is_last(const struct host_request *request);
/* Keeps a handler's work from part to part; finish is called once, when the request ends, however
 * it does. */
void host_request_keep(struct host_request *request, void *work, void (*finish)(void *work));
void *host_request_kept(const struct host_request *request); /* NULL: nothing */
/* The caller's uid on a Unix socket; (uid_t)-1 elsewhere. */
uid_t host_request_uid(const struct host_request *request);
/* Whether who asks is on this machine: by loopback or a Unix socket, and nobody says that it was
 * forwarded from elsewhere. */
bool host_request_is_local(const struct host_request *request);
/* Whether nobody on the way can read it: TLS, or it never left this machine. */
bool host_request_is_private(const struct host_request *request);
bool host_request_is_tls(const struct host_request *request);
/* Who asks, as text without a port: the other side, or whom a listed proxy speaks for; "unix" on a
 * Unix socket. */
const char *host_request_address(const struct host_request *request);

/* Whoever sends it has proved to be known: the connection keeps its place when they run short, and
 * has ten minutes for a body. By greet, admit or the handler. */
void host_request_prove(struct host_request *request);

/* What the request's route needs; 0 also where no route fits. */
unsigned host_request_needs(const struct host_request *request);
/* Whether its route is one of HOST_MAKES. */
bool host_request_makes(const struct host_request *request);
/* A hash of its query and body. */
void host_request_digest(const struct host_request *request, uint8_t out[TX_HASH_SIZE]);
/* Keeps what admit found out for the handler, until the request ends: then free() takes it. */
void host_request_attach(struct host_request *request, void *found);
void *host_request_attached(const struct host_request *request); /* NULL: nothing */

/* Of a HOST_SOON route, before anything that may wait. True: this is the connection's thread, and
 * the handler must return without touching the request again; it runs once more, in a worker. */
bool host_request_wait(struct host_request *request);
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
/* Answers with application/problem+json, see host_problem_json: words' sentences, where words is
 * NULL the reason's own. 503 and 429 get a Retry-After of the problem's retry_s, or one second,
 * unless one was set. */
void host_reply_problem(struct host_request *request, unsigned status, enum tx_reason reason,
                        const struct host_problem *words);
/* The same with a sentence in each language. */
void host_reply_refusal(struct host_request *request, unsigned status, enum tx_reason reason,
                        const char *zh, const char *en);
/* type urn:tongxing:reason:NAME, title and detail in one language and in both (_zh, _en), status,
 * the reason's name and number. NULL: out of memory. */
json_t *host_problem_json(const struct host_problem *problem, unsigned status, bool english);
/* Whether Accept-Language begins with en; else people are answered in Chinese. */
bool host_request_wants_english(const struct host_request *request);
/* The status that fits a reason: 404 for not_found, 409 conflict, 403 not_allowed, 503 busy
 * or clock_unsure, 507 disk_full, 400 for what came in wrong, else 500. */
unsigned host_reason_status(enum tx_reason reason);

#endif
