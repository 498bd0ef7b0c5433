/* SPDX-License-Identifier: Apache-2.0 */
/* A private key in a PEM file, under a passphrase or of mode 0600; or the address of a token. */
#include "format/crypto.h"
#include "signer.h"

#include <stdlib.h>

#define PEM_MAX (64u << 10)

static enum tx_reason say_unreadable(struct host_problem *problem, enum tx_reason reason,
                                     const char *path) {
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "无法读取密钥文件 %s：%s。", path,
           tx_reason_text(reason, "zh"));
  snprintf(problem->en, sizeof problem->en, "The key file %s cannot be read: %s.", path,
           tx_reason_text(reason, "en"));
  host_problem_tidy(problem);
  return reason;
}

static enum tx_reason read_file(const char *path, struct host_problem *problem,
                                struct host_bytes *pem) {
  if (!keys_file_is_private(path))
    return host_problem_set(
        problem, TX_NOT_ALLOWED, "密钥文件 %s 可被他人读取，已拒绝使用。请运行：chmod 600 '%s'",
        "The key file %s can be read by others and is refused. Run: chmod 600 '%s'", path, path);
  enum tx_reason reason = host_file_read(path, PEM_MAX, pem);
  return reason == TX_OK ? TX_OK : say_unreadable(problem, reason, path);
}

static bool is_encrypted(const struct host_bytes *pem) {
  static const char mark[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
  return pem->p && memmem(pem->p, pem->n, mark, sizeof mark - 1);
}

static enum tx_reason get_passphrase(const char *path, const struct keys_passphrase *from,
                                     struct host_problem *problem, struct host_bytes *out) {
  enum tx_reason reason = from->get(from, path, false, out);
  if (reason == TX_OK) return reason;
  if (reason == TX_NOT_ALLOWED)
    return host_problem_set(problem, reason, "口令文件 %s 可被他人读取。请运行：chmod 600 '%s'",
                            "The passphrase file %s can be read by others. Run: chmod 600 '%s'",
                            from->path, from->path);
  return host_problem_set(
      problem, reason, "密钥 %s 需要口令。请在终端上运行，或用 --passphrase-file 给出口令文件。",
      "The key %s needs its passphrase. Run this at a terminal, or give --passphrase-file.", path);
}

/* Instead of a key, the address of one on a token: what stands behind "pkcs11:", or NULL. */
static char *token_place(const struct host_bytes *file) {
  static const char mark[] = "pkcs11:";
  const size_t head = sizeof mark - 1;
  if (file->n < head || memcmp(file->p, mark, head) != 0) return NULL;
  char *place = strndup((const char *)file->p + head, file->n - head);
  if (place) place[strcspn(place, "\r\n")] = '\0';
  return place;
}

static enum tx_reason open_pem(const char *path, const struct keys_passphrase *from,
                               struct host_problem *problem, struct tx_signer **out) {
  HOST_SECRET pem = { 0 };
  HOST_SECRET passphrase = { 0 };
  enum tx_reason reason = read_file(path, problem, &pem);
  if (reason != TX_OK) return reason;
  HOST_FREE char *place = token_place(&pem);
  if (place) return keys_token.open(place, from, problem, out);
  bool encrypted = is_encrypted(&pem);
  if (encrypted) reason = get_passphrase(path, from, problem, &passphrase);
  if (reason != TX_OK) return reason;
  reason = tx_key_read_pem(host_span(&pem), host_span(&passphrase), out);
  if (reason == TX_OK) return reason;
  if (encrypted)
    return host_problem_set(
        problem, reason, "无法打开密钥 %s：口令不对，或文件已损坏。",
        "The key %s cannot be opened: the passphrase is wrong, or the file is damaged.", path);
  return host_problem_set(
      problem, reason, "%s 不是可用的私钥：应为 PEM 格式的 P-256、Ed25519 或 SM2 密钥。",
      "%s is no private key of ours: a P-256, Ed25519 or SM2 key in PEM is wanted.", path);
}

const struct keys_kind keys_pem = { .prefix = "pem", .open = open_pem };
