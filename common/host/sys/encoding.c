/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding.h"

#include "format/cbor.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#define NO_CHARACTER '\xff'

static bool begins(struct tx_span bytes, const char *prefix, size_t n) {
  return bytes.n >= n && memcmp(bytes.p, prefix, n) == 0;
}

bool host_text_has_bom(struct tx_span text) {
  return begins(text, "\xef\xbb\xbf", 3) || begins(text, "\xff\xfe", 2) ||
         begins(text, "\xfe\xff", 2);
}

static bool is_ascii(struct tx_span text) {
  for (size_t i = 0; i < text.n; i++)
    if (text.p[i] >= 0x80) return false;
  return true;
}

/* --- which ------------------------------------------------------------------------------------ */

/* The line that begins at; line ends are '\n' or '\r'. */
static struct tx_span line_at(struct tx_span bytes, size_t at) {
  size_t n = at;
  while (n < bytes.n && bytes.p[n] != '\n' && bytes.p[n] != '\r')
    n++;
  return tx_span_of(bytes.p + at, n - at);
}

/* One bad byte must not make GB18030 of a whole file in UTF-8: the first line decides, or most. */
static bool is_utf8(struct tx_span bytes) {
  size_t good = 0, bad = 0;
  if (tx_utf8_valid(bytes)) return true;
  for (size_t at = 0; at < bytes.n;) {
    struct tx_span line = line_at(bytes, at);
    bool valid = tx_utf8_valid(line);
    if (!is_ascii(line)) {
      if (at == 0 && valid) return true;
      good += valid;
      bad += !valid;
    }
    at += line.n + 1;
  }
  return good >= bad;
}

/* Every other byte of ASCII in UTF-16 is zero. */
static bool is_bare_utf16(struct tx_span bytes) {
  size_t zeros[2] = { 0 };
  for (size_t i = 0; i < bytes.n && i < 4096; i++)
    zeros[i % 2] += bytes.p[i] == 0;
  return bytes.n >= 4 && (zeros[0] == 0) != (zeros[1] == 0) && zeros[0] + zeros[1] >= 2;
}

/* --- turning ---------------------------------------------------------------------------------- */

/* Characters that GB 18030-2005 writes in four bytes and glibc does not know, numbered as the
 * standard numbers its four-byte codes. */
static uint32_t find_rare(const uint8_t *p, size_t n) {
  if (n < 4 || p[0] < 0x81 || p[1] < 0x30 || p[1] > 0x39 || p[2] < 0x81 || p[3] < 0x30 ||
      p[3] > 0x39)
    return 0;
  uint32_t number =
      ((p[0] - 0x81u) * 10 + p[1] - 0x30u) * 1260 + (p[2] - 0x81u) * 10 + p[3] - 0x30u;
  if (number >= 0x4a71 && number < 0x4a71 + 8) return 0x9fb4 + number - 0x4a71;
  if (number >= 0x98a4 && number < 0x98a4 + 10) return 0xfe10 + number - 0x98a4;
  return 0;
}

/* What iconv stumbled over: how many bytes of it are passed, and *to is moved on. */
static size_t pass_over(bool utf16, const uint8_t *p, size_t n, char **to) {
  if (utf16) {
    *(*to)++ = NO_CHARACTER;
    return n < 2 ? n : 2;
  }
  uint32_t rare = *p == 0x80 ? 0x20ac : find_rare(p, n); /* CP936 has the euro sign at 0x80 */
  if (!rare) {
    *(*to)++ = NO_CHARACTER;
    return 1;
  }
  *(*to)++ = (char)(0xe0 | rare >> 12);
  *(*to)++ = (char)(0x80 | (rare >> 6 & 0x3f));
  *(*to)++ = (char)(0x80 | (rare & 0x3f));
  return rare == 0x20ac ? 1 : 4;
}

static enum tx_reason convert(struct tx_span bytes, const char *from, char **out, size_t *len) {
  bool utf16 = from[0] == 'U';
  iconv_t conversion = iconv_open("UTF-8", from);
  if (conversion == (iconv_t)-1) return TX_IO_FAILED;
  size_t in_left = bytes.n, out_left = bytes.n * 3 + 3;
  char *text = malloc(out_left + 1), *to = text;
  char *in = (char *)(uintptr_t)bytes.p;
  while (text && in_left && iconv(conversion, &in, &in_left, &to, &out_left) == (size_t)-1) {
    char *before = to;
    size_t passed = pass_over(utf16, (const uint8_t *)in, in_left, &to);
    in += passed;
    in_left -= passed;
    out_left -= (size_t)(to - before);
  }
  iconv_close(conversion);
  if (!text) return TX_NO_MEMORY;
  *to = '\0';
  *out = text;
  *len = (size_t)(to - text);
  return TX_OK;
}

static enum tx_reason copy(struct tx_span bytes, char **out, size_t *len) {
  char *text = malloc(bytes.n + 1);
  if (!text) return TX_NO_MEMORY;
  if (bytes.n) memcpy(text, bytes.p, bytes.n);
  text[bytes.n] = '\0';
  *out = text;
  *len = bytes.n;
  return TX_OK;
}

static enum tx_reason turn(struct tx_span bytes, char **out, size_t *len) {
  struct tx_span behind = bytes.n < 2 ? bytes : tx_span_of(bytes.p + 2, bytes.n - 2);
  if (begins(bytes, "\xff\xfe", 2)) return convert(behind, "UTF-16LE", out, len);
  if (begins(bytes, "\xfe\xff", 2)) return convert(behind, "UTF-16BE", out, len);
  if (begins(bytes, "\xef\xbb\xbf", 3)) return copy(tx_span_of(bytes.p + 3, bytes.n - 3), out, len);
  return is_utf8(bytes) ? copy(bytes, out, len) : convert(bytes, "GB18030", out, len);
}

struct tx_span host_encoding_in_place(struct tx_span bytes) {
  if (begins(bytes, "\xef\xbb\xbf", 3)) return tx_span_of(bytes.p + 3, bytes.n - 3);
  bool is_other = begins(bytes, "\xff\xfe", 2) || begins(bytes, "\xfe\xff", 2);
  return is_other || is_bare_utf16(bytes) || !is_utf8(bytes) ? (struct tx_span){ 0 } : bytes;
}

enum tx_reason host_encoding_to_utf8(struct tx_span bytes, char **out, size_t *len,
                                     struct host_problem *problem) {
  if (!begins(bytes, "\xff\xfe", 2) && !begins(bytes, "\xfe\xff", 2) && is_bare_utf16(bytes))
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "这是没有字节序标记的UTF-16文件，请另存为“CSV UTF-8”再试。",
        "This is UTF-16 without a byte order mark: please save it as \"CSV UTF-8\" and try again.");
  return host_problem_of(problem, turn(bytes, out, len));
}

/* --- texts of people -------------------------------------------------------------------------- */

static size_t unify_line_ends(char *text, size_t len) {
  size_t n = 0;
  for (size_t i = 0; i < len; i++) {
    if (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n') continue;
    text[n++] = text[i] == '\r' ? '\n' : text[i];
  }
  text[n] = '\0';
  return n;
}

/* Programs write UTF-16 without a mark, too. */
static enum tx_reason turn_any(struct tx_span bytes, char **out, size_t *len) {
  if (host_text_has_bom(bytes) || !is_bare_utf16(bytes)) return turn(bytes, out, len);
  return convert(bytes, bytes.p[0] ? "UTF-16LE" : "UTF-16BE", out, len);
}

enum tx_reason host_text_of_people(struct host_bytes *bytes) {
  char *text = NULL;
  size_t len = 0;
  enum tx_reason reason = turn_any(host_span(bytes), &text, &len);
  if (reason != TX_OK) return reason;
  if (!tx_utf8_valid(tx_span_of(text, len)) || memchr(text, '\0', len)) {
    explicit_bzero(text, len);
    free(text);
    return TX_MALFORMED;
  }
  host_bytes_finish_secret(bytes);
  *bytes = (struct host_bytes){ .p = (uint8_t *)text, .n = unify_line_ends(text, len) };
  return TX_OK;
}

static size_t edge_size(struct tx_span text, bool front) {
  static const char *const edges[] = { " ", "\t",       "\r",           "\n",          "\"",
                                       "'", "\xc2\xa0", "\xe3\x80\x80", "“",           "”",
                                       "‘", "’",        "\xef\xbb\xbf", "\xe2\x80\x8b" };
  for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
    size_t n = strlen(edges[i]);
    if (text.n >= n && memcmp(front ? text.p : text.p + text.n - n, edges[i], n) == 0) return n;
  }
  return 0;
}

struct tx_span host_text_trim(struct tx_span text) {
  for (size_t n; text.n && (n = edge_size(text, true));)
    text = tx_span_of(text.p + n, text.n - n);
  for (size_t n; text.n && (n = edge_size(text, false));)
    text.n -= n;
  return text;
}
