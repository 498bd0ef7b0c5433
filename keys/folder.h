/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder of keys as the ceremony keeps it: NAME.key (private), NAME.pub (SubjectPublicKeyInfo in
 * PEM), NAME.json (what the key is for), revoked (hashes), trust.cose (the list in force) and
 * trust-SEQ.cose (all there ever were). A key of somebody else's has no NAME.key.
 */
#ifndef KEYS_FOLDER_H
#define KEYS_FOLDER_H

#include "format/trust.h"
#include "host/sys/file.h"

#include <jansson.h>

#define KEYS_NAME_MAX 64

struct keys_use {
  const char *name; /* "issue" */
  uint8_t bit;      /* enum tx_use; 0 for a root */
  const char *zh, *en;
  unsigned sign_days;   /* by default, from when it is made */
  unsigned verify_days; /* by default, after it stops signing */
};

/* NULL for no such name, or no such bit. */
const struct keys_use *keys_use_named(const char *name);
const struct keys_use *keys_use_of(uint8_t bit);

/* "es256", "ed25519", "sm2"; 0 or "unknown" for another. */
int64_t keys_alg_named(const char *name);
const char *keys_alg_name(int64_t alg);

struct keys_entry {
  char name[KEYS_NAME_MAX + 1];
  const struct keys_use *use;
  uint64_t area;
  int64_t alg;
  int64_t sign_from, sign_until, verify_until;
  uint8_t spki[TX_SPKI_MAX];
  size_t spki_len;
  uint8_t hash[TX_HASH_SIZE];
};

static inline bool keys_is_root(const struct keys_entry *entry) {
  return entry->use && entry->use->bit == 0;
}

struct keys_folder {
  char *path;
  struct keys_entry *entries; /* by name */
  size_t count;
  uint8_t (*revoked)[TX_HASH_SIZE]; /* ascending */
  size_t revoked_count;
  struct tx_trust *trust; /* the list in force; NULL before the first */
};

/* Whether a name can stand in a trust list and in a file's name. */
bool keys_name_valid(const char *name);

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

/* --- one key's description -------------------------------------------------------------------- */

/* Reads NAME.json and NAME.pub; says what is wrong. */
int keys_entry_read(const char *folder, const char *name, struct keys_entry *out);
/* Writes NAME.json: a new one, or in place of the old. */
enum tx_reason keys_entry_write(const char *folder, const struct keys_entry *entry, bool fresh);
/* Writes NAME.pub; TX_CONFLICT when there is one. */
enum tx_reason keys_public_write(const char *folder, const struct keys_entry *entry);
json_t *keys_entry_json(const struct keys_entry *entry);

/* A PEM block of that label, decoded: false when there is none, or it is longer than cap. */
bool keys_pem_decode(struct tx_span text, const char *label, uint8_t *out, size_t cap, size_t *n);
/* The SubjectPublicKeyInfo inside a certificate (RFC 5280 4.1), of whatever algorithm. */
bool keys_certificate_spki(struct tx_span der, struct tx_span *spki);

/* "1a2b 3c4d …": groups of four, for reading aloud. */
#define KEYS_GROUPED_SIZE (TX_HASH_SIZE * 2 + TX_HASH_SIZE / 2)
void keys_hash_grouped(const uint8_t hash[TX_HASH_SIZE], char out[KEYS_GROUPED_SIZE]);

#endif
