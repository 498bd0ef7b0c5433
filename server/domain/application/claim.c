/* SPDX-License-Identifier: Apache-2.0 */
#include "claim.h"

#include "domain/account/backoff.h"
#include "domain/account/code.h"
#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/resident/household.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "sealed_application.h"
#include "store/office/claims.h"
#include "store/resident/residents.h"

#include <stdio.h>

static void hash_code(const struct request *request, uint64_t area, const char *code,
                      uint8_t out[TX_HASH_SIZE]) {
  field_hash_in(request->fields, "claim", area, code, out);
}

/* --- made ------------------------------------------------------------------------------------- */

/* Those that were open end; whoever holds one of them is counted. */
static enum tx_reason close_like(const struct request *request, const struct claim *claim,
                                 struct host_problem *problem) {
  bool open = false;
  struct bulk_taken taken;
  enum tx_reason reason = claims_any_open(request->db, claim, request->now_s, &open);
  if (reason == TX_OK) reason = claims_close_like(request->db, claim, request->now_s);
  if (reason != TX_OK || !open) return host_problem_of(problem, reason);
  return bulk_take(request, claim->area, BULK_CLAIMS, 1, &taken, problem);
}

enum tx_reason claim_write(const struct request *request, struct claim_slip *slip,
                           struct host_problem *problem) {
  char detail[48];
  uint8_t hash[TX_HASH_SIZE];
  HOST_BYTES sealed = { 0 };
  struct claim *claim = &slip->claim;
  claim->made_at = request->now_s;
  claim->until = request->now_s + (claim->personal ? CLAIM_OWN_LIFE_S : CLAIM_LIFE_S);
  host_copy(request->actor, claim->made_by, sizeof claim->made_by);
  if (!code_make(CLAIM_LENGTH, slip->code)) return TX_SIGNER_FAILED;
  hash_code(request, claim->area, slip->code, hash);
  enum tx_reason reason = close_like(request, claim, problem);
  if (reason == TX_OK) reason = claims_next(request->db, claim->area, &claim->id);
  if (reason == TX_OK) reason = sealed_slip_make(request->fields, slip, &sealed);
  if (reason == TX_OK) reason = claims_add(request->db, claim, hash, host_span(&sealed));
  snprintf(detail, sizeof detail, claim->personal ? "%lld of %u" : "%lld", (long long)claim->id,
           claim->index);
  if (reason == TX_OK) reason = audit_log_append(request, claim->area, "claim", detail);
  return host_problem_of(problem, reason);
}

static enum tx_reason write_one(const struct request *request, struct claim_slip *slip,
                                struct host_problem *problem) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = claim_write(request, slip, problem);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason claim_make_home(const struct request *request, uint64_t area, const char *unit,
                               const char *room, struct claim_slip *out,
                               struct host_problem *problem) {
  int32_t number;
  struct household_place place;
  *out = (struct claim_slip){ .claim = { .area = area } };
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  household_place_of(request->fields, area, unit, room, &place);
  reason = households_find(request->db, &place, &number);
  if (reason == TX_NOT_FOUND)
    return host_problem_set(problem, reason, "名册里没有%s楼%s室，请核对楼栋和房号。",
                            "The roster has nobody in building %s, room %s.", unit, room);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  memcpy(out->claim.place, place.room, TX_HASH_SIZE);
  host_copy(unit, out->unit, sizeof out->unit);
  host_copy(room, out->room, sizeof out->room);
  return write_one(request, out, problem);
}

enum tx_reason claim_make_own(const struct request *request, const struct resident *resident,
                              struct claim_slip *out, struct host_problem *problem) {
  struct household_place place;
  const struct person *person = &resident->person;
  *out = (struct claim_slip){
    .claim = { .area = resident->area, .personal = true, .index = resident->index }
  };
  household_place_of(request->fields, resident->area, person->unit, person->room, &place);
  memcpy(out->claim.place, place.room, TX_HASH_SIZE);
  memcpy(out->unit, person->unit, sizeof out->unit);
  memcpy(out->room, person->room, sizeof out->room);
  memcpy(out->name, person->mask, sizeof out->name);
  return write_one(request, out, problem);
}

/* --- used ------------------------------------------------------------------------------------- */

static enum tx_reason wait_first(const struct server *server, const char *code, const char *address,
                                 struct host_problem *problem) {
  int64_t wait_ms = backoff_wait_ms(server->codes, code, address, host_monotonic_ms());
  if (!wait_ms) return TX_OK;
  long long wait_s = (wait_ms + 999) / 1000;
  problem->retry_s = (unsigned)wait_s;
  return host_problem_set(problem, TX_BUSY,
                          "领证码错的次数太多，请%lld秒后再试；不填领证码也可申请，由居委会核对。",
                          "Too many wrong claim codes: please try again in %lld s, or apply "
                          "without one and the office will look at it.",
                          wait_s);
}

static enum tx_reason refuse(struct host_problem *problem) {
  return host_problem_say(
      problem, TX_NOT_ALLOWED,
      "领证码无效：不存在、已关闭或已过期。请核对，或不填领证码申请，由居委会核对。",
      "The claim code is nobody's, was closed, or is over: please look again, or apply without one "
      "and the office will look at it.");
}

enum tx_reason claim_find(struct server *server, const struct request *request, uint64_t area,
                          const char *typed, const char *address, struct claim *out,
                          struct host_problem *problem) {
  char code[CODE_MAX + 1];
  uint8_t hash[TX_HASH_SIZE];
  if (!code_read(typed, CLAIM_LENGTH, code))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "领证码输错了：应为9个字母或数字，请再核对。",
                            "The claim code is mistyped: it has 9 letters or digits, please look "
                            "again.");
  enum tx_reason reason = wait_first(server, code, address, problem);
  if (reason != TX_OK) return reason;
  hash_code(request, area, code, hash);
  reason = claims_find(request->db, area, hash, out);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  bool good = reason == TX_OK && !out->closed_at && out->until > request->now_s;
  backoff_note(server->codes, code, address, good, host_monotonic_ms());
  return good ? TX_OK : refuse(problem);
}

enum tx_reason claim_note_wrong(const struct request *request, struct claim *claim) {
  char detail[48];
  claim->wrong++;
  if (claim->wrong >= CLAIM_WRONG_MAX) claim->closed_at = request->now_s;
  enum tx_reason reason = claims_note(request->db, claim);
  if (reason != TX_OK || !claim->closed_at) return reason;
  snprintf(detail, sizeof detail, "%lld, %d wrong tries", (long long)claim->id, claim->wrong);
  return audit_log_append(request, claim->area, "claim closed", detail);
}

enum tx_reason claim_note_used(const struct request *request, struct claim *claim, uint32_t index) {
  enum tx_reason reason = claims_use(request->db, claim, index, request->now_s);
  if (reason != TX_OK || !claim->personal) return reason;
  claim->closed_at = request->now_s;
  return claims_note(request->db, claim);
}
