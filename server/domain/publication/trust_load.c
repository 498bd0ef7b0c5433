/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_load.h"

#include "host/sys/file.h"
#include "host/text/text.h"
#include "store/core/areas.h"
#include "store/publication/publications.h"

#include <stdlib.h>

#define SETTING_MAX 4096

enum tx_reason trust_store(struct db *db, const struct tx_trust *trust) {
  const struct publication publication = {
    .kind = PUBLISHED_TRUST, .seq = trust->seq, .iat = trust->iat, .body = trust->bytes
  };
  return publications_add(db, &publication);
}

static enum tx_reason load_trust(struct db *db, struct signing *out) {
  struct publication newest;
  char root_hex[TX_HASH_SIZE * 2 + 1];
  uint8_t root[TX_HASH_SIZE];
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  enum tx_reason reason = publications_newest(db, PUBLISHED_TRUST, 0, &newest);
  if (reason == TX_OK) reason = publications_body(db, PUBLISHED_TRUST, 0, newest.seq, &body, &len);
  if (reason == TX_OK) reason = settings_get(db, "root", root_hex, sizeof root_hex);
  if (reason != TX_OK) return reason;
  if (!host_unhex(root_hex, root, sizeof root)) return TX_MALFORMED;
  reason = tx_trust_reload(tx_span_of(body, len), root, &out->trust);
  if (reason == TX_OK) out->opened = opened_create(out->trust);
  return reason == TX_OK && !out->opened ? TX_NO_MEMORY : reason;
}

/* Where the keys lie. passphrase is "" where they need none. */
static enum tx_reason find_keys(struct db *db, char folder[SETTING_MAX],
                                char passphrase[SETTING_MAX]) {
  enum tx_reason reason = settings_get(db, "keys", folder, SETTING_MAX);
  return reason == TX_OK ? settings_get(db, "passphrase_file", passphrase, SETTING_MAX) : reason;
}

static uint64_t mark_keys(const char *folder, const char *passphrase) {
  return keystore_mark(folder, *passphrase ? passphrase : NULL);
}

static enum tx_reason load_keys(struct db *db, struct signing *out, struct host_problem *problem) {
  char folder[SETTING_MAX], passphrase[SETTING_MAX];
  enum tx_reason reason = find_keys(db, folder, passphrase);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  out->keys_mark = mark_keys(folder, passphrase);
  return keystore_open(folder, *passphrase ? passphrase : NULL, out->trust, &out->keys, problem);
}

static struct signing *signing_create(void) {
  struct signing *signing = calloc(1, sizeof *signing);
  if (signing) signing->references = 1;
  return signing;
}

enum tx_reason signing_load(struct db *db, struct signing **out, struct host_problem *problem) {
  struct signing *signing = signing_create();
  if (!signing) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = host_problem_of(problem, load_trust(db, signing));
  if (reason == TX_OK) reason = load_keys(db, signing, problem);
  if (reason == TX_OK)
    *out = signing;
  else
    signing_release(signing);
  return reason;
}

/* Whether the folder is another than the one that was read, or was tried, last. */
static enum tx_reason has_changed(struct server *server, const struct request *request,
                                  uint64_t *mark, bool *changed) {
  char folder[SETTING_MAX], passphrase[SETTING_MAX];
  enum tx_reason reason = find_keys(request->db, folder, passphrase);
  if (reason != TX_OK) return reason;
  *mark = mark_keys(folder, passphrase);
  *changed = *mark != request->signing->keys_mark && *mark != server->keys_refused;
  return TX_OK;
}

enum tx_reason signing_refresh(struct server *server, const struct request *request, bool *changed,
                               struct host_problem *problem) {
  struct signing *signing = NULL;
  uint64_t mark = 0;
  *changed = false;
  enum tx_reason reason = host_problem_of(problem, has_changed(server, request, &mark, changed));
  if (reason != TX_OK || !*changed) return reason;
  reason = signing_load(request->db, &signing, problem);
  server->keys_refused = reason == TX_OK ? 0 : mark;
  if (reason == TX_OK) signing_replace_keys(server, signing);
  return reason;
}
