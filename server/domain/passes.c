/* SPDX-License-Identifier: Apache-2.0 */
#include "passes.h"

#include "chain.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "identity.h"
#include "publish.h"
#include "residency.h"
#include "store/areas.h"
#include "store/issues.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400
#define DAYS_MAX 3660
#define BATCH 1000 /* passes a transaction */

int64_t passes_validity_s(uint8_t role) {
  switch (role) {
  case TX_ROLE_COURIER:
  case TX_ROLE_SUPPLY:
    return 30 * DAY_S;
  case TX_ROLE_VOLUNTEER:
    return 90 * DAY_S;
  case TX_ROLE_VISITOR:
    return DAY_S;
  default:
    return 180 * DAY_S;
  }
}

/* --- a holder's key --------------------------------------------------------------------------- */

bool passes_read_holder(struct tx_span bytes, struct tx_holder *out) {
  if (bytes.n == TX_SPKI_MAX) {
    if (tx_spki_alg(bytes) != TX_ALG_ES256) return false;
    bytes = tx_span_of(bytes.p + TX_SPKI_MAX - 65, 65);
  }
  if (bytes.n != 33 && bytes.n != 65) return false;
  uint8_t form = bytes.p[0];
  if (bytes.n == 65 ? form != 4 : (form != 2 && form != 3)) return false;
  memcpy(out->x, bytes.p + 1, sizeof out->x);
  out->y_odd = (bytes.n == 65 ? bytes.p[64] : form) & 1;
  return tx_holder_on_curve(out);
}

static enum tx_reason read_holder_key(const json_t *in, bool *bound, struct tx_holder *holder,
                                      struct host_problem *problem) {
  uint8_t bytes[128];
  size_t n;
  const char *text = in_text(in, "holder_key", NULL);
  *bound = text != NULL;
  if (!text) return TX_OK;
  if (host_unbase64(tx_span_text(text), bytes, sizeof bytes, &n) &&
      passes_read_holder(tx_span_of(bytes, n), holder))
    return TX_OK;
  return host_problem_say(
      problem, TX_BAD_KEY, "持有人公钥无法读取,应为P-256公钥(base64的DER,或PEM文件)。",
      "The holder's key cannot be read: give a P-256 public key, as base64 of DER or "
      "as a PEM file.");
}

/* --- what stands in a pass -------------------------------------------------------------------- */

static uint8_t age_band(const char *birth_date, int64_t now_s) {
  int years = date_age_years(birth_date, now_s);
  if (years < 0) return TX_AGE_UNKNOWN;
  if (years < 3) return TX_AGE_UNDER_3;
  if (years < 18) return TX_AGE_3_TO_17;
  return years < 70 ? TX_AGE_18_TO_69 : TX_AGE_70_PLUS;
}

void passes_describe(const struct resident *resident, const char *full_name, uint8_t role,
                     int64_t now_s, struct tx_pass *out) {
  *out = (struct tx_pass){
    .area = resident->area,
    .index = resident->index,
    .record = resident->record,
    .role = role,
    .age = age_band(resident->birth_date, now_s),
    .exempt = resident->exempt,
    .household = resident->household,
  };
  bool plate = role == TX_ROLE_VEHICLE && strlen(full_name) < sizeof out->name;
  snprintf(out->name, sizeof out->name, "%s", plate ? full_name : resident->mask);
  snprintf(out->tail, sizeof out->tail, "%s", resident->tail);
  snprintf(out->unit, sizeof out->unit, "%s", resident->unit);
}

/* --- an issue --------------------------------------------------------------------------------- */

struct issue {
  struct office *office;
  const struct call *call;
  uint64_t area;
  int role; /* -1: each resident's own */
  int64_t days;
  bool bound, reissue;
  struct tx_holder holder;
  int64_t iat;
  const struct tx_signer *signer;
  const struct tx_key_row *row;
  json_t *passes;
};

static enum tx_reason read_order(struct issue *issue, const json_t *in, struct host_problem *problem) {
  const char *role = in_text(in, "role", NULL);
  issue->role = role ? tx_role_find(tx_span_text(role)) : -1;
  issue->days = in_int(in, "days", 0);
  issue->reissue = in_flag(in, "reissue");
  if (role && issue->role < 0)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "不认识的人员类别“%s”。",
                       "\"%s\" is no known role.", role);
  if (issue->days < 0 || issue->days > DAYS_MAX)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "天数应在1到%d之间。",
                       "The days should be between 1 and %d.", DAYS_MAX);
  if (in_flag(in, "all") && in_text(in, "holder_key", NULL))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "持有人公钥只属于一个人,不能与 --all 同用。",
                       "A holder's key belongs to one person: not together with --all.");
  return read_holder_key(in, &issue->bound, &issue->holder, problem);
}

/* A pass is never dated earlier than the newest list of its area, which does not contain it. */
static enum tx_reason date_passes(struct issue *issue, struct host_problem *problem) {
  struct publication newest;
  enum tx_reason reason =
      publications_newest(issue->office->db, PUBLISHED_STATUS, issue->area, &newest);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  issue->iat = issue->call->now_s;
  if (reason == TX_OK && newest.iat > issue->iat) issue->iat = newest.iat;
  issue->signer = keybox_find(&issue->office->keys, issue->office->trust, TX_USE_ISSUE, issue->area,
                              issue->iat, &issue->row, problem);
  return issue->signer ? TX_OK : TX_UNKNOWN_KEY;
}

/* The list must tell generations apart: none may be four behind while it can still be shown. */
static enum tx_reason raise_generation(struct issue *issue, struct resident *resident,
                                       struct host_problem *problem) {
  uint8_t oldest;
  uint8_t next = (resident->generation + 1) & 7;
  enum tx_reason reason = issues_oldest_unexpired(issue->office->db, resident->area,
                                                  resident->index, issue->call->now_s, &oldest);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  if (reason == TX_OK && ((next - oldest) & 7) > 3)
    return host_problem_set(problem, TX_CONFLICT, "%s的证已补办三次,最早的一张尚未到期,暂不能再补。",
                       "The pass of %s was re-issued three times and the first has not expired: no "
                       "further one yet.",
                       resident->mask);
  resident->generation = next;
  resident->state = TX_STATE_ACTIVE;
  reason = residency_record(issue->office, resident, issue->call->now_s, &resident->record);
  if (reason == TX_OK) reason = areas_note_change(issue->office->db, resident->area, true);
  return host_problem_of(problem, reason);
}

static enum tx_reason refuse_dead(const struct resident *resident, struct host_problem *problem) {
  if (resident->state == TX_STATE_ACTIVE) return TX_OK;
  if (resident->state == TX_STATE_REVOKED)
    return host_problem_set(problem, TX_CONFLICT, "%s的证已注销,请用 --reissue 补办。",
                       "The pass of %s was revoked: please use --reissue.", resident->mask);
  return host_problem_set(problem, TX_CONFLICT, "%s的证已暂停,请先恢复(reinstate)。",
                     "The pass of %s is suspended: please reinstate it first.", resident->mask);
}

static enum tx_reason prepare(struct issue *issue, struct resident *resident, struct tx_pass *pass,
                              struct host_problem *problem) {
  char name[SEALED_MAX + 1];
  enum tx_reason reason =
      issue->reissue ? raise_generation(issue, resident, problem) : refuse_dead(resident, problem);
  if (reason != TX_OK) return reason;
  reason = vault_unseal(&issue->office->vault, "name", resident->id_hash, &resident->name, name,
                        sizeof name);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  uint8_t role = issue->role >= 0 ? (uint8_t)issue->role : resident->role;
  passes_describe(resident, name, role, issue->call->now_s, pass);
  pass->iat = issue->iat;
  pass->exp = issue->iat + (issue->days ? issue->days * DAY_S : passes_validity_s(role));
  if (pass->exp > issue->row->verify_until) pass->exp = issue->row->verify_until;
  pass->bound = issue->bound;
  pass->holder = issue->holder;
  return TX_OK;
}

static enum tx_reason log_issue(struct issue *issue, struct resident *resident,
                                const struct tx_pass *pass) {
  struct issue_row row = {
    .area = pass->area,
    .index = pass->index,
    .n = ++resident->issues,
    .generation = resident->generation,
    .record = pass->record,
    .role = pass->role,
    .iat = pass->iat,
    .exp = pass->exp,
    .bound = pass->bound,
    .holder = pass->holder,
    .actor = issue->call->actor,
  };
  memcpy(row.signer, issue->signer->hash, TX_HASH_SIZE);
  enum tx_reason reason = issues_add(issue->office->db, &row);
  return reason == TX_OK ? residents_note(issue->office->db, resident) : reason;
}

static enum tx_reason log_batch(struct issue *issue, struct resident *residents, size_t count,
                                struct tx_pass *passes, struct host_problem *problem) {
  char detail[80];
  DB_TRANSACTION work = db_begin(issue->office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  for (size_t i = 0; i < count; i++) {
    enum tx_reason reason = prepare(issue, &residents[i], &passes[i], problem);
    if (reason == TX_OK) reason = host_problem_of(problem, log_issue(issue, &residents[i], &passes[i]));
    if (reason != TX_OK) return reason;
  }
  snprintf(detail, sizeof detail, count == 1 ? "%u" : "%u and %zu more", residents[0].index,
           count - 1);
  enum tx_reason reason = areas_note_issue(issue->office->db, issue->area, issue->iat);
  if (reason == TX_OK)
    reason = chain_append(issue->office, issue->call, issue->area,
                          issue->reissue ? "reissue" : "issue", detail);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

static enum tx_reason sign_batch(struct issue *issue, const struct resident *residents,
                                 size_t count, const struct tx_pass *passes,
                                 struct host_problem *problem) {
  for (size_t i = 0; i < count; i++) {
    char text[TX_TEXT_MAX + 1];
    const struct tx_pass *pass = &passes[i];
    enum tx_reason reason = tx_pass_sign(pass, issue->signer, text);
    if (reason != TX_OK) return host_problem_of(problem, reason);
    json_array_append_new(
        issue->passes, json_pack("{s:I, s:i, s:s, s:s, s:s, s:s?, s:I, s:I, s:b, s:s}", "index",
                                 (json_int_t)pass->index, "generation", residents[i].generation,
                                 "name", pass->name, "tail", pass->tail, "unit", pass->unit, "role",
                                 tx_role_word(pass->role), "iat", (json_int_t)pass->iat, "exp",
                                 (json_int_t)pass->exp, "bound", pass->bound, "text", text));
  }
  return TX_OK;
}

static enum tx_reason issue_batch(struct issue *issue, struct resident *residents, size_t count,
                                  struct host_problem *problem) {
  HOST_FREE struct tx_pass *passes = calloc(count, sizeof *passes);
  if (!passes) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = log_batch(issue, residents, count, passes, problem);
  return reason == TX_OK ? sign_batch(issue, residents, count, passes, problem) : reason;
}

/* Reads the next residents from an index on who may have a pass. */
static enum tx_reason next_residents(struct issue *issue, uint32_t from, struct resident *out,
                                     size_t *count) {
  DB_ROWS rows = residents_from(issue->office->db, issue->area, from, BATCH);
  while (db_next(&rows)) {
    residents_read(&rows, &out[*count]);
    ++*count;
  }
  return rows.end;
}

static size_t keep_active(struct resident *residents, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (residents[i].state == TX_STATE_ACTIVE) residents[kept++] = residents[i];
  return kept;
}

static enum tx_reason issue_all(struct issue *issue, struct host_problem *problem) {
  HOST_FREE struct resident *residents = malloc(BATCH * sizeof *residents);
  uint32_t from = 0;
  int64_t total = 0, done = 0;
  if (!residents) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = residents_count(issue->office->db, issue->area, &total);
  while (reason == TX_OK) {
    size_t count = 0;
    reason = next_residents(issue, from, residents, &count);
    if (reason != TX_OK || count == 0) break;
    from = residents[count - 1].index + 1;
    done += (int64_t)count;
    size_t active = keep_active(residents, count);
    if (active) reason = issue_batch(issue, residents, active, problem);
    if (issue->office->progress && total) issue->office->progress((unsigned)(done * 1000 / total));
  }
  return host_problem_of(problem, reason);
}

/* Gates take a pass far past the end of their list for one of no list: publish before. */
static enum tx_reason publish_before(struct issue *issue, struct host_problem *problem) {
  struct publish_state state;
  enum tx_reason reason = publish_state(issue->office, issue->area, &state);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (!state.published || state.next_index < state.count + TX_NEW_MAX) return TX_OK;
  return publish_area(issue->office, issue->call->now_s, issue->area, problem);
}

enum tx_reason passes_issue(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  struct issue issue = { .office = office, .call = call };
  struct resident resident;
  char area[13];
  bool all = in_flag(in, "all");
  enum tx_reason reason = in_area(office, in, &issue.area, problem);
  if (reason == TX_OK) reason = read_order(&issue, in, problem);
  if (reason == TX_OK && !all)
    reason = residency_find(office, issue.area, in_text(in, "resident", ""), &resident, problem);
  if (reason == TX_OK) reason = publish_before(&issue, problem);
  if (reason == TX_OK) reason = date_passes(&issue, problem);
  if (reason != TX_OK) return reason;
  issue.passes = json_array();
  reason = all ? issue_all(&issue, problem) : issue_batch(&issue, &resident, 1, problem);
  tx_area_format(issue.area, area);
  if (reason == TX_OK) *out = json_pack("{s:s, s:O}", "area", area, "passes", issue.passes);
  json_decref(issue.passes);
  return reason;
}
