/* SPDX-License-Identifier: Apache-2.0 */
#include "exempt.h"

#include "domain/audit/log.h"
#include "exempt_words.h"
#include "issue.h"
#include "store/resident/holders.h"
#include "store/resident/residents.h"

#include <stdio.h>

#define PHONES_MAX 32 /* that show one person's pass */

static enum tx_reason set(const struct request *request, struct resident *resident, uint8_t exempt,
                          struct host_problem *problem) {
  enum tx_reason reason = residents_set_exempt(request->db, resident, exempt);
  resident->exempt = exempt;
  if (reason != TX_CONFLICT) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_CONFLICT, "此人的免检项目刚被别人改过，请重新打开。",
                          "Somebody has just changed what the person is exempt from: please open "
                          "it again.");
}

static enum tx_reason note(const struct request *request, const struct resident *resident,
                           const char *action, const char *detail, struct host_problem *problem) {
  const struct audit_entry entry = { .action = action,
                                     .detail = detail,
                                     .subject = resident->index };
  return host_problem_of(problem, audit_log_add(request, resident->area, &entry));
}

/* --- phones ----------------------------------------------------------------------------------- */

/* Those whose pass was good in a generation. */
static enum tx_reason list_phones(const struct request *request, const struct resident *resident,
                                  uint8_t generation, struct holding out[PHONES_MAX],
                                  size_t *count) {
  struct tx_span sealed;
  *count = 0;
  DB_ROWS rows = holdings_of(request->db, resident->area, resident->index);
  while (*count < PHONES_MAX && db_next(&rows)) {
    struct holding *one = &out[*count];
    holdings_read(&rows, one, &sealed);
    *count += !one->ended_at && one->exp > request->now_s && one->generation == generation;
  }
  return rows.end;
}

static enum tx_reason give_phone(const struct request *request, struct resident *resident,
                                 struct holding *holding, struct host_problem *problem) {
  struct pass_issued issued;
  const struct pass_order order = { .area = resident->area,
                                    .role = -1,
                                    .bound = true,
                                    .holder = holder_of_key(&holding->holder),
                                    .matched = true,
                                    .until_s = holding->exp };
  enum tx_reason reason = pass_write_one(request, &order, resident, &issued, problem);
  if (reason != TX_OK) return reason;
  resident->issues = issued.n;
  holding->n = issued.n;
  holding->generation = issued.generation;
  holding->iat = issued.pass.iat;
  holding->exp = issued.pass.exp;
  return host_problem_of(problem, holdings_put(request->db, holding));
}

/* Whoever is suspended gets theirs when that is over, as ever. */
static enum tx_reason give_phones(const struct request *request, struct resident *resident,
                                  uint8_t generation, struct host_problem *problem) {
  struct holding phones[PHONES_MAX];
  size_t count = 0;
  if (resident->state != TX_STATE_ACTIVE) return TX_OK;
  enum tx_reason reason =
      host_problem_of(problem, list_phones(request, resident, generation, phones, &count));
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    reason = give_phone(request, resident, &phones[i], problem);
  return reason;
}

/* --- given and taken -------------------------------------------------------------------------- */

enum tx_reason exemption_give(const struct request *request, const struct resident *resident,
                              uint8_t added, const char *evidence, struct host_problem *problem) {
  char words[EXEMPTION_WORDS_SIZE], detail[EXEMPTION_WORDS_SIZE + REQUEST_EVIDENCE_SIZE + 16];
  struct resident now = *resident;
  exemption_words(added, words);
  snprintf(detail, sizeof detail, "%u %s %s", resident->index, words, evidence);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = set(request, &now, resident->exempt | added, problem);
  if (reason == TX_OK) reason = note(request, &now, "exempt", detail, problem);
  if (reason == TX_OK) reason = give_phones(request, &now, now.generation, problem);
  return reason == TX_OK ? host_problem_of(problem, db_commit(&work)) : reason;
}

enum tx_reason exemption_take(const struct request *request, const struct resident *resident,
                              uint8_t after, const struct decision *decision, const char *detail,
                              struct host_problem *problem) {
  struct resident now = *resident;
  const uint8_t generation = resident->generation;
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = set(request, &now, after, problem);
  if (reason == TX_OK) reason = note(request, &now, "exempt.end", detail, problem);
  if (reason == TX_OK && now.issues) reason = pass_end_all(request, &now, problem);
  return reason == TX_OK ? give_phones(request, &now, generation, problem) : reason;
}
