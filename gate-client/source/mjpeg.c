/* SPDX-License-Identifier: Apache-2.0 */
#include "source/mjpeg.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#define HEAD_MAX 4096 /* bytes of a part's head */

void gate_mjpeg_finish(struct gate_mjpeg *mjpeg) {
  free(mjpeg->buf);
  *mjpeg = (struct gate_mjpeg){ 0 };
}

/* What follows may be the head of another part. */
static void drop(struct gate_mjpeg *mjpeg, size_t n) {
  if (mjpeg->len > n) memmove(mjpeg->buf, mjpeg->buf + n, mjpeg->len - n);
  mjpeg->len -= n;
  mjpeg->at = mjpeg->length = 0;
  mjpeg->begun = false;
}

static void drop_taken(struct gate_mjpeg *mjpeg) {
  if (mjpeg->taken) drop(mjpeg, mjpeg->taken);
  mjpeg->taken = 0;
}

bool gate_mjpeg_feed(struct gate_mjpeg *mjpeg, const void *bytes, size_t n) {
  drop_taken(mjpeg);
  if (mjpeg->len + n > GATE_MJPEG_MAX) drop(mjpeg, mjpeg->len);
  if (n == 0 || n > GATE_MJPEG_MAX) return true;
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

/* The number behind the last "Content-Length:"; 0: none. */
static size_t read_length(const uint8_t *head, size_t n) {
  static const char name[] = "Content-Length:";
  const size_t name_n = sizeof name - 1;
  size_t length = 0;
  for (size_t i = n; i-- > name_n;) {
    const size_t from = i - name_n;
    if (strncasecmp((const char *)head + from, name, name_n) != 0) continue;
    for (; i < n && head[i] == ' '; i++) {
    }
    for (; i < n && isdigit(head[i]) && length <= GATE_MJPEG_MAX; i++)
      length = length * 10 + (head[i] - '0');
    return length;
  }
  return 0;
}

/* Everything before the start of a picture is head lines and boundaries. */
static bool find_start(struct gate_mjpeg *mjpeg) {
  static const uint8_t start[] = { 0xff, 0xd8 };
  const uint8_t *p = mjpeg->at < mjpeg->len ? memmem(mjpeg->buf + mjpeg->at, mjpeg->len - mjpeg->at,
                                                     start, sizeof start)
                                            : NULL;
  if (p) {
    const size_t before = (size_t)(p - mjpeg->buf);
    const size_t length = read_length(mjpeg->buf, before);
    drop(mjpeg, before);
    mjpeg->begun = true;
    mjpeg->at = 2;
    mjpeg->length = length;
    return true;
  }
  if (mjpeg->len > HEAD_MAX) drop(mjpeg, mjpeg->len - HEAD_MAX);
  mjpeg->at = mjpeg->len ? mjpeg->len - 1 : 0;
  return false;
}

/* --- segments: ITU-T T.81, B.1.1 -------------------------------------------------------------- */

enum step { STEP_ON, STEP_WAIT, STEP_END, STEP_BEGIN };

static bool stands_alone(uint8_t marker) {
  return marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd7);
}

/* From a marker, or from coded data to the next. */
static enum step step(struct gate_mjpeg *mjpeg) {
  const size_t left = mjpeg->len > mjpeg->at ? mjpeg->len - mjpeg->at : 0;
  const uint8_t *p = mjpeg->buf + (left ? mjpeg->at : 0);
  if (left < 2) return STEP_WAIT;
  if (p[0] != 0xff) {
    const uint8_t *marker = memchr(p, 0xff, left);
    mjpeg->at = marker ? (size_t)(marker - mjpeg->buf) : mjpeg->len;
    return STEP_ON;
  }
  if (p[1] == 0xd8) return STEP_BEGIN;
  if (p[1] == 0xff || p[1] == 0xd9 || stands_alone(p[1])) {
    mjpeg->at += p[1] == 0xff ? 1 : 2;
    return p[1] == 0xd9 ? STEP_END : STEP_ON;
  }
  if (left < 4) return STEP_WAIT;
  mjpeg->at += 2 + ((size_t)p[2] << 8 | p[3]);
  return STEP_ON;
}

/* A picture that was cut off is followed by the start of another. */
static bool walk(struct gate_mjpeg *mjpeg) {
  for (;;) {
    switch (step(mjpeg)) {
    case STEP_ON:
      break;
    case STEP_WAIT:
      return false;
    case STEP_END:
      return true;
    case STEP_BEGIN:
      drop(mjpeg, mjpeg->at);
      mjpeg->begun = true;
      mjpeg->at = 2;
      break;
    }
  }
}

static bool ends_by_length(struct gate_mjpeg *mjpeg) {
  const size_t n = mjpeg->length;
  if (n < 4 || n > mjpeg->len || mjpeg->buf[n - 2] != 0xff || mjpeg->buf[n - 1] != 0xd9)
    return false;
  mjpeg->at = n;
  return true;
}

bool gate_mjpeg_next(struct gate_mjpeg *mjpeg, struct tx_span *out) {
  drop_taken(mjpeg);
  if (!mjpeg->begun && !find_start(mjpeg)) return false;
  if (!walk(mjpeg) && !ends_by_length(mjpeg)) return false;
  mjpeg->taken = mjpeg->at;
  *out = tx_span_of(mjpeg->buf, mjpeg->taken);
  return true;
}
