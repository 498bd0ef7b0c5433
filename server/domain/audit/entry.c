/* SPDX-License-Identifier: Apache-2.0 */
#include "entry.h"

#include <stdio.h>
#include <stdlib.h>

/* In the second form the hash's last bit says whether it is a read: it stays when the entry has
 * died, so that nobody can bury a change early as a read. */
#define READ_BIT 1u

static int write_entry(const struct audit_row *row, const struct audit_secret *secret, bool read,
                       char **out) {
  const int n = (int)secret->detail.n;
  const char *detail = n ? (const char *)secret->detail.p : "";
  if (row->form == AUDIT_FORM_FIRST)
    return asprintf(out, "%lld\n%lld\n%s\n%s\n%.*s", (long long)row->n, (long long)row->at,
                    row->actor, row->action, n, detail);
  return asprintf(out, "2\n%lld\n%lld\n%s\n%s\n%s\n%lld\n%d\n%.*s", (long long)row->n,
                  (long long)row->at, row->actor, row->body, row->action, (long long)row->subject,
                  read, n, detail);
}

enum tx_reason audit_entry_hash(const struct audit_row *row, const struct audit_secret *secret,
                                bool read, uint8_t out[TX_HASH_SIZE]) {
  char *text = NULL;
  int n = write_entry(row, secret, read, &text);
  if (n < 0) return TX_NO_MEMORY;
  tx_hmac_sha256(tx_span_of(secret->salt, AUDIT_SALT_SIZE), tx_span_of(text, (size_t)n), out);
  free(text);
  if (row->form == AUDIT_FORM_FIRST) return TX_OK;
  out[TX_HASH_SIZE - 1] = (uint8_t)((out[TX_HASH_SIZE - 1] & ~READ_BIT) | (read ? READ_BIT : 0));
  return TX_OK;
}

bool audit_entry_is_read(const struct audit_row *row) {
  return row->form != AUDIT_FORM_FIRST && row->hash[TX_HASH_SIZE - 1] & READ_BIT;
}

int64_t audit_entry_kept_s(const struct audit_row *row) {
  return audit_entry_is_read(row) ? AUDIT_READS_KEPT_S : AUDIT_KEPT_S;
}

/* Which entry a seal belongs to. */
static void name_entry(const struct audit_row *row, char out[64]) {
  snprintf(out, 64, "audit %llu %lld", (unsigned long long)row->area, (long long)row->n);
}

enum tx_reason audit_log_seal(const struct field_keys *fields, const struct audit_row *row,
                              struct tx_span salt, struct tx_span detail, struct host_bytes *out) {
  char name[64];
  HOST_BYTES plain = { .p = malloc(salt.n + detail.n + 1), .n = salt.n + detail.n };
  if (!plain.p) return TX_NO_MEMORY;
  memcpy(plain.p, salt.p, salt.n);
  if (detail.n) memcpy(plain.p + salt.n, detail.p, detail.n);
  name_entry(row, name);
  return field_seal_new(fields, name, host_span(&plain), out);
}

enum tx_reason audit_entry_open(const struct field_keys *fields, const struct audit_row *row,
                                struct host_bytes *bytes, struct audit_secret *out) {
  char name[64];
  name_entry(row, name);
  enum tx_reason reason = field_unseal_new(fields, name, row->sealed, bytes);
  if (reason != TX_OK) return reason;
  if (bytes->n < AUDIT_SALT_SIZE) return TX_MALFORMED;
  memcpy(out->salt, bytes->p, AUDIT_SALT_SIZE);
  out->detail = tx_span_of(bytes->p + AUDIT_SALT_SIZE, bytes->n - AUDIT_SALT_SIZE);
  return TX_OK;
}

void audit_entry_link(const uint8_t before[TX_HASH_SIZE], const uint8_t hash[TX_HASH_SIZE],
                      uint8_t out[TX_HASH_SIZE]) {
  uint8_t both[TX_HASH_SIZE * 2];
  memcpy(both, before, TX_HASH_SIZE);
  memcpy(both + TX_HASH_SIZE, hash, TX_HASH_SIZE);
  tx_sha256(tx_span_of(both, sizeof both), out);
}
