/* SPDX-License-Identifier: Apache-2.0 */
#include "line_reader.h"

#include "format/cbor.h"

#include "host/text/date.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static void drop_taken(struct gate_lines *lines) {
  memmove(lines->buf, lines->buf + lines->taken, lines->len - lines->taken);
  lines->len -= lines->taken;
  lines->taken = 0;
}

static bool is_end(const struct gate_lines *lines, char c) {
  return c == '\n' || c == '\r' || (lines->tabs && (c == '\t' || c == '\x03'));
}

static size_t find_end(const struct gate_lines *lines) {
  for (size_t i = 0; i < lines->len; i++)
    if (is_end(lines, lines->buf[i])) return i;
  return SIZE_MAX;
}

/* Hands out a line unless it is empty (the LF behind a CR) or the rest of one that was too long. */
static bool hand_out(struct gate_lines *lines, size_t n, bool whole, struct tx_span *out) {
  bool wanted = n > 0 && !lines->skipping;
  lines->skipping = !whole;
  lines->taken = whole && n < lines->len ? n + 1 : n;
  *out = tx_span_of(lines->buf, n);
  if (!wanted) drop_taken(lines);
  return wanted;
}

static bool take_line(struct gate_lines *lines, struct tx_span *out) {
  for (;;) {
    size_t end = find_end(lines);
    if (end != SIZE_MAX) {
      if (hand_out(lines, end, true, out)) return true;
      continue;
    }
    if (lines->len == sizeof lines->buf) {
      if (hand_out(lines, lines->len, false, out)) return true;
      continue;
    }
    return lines->ended && lines->len > 0 && hand_out(lines, lines->len, true, out);
  }
}

static bool fill(struct gate_lines *lines, int fd) {
  struct pollfd readable = { .fd = fd, .events = POLLIN };
  if (lines->ended || poll(&readable, 1, 0) <= 0) return false;
  ssize_t n = read(fd, lines->buf + lines->len, sizeof lines->buf - lines->len);
  if (n > 0) lines->len += (size_t)n;
  if (n > 0) lines->last_ms = host_monotonic_ms();
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) lines->ended = true;
  return n > 0 || lines->ended;
}

enum gate_got gate_lines_next(struct gate_lines *lines, int fd, struct tx_span *out) {
  drop_taken(lines);
  do {
    if (take_line(lines, out)) return GATE_GOT_SIGHT;
  } while (fill(lines, fd));
  return lines->ended && lines->len == 0 ? GATE_GOT_END : GATE_GOT_NOTHING;
}

bool gate_lines_take_rest(struct gate_lines *lines, int64_t now_ms, struct tx_span *out,
                          int64_t *left_ms) {
  *left_ms = 0;
  if (lines->len == 0) return false;
  *left_ms = lines->last_ms + GATE_QUIET_MS - now_ms;
  if (*left_ms > 0) return false;
  *left_ms = 0;
  return hand_out(lines, lines->len, true, out) && !gate_text_is_blank(*out);
}

/* Other people's codes may be Chinese: then they are UTF-8. */
static bool is_garbled(struct tx_span text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] >= 0x80) return !tx_utf8_valid(text);
  return false;
}

static const struct gate_trouble *weigh(const struct gate_source *source, unsigned unended,
                                        const struct gate_heard *heard) {
  if (is_garbled(heard->text)) return &gate_trouble_no_ascii;
  if (heard->unknown_keys) return &gate_trouble_unknown_keys;
  if (unended == GATE_UNENDED_MAX) return &gate_trouble_no_suffix;
  return unended && source->trouble == &gate_trouble_no_suffix ? source->trouble : NULL;
}

void gate_source_heard(struct gate_source *source, unsigned *unended,
                       const struct gate_heard *heard) {
  if (heard->ended)
    *unended = 0;
  else if (*unended < GATE_UNENDED_MAX && !is_garbled(heard->text))
    ++*unended;
  gate_source_have_trouble(source, weigh(source, *unended, heard));
}
