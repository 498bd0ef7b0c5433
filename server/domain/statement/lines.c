/* SPDX-License-Identifier: Apache-2.0 */
#include "lines.h"

/* Begins the line that comes next. */
static void begin(struct feed_lines *lines) {
  if (lines->number && !lines->over) return;
  lines->n = 0;
  lines->too_long = lines->over = false;
  lines->number++;
}

static void keep(struct feed_lines *lines, const uint8_t *bytes, size_t n) {
  size_t room = FEED_LINE_MAX - lines->n;
  lines->too_long |= n > room;
  if (n > room) n = room;
  if (n) memcpy(lines->text + lines->n, bytes, n);
  lines->n += n;
}

static void end(struct feed_lines *lines) {
  if (lines->n && lines->text[lines->n - 1] == '\r' && !lines->too_long) lines->n--;
  lines->text[lines->n] = '\0';
  lines->over = true;
}

bool feed_lines_next(struct feed_lines *lines, struct tx_span bytes, size_t *at) {
  if (*at >= bytes.n) return false;
  begin(lines);
  const uint8_t *from = bytes.p + *at, *found = memchr(from, '\n', bytes.n - *at);
  keep(lines, from, found ? (size_t)(found - from) : bytes.n - *at);
  *at = found ? (size_t)(found - bytes.p) + 1 : bytes.n;
  if (found) end(lines);
  return found != NULL;
}

bool feed_lines_rest(struct feed_lines *lines) {
  if (!lines->number || lines->over) return false;
  end(lines);
  return true;
}
