/* SPDX-License-Identifier: Apache-2.0 */
#include "gatekeeping.h"

#include "chain.h"
#include "host/sys/text.h"
#include "store/areas.h"

#include "format/policy.h"

#include <stdio.h>

/* --- the neighbour key ------------------------------------------------------------------------ */

static enum tx_reason renew_neighbour_key(struct office *office, uint64_t area, uint64_t id) {
  uint8_t key[TX_NEIGHBOUR_KEY_SIZE], sealed[64];
  size_t len = 0;
  if (!tx_random(key, sizeof key)) return TX_SIGNER_FAILED;
  enum tx_reason reason = vault_seal_bytes(&office->vault, "neighbour", tx_span_of(key, sizeof key),
                                           sealed, sizeof sealed, &len);
  tx_cleanse(key, sizeof key);
  if (reason != TX_OK) return reason;
  return areas_set_neighbour(office->db, area, tx_span_of(sealed, len), id);
}

static enum tx_reason unseal(struct office *office, const uint8_t *sealed, size_t len, uint64_t id,
                             struct tx_neighbour_key *out) {
  size_t n = 0;
  out->id = (uint32_t)id;
  return vault_unseal_bytes(&office->vault, "neighbour", tx_span_of(sealed, len), out->bytes,
                            sizeof out->bytes, &n);
}

enum tx_reason gatekeeping_neighbour_keys(struct office *office, uint64_t area,
                                          struct neighbour_keys *out) {
  struct area_row row;
  *out = (struct neighbour_keys){ 0 };
  enum tx_reason reason = areas_add(office->db, area);
  if (reason == TX_OK) reason = areas_find(office->db, area, &row);
  if (reason == TX_OK && !row.neighbour_key_len) {
    reason = renew_neighbour_key(office, area, row.neighbour_id + 1);
    if (reason == TX_OK) reason = areas_find(office->db, area, &row);
  }
  if (reason != TX_OK) return reason;
  out->has_previous = row.neighbour_before_len > 0;
  reason =
      unseal(office, row.neighbour_key, row.neighbour_key_len, row.neighbour_id, &out->current);
  if (reason != TX_OK || !out->has_previous) return reason;
  return unseal(office, row.neighbour_before, row.neighbour_before_len, row.neighbour_id - 1,
                &out->previous);
}

/* --- adding ----------------------------------------------------------------------------------- */

static enum tx_reason read_key(const json_t *in, struct gate_row *gate, struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
  const char *text = in_text(in, "key", "");
  if (host_unbase64(tx_span_text(text), gate->spki, sizeof gate->spki, &gate->spki_len)) {
    struct tx_span spki = tx_span_of(gate->spki, gate->spki_len);
    gate->alg = tx_spki_alg(spki);
    if (gate->alg) {
      tx_sha256(spki, hash);
      tx_gate_name(hash, gate->name);
      return TX_OK;
    }
  }
  return host_problem_say(
      problem, TX_BAD_KEY, "门禁公钥无法读取:请给出 tongxing-gate init 打印的公钥,或其PEM文件。",
      "The gate's key cannot be read: give what tongxing-gate init printed, or its PEM "
      "file.");
}

static enum tx_reason read_gate(const struct call *call, const json_t *in, struct gate_row *gate,
                                struct host_problem *problem) {
  const char *name = in_text(in, "name", ""), *kind = in_text(in, "kind", "pedestrian");
  const char *area = in_text(in, "area", "");
  *gate = (struct gate_row){ .added_at = call->now_s, .kind = tx_gate_kind_find(kind) };
  if (!tx_area_parse(tx_span_text(area), &gate->area))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码。",
                       "\"%s\" is no area code of 12 digits.", area);
  if (!*name || strlen(name) >= sizeof gate->label)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "门禁名称应有1至%zu个字节。",
                       "A gate's name should have 1 to %zu bytes.", sizeof gate->label - 1);
  if (gate->kind < 0)
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "“%s”不是门禁种类:pedestrian、vehicle、building 或 sampling。",
        "\"%s\" is no kind of gate: pedestrian, vehicle, building or sampling.", kind);
  snprintf(gate->label, sizeof gate->label, "%s", name);
  return read_key(in, gate, problem);
}

static json_t *describe(const struct gate_row *gate) {
  char area[13];
  tx_area_format(gate->area, area);
  json_t *json =
      json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "gate", gate->name, "area", area, "name",
                gate->label, "kind", tx_gate_kind_word((enum tx_gate_kind)gate->kind), "added_at",
                (json_int_t)gate->added_at, "acknowledged", (json_int_t)gate->acknowledged);
  if (gate->removed_at) json_object_set_new(json, "removed_at", json_integer(gate->removed_at));
  return json;
}

enum tx_reason gatekeeping_enter(struct office *office, const struct call *call, const json_t *in,
                                 json_t **out, struct host_problem *problem) {
  struct gate_row gate;
  enum tx_reason reason = read_gate(call, in, &gate, problem);
  if (reason != TX_OK) return reason;
  reason = gates_add(office->db, &gate);
  if (reason == TX_CONFLICT)
    return host_problem_set(
        problem, reason, "门禁 %s 已经登记过;换了地方请让它重新生成密钥。",
        "The gate %s is registered already; for another place let it make a new key.", gate.name);
  if (reason == TX_OK) reason = chain_append(office, call, gate.area, "gate add", gate.name);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  *out = describe(&gate);
  return TX_OK;
}

enum tx_reason gatekeeping_add(struct office *office, const struct call *call, const json_t *in,
                               json_t **out, struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = gatekeeping_enter(office, call, in, out, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, gatebook_load(office->gates, office->db));
}

enum tx_reason gatekeeping_list(struct office *office, const struct call *call, const json_t *in,
                                json_t **out, struct host_problem *problem) {
  json_t *list = json_array();
  (void)call;
  (void)in;
  DB_ROWS rows = gates_all(office->db);
  while (db_next(&rows)) {
    struct gate_row gate;
    gates_read(&rows, &gate);
    json_array_append_new(list, describe(&gate));
  }
  *out = json_pack("{s:o}", "gates", list);
  return host_problem_of(problem, rows.end);
}

/* --- shutting out ----------------------------------------------------------------------------- */

static enum tx_reason shut_out(struct office *office, const struct call *call,
                               const struct gate_row *gate) {
  struct area_row area;
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gates_remove(office->db, gate->name, call->now_s);
  if (reason == TX_OK) reason = areas_find(office->db, gate->area, &area);
  if (reason == TX_OK) reason = renew_neighbour_key(office, gate->area, area.neighbour_id + 1);
  if (reason == TX_NOT_FOUND) reason = TX_OK; /* no list of that area: no neighbour key either */
  if (reason == TX_OK) reason = chain_append(office, call, gate->area, "gate remove", gate->name);
  if (reason == TX_OK) reason = db_commit(&work);
  return reason == TX_OK ? gatebook_load(office->gates, office->db) : reason;
}

enum tx_reason gatekeeping_remove(struct office *office, const struct call *call, const json_t *in,
                                  json_t **out, struct host_problem *problem) {
  struct gate_row gate;
  const char *word = in_text(in, "gate", "");
  enum tx_reason reason = gates_find_by_word(office->db, word, &gate);
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "没有叫“%s”的门禁,请看 gate list。",
                       "No gate is called \"%s\", see gate list.", word);
  if (reason == TX_OK && gate.removed_at)
    return host_problem_set(problem, TX_CONFLICT, "门禁 %s 早已停用。",
                       "The gate %s was shut out before.", gate.name);
  if (reason == TX_OK) reason = shut_out(office, call, &gate);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  gate.removed_at = call->now_s;
  *out = describe(&gate);
  return TX_OK;
}
