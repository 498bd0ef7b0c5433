/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of bytes cut at its line ends, whatever it is cut into on its way. */
#ifndef SERVER_DOMAIN_STATEMENT_LINES_H
#define SERVER_DOMAIN_STATEMENT_LINES_H

#include "format/bytes.h"

#define FEED_LINE_MAX 4096 /* bytes, without its end */

/* {0} at first. */
struct feed_lines {
  char text[FEED_LINE_MAX + 1]; /* of the line, terminated */
  size_t n;
  size_t number; /* of the line, from 1 */
  bool too_long; /* it is longer than that: text is how it begins */
  bool over;     /* text was handed over, and the next line begins */
};

/* The next line that ends within bytes, from *at on; *at moves behind it. False: all of bytes is
 * taken, and the rest of a line waits for more. The end is LF or CR LF. */
bool feed_lines_next(struct feed_lines *lines, struct tx_span bytes, size_t *at);
/* What no line end follows, at the end of all. False: nothing. */
bool feed_lines_rest(struct feed_lines *lines);

#endif
