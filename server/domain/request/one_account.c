/* SPDX-License-Identifier: Apache-2.0 */
#include "one_account.h"

#include "domain/account/account.h"
#include "request.h"
#include "store/office/accounts.h"
#include "store/office/requests.h"
#include "store/resident/residents.h"
#include "wanted.h"

static enum tx_reason has_account(const struct request *request, const char *number, bool *has) {
  char document[2 * TX_HASH_SIZE + 1];
  account_document(request, number, document);
  return accounts_of_document(request->db, document, has);
}

static enum tx_reason is_asked_for(const struct request *request, uint64_t area, const char *number,
                                   bool *is) {
  char document[2 * TX_HASH_SIZE + 1];
  struct request_row row;
  struct tx_span sealed;
  const char *wanted;
  account_document(request, number, document);
  DB_ROWS rows = requests_asked(request->db, area);
  while (!*is && db_next(&rows)) {
    requests_read(&rows, &row, &sealed, &wanted);
    if (row.act != REQUEST_ACCOUNT || row.asked_at + REQUEST_LIFE_S < request->now_s) continue;
    if (wanted_read(wanted, &row) != TX_OK) return TX_MALFORMED;
    *is = strcmp(row.account.document, document) == 0;
  }
  return rows.end;
}

/* Whoever is known by it in some area; TX_NOT_FOUND. */
static enum tx_reason find_person(const struct request *request, const char *number,
                                  struct resident *out) {
  uint8_t hash[TX_HASH_SIZE];
  uint64_t area = 0;
  field_hash(request->fields, "id", number, hash);
  {
    DB_ROWS rows = directory_areas(request->db, hash);
    if (!db_next(&rows)) return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
    area = (uint64_t)db_column_int(&rows, 0);
  }
  return residents_by_identity(request->db, area, hash, out);
}

static enum tx_reason refuse(struct host_problem *problem) {
  return host_problem_say(problem, TX_CONFLICT,
                          "此人凭另一种证件已有账号，或已申请：一人一个账号。",
                          "The person has an account by another document, or it is asked for: one "
                          "person has one account.");
}

enum tx_reason one_account_check(const struct request *request, uint64_t area, const char *number,
                                 struct host_problem *problem) {
  struct resident resident;
  struct document all[DOCUMENTS_MAX];
  size_t count = 0;
  bool has = false;
  enum tx_reason reason = find_person(request, number, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK) reason = document_list(request, &resident, all, &count);
  for (size_t i = 0; reason == TX_OK && !has && i < count; i++) {
    if (strcmp(all[i].number, number) == 0) continue;
    reason = has_account(request, all[i].number, &has);
    if (reason == TX_OK && !has) reason = is_asked_for(request, area, all[i].number, &has);
  }
  tx_cleanse(all, sizeof all);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return has ? refuse(problem) : TX_OK;
}

enum tx_reason one_account_left(const struct request *request, const struct resident *resident,
                                struct host_problem *problem) {
  struct document all[DOCUMENTS_MAX];
  size_t count = 0, accounts = 0;
  enum tx_reason reason = document_list(request, resident, all, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    bool has = false;
    reason = has_account(request, all[i].number, &has);
    accounts += has;
  }
  tx_cleanse(all, sizeof all);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (accounts < 2) return TX_OK;
  return host_problem_say(problem, TX_CONFLICT,
                          "这两种证件各有一个账号：先停用其中一个（account end）。",
                          "Each of these documents has an account: end one of them first (account "
                          "end).");
}
