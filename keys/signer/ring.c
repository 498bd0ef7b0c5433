/* SPDX-License-Identifier: Apache-2.0 */
#include "signer.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>

#define DESCRIPTION_MAX (64u << 10)

static int is_key(const struct dirent *entry) {
  size_t n = strlen(entry->d_name);
  return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".key") == 0;
}

/* --- roots ------------------------------------------------------------------------------------ */

static enum tx_reason refuse_root(const char *folder, const char *name,
                                  struct host_problem *problem) {
  return host_problem_set(
      problem, TX_NOT_ALLOWED,
      "%s/%s.key 是根密钥，绝不能放在服务器上：请把它移到离线介质，并从这台机器上彻底删除。",
      "%s/%s.key is a root key, which never stays on a server: move it to offline media and wipe "
      "it from this machine.",
      folder, name);
}

/* What is no description says nothing about its key. */
static bool is_described_as_root(const char *folder, const char *name) {
  HOST_FREE char *path = host_path(folder, "%s.json", name);
  HOST_BYTES bytes = { 0 };
  if (!path || host_file_read(path, DESCRIPTION_MAX, &bytes) != TX_OK) return false;
  json_t *object = json_loadb((const char *)bytes.p, bytes.n, 0, NULL);
  const char *use = json_string_value(json_object_get(object, "use"));
  bool is_root = use && strcmp(use, "root") == 0;
  json_decref(object);
  return is_root;
}

enum tx_reason keys_ring_refuse_roots(const struct keys_ring *ring, const struct tx_trust *trust,
                                      struct host_problem *problem) {
  for (size_t i = 0; i < ring->count; i++)
    for (size_t j = 0; j < trust->root_count; j++)
      if (memcmp(ring->signers[i]->hash, trust->roots[j].hash, TX_HASH_SIZE) == 0)
        return refuse_root(ring->folder, ring->names[i], problem);
  return TX_OK;
}

/* --- opening ---------------------------------------------------------------------------------- */

static enum tx_reason add(const char *folder, const char *file,
                          const struct keys_passphrase *passphrase, struct host_problem *problem,
                          struct keys_ring *ring) {
  HOST_FREE char *path = host_path(folder, "%s", file);
  HOST_FREE char *name = strndup(file, strlen(file) - 4);
  if (!path || !name) return TX_NO_MEMORY;
  if (is_described_as_root(folder, name)) return refuse_root(folder, name, problem);
  enum tx_reason reason = keys_signer_open(path, passphrase, problem, &ring->signers[ring->count]);
  if (reason != TX_OK) return reason;
  ring->names[ring->count++] = name;
  name = NULL;
  return TX_OK;
}

enum tx_reason keys_ring_load(const char *folder, const struct keys_passphrase *passphrase,
                              struct host_problem *problem, struct keys_ring *out) {
  struct dirent **files = NULL;
  *problem = (struct host_problem){ 0 };
  *out = (struct keys_ring){ 0 };
  int count = scandir(folder, &files, is_key, alphasort);
  if (count <= 0) {
    free(files);
    return host_problem_set(problem, TX_NOT_FOUND, "文件夹 %s 中没有密钥（*.key）。",
                            "The folder %s holds no key (*.key).", folder);
  }
  out->signers = calloc((size_t)count, sizeof *out->signers);
  out->names = calloc((size_t)count, sizeof *out->names);
  out->folder = strdup(folder);
  enum tx_reason reason = out->signers && out->names && out->folder ? TX_OK : TX_NO_MEMORY;
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
  free(ring->folder);
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
