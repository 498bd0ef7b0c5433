/* SPDX-License-Identifier: Apache-2.0 */
/* An entry of the audit log as it is hashed and sealed. Private to this room. */
#ifndef SERVER_DOMAIN_AUDIT_ENTRY_H
#define SERVER_DOMAIN_AUDIT_ENTRY_H

#include "log.h"
#include "store/office/audit.h"

#define AUDIT_SALT_SIZE 16

/* What is sealed of an entry: whoever had the salt could try details out on the hash. */
struct audit_secret {
  uint8_t salt[AUDIT_SALT_SIZE];
  struct tx_span detail;
};

enum tx_reason audit_entry_hash(const struct audit_row *row, const struct audit_secret *secret,
                                bool read, uint8_t out[TX_HASH_SIZE]);
/* The secret points into bytes, which the caller finishes. */
enum tx_reason audit_entry_open(const struct field_keys *fields, const struct audit_row *row,
                                struct host_bytes *bytes, struct audit_secret *out);
/* Whether it says of a read, also when it has died. */
bool audit_entry_is_read(const struct audit_row *row);
/* How long it lives. */
int64_t audit_entry_kept_s(const struct audit_row *row);
/* The head behind an entry. */
void audit_entry_link(const uint8_t before[TX_HASH_SIZE], const uint8_t hash[TX_HASH_SIZE],
                      uint8_t out[TX_HASH_SIZE]);

#endif
