/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include "entry.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

/* --- writing ---------------------------------------------------------------------------------- */

enum tx_reason audit_log_add(const struct request *request, uint64_t area,
                             const struct audit_entry *entry) {
  uint8_t before[TX_HASH_SIZE] = { 0 };
  HOST_BYTES sealed = { 0 };
  struct audit_secret secret = { .detail = tx_span_text(entry->detail) };
  struct audit_row row = { .area = area,
                           .at = request->now_s,
                           .actor = request->actor,
                           .body = request->caller ? request->caller->body : "",
                           .action = entry->action,
                           .subject = entry->subject,
                           .form = AUDIT_FORM_NOW };
  enum tx_reason reason = audit_last(request->db, area, &row.n, before);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  row.n++;
  if (!tx_random(secret.salt, AUDIT_SALT_SIZE)) return TX_SIGNER_FAILED;
  reason = audit_entry_hash(&row, &secret, entry->read, row.hash);
  if (reason == TX_OK)
    reason = audit_log_seal(request->fields, &row, tx_span_of(secret.salt, AUDIT_SALT_SIZE),
                            secret.detail, &sealed);
  if (reason != TX_OK) return reason;
  row.sealed = host_span(&sealed);
  audit_entry_link(before, row.hash, row.head);
  return audit_add(request->db, &row);
}

enum tx_reason audit_log_append(const struct request *request, uint64_t area, const char *action,
                                const char *detail) {
  const struct audit_entry entry = { .action = action, .detail = detail, .subject = -1 };
  return audit_log_add(request, area, &entry);
}

enum tx_reason audit_log_about(const struct request *request, const struct resident *resident,
                               const char *action, const char *detail) {
  const struct audit_entry entry = { .action = action,
                                     .detail = detail,
                                     .subject = resident->index };
  return audit_log_add(request, resident->area, &entry);
}

/* "clerk lead": what the reader was, whatever becomes of the account. */
static void name_roles(const struct caller *caller, char *out, size_t cap) {
  size_t n = 0;
  *out = '\0';
  for (int role = 0; caller && role < ROLES && n < cap; role++)
    if (caller->roles & 1u << role)
      n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "", role_word((enum role)role));
}

enum tx_reason audit_log_add_read(const struct request *request, uint64_t area,
                                  const struct audit_read *read) {
  char roles[80], detail[160];
  name_roles(request->caller, roles, sizeof roles);
  snprintf(detail, sizeof detail, "%s; %s", read->purpose ? read->purpose : "", roles);
  const struct audit_entry entry = {
    .action = read->action, .detail = detail, .subject = read->subject, .read = true
  };
  return audit_log_add(request, area, &entry);
}

enum tx_reason audit_log_read(const struct request *request, uint64_t area,
                              const struct audit_read *read) {
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = audit_log_add_read(request, area, read);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* --- reading ---------------------------------------------------------------------------------- */

enum tx_reason audit_log_head(const struct request *request, uint64_t area,
                              uint8_t head[TX_HASH_SIZE]) {
  int64_t n;
  return audit_last(request->db, area, &n, head);
}

static enum tx_reason open_line(const struct request *request, const struct audit_row *row,
                                struct audit_line *out) {
  struct audit_secret secret;
  HOST_BYTES bytes = { 0 };
  *out = (struct audit_line){ .n = row->n,
                              .at = row->at,
                              .subject = row->subject,
                              .read = audit_entry_is_read(row),
                              .dead = row->sealed.n == 0 };
  snprintf(out->actor, sizeof out->actor, "%s", row->actor);
  snprintf(out->body, sizeof out->body, "%s", row->body);
  snprintf(out->action, sizeof out->action, "%s", row->action);
  if (out->dead) return TX_OK;
  enum tx_reason reason = audit_entry_open(request->fields, row, &bytes, &secret);
  if (reason != TX_OK) return reason;
  int n = (int)secret.detail.n;
  snprintf(out->detail, sizeof out->detail, "%.*s", n, n ? (const char *)secret.detail.p : "");
  return TX_OK;
}

/* Restraints, appeals and certificates stand elsewhere. */
static bool is_theirs(const struct audit_row *row) {
  static const char *const acts[] = { "exempt", "exempt.end", "document added",
                                      "document removed" };
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
    if (strcmp(row->action, acts[i]) == 0) return true;
  return audit_entry_is_read(row);
}

enum tx_reason audit_log_list(const struct request *request, struct audit_query *query,
                              struct audit_line *out, size_t *count, struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, query->area, problem);
  if (reason != TX_OK) return reason;
  int64_t before = query->before ? query->before : INT64_MAX;
  DB_ROWS rows = audit_before(request->db, query->area, query->subject, before, query->limit);
  int64_t seen = 0;
  for (; reason == TX_OK && db_next(&rows); seen++) {
    struct audit_row row;
    audit_read(&rows, &row);
    query->last = row.n;
    if (query->theirs && !is_theirs(&row)) continue;
    if (query->actor && strcmp(query->actor, row.actor) != 0) continue;
    reason = open_line(request, &row, &out[(*count)++]);
  }
  if (seen < query->limit) query->last = 0;
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}
