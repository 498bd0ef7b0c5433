/* SPDX-License-Identifier: Apache-2.0 */
/* The ceremony, at one desk: a root and what the server signs with, a trust list, and the root put
 * aside. Who wants the root never to have been on this machine holds it with tongxing-keys. */
#include "keys/trust/compose.h"
#include "keys/trust/failure.h"
#include "keys/trust/generate.h"
#include "keys/trust/sign.h"
#include "setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY_S 86400
#define LIST_DAYS 365

/* What stands in the answers; what is the key's name. */
struct secret {
  struct keys_passphrase head;
  const char *text;
};

static enum tx_reason get_secret(const struct keys_passphrase *from, const char *what, bool twice,
                                 struct host_bytes *out) {
  const struct secret *secret = (const struct secret *)from;
  (void)what;
  (void)twice;
  out->p = (uint8_t *)strdup(secret->text);
  out->n = strlen(secret->text);
  return out->p ? TX_OK : TX_NO_MEMORY;
}

static int make(const struct setup *setup, const struct keys_use *use, const char *name) {
  KEYS_FOLDER folder = { 0 };
  const struct secret secret = { { .get = get_secret }, setup->answers.secret };
  const bool is_root = use->bit == 0;
  int status = keys_folder_open(setup->keys, &folder);
  if (status != EX_OK || keys_folder_find(&folder, name)) return status;
  struct keys_entry entry = { .use = use, .made = setup->now_s, .alg = TX_ALG_ES256 };
  snprintf(entry.name, sizeof entry.name, "%s", name);
  if (!is_root) {
    tx_area_parse(tx_span_text(setup->answers.area), &entry.area);
    entry.sign_from = setup->now_s;
    entry.sign_until = entry.sign_from + (int64_t)use->sign_days * DAY_S;
    entry.verify_until = entry.sign_until + (int64_t)use->verify_days * DAY_S;
  }
  return keys_generate(&folder, is_root && !setup->answers.demo ? &secret.head : NULL, NULL,
                       &entry);
}

static void key_name(const struct setup *setup, const char *use, char out[KEYS_NAME_MAX + 1]) {
  snprintf(out, KEYS_NAME_MAX + 1, "%s%s", setup->answers.demo ? "DEMO-" : "", use);
}

/* --- the list --------------------------------------------------------------------------------- */

static void destroy(struct tx_signer **signer) {
  tx_signer_destroy(*signer);
}
static void drop(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}

static int sign_by(const struct setup *setup, const struct keys_folder *folder,
                   const struct composed *composed) {
  __attribute__((cleanup(destroy))) struct tx_signer *signer = NULL;
  __attribute__((cleanup(drop))) struct tx_trust *list = NULL;
  const struct secret secret = { { .get = get_secret }, setup->answers.secret };
  struct host_problem problem = { 0 };
  HOST_FREE char *path = host_path(folder->path, "%s.key", composed->root->name);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (keys_signer_open(path, &secret.head, &problem, &signer) != TX_OK)
    return host_fail(EX_NOINPUT, "%s%.0s", "%.0s%s", problem.zh, problem.en);
  int status = keys_list_sign(folder, composed, signer, &list);
  return status == EX_OK ? keys_list_write(folder, list) : status;
}

static int sign(const struct setup *setup) {
  KEYS_FOLDER folder = { 0 };
  __attribute__((cleanup(compose_finish))) struct composed composed = { 0 };
  const struct compose_wish wish = { .seq = (uint64_t)setup->now_s,
                                     .iat = setup->now_s,
                                     .exp = setup->now_s + (int64_t)LIST_DAYS * DAY_S };
  int status = keys_folder_open(setup->keys, &folder);
  if (status != EX_OK || folder.trust) return status;
  status = compose(&folder, &wish, &composed);
  return status == EX_OK ? sign_by(setup, &folder, &composed) : status;
}

/* --- the root --------------------------------------------------------------------------------- */

static bool settle(const char *folder) {
  HOST_CLOSE int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return fd >= 0 && fsync(fd) == 0;
}

/* No server takes a folder in which a root's key lies. */
static int put_root_away(const struct setup *setup) {
  char name[KEYS_NAME_MAX + 1];
  key_name(setup, "root", name);
  HOST_FREE char *from = host_path(setup->keys, "%s.key", name);
  HOST_FREE char *to = host_path(setup->root, "%s.key", name);
  if (!from || !to) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (!host_file_exists(from)) return EX_OK;
  enum tx_reason reason = host_mkdirs(setup->root, 0700);
  if (reason == TX_OK && (rename(from, to) != 0 || !settle(setup->root) || !settle(setup->keys)))
    reason = host_errno_reason(errno);
  return reason == TX_OK ? EX_OK : keys_io_failed(to, reason);
}

int setup_keys(struct setup *setup) {
  static const char *const uses[] = { "root", "issue", "status", "policy", "certificate", "seal" };
  HOST_FREE char *list = host_path(setup->keys, "trust.cose");
  char name[KEYS_NAME_MAX + 1];
  int status = list ? EX_OK : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const bool signed_already = list && host_file_exists(list);
  for (size_t i = 0; i < sizeof uses / sizeof *uses && status == EX_OK && !signed_already; i++) {
    key_name(setup, uses[i], name);
    status = make(setup, keys_use_named(uses[i]), name);
  }
  if (status == EX_OK) status = sign(setup);
  return status == EX_OK ? put_root_away(setup) : status;
}
