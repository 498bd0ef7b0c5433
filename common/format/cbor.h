/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deterministic CBOR (RFC 8949 section 4.2.1), read strictly and without allocation, and written.
 *
 * Reading is in two steps: tx_cbor_check walks an item once and refuses whatever format.md
 * refuses; the readers then only look at types and ranges.
 */
#ifndef TX_CBOR_H
#define TX_CBOR_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_CBOR_DEPTH 8

enum tx_cbor_keys {
  TX_KEYS_ANY,    /* map keys of any type */
  TX_KEYS_INT,    /* integer keys in every map */
  TX_KEYS_STATUS, /* the same, but claim 65533 of the outermost map may hold a map with text keys */
};

/* Whether span is exactly one well-formed, deterministic item as format.md's "Rules for all" has
 * it: definite and shortest lengths, ordered keys, no tags or floats, UTF-8, nesting of at most
 * TX_CBOR_DEPTH, nothing behind the end. */
bool tx_cbor_check(struct tx_span span, enum tx_cbor_keys keys);

/* Takes off the tags that may stand around an outermost item: none, 18, 61, or 61 around 18. False
 * when there are others, or when they are not in their shortest form. */
bool tx_cbor_untag(struct tx_span *span);

bool tx_utf8_valid(struct tx_span text);

/* A cursor over checked bytes. The readers return false, and set failed, when the next item is of
 * another type; after that every reader returns false. */
struct tx_cbor {
  const uint8_t *p;
  const uint8_t *end;
  bool failed;
};

static inline struct tx_cbor tx_cbor_start(struct tx_span span) {
  struct tx_cbor cbor;
  cbor.p = span.p;
  cbor.end = span.n > 0 ? span.p + span.n : span.p;
  cbor.failed = false;
  return cbor;
}

enum tx_cbor_type {
  TX_CBOR_UINT,
  TX_CBOR_NINT,
  TX_CBOR_BYTES,
  TX_CBOR_TEXT,
  TX_CBOR_ARRAY,
  TX_CBOR_MAP,
  TX_CBOR_TAG,
  TX_CBOR_SIMPLE,
  TX_CBOR_END, /* nothing left, or failed */
};

/* The type of the next item; does not move. */
enum tx_cbor_type tx_cbor_peek(const struct tx_cbor *c);

bool tx_cbor_int(struct tx_cbor *c, int64_t *out);
bool tx_cbor_uint(struct tx_cbor *c, uint64_t max, uint64_t *out); /* 0 to max */
bool tx_cbor_bool(struct tx_cbor *c, bool *out);
bool tx_cbor_null(struct tx_cbor *c);
bool tx_cbor_bytes(struct tx_cbor *c, struct tx_span *out);
bool tx_cbor_text(struct tx_cbor *c, struct tx_span *out);
bool tx_cbor_array(struct tx_cbor *c, size_t *count);      /* the items follow */
bool tx_cbor_map(struct tx_cbor *c, size_t *pairs);        /* key, value, key, value … follow */
bool tx_cbor_skip(struct tx_cbor *c);                      /* one item, whatever it is */
bool tx_cbor_item(struct tx_cbor *c, struct tx_span *out); /* the same, and its bytes */

/* A writer into the caller's buffer. Past cap nothing is written and full is set; len goes on
 * counting, so a first run with cap 0 measures. The caller orders the keys of maps. */
struct tx_cbor_out {
  uint8_t *buf;
  size_t cap;
  size_t len;
  bool full;
};

static inline struct tx_cbor_out tx_cbor_to(uint8_t *buf, size_t cap) {
  struct tx_cbor_out out;
  out.buf = buf;
  out.cap = cap;
  out.len = 0;
  out.full = false;
  return out;
}

/* What was written so far; undefined when full. */
static inline struct tx_span tx_cbor_written(const struct tx_cbor_out *o) {
  return tx_span_of(o->buf, o->len);
}

void tx_cbor_put_int(struct tx_cbor_out *o, int64_t value);
void tx_cbor_put_uint(struct tx_cbor_out *o, uint64_t value);
void tx_cbor_put_bool(struct tx_cbor_out *o, bool value);
void tx_cbor_put_null(struct tx_cbor_out *o);
void tx_cbor_put_bytes(struct tx_cbor_out *o, struct tx_span value);
void tx_cbor_put_text(struct tx_cbor_out *o, struct tx_span value);
void tx_cbor_put_array(struct tx_cbor_out *o, size_t count);
void tx_cbor_put_map(struct tx_cbor_out *o, size_t pairs);
void tx_cbor_put_raw(struct tx_cbor_out *o, struct tx_span encoded);
/* The head of a byte string whose n bytes the caller puts next with put_raw. */
void tx_cbor_put_bytes_head(struct tx_cbor_out *o, size_t n);

#ifdef __cplusplus
}
#endif

#endif
