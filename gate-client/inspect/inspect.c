/* SPDX-License-Identifier: Apache-2.0 */
#include "inspect/inspect.h"

#include "inspect/fields.h"
#include "objects/peek.h"

#include "format/base45.h"
#include "format/enrol.h"
#include "format/event.h"
#include "format/login.h"

#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

struct kind {
  const char *typ; /* of header 16; NULL: has none */
  enum tx_shape shape;
  const char *name, *zh, *en;
  const struct inspect_field *fields; /* NULL: its payload is JSON */
  enum tx_reason (*weigh)(struct gate *gate, struct tx_span bytes, json_t *out);
};

static void put(json_t *out, const char *key, json_t *value) {
  if (value) json_object_set_new(out, key, value);
}

/* --- whether it holds ------------------------------------------------------------------------- */

/* The root that a first trust list would be held against: one that the gate knows, else its own. */
static bool pin_of(struct gate *gate, const struct gate_state *state, struct tx_span bytes,
                   struct tx_pin *pin, json_t *out) {
  static const uint8_t none[TX_HASH_SIZE];
  *pin = (struct tx_pin){ 0 };
  if (!gate_trust_root(bytes, pin->root)) return false;
  bool known = memcmp(gate->identity.pin.root, none, TX_HASH_SIZE) != 0;
  if (!known && !state->trust) {
    put(out, "detail", json_string("held against its own root, which nobody has vouched for"));
    return true;
  }
  for (size_t i = 0; state->trust && i < state->trust->root_count; i++)
    if (memcmp(state->trust->roots[i].hash, pin->root, TX_HASH_SIZE) == 0) return true;
  if (known) memcpy(pin->root, gate->identity.pin.root, TX_HASH_SIZE);
  return true;
}

static enum tx_reason weigh_trust(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct gate_state *state = gate_state_of(gate);
  struct tx_trust *trust = NULL;
  struct tx_pin pin;
  pin_of(gate, state, bytes, &pin, out);
  enum tx_reason reason = tx_trust_take(bytes, NULL, &pin, gate_now(gate), &trust);
  tx_trust_destroy(trust);
  gate_state_unref(state);
  return reason;
}

static void count_states(json_t *out, const struct tx_status *list) {
  json_int_t counts[8] = { 0 };
  for (uint32_t i = 0; i < list->count; i++)
    counts[tx_record_unpack(list->records[i]).state]++;
  json_t *states = json_object();
  for (int i = 0; i < TX_STATE_REVOKED_TOO; i++)
    json_object_set_new(states, tx_state_word((enum tx_state)i), json_integer(counts[i]));
  put(out, "states", states);
}

static enum tx_reason weigh_status(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct gate_state *state = gate_state_of(gate);
  struct tx_status *list = NULL;
  enum tx_reason reason = tx_status_take(bytes, state->trust, NULL, gate_now(gate), &list);
  if (list) count_states(out, list);
  tx_status_destroy(list);
  gate_state_unref(state);
  return reason;
}

/* A delta holds only on the list that it starts from, so that list has to be there. */
static enum tx_reason weigh_delta(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct gate_state *state = gate_state_of(gate);
  struct tx_status *after = NULL;
  enum tx_reason reason = TX_WRONG_BASE;
  for (size_t i = 0; i < state->list_count && reason == TX_WRONG_BASE; i++)
    reason = tx_delta_take(bytes, state->trust, state->lists[i], gate_now(gate), &after);
  if (!state->list_count) reason = tx_delta_take(bytes, state->trust, NULL, gate_now(gate), &after);
  if (after) count_states(out, after);
  tx_status_destroy(after);
  gate_state_unref(state);
  return reason;
}

static enum tx_reason weigh_certs(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct gate_state *state = gate_state_of(gate);
  struct tx_certs *certs = NULL;
  (void)out;
  enum tx_reason reason = tx_certs_take(bytes, state->trust, NULL, gate_now(gate), &certs);
  tx_certs_destroy(certs);
  gate_state_unref(state);
  return reason;
}

static void explain_policy(struct tx_span bytes, json_t *out) {
  struct tx_policy_error error = { 0 };
  struct tx_policy *policy = NULL;
  struct tx_sign1 sign1;
  if (tx_sign1_read(bytes, TX_SHAPE_TYPED, "tx-policy", &sign1) != TX_OK) return;
  if (tx_policy_parse(sign1.payload, &policy, &error) != TX_OK)
    put(out, "detail",
        json_pack("{s:s,s:s,s:s}", "where", error.where, "zh", error.zh, "en", error.en));
  tx_policy_destroy(policy);
}

static enum tx_reason weigh_policy(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct gate_state *state = gate_state_of(gate);
  struct tx_policy *policy = NULL;
  enum tx_reason reason = tx_policy_take(bytes, state->trust, 0, gate_now(gate), &policy);
  if (reason == TX_MALFORMED_CLAIMS) explain_policy(bytes, out);
  tx_policy_destroy(policy);
  gate_state_unref(state);
  return reason;
}

/* Which gates are registered is the server's to know; our own key we know. */
static enum tx_reason weigh_batch(struct gate *gate, struct tx_span bytes, json_t *out) {
  const struct tx_signer *key = gate->identity.key;
  uint8_t kid[TX_KID_SIZE];
  struct tx_batch *batch = NULL;
  (void)out;
  enum tx_reason reason = tx_batch_kid(bytes, kid);
  if (reason != TX_OK) return reason;
  if (!key || memcmp(key->hash, kid, TX_KID_SIZE) != 0) return TX_UNKNOWN_KEY;
  reason = tx_batch_take(bytes, key->alg, tx_span_of(key->spki, key->spki_len), &batch);
  tx_batch_destroy(batch);
  return reason;
}

static enum tx_reason weigh_login(struct gate *gate, struct tx_span bytes, json_t *out) {
  struct tx_login login;
  const struct tx_signer *key = gate->identity.key;
  (void)out;
  enum tx_reason reason = tx_login_read(bytes, &login);
  if (reason != TX_OK) return reason;
  if (!key || !tx_span_equal(login.who, tx_span_text(gate->identity.id))) return TX_UNKNOWN_KEY;
  login.check.alg = key->alg;
  login.check.spki = tx_span_of(key->spki, key->spki_len);
  return tx_check_holds(&login.check) ? TX_OK : TX_BAD_SIGNATURE;
}

static const struct kind typed[] = {
  { "tx-trust", TX_SHAPE_TYPED, "trust", "信任列表", "trust list", inspect_trust, weigh_trust },
  { "tx-status", TX_SHAPE_TYPED, "status", "状态名册", "status list", inspect_status,
    weigh_status },
  { "tx-delta", TX_SHAPE_TYPED, "delta", "名册增量", "status delta", inspect_delta, weigh_delta },
  { "tx-certs", TX_SHAPE_TYPED, "certs", "证明状态", "certificate status", inspect_certs,
    weigh_certs },
  { "tx-policy", TX_SHAPE_TYPED, "policy", "策略", "policy", NULL, weigh_policy },
  { "tx-batch", TX_SHAPE_TYPED, "batch", "日志批次", "journal batch", inspect_batch, weigh_batch },
  { "tx-login", TX_SHAPE_LOGIN, "login", "登录证明", "sign-in", inspect_login, weigh_login },
};

/* --- who signed it ---------------------------------------------------------------------------- */

static json_t *row_json(const struct tx_key_row *row) {
  char hash[65], area[13];
  host_hex(tx_span_of(row->hash, TX_HASH_SIZE), hash);
  tx_area_format(row->area, area);
  return json_pack("{s:s%,s:s,s:s,s:I,s:b}", "name", (const char *)row->name.p, row->name.n,
                   "sha256", hash, "area", area, "uses", (json_int_t)row->uses, "revoked",
                   row->revoked);
}

static json_t *signer_json(struct gate *gate, const struct tx_sign1 *sign1, bool has_kid) {
  char kid[2 * TX_KID_SIZE + 1] = "";
  json_t *out = json_pack("{s:I}", "alg", (json_int_t)sign1->alg);
  if (!has_kid) return out;
  host_hex(tx_span_of(sign1->kid, TX_KID_SIZE), kid);
  put(out, "kid", json_string(kid));
  struct gate_state *state = gate_state_of(gate);
  for (size_t i = 0; state->trust && i < state->trust->row_count; i++)
    if (memcmp(state->trust->rows[i].hash, sign1->kid, TX_KID_SIZE) == 0)
      put(out, "key", row_json(&state->trust->rows[i]));
  for (size_t i = 0; state->trust && i < state->trust->root_count; i++)
    if (memcmp(state->trust->roots[i].hash, sign1->kid, TX_KID_SIZE) == 0)
      put(out, "key", json_pack("{s:s}", "name", "root"));
  gate_state_unref(state);
  return out;
}

static void put_verdict(json_t *out, enum tx_reason reason, bool valid) {
  put(out, "valid", json_boolean(valid));
  put(out, "reason", json_integer((json_int_t)reason));
  put(out, "name", json_string(tx_reason_name(reason)));
  put(out, "reason_zh", json_string(tx_reason_text(reason, "zh")));
  put(out, "reason_en", json_string(tx_reason_text(reason, "en")));
}

static json_t *new_view(const char *kind, const char *zh, const char *en) {
  return json_pack("{s:s,s:s,s:s}", "kind", kind, "zh", zh, "en", en);
}

json_t *gate_inspect_bytes(struct gate *gate, struct tx_span bytes) {
  struct tx_sign1 sign1;
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    const struct kind *kind = &typed[i];
    if (tx_sign1_read(bytes, kind->shape, kind->typ, &sign1) != TX_OK) continue;
    json_t *out = new_view(kind->name, kind->zh, kind->en);
    put(out, "signed_by", signer_json(gate, &sign1, kind->shape == TX_SHAPE_TYPED));
    put(out, "fields",
        kind->fields ? inspect_map(sign1.payload, kind->fields)
                     : json_loadb((const char *)sign1.payload.p, sign1.payload.n,
                                  JSON_REJECT_DUPLICATES, NULL));
    enum tx_reason reason = kind->weigh(gate, bytes, out);
    put_verdict(out, reason, reason == TX_OK);
    return out;
  }
  return NULL;
}

/* --- codes ------------------------------------------------------------------------------------ */

/* The payload of what a prefix says it is; the pass inside a live pass has fields of its own. */
static void put_code_fields(struct gate *gate, json_t *out, struct tx_span object,
                            const char *prefix) {
  struct tx_sign1 sign1, inner;
  bool live = memcmp(prefix, "TL1:", TX_PREFIX_SIZE) == 0;
  bool pass = memcmp(prefix, "TX1:", TX_PREFIX_SIZE) == 0;
  if (tx_sign1_read(object, live ? TX_SHAPE_LIVE : TX_SHAPE_PLAIN, NULL, &sign1) != TX_OK) return;
  put(out, "signed_by", signer_json(gate, &sign1, !live));
  put(out, "fields",
      inspect_map(sign1.payload, live   ? inspect_live
                                 : pass ? inspect_pass
                                        : inspect_certificate));
  if (!live || tx_sign1_read(sign1.inner, TX_SHAPE_PLAIN, NULL, &inner) != TX_OK) return;
  put(out, "pass_signed_by", signer_json(gate, &inner, true));
  put(out, "pass", inspect_map(inner.payload, inspect_pass));
}

static void put_decision(struct gate *gate, json_t *out, struct tx_span text) {
  struct gate_outcome outcome;
  gate_decide(gate, text, gate->identity.direction, &outcome);
  enum tx_reason reason = outcome.decision.reason;
  bool genuine = outcome.decision.identified || outcome.decision.certified;
  bool shown_badly = reason >= TX_LIVE_REQUIRED && reason <= TX_REVOKED;
  put_verdict(out, reason, genuine && !shown_badly);
  put(out, "decision", gate_outcome_json(&outcome));
  gate_outcome_finish(&outcome);
}

static json_t *inspect_enrolment(struct tx_span text) {
  struct tx_enrol enrol;
  enum tx_reason reason = tx_enrol_read(text, &enrol);
  json_t *out = new_view("enrol", "门禁登记码", "enrolment code");
  char root[65], tls[65];
  host_hex(tx_span_of(enrol.pin.root, TX_HASH_SIZE), root);
  host_hex(tx_span_of(enrol.tls, TX_HASH_SIZE), tls);
  /* The token stays out: it works for whoever reads it. */
  if (reason == TX_OK)
    put(out, "fields",
        json_pack("{s:s,s:s,s:s,s:I}", "server", enrol.url, "tls", tls, "root", root, "trust_seq",
                  (json_int_t)enrol.pin.seq));
  put_verdict(out, reason, reason == TX_OK);
  return out;
}

static const struct {
  const char *prefix, *name, *zh, *en;
} codes[] = {
  { "TX1:", "pass", "通行证", "pass" },
  { "TL1:", "live", "实时通行码", "live pass" },
  { "TC1:", "certificate", "证明", "certificate" },
};

json_t *gate_inspect_text(struct gate *gate, struct tx_span text) {
  uint8_t object[TX_TEXT_MAX];
  size_t n;
  if (text.n < TX_PREFIX_SIZE || text.n > TX_TEXT_MAX) return NULL;
  if (memcmp(text.p, "TE1:", TX_PREFIX_SIZE) == 0) return inspect_enrolment(text);
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (memcmp(text.p, codes[i].prefix, TX_PREFIX_SIZE) != 0) continue;
    json_t *out = new_view(codes[i].name, codes[i].zh, codes[i].en);
    struct tx_span base45 = tx_span_of(text.p + TX_PREFIX_SIZE, text.n - TX_PREFIX_SIZE);
    struct tx_span bytes = tx_span_of(object, 0);
    if (tx_base45_decode(base45, object, &n)) bytes.n = n;
    if (bytes.n && tx_cbor_untag(&bytes)) put_code_fields(gate, out, bytes, codes[i].prefix);
    put_decision(gate, out, text);
    return out;
  }
  return NULL;
}
