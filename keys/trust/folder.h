/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of keys as the ceremony keeps it: NAME.key (private), NAME.pub (SubjectPublicKeyInfo in
 * PEM), NAME.json (what the key is for), revoked (hashes), trust.cose (the list in force) and
 * trust-SEQ.cose (all there ever were). A key of somebody else's has no NAME.key.
 */
#ifndef KEYS_FOLDER_H
#define KEYS_FOLDER_H

#include "entry.h"

struct keys_folder {
  char *path;
  struct keys_entry *entries; /* by name */
  size_t count;
  uint8_t (*revoked)[TX_HASH_SIZE]; /* ascending */
  size_t revoked_count;
  struct tx_trust *trust; /* the list in force; NULL before the first */
};

/* Reads the whole folder; one that is not there is an empty one. EX_OK, or an exit status, having
 * said what is wrong with which file. The caller finishes it, also after an error. */
int keys_folder_open(const char *path, struct keys_folder *out);
void keys_folder_finish(struct keys_folder *folder);
#define KEYS_FOLDER __attribute__((cleanup(keys_folder_finish))) struct keys_folder

const struct keys_entry *keys_folder_find(const struct keys_folder *folder, const char *name);
const struct keys_entry *keys_folder_by_hash(const struct keys_folder *folder,
                                             const uint8_t hash[TX_HASH_SIZE]);
bool keys_folder_is_revoked(const struct keys_folder *folder, const uint8_t hash[TX_HASH_SIZE]);
/* Whether another key that this folder or its list knows, revoked ones too, has the same kid. */
bool keys_folder_kid_taken(const struct keys_folder *folder, const uint8_t hash[TX_HASH_SIZE]);

/* Adds a hash to the file `revoked`. */
enum tx_reason keys_folder_revoke(const struct keys_folder *folder,
                                  const uint8_t hash[TX_HASH_SIZE], const char *name,
                                  int64_t now_s);

#endif
