/* SPDX-License-Identifier: Apache-2.0 */
#include "enrol.h"

#include "base45.h"
#include "claims.h"

/* A zero byte would cut the address short, unseen. */
static bool read_url(struct tx_cbor *c, char *out, size_t cap) {
  struct tx_span url;
  if (!tx_cbor_text(c, &url) || url.n == 0 || url.n >= cap || memchr(url.p, 0, url.n)) return false;
  memcpy(out, url.p, url.n);
  out[url.n] = '\0';
  return true;
}

static bool read_code(struct tx_span bytes, struct tx_enrol *out) {
  struct tx_cbor c = tx_cbor_start(bytes);
  size_t pairs;
  struct tx_span token;
  if (!tx_cbor_check(bytes, TX_KEYS_INT) || !tx_cbor_map(&c, &pairs) || pairs != 5) return false;
  for (int64_t expected = 0; expected < 5; expected++) {
    int64_t key;
    if (!tx_cbor_int(&c, &key) || key != expected) return false;
    bool read = key == 0   ? read_url(&c, out->url, sizeof out->url)
                : key == 1 ? claim_hash(&c, out->tls)
                : key == 2 ? tx_cbor_bytes(&c, &token) && token.n == TX_TOKEN_SIZE
                : key == 3 ? claim_hash(&c, out->pin.root)
                           : tx_cbor_uint(&c, INT64_MAX, &out->pin.seq);
    if (!read) return false;
  }
  memcpy(out->token, token.p, TX_TOKEN_SIZE);
  return true;
}

enum tx_reason tx_enrol_read(struct tx_span text, struct tx_enrol *out) {
  uint8_t bytes[TX_TEXT_MAX];
  size_t n;
  if (text.n < TX_PREFIX_SIZE || memcmp(text.p, "TE1:", TX_PREFIX_SIZE) != 0) return TX_NOT_OURS;
  if (text.n > TX_TEXT_MAX) return TX_MALFORMED;
  struct tx_span body = tx_span_of(text.p + TX_PREFIX_SIZE, text.n - TX_PREFIX_SIZE);
  if (!tx_base45_decode(body, bytes, &n)) return TX_MALFORMED;
  return read_code(tx_span_of(bytes, n), out) ? TX_OK : TX_MALFORMED;
}

enum tx_reason tx_enrol_write(const struct tx_enrol *enrol, char *text) {
  size_t url = strnlen(enrol->url, sizeof enrol->url);
  if (url == 0 || url == sizeof enrol->url || !tx_utf8_valid(tx_span_of(enrol->url, url)))
    return TX_BAD_ARGUMENT;
  uint8_t bytes[TX_TEXT_MAX];
  struct tx_cbor_out o = tx_cbor_to(bytes, sizeof bytes);
  tx_cbor_put_map(&o, 5);
  tx_cbor_put_uint(&o, 0);
  tx_cbor_put_text(&o, tx_span_of(enrol->url, url));
  tx_cbor_put_uint(&o, 1);
  tx_cbor_put_bytes(&o, tx_span_of(enrol->tls, TX_HASH_SIZE));
  tx_cbor_put_uint(&o, 2);
  tx_cbor_put_bytes(&o, tx_span_of(enrol->token, TX_TOKEN_SIZE));
  tx_cbor_put_uint(&o, 3);
  tx_cbor_put_bytes(&o, tx_span_of(enrol->pin.root, TX_HASH_SIZE));
  tx_cbor_put_uint(&o, 4);
  tx_cbor_put_uint(&o, enrol->pin.seq);
  return tx_text_write("TE1:", tx_cbor_written(&o), text) ? TX_OK : TX_NO_SPACE;
}
