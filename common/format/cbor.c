/* SPDX-License-Identifier: Apache-2.0 */
#include "cbor.h"

/* --- heads ------------------------------------------------------------------------------------ */

struct head {
  unsigned major;
  uint64_t value;
};

/* Reads the head of an item; the argument must be in its shortest form and definite. */
static bool read_head(const uint8_t **p, const uint8_t *end, struct head *out) {
  if (*p == end) return false;
  uint8_t first = *(*p)++;
  unsigned info = first & 31u;
  out->major = first >> 5;
  out->value = info;
  if (info < 24) return true;
  if (info > 27) return false;
  size_t size = (size_t)1 << (info - 24);
  if ((size_t)(end - *p) < size) return false;
  uint64_t v = 0;
  for (size_t i = 0; i < size; i++)
    v = v << 8 | *(*p)++;
  static const uint64_t least[] = { 24, 0x100, 0x10000, 0x100000000 };
  out->value = v;
  return v >= least[info - 24];
}

/* --- checking -----------------------------------------------------------------------------------
 */

struct checker {
  const uint8_t *end;
  enum tx_cbor_keys keys;
};

enum {
  MAJOR_UINT,
  MAJOR_NINT,
  MAJOR_BYTES,
  MAJOR_TEXT,
  MAJOR_ARRAY,
  MAJOR_MAP,
  MAJOR_TAG,
  MAJOR_SIMPLE
};
#define CLAIM_STATUS 65533

/* Unicode 15 table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF. */
bool tx_utf8_valid(struct tx_span text) {
  if (text.n == 0) return true;
  const uint8_t *p = text.p, *end = p + text.n;
  while (p < end) {
    uint8_t c = *p++;
    if (c < 0x80) continue;
    unsigned more = c >= 0xc2 && c <= 0xdf   ? 1
                    : c >= 0xe0 && c <= 0xef ? 2
                    : c >= 0xf0 && c <= 0xf4 ? 3
                                             : 0;
    if (more == 0 || (size_t)(end - p) < more) return false;
    if ((c == 0xe0 && *p < 0xa0) || (c == 0xed && *p > 0x9f) || (c == 0xf0 && *p < 0x90) ||
        (c == 0xf4 && *p > 0x8f))
      return false;
    for (; more > 0; more--, p++)
      if ((*p & 0xc0) != 0x80) return false;
  }
  return true;
}

static bool check_item(const struct checker *k, const uint8_t **p, unsigned depth, bool text_keys);

static bool check_string(const struct checker *k, const uint8_t **p, const struct head *h) {
  if (h->value > (uint64_t)(k->end - *p)) return false;
  struct tx_span s = { *p, (size_t)h->value };
  *p += h->value;
  return h->major == MAJOR_BYTES || tx_utf8_valid(s);
}

static bool keys_ascend(struct tx_span before, struct tx_span key) {
  size_t n = before.n < key.n ? before.n : key.n;
  int order = memcmp(before.p, key.p, n);
  return order < 0 || (order == 0 && before.n < key.n);
}

static bool key_allowed(const struct checker *k, uint8_t first, bool text_keys) {
  unsigned major = first >> 5;
  if (k->keys == TX_KEYS_ANY) return true;
  return text_keys ? major == MAJOR_TEXT : major <= MAJOR_NINT;
}

static bool check_map(const struct checker *k, const uint8_t **p, uint64_t pairs, unsigned depth,
                      bool text_keys) {
  static const uint8_t claim_status[] = { 0x19, CLAIM_STATUS >> 8, CLAIM_STATUS & 0xff };
  struct tx_span before = { 0 };
  for (uint64_t i = 0; i < pairs; i++) {
    const uint8_t *at = *p;
    if (at == k->end || !key_allowed(k, *at, text_keys)) return false;
    if (!check_item(k, p, depth + 1, false)) return false;
    struct tx_span key = { at, (size_t)(*p - at) };
    if (before.p && !keys_ascend(before, key)) return false;
    before = key;
    bool status = k->keys == TX_KEYS_STATUS && depth == 1 &&
                  tx_span_equal(key, tx_span_of(claim_status, sizeof claim_status));
    if (!check_item(k, p, depth + 1, status)) return false;
  }
  return true;
}

/* text_keys: should this item be a map, its keys are texts (claim 65533 of a status list). */
static bool check_item(const struct checker *k, const uint8_t **p, unsigned depth, bool text_keys) {
  struct head h;
  if (depth > TX_CBOR_DEPTH || !read_head(p, k->end, &h)) return false;
  switch (h.major) {
  case MAJOR_UINT:
  case MAJOR_NINT:
    return h.value <= INT64_MAX;
  case MAJOR_BYTES:
  case MAJOR_TEXT:
    return check_string(k, p, &h);
  case MAJOR_ARRAY:
    for (uint64_t i = 0; i < h.value; i++)
      if (!check_item(k, p, depth + 1, false)) return false;
    return true;
  case MAJOR_MAP:
    return check_map(k, p, h.value, depth, text_keys);
  case MAJOR_SIMPLE:
    return h.value >= 20 && h.value <= 22; /* false, true, null */
  default:
    return false; /* a tag */
  }
}

bool tx_cbor_check(struct tx_span span, enum tx_cbor_keys keys) {
  if (span.n == 0) return false;
  struct checker k = { .end = span.p + span.n, .keys = keys };
  const uint8_t *p = span.p;
  return check_item(&k, &p, 1, false) && p == k.end;
}

bool tx_cbor_untag(struct tx_span *span) {
  static const uint8_t cwt[] = { 0xd8, 61 };
  if (span->n >= 2 && memcmp(span->p, cwt, 2) == 0) *span = tx_span_of(span->p + 2, span->n - 2);
  if (span->n >= 1 && span->p[0] == 0xd2) *span = tx_span_of(span->p + 1, span->n - 1);
  return span->n > 0 && span->p[0] >> 5 != MAJOR_TAG;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool fail(struct tx_cbor *c) {
  c->failed = true;
  return false;
}

static bool take_head(struct tx_cbor *c, unsigned major, uint64_t *value) {
  const uint8_t *p = c->p;
  struct head h;
  if (c->failed || !read_head(&p, c->end, &h) || h.major != major) return fail(c);
  c->p = p;
  *value = h.value;
  return true;
}

enum tx_cbor_type tx_cbor_peek(const struct tx_cbor *c) {
  if (c->failed || c->p == c->end) return TX_CBOR_END;
  return (enum tx_cbor_type)(*c->p >> 5);
}

bool tx_cbor_int(struct tx_cbor *c, int64_t *out) {
  bool negative = tx_cbor_peek(c) == TX_CBOR_NINT;
  uint64_t v;
  if (!take_head(c, negative ? MAJOR_NINT : MAJOR_UINT, &v) || v > INT64_MAX) return fail(c);
  *out = negative ? -1 - (int64_t)v : (int64_t)v;
  return true;
}

bool tx_cbor_uint(struct tx_cbor *c, uint64_t max, uint64_t *out) {
  uint64_t v;
  if (!take_head(c, MAJOR_UINT, &v) || v > max) return fail(c);
  *out = v;
  return true;
}

bool tx_cbor_bool(struct tx_cbor *c, bool *out) {
  uint64_t v;
  if (!take_head(c, MAJOR_SIMPLE, &v) || v < 20 || v > 21) return fail(c);
  *out = v == 21;
  return true;
}

bool tx_cbor_null(struct tx_cbor *c) {
  uint64_t v;
  return (take_head(c, MAJOR_SIMPLE, &v) && v == 22) || fail(c);
}

static bool take_string(struct tx_cbor *c, unsigned major, struct tx_span *out) {
  uint64_t n;
  if (!take_head(c, major, &n) || n > (uint64_t)(c->end - c->p)) return fail(c);
  *out = tx_span_of(c->p, (size_t)n);
  c->p += n;
  return true;
}

bool tx_cbor_bytes(struct tx_cbor *c, struct tx_span *out) {
  return take_string(c, MAJOR_BYTES, out);
}
bool tx_cbor_text(struct tx_cbor *c, struct tx_span *out) {
  return take_string(c, MAJOR_TEXT, out);
}

/* An item has a byte at least, so more of them than bytes left cannot be. */
static bool take_count(struct tx_cbor *c, unsigned major, size_t *count) {
  uint64_t n;
  if (!take_head(c, major, &n) || n > (uint64_t)(c->end - c->p)) return fail(c);
  *count = (size_t)n;
  return true;
}

bool tx_cbor_array(struct tx_cbor *c, size_t *count) {
  return take_count(c, MAJOR_ARRAY, count);
}
bool tx_cbor_map(struct tx_cbor *c, size_t *pairs) {
  return take_count(c, MAJOR_MAP, pairs);
}

static bool skip(struct tx_cbor *c, unsigned depth) {
  struct head h;
  if (c->failed || depth > TX_CBOR_DEPTH || !read_head(&c->p, c->end, &h)) return fail(c);
  if (h.major == MAJOR_BYTES || h.major == MAJOR_TEXT) {
    if (h.value > (uint64_t)(c->end - c->p)) return fail(c);
    c->p += h.value;
  }
  if (h.major != MAJOR_ARRAY && h.major != MAJOR_MAP) return true;
  for (uint64_t i = 0; i < h.value; i++)
    if (!skip(c, depth + 1) || (h.major == MAJOR_MAP && !skip(c, depth + 1))) return false;
  return true;
}

bool tx_cbor_skip(struct tx_cbor *c) {
  return skip(c, 1);
}

bool tx_cbor_item(struct tx_cbor *c, struct tx_span *out) {
  const uint8_t *at = c->p;
  if (!tx_cbor_skip(c)) return false;
  *out = tx_span_of(at, (size_t)(c->p - at));
  return true;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put(struct tx_cbor_out *o, const uint8_t *p, size_t n) {
  if (o->full || n > o->cap - (o->len < o->cap ? o->len : o->cap))
    o->full = true;
  else if (n > 0)
    memcpy(o->buf + o->len, p, n);
  o->len += n;
}

static void put_head(struct tx_cbor_out *o, unsigned major, uint64_t value) {
  unsigned size = value < 24            ? 0
                  : value < 0x100       ? 1
                  : value < 0x10000     ? 2
                  : value < 0x100000000 ? 4
                                        : 8;
  static const uint8_t info[] = { [1] = 24, [2] = 25, [4] = 26, [8] = 27 };
  uint8_t head[9] = { (uint8_t)(major << 5 | (size == 0 ? (unsigned)value : info[size])) };
  for (unsigned i = 0; i < size; i++)
    head[1 + i] = (uint8_t)(value >> 8 * (size - 1 - i));
  put(o, head, 1 + size);
}

void tx_cbor_put_uint(struct tx_cbor_out *o, uint64_t value) {
  put_head(o, MAJOR_UINT, value);
}

void tx_cbor_put_int(struct tx_cbor_out *o, int64_t value) {
  if (value >= 0)
    put_head(o, MAJOR_UINT, (uint64_t)value);
  else
    put_head(o, MAJOR_NINT, (uint64_t)(-1 - value));
}

void tx_cbor_put_bool(struct tx_cbor_out *o, bool value) {
  put_head(o, MAJOR_SIMPLE, value ? 21 : 20);
}
void tx_cbor_put_null(struct tx_cbor_out *o) {
  put_head(o, MAJOR_SIMPLE, 22);
}

void tx_cbor_put_bytes_head(struct tx_cbor_out *o, size_t n) {
  put_head(o, MAJOR_BYTES, n);
}

void tx_cbor_put_bytes(struct tx_cbor_out *o, struct tx_span value) {
  put_head(o, MAJOR_BYTES, value.n);
  put(o, value.p, value.n);
}

void tx_cbor_put_text(struct tx_cbor_out *o, struct tx_span value) {
  put_head(o, MAJOR_TEXT, value.n);
  put(o, value.p, value.n);
}

void tx_cbor_put_array(struct tx_cbor_out *o, size_t count) {
  put_head(o, MAJOR_ARRAY, count);
}
void tx_cbor_put_map(struct tx_cbor_out *o, size_t pairs) {
  put_head(o, MAJOR_MAP, pairs);
}

void tx_cbor_put_raw(struct tx_cbor_out *o, struct tx_span encoded) {
  put(o, encoded.p, encoded.n);
}
