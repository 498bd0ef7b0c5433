/* SPDX-License-Identifier: Apache-2.0 */
/* One key's description: NAME.json and NAME.pub. */
#ifndef KEYS_ENTRY_H
#define KEYS_ENTRY_H

#include "uses.h"

#include <jansson.h>

#define KEYS_NAME_MAX 64

struct keys_entry {
  char name[KEYS_NAME_MAX + 1];
  const struct keys_use *use;
  uint64_t area;
  int64_t alg;
  int64_t made; /* UTC seconds; 0: not known, as of a key that another program made */
  int64_t sign_from, sign_until, verify_until;
  uint8_t spki[TX_SPKI_MAX];
  size_t spki_len;
  uint8_t hash[TX_HASH_SIZE];
};

static inline bool keys_is_root(const struct keys_entry *entry) {
  return entry->use && entry->use->bit == 0;
}

/* Whether a name can stand in a trust list and in a file's name. */
bool keys_name_valid(const char *name);

/* Reads NAME.json and NAME.pub; says what is wrong. */
int keys_entry_read(const char *folder, const char *name, struct keys_entry *out);
/* Writes NAME.json, whole: a new one, or in place of the old. */
enum tx_reason keys_entry_write(const char *folder, const struct keys_entry *entry);
/* Writes NAME.pub; TX_CONFLICT when there is one. */
enum tx_reason keys_public_write(const char *folder, const struct keys_entry *entry);
json_t *keys_entry_json(const struct keys_entry *entry);

#endif
