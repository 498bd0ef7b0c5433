/* SPDX-License-Identifier: Apache-2.0 */
#include "chain.h"

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

enum tx_reason chain_append(struct office *office, const struct call *call, uint64_t area,
                            const char *action, const char *detail) {
  uint8_t before[TX_HASH_SIZE] = { 0 };
  struct audit_row row = {
    .area = area, .at = call->now_s, .actor = call->actor, .action = action, .detail = detail
  };
  enum tx_reason reason = audit_last(office->db, area, &row.n, before);
  if (reason != TX_OK && reason != TX_NOT_FOUND) return reason;
  row.n++;
  if (!tx_random(row.salt, sizeof row.salt)) return TX_SIGNER_FAILED;
  reason = hash_entry(&row, row.hash);
  if (reason != TX_OK) return reason;
  link_head(before, row.hash, row.head);
  return audit_add(office->db, &row);
}

enum tx_reason chain_head(struct office *office, uint64_t area, uint8_t head[TX_HASH_SIZE]) {
  int64_t n;
  return audit_last(office->db, area, &n, head);
}

struct walk {
  int64_t entries, broken_at; /* 0: whole */
  uint8_t head[TX_HASH_SIZE];
  const uint8_t *sought;
  bool found;
};

static bool follows(const struct audit_row *row, const struct walk *walk) {
  uint8_t hash[TX_HASH_SIZE], head[TX_HASH_SIZE];
  if (row->n != walk->entries + 1 || hash_entry(row, hash) != TX_OK) return false;
  link_head(walk->head, hash, head);
  return memcmp(hash, row->hash, TX_HASH_SIZE) == 0 && memcmp(head, row->head, TX_HASH_SIZE) == 0;
}

static enum tx_reason walk_chain(struct office *office, uint64_t area, struct walk *walk) {
  DB_ROWS rows = audit_all(office->db, area);
  while (!walk->broken_at && db_next(&rows)) {
    struct audit_row row;
    audit_read(&rows, &row);
    if (!follows(&row, walk)) {
      walk->broken_at = walk->entries + 1;
      break;
    }
    walk->entries++;
    memcpy(walk->head, row.head, TX_HASH_SIZE);
    if (walk->sought && memcmp(walk->sought, row.head, TX_HASH_SIZE) == 0) walk->found = true;
  }
  return rows.end;
}

enum tx_reason chain_verify(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem) {
  uint64_t area;
  uint8_t sought[TX_HASH_SIZE];
  char head[TX_HASH_SIZE * 2 + 1];
  struct walk walk = { 0 };
  const char *text = in_text(in, "head", NULL);
  (void)call;
  enum tx_reason reason = in_area(office, in, &area, problem);
  if (reason != TX_OK) return reason;
  if (text && !host_unhex(text, sought, sizeof sought))
    return host_problem_say(problem, TX_BAD_ARGUMENT, "head 应为64位十六进制。",
                       "head should be 64 hexadecimal digits.");
  if (text) walk.sought = sought;
  reason = walk_chain(office, area, &walk);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  host_hex(tx_span_of(walk.head, TX_HASH_SIZE), head);
  *out = json_pack("{s:I, s:s, s:b}", "entries", (json_int_t)walk.entries, "head", head, "whole",
                   walk.broken_at == 0 && (!text || walk.found));
  if (walk.broken_at) json_object_set_new(*out, "broken_at", json_integer(walk.broken_at));
  if (text) json_object_set_new(*out, "head_found", json_boolean(walk.found));
  return TX_OK;
}
