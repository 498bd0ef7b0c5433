/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP by libcurl, for one thread: bounded in bytes and in time, at ease with a server that lies.
 * Redirects are not followed here: the caller looks where they lead.
 */
#ifndef GATE_SYNC_HTTP_CLIENT_H
#define GATE_SYNC_HTTP_CLIENT_H

#include "format/trust.h"

#include <curl/curl.h>
#include <stdatomic.h>

#define GATE_HTTP_URL 1024

struct gate_http {
  CURL *easy;
  char origin[300]; /* "http://127.0.0.1:8080", without a slash behind */
  bool loopback;
  char pins[2048];       /* "sha256//BASE64;…" of the server's TLS keys; "" for none */
  bool hurry;            /* a few seconds in all: the program is about to end */
  atomic_bool *stopping; /* ends a transfer under way when it becomes true */
};

struct gate_request {
  const char *path;          /* below origin, or a whole address */
  const char *token;         /* sent only to origin; NULL: none */
  const char *holds;         /* sent with it: what this gate has */
  const char *if_none_match; /* NULL: unconditional */
  const char *type;          /* of body; NULL: GET */
  struct tx_span body;
  size_t max; /* bytes of the answer */
};

struct gate_answer {
  long status;   /* 0: no answer */
  uint8_t *body; /* owned; a 0 follows the n bytes */
  size_t n, cap, max;
  bool too_long;
  char etag[160];               /* as sent, with its quotes; "" for none */
  char location[GATE_HTTP_URL]; /* resolved; "" for none */
  char before[128]; /* the path that Link names as predecessor-version, as it stands; "" for none */
  int64_t date_s;   /* of the Date header; 0: none */
  int64_t retry_after_s;       /* 0: none */
  bool known;                  /* from loopback, or from a TLS key that was pinned */
  char error[CURL_ERROR_SIZE]; /* when status is 0 */
};

/* False: url is no http or https address, or memory is out. */
bool gate_http_open(struct gate_http *fetch, const char *url, atomic_bool *stopping);
void gate_http_close(struct gate_http *fetch);
/* The SHA-256 of the TLS keys that the server may use. None: the system's authorities decide, and
 * the server counts as unknown. */
void gate_http_pin(struct gate_http *fetch, const uint8_t *own, const struct tx_trust *trust);

/* Asks and waits, for as long as something moves. The caller frees the answer. */
void gate_http_ask(struct gate_http *fetch, const struct gate_request *request,
                   struct gate_answer *answer);
void gate_answer_finish(struct gate_answer *answer);
#define GATE_ANSWER __attribute__((cleanup(gate_answer_finish))) struct gate_answer

#endif
