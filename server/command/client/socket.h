/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over a Unix socket. */
#ifndef SERVER_COMMAND_CLIENT_SOCKET_H
#define SERVER_COMMAND_CLIENT_SOCKET_H

#include "format/bytes.h"

#include <jansson.h>
#include <stdio.h>

struct socket_answer {
  /* Of an answer in lines: called for each but the last; may be NULL. */
  void (*line)(void *context, const json_t *line);
  void *context;
  unsigned status; /* 0 when the server broke off: it may have done what was asked */
  char *text;      /* the body, or its last line, and a zero; malloc'd, NULL when empty */
  size_t n;
  char session[192]; /* the session's cookie: sent when not "", kept when the answer sets one */
};

/* Whether somebody listens there. */
bool socket_reached(const char *socket);

/* A file as a body: read as it goes out, and held nowhere. */
struct socket_file {
  FILE *file;
  size_t size;
};
/* Posts it. */
void socket_post_file(const char *socket, const char *path, const char *type,
                      const struct socket_file *file, struct socket_answer *answer);

/* Asks; type NULL for no body. */
void socket_ask(const char *socket, const char *method, const char *path, const char *type,
                struct tx_span body, struct socket_answer *answer);

#endif
