/* SPDX-License-Identifier: Apache-2.0 */
#include "source/mjpeg.h"

#include <stdlib.h>

void gate_mjpeg_finish(struct gate_mjpeg *mjpeg) {
  free(mjpeg->buf);
  *mjpeg = (struct gate_mjpeg){ 0 };
}

static void drop(struct gate_mjpeg *mjpeg, size_t n) {
  memmove(mjpeg->buf, mjpeg->buf + n, mjpeg->len - n);
  mjpeg->len -= n;
  mjpeg->scanned = 0;
}

static void drop_taken(struct gate_mjpeg *mjpeg) {
  if (mjpeg->taken) drop(mjpeg, mjpeg->taken);
  mjpeg->taken = 0;
}

bool gate_mjpeg_feed(struct gate_mjpeg *mjpeg, const void *bytes, size_t n) {
  drop_taken(mjpeg);
  if (mjpeg->len + n > GATE_MJPEG_MAX) mjpeg->len = mjpeg->scanned = 0;
  if (n > GATE_MJPEG_MAX) return true;
  if (mjpeg->len + n > mjpeg->cap) {
    size_t cap = (mjpeg->len + n) * 2;
    void *grown = realloc(mjpeg->buf, cap);
    if (!grown) return false;
    mjpeg->buf = grown;
    mjpeg->cap = cap;
  }
  memcpy(mjpeg->buf + mjpeg->len, bytes, n);
  mjpeg->len += n;
  return true;
}

static const uint8_t *find_marker(const struct gate_mjpeg *mjpeg, size_t from, uint8_t marker) {
  const uint8_t *p = mjpeg->buf + from, *end = mjpeg->buf + mjpeg->len;
  while (p + 1 < end && (p = memchr(p, 0xff, (size_t)(end - p - 1)))) {
    if (p[1] == marker) return p;
    p++;
  }
  return NULL;
}

/* Everything before the start of a picture is head lines and boundaries. */
static bool drop_before_start(struct gate_mjpeg *mjpeg) {
  const uint8_t *start = find_marker(mjpeg, 0, 0xd8);
  size_t before = start ? (size_t)(start - mjpeg->buf) : mjpeg->len;
  if (!start && before > 0 && mjpeg->buf[before - 1] == 0xff) before--;
  if (before) drop(mjpeg, before);
  return start != NULL;
}

bool gate_mjpeg_next(struct gate_mjpeg *mjpeg, struct tx_span *out) {
  drop_taken(mjpeg);
  if (mjpeg->len < 4 || !drop_before_start(mjpeg)) return false;
  size_t from = mjpeg->scanned > 2 ? mjpeg->scanned : 2;
  const uint8_t *end = from < mjpeg->len ? find_marker(mjpeg, from, 0xd9) : NULL;
  if (!end) {
    mjpeg->scanned = mjpeg->len - 1;
    return false;
  }
  mjpeg->taken = (size_t)(end - mjpeg->buf) + 2;
  *out = tx_span_of(mjpeg->buf, mjpeg->taken);
  return true;
}
