/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an area's chain is as it was written. */
#include "log.h"

#include "entry.h"

#define PAGE 1000

static bool is_as_hashed(const struct field_keys *fields, const struct audit_row *row) {
  uint8_t hash[TX_HASH_SIZE];
  struct audit_secret secret;
  HOST_BYTES bytes = { 0 };
  return audit_entry_open(fields, row, &bytes, &secret) == TX_OK &&
         audit_entry_hash(row, &secret, audit_entry_is_read(row), hash) == TX_OK &&
         memcmp(hash, row->hash, TX_HASH_SIZE) == 0;
}

/* One that has died lived its time: no entry before it is younger than that. */
static bool was_buried(const struct request *request, const struct audit_row *row,
                       const struct audit_log_verdict *so_far) {
  return so_far->latest + audit_entry_kept_s(row) <= request->now_s;
}

static bool follows(const struct request *request, const struct audit_row *row,
                    const struct audit_log_verdict *so_far) {
  uint8_t head[TX_HASH_SIZE];
  if (row->n != so_far->entries + 1) return false;
  if (row->sealed.n ? !is_as_hashed(request->fields, row) : !was_buried(request, row, so_far))
    return false;
  audit_entry_link(so_far->head, row->hash, head);
  return memcmp(head, row->head, TX_HASH_SIZE) == 0;
}

static void walk(const struct request *request, const struct audit_row *row, const uint8_t *sought,
                 struct audit_log_verdict *out) {
  if (!follows(request, row, out)) {
    out->broken_at = out->entries + 1;
    return;
  }
  out->entries++;
  if (row->at > out->latest) out->latest = row->at;
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
    walk(request, &row, sought, out);
  }
  *end = out->broken_at || out->entries - before < PAGE;
  return host_problem_of(problem, rows.end);
}
