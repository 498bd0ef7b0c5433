/* SPDX-License-Identifier: Apache-2.0 */
#include "forge.h"

#include <stdarg.h>
#include <stdlib.h>

#define CBOR_MAX (1u << 20)

/* Diagnostic notation, read from the left; whatever is no notation fails. */
struct notation {
  const char *at;
  struct tx_cbor_out *out;
  bool failed;
};

static void skip_spaces(struct notation *n) {
  while (*n->at == ' ' || *n->at == '\n')
    n->at++;
}

static bool accept(struct notation *n, const char *word) {
  skip_spaces(n);
  size_t len = strlen(word);
  if (strncmp(n->at, word, len) != 0) return false;
  n->at += len;
  return true;
}

static void expect(struct notation *n, const char *word) {
  if (!accept(n, word)) n->failed = true;
}

static int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits to the closing quote; the caller frees. */
static uint8_t *read_hex(struct notation *n, size_t *len) {
  size_t digits = strcspn(n->at, "'");
  uint8_t *bytes = calloc(1, digits / 2 + 1);
  if (!bytes || digits % 2) n->failed = true;
  for (size_t i = 0; bytes && !n->failed && i < digits; i += 2) {
    int high = nibble(n->at[i]), low = nibble(n->at[i + 1]);
    if (high < 0 || low < 0)
      n->failed = true;
    else
      bytes[i / 2] = (uint8_t)(high << 4 | low);
  }
  n->at += digits;
  expect(n, "'");
  *len = digits / 2;
  return bytes;
}

static void put_hex(struct notation *n, bool raw) {
  size_t len = 0;
  uint8_t *bytes = read_hex(n, &len);
  if (n->failed) {
    free(bytes);
    return;
  }
  if (raw)
    tx_cbor_put_raw(n->out, tx_span_of(bytes, len));
  else
    tx_cbor_put_bytes(n->out, tx_span_of(bytes, len));
  free(bytes);
}

static void put_text(struct notation *n) {
  size_t len = strcspn(n->at, "\"");
  tx_cbor_put_text(n->out, tx_span_of(n->at, len));
  n->at += len;
  expect(n, "\"");
}

static void put_item(struct notation *n);

/* Items, or pairs, up to the bracket: written aside, because their count stands before them. */
static void put_items(struct notation *n, bool map, const char *close) {
  uint8_t *aside = malloc(CBOR_MAX);
  struct tx_cbor_out inner = tx_cbor_to(aside, aside ? CBOR_MAX : 0);
  struct tx_cbor_out *outer = n->out;
  size_t count = 0;
  n->out = &inner;
  for (; !accept(n, close) && !n->failed; count++) {
    if (count) expect(n, ",");
    put_item(n);
    if (map) expect(n, ":");
    if (map) put_item(n);
  }
  n->out = outer;
  if (map)
    tx_cbor_put_map(outer, count);
  else
    tx_cbor_put_array(outer, count);
  if (inner.full)
    n->failed = true;
  else
    tx_cbor_put_raw(outer, tx_cbor_written(&inner));
  free(aside);
}

/* A tag's head: a number of major type 6 in its shortest form. */
static void put_tag(struct notation *n, long long tag) {
  uint8_t head[9];
  struct tx_cbor_out o = tx_cbor_to(head, sizeof head);
  tx_cbor_put_uint(&o, (uint64_t)tag);
  head[0] |= 0xc0;
  tx_cbor_put_raw(n->out, tx_cbor_written(&o));
  put_item(n);
  expect(n, ")");
}

static void put_number(struct notation *n) {
  char *end;
  long long value = strtoll(n->at, &end, 10);
  if (end == n->at) n->failed = true;
  n->at = end;
  if (!n->failed && accept(n, "("))
    put_tag(n, value);
  else
    tx_cbor_put_int(n->out, value);
}

static void put_item(struct notation *n) {
  if (n->failed) return;
  if (accept(n, "["))
    put_items(n, false, "]");
  else if (accept(n, "{"))
    put_items(n, true, "}");
  else if (accept(n, "h'"))
    put_hex(n, false);
  else if (accept(n, "raw'"))
    put_hex(n, true);
  else if (accept(n, "\""))
    put_text(n);
  else if (accept(n, "true"))
    tx_cbor_put_bool(n->out, true);
  else if (accept(n, "false"))
    tx_cbor_put_bool(n->out, false);
  else if (accept(n, "null"))
    tx_cbor_put_null(n->out);
  else
    put_number(n);
}

struct forge_bytes forge_cbor(const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  va_start(arguments, format);
  int len = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (len < 0) return (struct forge_bytes){ 0 };
  struct forge_bytes bytes = { .p = malloc(CBOR_MAX) };
  struct tx_cbor_out out = tx_cbor_to(bytes.p, bytes.p ? CBOR_MAX : 0);
  struct notation notation = { .at = text, .out = &out };
  put_item(&notation);
  skip_spaces(&notation);
  if (*notation.at) notation.failed = true;
  free(text);
  if (notation.failed || out.full)
    forge_bytes_free(&bytes);
  else
    bytes.n = out.len;
  return bytes;
}

char *forge_hex(struct tx_span bytes, char *out) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes.n; i++) {
    out[2 * i] = digits[bytes.p[i] >> 4];
    out[2 * i + 1] = digits[bytes.p[i] & 15];
  }
  out[2 * bytes.n] = 0;
  return out;
}

void forge_bytes_free(struct forge_bytes *bytes) {
  free(bytes->p);
  *bytes = (struct forge_bytes){ 0 };
}
