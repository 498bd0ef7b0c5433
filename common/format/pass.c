/* SPDX-License-Identifier: Apache-2.0 */
#include "pass.h"

#include "area.h"
#include "base45.h"
#include "claims.h"

/* --- words --------------------------------------------------------------------------------------
 */

static const char *const role_words[TX_ROLE_COUNT] = {
  "resident", "worker",   "visitor", "courier", "volunteer", "vehicle",
  "builder",  "property", "carer",   "medical", "police",    "supply",
};
static const char *const role_terms[TX_ROLE_COUNT] = {
  "居民",     "社区工作者", "来访人员", "快递外卖", "志愿者", "车辆",
  "施工维修", "物业保安",   "家政护理", "医护",     "民警",   "保供抢修",
};

const char *tx_role_word(unsigned role) {
  return role < TX_ROLE_COUNT ? role_words[role] : NULL;
}
const char *tx_role_zh(unsigned role) {
  return role < TX_ROLE_COUNT ? role_terms[role] : NULL;
}

int tx_role_find(struct tx_span word) {
  for (int i = 0; i < TX_ROLE_COUNT; i++)
    if (tx_span_equal(word, tx_span_text(role_words[i])) ||
        tx_span_equal(word, tx_span_text(role_terms[i])))
      return i;
  return -1;
}

const char *tx_age_word(unsigned age) {
  static const char *const words[] = { NULL, "under3", "3to17", "18to69", "70plus" };
  return age <= TX_AGE_70_PLUS ? words[age] : NULL;
}

/* --- reading ------------------------------------------------------------------------------------
 */

/* {1: 2, -1: 1, -2: x, -3: sign of y}; deterministic order is 1, -1, -2, -3. */
static bool read_holder_key(struct tx_cbor *c, struct tx_holder *out) {
  size_t pairs;
  int64_t label, value;
  struct tx_span x;
  if (!tx_cbor_map(c, &pairs) || pairs != 4) return false;
  if (!tx_cbor_int(c, &label) || label != 1 || !tx_cbor_int(c, &value) || value != 2) return false;
  if (!tx_cbor_int(c, &label) || label != -1 || !tx_cbor_int(c, &value) || value != 1) return false;
  if (!tx_cbor_int(c, &label) || label != -2 || !tx_cbor_bytes(c, &x) || x.n != 32) return false;
  memcpy(out->x, x.p, 32);
  return tx_cbor_int(c, &label) && label == -3 && tx_cbor_bool(c, &out->y_odd);
}

static bool read_cnf(struct tx_cbor *c, struct tx_holder *out) {
  size_t pairs;
  int64_t label;
  return tx_cbor_map(c, &pairs) && pairs == 1 && tx_cbor_int(c, &label) && label == 1 &&
         read_holder_key(c, out);
}

static bool read_number(struct tx_cbor *c, uint64_t min, uint64_t max, uint64_t *out) {
  return tx_cbor_uint(c, max, out) && *out >= min;
}

static enum tx_reason read_field(struct tx_cbor *c, int64_t key, struct tx_pass *out) {
  uint64_t v = 0;
  switch (key) {
  case 0:
    TRY(tx_cbor_uint(c, TX_AREA_MAX, &out->area) && tx_area_valid(out->area));
    return TX_OK;
  case 1:
    TRY(tx_cbor_uint(c, UINT32_MAX, &v));
    out->index = (uint32_t)v;
    return TX_OK;
  case 2:
    TRY(tx_cbor_uint(c, UINT32_MAX, &v));
    out->record = (uint32_t)v;
    return TX_OK;
  case 3:
    TRY(read_number(c, 1, TX_ROLE_MAX, &v));
    out->role = (uint8_t)v;
    return TX_OK;
  case 4:
    TRY(claim_text(c, 1, 24, out->name));
    return TX_OK;
  case 5:
    TRY(claim_text(c, 1, 4, out->tail));
    return TX_OK;
  case 6:
    TRY(claim_text(c, 1, 12, out->unit));
    return TX_OK;
  case 7:
    TRY(tx_cbor_uint(c, 65535, &v));
    out->household = (int32_t)v;
    return TX_OK;
  case 8:
    TRY(read_number(c, 1, 4, &v));
    out->age = (uint8_t)v;
    return TX_OK;
  case 9:
    TRY(read_number(c, 1, 255, &v));
    out->exempt = (uint8_t)v;
    return TX_OK;
  default:
    return claim_unknown(c, key);
  }
}

static enum tx_reason read_map(struct tx_span ours, struct tx_pass *out) {
  struct tx_cbor c = tx_cbor_start(ours);
  struct claim_map m = claim_map_open(&c);
  while (claim_map_next(&m))
    claim_map_keep(&m, read_field(&c, m.key, out));
  return claim_map_close(&m, 0x17);
}

enum tx_reason tx_pass_read(struct tx_span payload, struct tx_pass *out) {
  struct claims_dated claims;
  enum tx_reason reason = claims_read_dated(payload, CLAIM_PASS, &claims);
  if (reason != TX_OK) return reason;
  *out = (struct tx_pass){ .household = -1, .iat = claims.iat, .exp = claims.exp };
  out->bound = claims.cnf.n > 0;
  struct tx_cbor cnf = tx_cbor_start(claims.cnf);
  TRY(!out->bound || read_cnf(&cnf, &out->holder));
  return read_map(claims.ours, out);
}

bool tx_pass_peek_holder(struct tx_span payload, struct tx_holder *out) {
  struct tx_pass pass = { 0 };
  enum tx_reason reason = tx_pass_read(payload, &pass);
  if ((reason != TX_OK && reason != TX_UNKNOWN_CRITICAL) || !pass.bound) return false;
  *out = pass.holder;
  return true;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static bool text_fits(const char *text, size_t min, size_t max) {
  size_t n = strlen(text);
  return n >= min && n <= max && tx_utf8_valid(tx_span_text(text));
}

static bool in_range(const struct tx_pass *p) {
  return p->iat >= 0 && p->exp >= 0 && tx_area_valid(p->area) && p->role <= TX_ROLE_MAX &&
         p->age <= TX_AGE_70_PLUS && p->household >= -1 && p->household <= 65535 &&
         text_fits(p->name, 1, 24) && text_fits(p->tail, 0, 4) && text_fits(p->unit, 0, 12);
}

static void put_holder(struct tx_cbor_out *o, const struct tx_holder *holder) {
  tx_cbor_put_uint(o, CLAIM_CNF);
  tx_cbor_put_map(o, 1);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_map(o, 4);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_uint(o, 2);
  tx_cbor_put_int(o, -1);
  tx_cbor_put_uint(o, 1);
  tx_cbor_put_int(o, -2);
  tx_cbor_put_bytes(o, tx_span_of(holder->x, sizeof holder->x));
  tx_cbor_put_int(o, -3);
  tx_cbor_put_bool(o, holder->y_odd);
}

static void put_number(struct tx_cbor_out *o, unsigned key, uint64_t value, bool there) {
  if (!there) return;
  tx_cbor_put_uint(o, key);
  tx_cbor_put_uint(o, value);
}

static void put_text(struct tx_cbor_out *o, unsigned key, const char *text) {
  if (!*text) return;
  tx_cbor_put_uint(o, key);
  tx_cbor_put_text(o, tx_span_text(text));
}

static void put_map(struct tx_cbor_out *o, const struct tx_pass *p) {
  size_t pairs = 4u + (p->role > 0) + (*p->tail != 0) + (*p->unit != 0) + (p->household >= 0) +
                 (p->age > 0) + (p->exempt > 0);
  tx_cbor_put_int(o, CLAIM_PASS);
  tx_cbor_put_map(o, pairs);
  put_number(o, 0, p->area, true);
  put_number(o, 1, p->index, true);
  put_number(o, 2, p->record, true);
  put_number(o, 3, p->role, p->role > 0);
  put_text(o, 4, p->name);
  put_text(o, 5, p->tail);
  put_text(o, 6, p->unit);
  put_number(o, 7, (uint64_t)p->household, p->household >= 0);
  put_number(o, 8, p->age, p->age > 0);
  put_number(o, 9, p->exempt, p->exempt > 0);
}

bool tx_text_write(const char prefix[TX_PREFIX_SIZE], struct tx_span object, char *text) {
  size_t n = TX_PREFIX_SIZE + tx_base45_encoded_size(object.n);
  if (n > TX_TEXT_MAX) return false;
  memcpy(text, prefix, TX_PREFIX_SIZE);
  tx_base45_encode(object, text + TX_PREFIX_SIZE);
  text[n] = '\0';
  return true;
}

enum tx_reason tx_pass_sign(const struct tx_pass *pass, const struct tx_signer *issuer,
                            char *text) {
  if (!in_range(pass)) return TX_BAD_ARGUMENT;
  uint8_t claims[256], object[TX_TEXT_MAX];
  struct tx_cbor_out o = tx_cbor_to(claims, sizeof claims);
  tx_cbor_put_map(&o, pass->bound ? 4 : 3);
  put_number(&o, CLAIM_EXP, (uint64_t)pass->exp, true);
  put_number(&o, CLAIM_IAT, (uint64_t)pass->iat, true);
  if (pass->bound) put_holder(&o, &pass->holder);
  put_map(&o, pass);
  if (o.full) return TX_NO_SPACE;
  size_t n;
  enum tx_reason reason = tx_sign1_write(issuer, TX_SHAPE_PLAIN, NULL, (struct tx_span){ 0 },
                                         tx_cbor_written(&o), object, sizeof object, &n);
  if (reason != TX_OK) return reason;
  return tx_text_write("TX1:", tx_span_of(object, n), text) ? TX_OK : TX_NO_SPACE;
}

/* --- names --------------------------------------------------------------------------------------
 */

static size_t character_size(const char *p) {
  size_t n = 1;
  while ((p[n] & 0xc0) == 0x80)
    n++;
  return n;
}

bool tx_name_mask(const char *name, char out[25]) {
  size_t n = strlen(name);
  if (n == 0 || !tx_utf8_valid(tx_span_text(name))) return false;
  size_t first = character_size(name), last_at = 0, count = 0;
  for (size_t i = 0; i < n; i += character_size(name + i), count++)
    last_at = i;
  const char *stars = count > 3 ? "**" : "*";
  memcpy(out, name, first);
  strcpy(out + first, stars);
  if (count >= 3) strcpy(out + first + strlen(stars), name + last_at);
  return true;
}
