/* SPDX-License-Identifier: Apache-2.0 */
/* A statement as a line of JSON: an object whose members are those of member.h. */
#ifndef SERVER_DOMAIN_STATEMENT_LINE_H
#define SERVER_DOMAIN_STATEMENT_LINE_H

#include "host/sys/problem.h"
#include "member.h"

#include "format/bytes.h"

#include <jansson.h>

struct feed_line {
  struct statement_words words; /* they lie in what follows */
  json_t *json;
  char integers[FEED_MEMBERS][24];
};

/* Reads one, its texts cleaned for people. False: it is none, and problem says how, to follow a
 * member's name (*member; FEED_MEMBERS: the line's). The caller finishes out, also then. */
bool feed_line_read(struct tx_span text, struct feed_line *out, enum feed_member *member,
                    struct host_problem *problem);
void feed_line_finish(struct feed_line *line);

#endif
