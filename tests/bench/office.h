/* SPDX-License-Identifier: Apache-2.0 */
/* An office of a benchmark's own. */
#ifndef BENCH_OFFICE_H
#define BENCH_OFFICE_H

#include "city/forge.h"
#include "daemon/open.h"
#include "host/sys/file.h"
#include "host/text/text.h"

#define OFFICE_AREA 610113001001u

static inline bool office_write_key(const struct forge *forge, const char *keys,
                                    enum forge_key key) {
  char pem[4096];
  size_t n = 0;
  HOST_FREE char *path = host_path(keys, "%s.key", forge_key_name(key));
  return tx_key_write_pem(forge->keys[key], (struct tx_span){ 0 }, pem, sizeof pem, &n) == TX_OK &&
         host_file_write(path, tx_span_of(pem, n), 0600) == TX_OK;
}

/* In folder/data, with so many keys of the forge in folder/keys. On failure false, with a sentence.
 */
static inline bool office_found(const struct forge *forge, const char *folder,
                                const enum forge_key *used, size_t count,
                                struct host_problem *problem) {
  struct forge_trust draft;
  HOST_FREE char *keys = host_path(folder, "keys"), *data = host_path(folder, "data");
  host_problem_say(problem, TX_OK, "", "its keys were not written");
  if (host_mkdirs(keys, 0700) != TX_OK) return false;
  for (size_t i = 0; i < count; i++)
    if (!office_write_key(forge, keys, used[i])) return false;
  forge_trust_draft(forge, &draft);
  FORGED trust = forge_trust(forge, &draft, FORGE_ROOT);
  const struct server_plan plan = { .place = { .data_dir = data },
                                    .area = OFFICE_AREA,
                                    .trust = forge_span(&trust),
                                    .keys_dir = keys };
  return server_init(&plan, forge->now_s, problem) == TX_OK;
}

#endif
