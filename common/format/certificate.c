/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include "claims.h"

static const char *const kinds_zh[] = { NULL, "解除隔离证明", "居家隔离期满证明", "复工证明",
                                        "健康证明（转交）" };
static const char *const kinds_en[] = { NULL, "released from isolation", "end of home isolation",
                                        "return to work", "health certificate, forwarded" };

const char *tx_certificate_kind_text(unsigned kind, const char *lang) {
  bool en = lang && strncmp(lang, "en", 2) == 0;
  if (kind < 1 || kind > TX_CERTIFICATE_HEALTH) return en ? "certificate" : "证明";
  return en ? kinds_en[kind] : kinds_zh[kind];
}

/* --- reading ------------------------------------------------------------------------------------
 */

static bool read_values(struct tx_cbor *c, struct tx_certificate *out) {
  size_t count;
  if (!tx_cbor_array(c, &count)) return false;
  for (size_t i = 0; i < count; i++) {
    struct tx_span text;
    if (!tx_cbor_text(c, &text)) return false;
    if (out->value_count < TX_CERTIFICATE_VALUES) out->values[out->value_count++] = text;
  }
  return true;
}

static enum tx_reason read_field(struct tx_cbor *c, int64_t key, struct tx_certificate *out) {
  uint64_t v = 0;
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, TX_CERTIFICATE_KIND_MAX, &v) && v >= 1);
    out->kind = (uint8_t)v;
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, TX_AREA_MAX, &out->area) && tx_area_valid(out->area));
    return TX_OK;
  case 2:
    TRY(tx_cbor_uint(c, UINT32_MAX, &v));
    out->serial = (uint32_t)v;
    return TX_OK;
  case 3:
    TRY(claim_text(c, 1, 24, out->name));
    return TX_OK;
  case 4:
    TRY(claim_text(c, 1, 4, out->tail));
    return TX_OK;
  case 5:
    TRY(claim_text(c, 1, 64, out->authority));
    return TX_OK;
  case 6:
    TRY(read_values(c, out));
    return TX_OK;
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct tx_certificate *out) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_field(&c, m.key, out));
  return claim_map_close(&m, 0x3f);
}

enum tx_reason tx_certificate_read(struct tx_span payload, struct tx_certificate *out) {
  struct claims_dated claims;
  enum tx_reason reason = claims_read_dated(payload, CLAIM_CERTIFICATE, &claims);
  if (reason != TX_OK) return reason;
  *out = (struct tx_certificate){ .iat = claims.iat, .exp = claims.exp };
  return read_map(claims.ours, out);
}

/* --- writing ------------------------------------------------------------------------------------
 */

static bool text_fits(const char *text, size_t max) {
  size_t n = strlen(text);
  return n >= 1 && n <= max && tx_utf8_valid(tx_span_text(text));
}

/* What is signed must be what a gate reads. */
static bool in_range(const struct tx_certificate *c) {
  if (c->value_count > TX_CERTIFICATE_VALUES) return false;
  for (size_t i = 0; i < c->value_count; i++)
    if (!tx_utf8_valid(c->values[i])) return false;
  return c->iat >= 0 && c->exp >= 0 && c->kind >= 1 && c->kind <= TX_CERTIFICATE_KIND_MAX &&
         tx_area_valid(c->area) && text_fits(c->name, 24) && text_fits(c->tail, 4) &&
         text_fits(c->authority, 64);
}

static void put_map(struct tx_cbor_out *o, const struct tx_certificate *c) {
  tx_cbor_put_int(o, CLAIM_CERTIFICATE);
  tx_cbor_put_map(o, c->value_count > 0 ? 7 : 6);
  tx_cbor_put_uint(o, 0);
  tx_cbor_put_uint(o, c->kind);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, c->area);
  tx_cbor_put_uint(o, 2);
  tx_cbor_put_uint(o, c->serial);
  tx_cbor_put_uint(o, 3);
  tx_cbor_put_text(o, tx_span_text(c->name));
  tx_cbor_put_uint(o, 4);
  tx_cbor_put_text(o, tx_span_text(c->tail));
  tx_cbor_put_uint(o, 5);
  tx_cbor_put_text(o, tx_span_text(c->authority));
  if (c->value_count == 0) return;
  tx_cbor_put_uint(o, 6);
  tx_cbor_put_array(o, c->value_count);
  for (size_t i = 0; i < c->value_count; i++)
    tx_cbor_put_text(o, c->values[i]);
}

enum tx_reason tx_certificate_sign(const struct tx_certificate *certificate,
                                   const struct tx_signer *signer, char *text) {
  if (!in_range(certificate)) return TX_BAD_ARGUMENT;
  uint8_t claims[TX_TEXT_MAX], object[TX_TEXT_MAX];
  struct tx_cbor_out o = tx_cbor_to(claims, sizeof claims);
  tx_cbor_put_map(&o, 3);
  tx_cbor_put_uint(&o, CLAIM_EXP);
  tx_cbor_put_int(&o, certificate->exp);
  tx_cbor_put_uint(&o, CLAIM_IAT);
  tx_cbor_put_int(&o, certificate->iat);
  put_map(&o, certificate);
  if (o.full) return TX_NO_SPACE;
  size_t n;
  enum tx_reason reason = tx_sign1_write(signer, TX_SHAPE_PLAIN, NULL, (struct tx_span){ 0 },
                                         tx_cbor_written(&o), object, sizeof object, &n);
  if (reason != TX_OK) return reason;
  return tx_text_write("TC1:", tx_span_of(object, n), text) ? TX_OK : TX_NO_SPACE;
}

bool tx_certs_withdrawn(const struct tx_certs *certs, uint32_t serial) {
  return serial < certs->count && (certs->withdrawn[serial / 8] >> serial % 8 & 1);
}
