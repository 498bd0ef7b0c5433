/* SPDX-License-Identifier: Apache-2.0 */
#include "admin.h"

#include "host/text/visible.h"

#include "domain/audit/log.h"
#include "host/text/text.h"
#include "registry.h"
#include "store/core/areas.h"
#include "store/gate/gates.h"

#include "format/policy.h"

#include <stdio.h>
#include <stdlib.h>

/* --- the neighbour key ------------------------------------------------------------------------ */

static enum tx_reason renew_neighbour_key(const struct server *server,
                                          const struct request *request, uint64_t area,
                                          uint64_t id) {
  uint8_t key[TX_NEIGHBOUR_KEY_SIZE], sealed[64];
  size_t len = 0;
  if (!tx_random(key, sizeof key)) return TX_SIGNER_FAILED;
  enum tx_reason reason = field_seal_bytes(
      &server->fields, "neighbour", tx_span_of(key, sizeof key), sealed, sizeof sealed, &len);
  tx_cleanse(key, sizeof key);
  if (reason != TX_OK) return reason;
  return areas_set_neighbour(request->db, area, tx_span_of(sealed, len), id);
}

static enum tx_reason unseal(const struct server *server, const uint8_t *sealed, size_t len,
                             uint64_t id, struct tx_neighbour_key *out) {
  size_t n = 0;
  out->id = (uint32_t)id;
  return field_unseal_bytes(&server->fields, "neighbour", tx_span_of(sealed, len), out->bytes,
                            sizeof out->bytes, &n);
}

enum tx_reason gate_admin_neighbour_keys(const struct server *server, const struct request *request,
                                         uint64_t area, struct neighbour_keys *out) {
  struct area_row row;
  *out = (struct neighbour_keys){ 0 };
  enum tx_reason reason = areas_add(request->db, area);
  if (reason == TX_OK) reason = areas_find(request->db, area, &row);
  if (reason == TX_OK && !row.neighbour_key_len) {
    reason = renew_neighbour_key(server, request, area, row.neighbour_id + 1);
    if (reason == TX_OK) reason = areas_find(request->db, area, &row);
  }
  if (reason != TX_OK) return reason;
  out->has_previous = row.neighbour_before_len > 0;
  reason =
      unseal(server, row.neighbour_key, row.neighbour_key_len, row.neighbour_id, &out->current);
  if (reason != TX_OK || !out->has_previous) return reason;
  return unseal(server, row.neighbour_before, row.neighbour_before_len, row.neighbour_id - 1,
                &out->previous);
}

/* --- adding ----------------------------------------------------------------------------------- */

static enum tx_reason read_key(const char *text, struct gate_row *gate,
                               struct host_problem *problem) {
  uint8_t hash[TX_HASH_SIZE];
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
      problem, TX_BAD_KEY, "门禁公钥无法读取：请给出 tongxing-gate init 打印的公钥，或其PEM文件。",
      "The gate's key cannot be read: give what tongxing-gate init printed, or its PEM file.");
}

static enum tx_reason read_gate(const struct request *request, const struct gate_in *in,
                                struct gate_row *gate, struct host_problem *problem) {
  *gate = (struct gate_row){ .area = in->area,
                             .added_at = request->now_s,
                             .kind = tx_gate_kind_find(in->kind) };
  if (!*in->label || strlen(in->label) >= sizeof gate->label)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "门禁名称应有1至%zu个字节。",
                            "A gate's name should have 1 to %zu bytes.", sizeof gate->label - 1);
  if (!host_visible(tx_span_text(in->label)))
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "门禁名称里有控制字符或改变文字方向的字符，请重新输入。",
                            "The gate's name holds control characters or some that turn text "
                            "around, please type it anew.");
  if (gate->kind < 0)
    return host_problem_set(
        problem, TX_BAD_ARGUMENT,
        "“%s”不是门禁种类：pedestrian（人行）、vehicle（车行）、building（楼栋）或 "
        "sampling（采样）。",
        "\"%s\" is no kind of gate: pedestrian, vehicle, building or sampling.", in->kind);
  snprintf(gate->label, sizeof gate->label, "%s", in->label);
  return read_key(in->key, gate, problem);
}

static enum tx_reason note(const struct request *request, const struct gate_row *gate,
                           const char *action) {
  char detail[sizeof gate->name + sizeof gate->label + 1];
  snprintf(detail, sizeof detail, "%s %s", gate->name, gate->label);
  return audit_log_append(request, gate->area, action, detail);
}

enum tx_reason gate_admin_enter(const struct request *request, const struct gate_in *in,
                                struct gate_row *out, struct host_problem *problem) {
  enum tx_reason reason = read_gate(request, in, out, problem);
  if (reason != TX_OK) return reason;
  reason = gates_add(request->db, out);
  if (reason == TX_CONFLICT)
    return host_problem_set(
        problem, reason, "门禁 %s 已经登记过；换了地方请让它重新生成密钥。",
        "The gate %s is registered already; for another place let it make a new key.", out->name);
  if (reason == TX_OK) reason = note(request, out, "gate add");
  return host_problem_of(problem, reason);
}

enum tx_reason gate_admin_enter_again(const struct request *request, const struct gate_in *in,
                                      struct gate_row *out, struct host_problem *problem) {
  struct gate_row known;
  enum tx_reason reason = read_gate(request, in, out, problem);
  if (reason != TX_OK) return reason;
  reason = gates_find(request->db, out->name, &known);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  const bool same =
      reason == TX_OK && !known.removed_at && known.area == out->area && known.kind == out->kind;
  if (!same) return gate_admin_enter(request, in, out, problem);
  *out = known;
  return host_problem_of(problem, note(request, out, "gate add"));
}

enum tx_reason gate_admin_add(struct server *server, const struct request *request,
                              const struct gate_in *in, struct gate_row *out,
                              struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = gate_admin_enter(request, in, out, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, gate_registry_put(server->gates, out));
}

/* --- finding ---------------------------------------------------------------------------------- */

enum tx_reason gate_admin_list(const struct request *request, struct gate_row **out, size_t *count,
                               struct host_problem *problem) {
  size_t read = 0;
  enum tx_reason reason = gate_registry_read(request->db, out, &read);
  *count = 0;
  for (size_t i = 0; i < read; i++)
    if (request_reaches(request, (*out)[i].area)) (*out)[(*count)++] = (*out)[i];
  return host_problem_of(problem, reason);
}

enum tx_reason gate_admin_find(const struct request *request, const char *word,
                               struct gate_row *out, struct host_problem *problem) {
  enum tx_reason reason = gates_find_by_word(request->db, word, out);
  if (reason == TX_OK && !request_reaches(request, out->area)) reason = TX_NOT_FOUND;
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_set(problem, reason, "没有叫“%s”的门禁，请看 gate list。",
                          "No gate is called \"%s\", see gate list.", word);
}

/* --- shutting out ----------------------------------------------------------------------------- */

static enum tx_reason shut_out(struct server *server, const struct request *request,
                               struct gate_row *gate) {
  struct area_row area;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = gates_remove(request->db, gate->name, request->now_s);
  if (reason == TX_OK) reason = areas_find(request->db, gate->area, &area);
  if (reason == TX_OK)
    reason = renew_neighbour_key(server, request, gate->area, area.neighbour_id + 1);
  if (reason == TX_NOT_FOUND) reason = TX_OK; /* no list of that area: no neighbour key either */
  if (reason == TX_OK) reason = note(request, gate, "gate remove");
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  gate->removed_at = request->now_s;
  return gate_registry_put(server->gates, gate);
}

enum tx_reason gate_admin_remove(struct server *server, const struct request *request,
                                 const char *word, struct gate_row *out,
                                 struct host_problem *problem) {
  enum tx_reason reason = gate_admin_find(request, word, out, problem);
  if (reason == TX_OK && out->removed_at)
    return host_problem_set(problem, TX_CONFLICT, "门禁 %s 早已停用。",
                            "The gate %s was shut out before.", out->name);
  return reason == TX_OK ? host_problem_of(problem, shut_out(server, request, out)) : reason;
}
