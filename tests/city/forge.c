/* SPDX-License-Identifier: Apache-2.0 */
#include "forge.h"

#include <stdlib.h>

#define ISSUED_AGO_S 3600
#define PUBLISHED_AGO_S 1800
#define VALID_S (180 * FORGE_DAY_S)
#define OBJECT_ROOM 512 /* what stands around a payload, at most */

/* --- signing ---------------------------------------------------------------------------------- */

/* Sig_structure of RFC 9052 section 4.4. */
static struct forge_bytes sig_structure(struct tx_span protected_, struct tx_span payload) {
  size_t cap = protected_.n + payload.n + OBJECT_ROOM;
  struct forge_bytes bytes = { .p = malloc(cap) };
  struct tx_cbor_out out = tx_cbor_to(bytes.p, bytes.p ? cap : 0);
  tx_cbor_put_array(&out, 4);
  tx_cbor_put_text(&out, tx_span_text("Signature1"));
  tx_cbor_put_bytes(&out, protected_);
  tx_cbor_put_bytes(&out, (struct tx_span){ 0 });
  tx_cbor_put_bytes(&out, payload);
  bytes.n = out.len;
  return bytes;
}

struct forge_bytes forge_sign1(const struct tx_signer *signer, struct tx_span protected_,
                               struct tx_span payload) {
  FORGED message = sig_structure(protected_, payload);
  uint8_t signature[TX_SIGNATURE_SIZE];
  struct forge_bytes bytes = { 0 };
  if (!message.p || !signer->ops->sign(signer, forge_span(&message), signature)) return bytes;
  size_t cap = protected_.n + payload.n + OBJECT_ROOM;
  bytes.p = malloc(cap);
  struct tx_cbor_out out = tx_cbor_to(bytes.p, bytes.p ? cap : 0);
  tx_cbor_put_array(&out, 4);
  tx_cbor_put_bytes(&out, protected_);
  tx_cbor_put_map(&out, 0);
  tx_cbor_put_bytes(&out, payload);
  tx_cbor_put_bytes(&out, tx_span_of(signature, sizeof signature));
  bytes.n = out.len;
  return bytes;
}

struct forge_bytes forge_object(const struct tx_signer *signer, const char *typ,
                                struct tx_span payload) {
  char kid[2 * TX_KID_SIZE + 1];
  forge_hex(tx_span_of(signer->hash, TX_KID_SIZE), kid);
  FORGED header =
      typ ? forge_cbor("{1: %lld, 4: h'%s', 16: \"%s\"}", (long long)signer->alg, kid, typ)
          : forge_cbor("{1: %lld, 4: h'%s'}", (long long)signer->alg, kid);
  return forge_sign1(signer, forge_span(&header), payload);
}

bool forge_code(const struct tx_signer *signer, const char *prefix, struct forge_bytes payload,
                char text[TX_TEXT_MAX + 1]) {
  FORGED claims = payload;
  FORGED object = forge_object(signer, NULL, forge_span(&claims));
  return object.p && tx_text_write(prefix, forge_span(&object), text);
}

/* --- drafts ----------------------------------------------------------------------------------- */

uint32_t forge_record(const struct forge *forge, enum tx_state state) {
  struct tx_record record = { .state = state,
                              .health = TX_HEALTH_GREEN,
                              .travel = TX_TRAVEL_NONE,
                              .test = TX_TEST_NEGATIVE,
                              .sampled = tx_sampled_from_time(forge->now_s - FORGE_DAY_S) };
  return tx_record_pack(&record);
}

struct tx_pass forge_pass(const struct forge *forge) {
  return (struct tx_pass){
    .iat = forge->now_s - ISSUED_AGO_S,
    .exp = forge->now_s + VALID_S,
    .area = CITY_AREA,
    .index = 5,
    .record = forge_record(forge, TX_STATE_ACTIVE),
    .household = 17,
    .name = "张*三",
    .tail = "123X",
    .unit = "3-2",
  };
}

struct tx_pass forge_bound_pass(const struct forge *forge) {
  struct tx_pass pass = forge_pass(forge);
  pass.bound = tx_key_holder(forge->keys[FORGE_HOLDER], &pass.holder);
  return pass;
}

bool forge_pass_text(const struct forge *forge, const struct tx_pass *pass,
                     char text[TX_TEXT_MAX + 1]) {
  return tx_pass_sign(pass, forge->keys[FORGE_ISSUE], text) == TX_OK;
}

void forge_status_draft(const struct forge *forge, struct forge_status *draft) {
  *draft = (struct forge_status){ 0 };
  for (size_t i = 0; i < FORGE_LIST_SIZE; i++)
    draft->records[i] = forge_record(forge, TX_STATE_ACTIVE);
  draft->records[6] = forge_record(forge, TX_STATE_SUSPENDED);
  draft->records[7] = forge_record(forge, TX_STATE_REVOKED);
  draft->records[8] = 0;
  draft->records[9] |= 1u << 19;
  struct tx_status *status = &draft->status;
  status->area = CITY_AREA;
  status->iat = forge->now_s - PUBLISHED_AGO_S;
  status->seq = (uint64_t)status->iat;
  status->exp = status->iat + 3 * FORGE_DAY_S;
  status->ttl_s = 60;
  status->count = FORGE_LIST_SIZE;
  status->records = draft->records;
  status->current.trust = (uint64_t)(forge->now_s - FORGE_DAY_S);
}

struct forge_bytes forge_status(const struct forge *forge, const struct forge_status *draft,
                                enum forge_key signer) {
  struct forge_bytes bytes = { 0 };
  tx_status_sign(&draft->status, forge->keys[signer], &bytes.p, &bytes.n);
  return bytes;
}

struct forge_bytes forge_policy_json(const struct forge *forge, const char *logic,
                                     const char *then) {
  char *text = NULL;
  long long from = forge->now_s - FORGE_DAY_S, to = forge->now_s + 365LL * FORGE_DAY_S;
  int len = asprintf(&text,
                     "{\"area\": %llu, \"seq\": %lld,"
                     " \"stale\": {\"max_age_s\": 86400, \"then\": \"%s\", \"no_list\": \"%s\"},"
                     " \"orders\": [{\"id\": \"o\", \"document\": \"〔2026〕1号\","
                     " \"issuer\": \"社区居委会\", \"valid_from\": %lld, \"valid_to\": %lld,"
                     " \"rules\": [{\"id\": \"r\", \"topic\": \"other\", \"on_fail\": \"deny\","
                     " \"logic\": %s, \"say\": {\"zh\": \"不符合规定\","
                     " \"en\": \"Against the rule\"}}]}]}",
                     (unsigned long long)CITY_AREA, from, then, then, from, to, logic);
  if (len < 0) return (struct forge_bytes){ 0 };
  return (struct forge_bytes){ .p = (uint8_t *)text, .n = (size_t)len };
}

struct forge_bytes forge_policy(const struct forge *forge, struct tx_span json,
                                enum forge_key signer) {
  return forge_object(forge->keys[signer], "tx-policy", json);
}

struct tx_certificate forge_certificate(const struct forge *forge) {
  return (struct tx_certificate){
    .iat = forge->now_s - ISSUED_AGO_S,
    .exp = forge->now_s + 30 * FORGE_DAY_S,
    .kind = TX_CERTIFICATE_RELEASED,
    .area = FORGE_DISTRICT,
    .serial = 4,
    .name = "李*",
    .tail = "0420",
    .authority = "区疾病预防控制中心",
  };
}
