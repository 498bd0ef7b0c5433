/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include "host/sys/text.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>

static enum tx_reason hash_entry(const struct audit_row *row, uint8_t out[TX_HASH_SIZE]) {
  char *text = NULL;
  int n = asprintf(&text, "%lld\n%lld\n%s\n%s\n%s", (long long)row->n, (long long)row->at,
                   row->actor, row->action, row->detail);
  if (n < 0) return TX_NO_MEMORY;
  tx_hmac_sha256(tx_span_of(row->salt, AUDIT_SALT_SIZE), tx_span_of(text, (size_t)n), out);
  free(text);
  return TX_OK;
}

static void link_head(const uint8_t before[TX_HASH_SIZE], const uint8_t hash[TX_HASH_SIZE],
                      uint8_t out[TX_HASH_SIZE]) {
  uint8_t both[TX_HASH_SIZE * 2];
  memcpy(both, before, TX_HASH_SIZE);
  memcpy(both + TX_HASH_SIZE, hash, TX_HASH_SIZE);
  tx_sha256(tx_span_of(both, sizeof both), out);
}

enum tx_reason audit_log_append(const struct request *request, uint64_t area, const char *action,
                                const char *detail) {
  uint8_t before[TX_HASH_SIZE] = { 0 };
  struct audit_row row = {
    .area = area, .at = request->now_s, .actor = request->actor, .action = action, .detail = detail
  };
  enum tx_reason reason = audit_last(request->db, area, &row.n, before);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  row.n++;
  if (!tx_random(row.salt, sizeof row.salt)) return TX_SIGNER_FAILED;
  reason = hash_entry(&row, row.hash);
  if (reason != TX_OK) return reason;
  link_head(before, row.hash, row.head);
  return audit_add(request->db, &row);
}

enum tx_reason audit_log_head(const struct request *request, uint64_t area,
                              uint8_t head[TX_HASH_SIZE]) {
  int64_t n;
  return audit_last(request->db, area, &n, head);
}

static bool follows(const struct audit_row *row, const struct audit_log_verdict *so_far) {
  uint8_t hash[TX_HASH_SIZE], head[TX_HASH_SIZE];
  if (row->n != so_far->entries + 1 || hash_entry(row, hash) != TX_OK) return false;
  link_head(so_far->head, hash, head);
  return memcmp(hash, row->hash, TX_HASH_SIZE) == 0 && memcmp(head, row->head, TX_HASH_SIZE) == 0;
}

#define PAGE 1000

static void walk(const struct audit_row *row, const uint8_t *sought,
                 struct audit_log_verdict *out) {
  if (!follows(row, out)) {
    out->broken_at = out->entries + 1;
    return;
  }
  out->entries++;
  memcpy(out->head, row->head, TX_HASH_SIZE);
  if (sought && memcmp(sought, row->head, TX_HASH_SIZE) == 0) out->found = true;
}

enum tx_reason audit_log_verify(const struct request *request, uint64_t area, const uint8_t *sought,
                                struct audit_log_verdict *out, bool *end,
                                struct host_problem *problem) {
  int64_t before = out->entries;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = audit_after(request->db, area, before, PAGE);
  while (!out->broken_at && db_next(&rows)) {
    struct audit_row row;
    audit_read(&rows, &row);
    walk(&row, sought, out);
  }
  *end = out->broken_at || out->entries - before < PAGE;
  return host_problem_of(problem, rows.end);
}
