/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

#include <dirent.h>
#include <stdlib.h>

static int is_key(const struct dirent *entry) {
  size_t n = strlen(entry->d_name);
  return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".key") == 0;
}

static enum tx_reason add(const char *folder, const char *file,
                          const struct keys_passphrase *passphrase, struct host_problem *problem,
                          struct keys_ring *ring) {
  HOST_FREE char *path = host_path(folder, "%s", file);
  if (!path) return TX_NO_MEMORY;
  char *name = strndup(file, strlen(file) - 4);
  ring->names[ring->count] = name;
  enum tx_reason reason =
      name ? keys_signer_open(path, passphrase, problem, &ring->signers[ring->count])
           : TX_NO_MEMORY;
  if (reason != TX_OK)
    free(name);
  else
    ring->count++;
  return reason;
}

enum tx_reason keys_ring_load(const char *folder, const struct keys_passphrase *passphrase,
                              struct host_problem *problem, struct keys_ring *out) {
  struct dirent **files = NULL;
  *problem = (struct host_problem){ 0 };
  *out = (struct keys_ring){ 0 };
  int count = scandir(folder, &files, is_key, alphasort);
  if (count <= 0) {
    free(files);
    return host_problem_set(problem, TX_NOT_FOUND, "文件夹 %s 中没有密钥(*.key)。",
                            "The folder %s holds no key (*.key).", folder);
  }
  out->signers = calloc((size_t)count, sizeof *out->signers);
  out->names = calloc((size_t)count, sizeof *out->names);
  enum tx_reason reason = out->signers && out->names ? TX_OK : TX_NO_MEMORY;
  for (int i = 0; i < count; i++) {
    if (reason == TX_OK) reason = add(folder, files[i]->d_name, passphrase, problem, out);
    free(files[i]);
  }
  free(files);
  return host_problem_of(problem, reason);
}

void keys_ring_finish(struct keys_ring *ring) {
  for (size_t i = 0; i < ring->count; i++) {
    tx_signer_destroy(ring->signers[i]);
    free(ring->names[i]);
  }
  free(ring->signers);
  free(ring->names);
  *ring = (struct keys_ring){ 0 };
}

const struct tx_signer *keys_ring_find(const struct keys_ring *ring,
                                       const uint8_t hash[TX_HASH_SIZE]) {
  for (size_t i = 0; i < ring->count; i++)
    if (memcmp(ring->signers[i]->hash, hash, TX_HASH_SIZE) == 0) return ring->signers[i];
  return NULL;
}

static bool fits(const struct tx_key_row *row, enum tx_use use, uint64_t area, int64_t at_s) {
  return !row->revoked && row->alg != 0 && (row->uses & use) && tx_area_contains(row->area, area) &&
         at_s >= row->sign_from && at_s <= row->sign_until;
}

static bool is_closer(const struct tx_key_row *row, const struct tx_key_row *than) {
  if (!than) return true;
  if (row->area == than->area) return row->sign_from > than->sign_from;
  return tx_area_contains(than->area, row->area);
}

const struct tx_signer *keys_ring_choose(const struct keys_ring *ring, const struct tx_trust *trust,
                                         enum tx_use use, uint64_t area, int64_t at_s,
                                         const struct tx_key_row **row) {
  const struct tx_key_row *best = NULL;
  for (size_t i = 0; i < trust->row_count; i++) {
    const struct tx_key_row *candidate = &trust->rows[i];
    if (fits(candidate, use, area, at_s) && keys_ring_find(ring, candidate->hash) &&
        is_closer(candidate, best))
      best = candidate;
  }
  if (row) *row = best;
  return best ? keys_ring_find(ring, best->hash) : NULL;
}

bool keys_row_is_demo(const struct tx_key_row *row) {
  return row->name.n >= 4 && memcmp(row->name.p, "DEMO", 4) == 0;
}
