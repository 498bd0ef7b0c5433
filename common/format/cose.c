/* SPDX-License-Identifier: Apache-2.0 */
#include "cose.h"

#define TYP_LIVE 294
#define PROTECTED_MAX 1100

enum header { HAS_ALG = 1, HAS_KID = 2, HAS_INNER = 4, HAS_TYP = 8 };

int64_t tx_alg_canonical(int64_t alg) {
  switch (alg) {
  case TX_ALG_ES256:
  case -7:
    return TX_ALG_ES256;
  case TX_ALG_ED25519:
  case -8:
    return TX_ALG_ED25519;
  case TX_ALG_SM2:
    return TX_ALG_SM2;
  default:
    return 0;
  }
}

void tx_signer_destroy(struct tx_signer *signer) {
  if (signer) signer->ops->destroy(signer);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static bool read_kid(struct tx_cbor *c, struct tx_sign1 *out) {
  struct tx_span kid;
  if (!tx_cbor_bytes(c, &kid) || kid.n != TX_KID_SIZE) return false;
  memcpy(out->kid, kid.p, TX_KID_SIZE);
  return true;
}

/* The protected headers; which there are, or 0 when they are malformed. */
static unsigned read_headers(struct tx_sign1 *out, struct tx_span *typ) {
  if (!tx_cbor_check(out->protected_, TX_KEYS_INT)) return 0;
  struct tx_cbor c = tx_cbor_start(out->protected_);
  size_t pairs;
  if (!tx_cbor_map(&c, &pairs)) return 0;
  unsigned has = 0;
  for (size_t i = 0; i < pairs; i++) {
    int64_t key;
    if (!tx_cbor_int(&c, &key)) return 0;
    switch (key) {
    case 1:
      if (!tx_cbor_int(&c, &out->alg)) return 0;
      has |= HAS_ALG;
      break;
    case 4:
      if (!read_kid(&c, out)) return 0;
      has |= HAS_KID;
      break;
    case 13:
      if (!tx_cbor_item(&c, &out->inner)) return 0;
      has |= HAS_INNER;
      break;
    case 16:
      if (!tx_cbor_item(&c, typ)) return 0;
      has |= HAS_TYP;
      break;
    default:
      return 0;
    }
  }
  return has;
}

static bool split(struct tx_span bytes, struct tx_sign1 *out) {
  if (!tx_cbor_untag(&bytes) || !tx_cbor_check(bytes, TX_KEYS_INT)) return false;
  struct tx_cbor c = tx_cbor_start(bytes);
  size_t items, unprotected;
  struct tx_span signature;
  if (!tx_cbor_array(&c, &items) || items != 4) return false;
  if (!tx_cbor_bytes(&c, &out->protected_)) return false;
  if (!tx_cbor_map(&c, &unprotected) || unprotected != 0) return false;
  if (!tx_cbor_bytes(&c, &out->payload)) return false;
  if (!tx_cbor_bytes(&c, &signature) || signature.n != TX_SIGNATURE_SIZE) return false;
  out->signature = signature.p;
  return true;
}

static bool is_typ(struct tx_span encoded, const char *typ) {
  struct tx_cbor c = tx_cbor_start(encoded);
  struct tx_span text;
  return encoded.n > 0 && tx_cbor_text(&c, &text) && tx_span_equal(text, tx_span_text(typ));
}

static bool is_live_typ(struct tx_span encoded) {
  struct tx_cbor c = tx_cbor_start(encoded);
  int64_t typ;
  return tx_cbor_int(&c, &typ) && typ == TYP_LIVE;
}

enum tx_reason tx_sign1_read(struct tx_span bytes, enum tx_shape shape, const char *typ,
                             struct tx_sign1 *out) {
  *out = (struct tx_sign1){ 0 };
  struct tx_span held_typ = { 0 };
  unsigned has = split(bytes, out) ? read_headers(out, &held_typ) : 0;
  switch (shape) {
  case TX_SHAPE_PLAIN:
    return has == (HAS_ALG | HAS_KID) ? TX_OK : TX_MALFORMED;
  case TX_SHAPE_LIVE:
    return has == (HAS_ALG | HAS_INNER | HAS_TYP) && is_live_typ(held_typ) ? TX_OK : TX_MALFORMED;
  case TX_SHAPE_TYPED:
    if ((has | HAS_TYP) != (HAS_ALG | HAS_KID | HAS_TYP)) return TX_MALFORMED;
    break;
  case TX_SHAPE_LOGIN:
    if ((has | HAS_TYP) != (HAS_ALG | HAS_TYP)) return TX_MALFORMED;
    break;
  }
  return is_typ(held_typ, typ) ? TX_OK : TX_BAD_TYPE;
}

/* --- what is signed --------------------------------------------------------------------------- */

static void put_prefix(struct tx_cbor_out *o, struct tx_span protected_, size_t payload) {
  tx_cbor_put_array(o, 4);
  tx_cbor_put_text(o, tx_span_text("Signature1"));
  tx_cbor_put_bytes(o, protected_);
  tx_cbor_put_bytes(o, (struct tx_span){ 0 });
  tx_cbor_put_bytes_head(o, payload);
}

size_t tx_sig_prefix(const struct tx_sign1 *sign1, uint8_t *out, size_t cap) {
  struct tx_cbor_out o = tx_cbor_to(out, cap);
  put_prefix(&o, sign1->protected_, sign1->payload.n);
  return o.full ? 0 : o.len;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static void put_headers(struct tx_cbor_out *o, const struct tx_signer *signer, enum tx_shape shape,
                        const char *typ, struct tx_span inner) {
  bool kid = shape == TX_SHAPE_PLAIN || shape == TX_SHAPE_TYPED;
  bool live = shape == TX_SHAPE_LIVE;
  tx_cbor_put_map(o, 1 + (size_t)kid + (size_t)live + (shape != TX_SHAPE_PLAIN));
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_int(o, signer->alg);
  if (kid) {
    tx_cbor_put_uint(o, 4);
    tx_cbor_put_bytes(o, tx_span_of(signer->hash, TX_KID_SIZE));
  }
  if (live) {
    tx_cbor_put_uint(o, 13);
    tx_cbor_put_raw(o, inner);
  }
  if (shape == TX_SHAPE_PLAIN) return;
  tx_cbor_put_uint(o, 16);
  if (live)
    tx_cbor_put_uint(o, TYP_LIVE);
  else
    tx_cbor_put_text(o, tx_span_text(typ));
}

enum tx_reason tx_sign1_write(const struct tx_signer *signer, enum tx_shape shape, const char *typ,
                              struct tx_span inner, struct tx_span payload, uint8_t *out,
                              size_t cap, size_t *len) {
  uint8_t headers[PROTECTED_MAX], signature[TX_SIGNATURE_SIZE];
  struct tx_cbor_out h = tx_cbor_to(headers, sizeof headers);
  put_headers(&h, signer, shape, typ, inner);
  if (h.full) return TX_NO_SPACE;

  /* The message is shorter than the object, so it is put together in its place. */
  struct tx_cbor_out message = tx_cbor_to(out, cap);
  put_prefix(&message, tx_cbor_written(&h), payload.n);
  tx_cbor_put_raw(&message, payload);
  if (message.full) return TX_NO_SPACE;
  if (!signer->ops->sign(signer, tx_cbor_written(&message), signature)) return TX_SIGNER_FAILED;

  struct tx_cbor_out o = tx_cbor_to(out, cap);
  tx_cbor_put_array(&o, 4);
  tx_cbor_put_bytes(&o, tx_cbor_written(&h));
  tx_cbor_put_map(&o, 0);
  tx_cbor_put_bytes(&o, payload);
  tx_cbor_put_bytes(&o, tx_span_of(signature, sizeof signature));
  *len = o.len;
  return o.full ? TX_NO_SPACE : TX_OK;
}

size_t tx_sign1_size(size_t payload, size_t inner) {
  return payload + inner + 192;
}
