/* SPDX-License-Identifier: Apache-2.0 */
/* A fresh key into its three files. */
#include "generate.h"

#include "failure.h"
#include "format/crypto.h"
#include "host/sys/file.h"
#include "host/text/language.h"
#include "making.h"

#define KEY_PEM_MAX 8192
#define TRIES 16

static void destroy(struct tx_signer **signer) {
  tx_signer_destroy(*signer);
}

struct tx_signer *generate_apart(const struct keys_folder *folder, int64_t alg,
                                 struct tx_signer *(*generate)(int64_t alg)) {
  for (int i = 0; i < TRIES; i++) {
    struct tx_signer *signer = generate(alg);
    if (!signer || !keys_folder_kid_taken(folder, signer->hash)) return signer;
    tx_signer_destroy(signer);
  }
  return NULL;
}

static int new_passphrase(const struct keys_passphrase *from, const char *name,
                          struct host_bytes *out) {
  *out = (struct host_bytes){ 0 };
  if (!from) return EX_OK;
  enum tx_reason reason = from->get(from, name, true, out);
  if (reason == TX_OK) return EX_OK;
  if (reason == TX_CONFLICT)
    return host_fail(EX_DATAERR, "两次输入的口令不同，没有生成密钥。",
                     "The two passphrases differ; no key was made.");
  if (reason == TX_NOT_ALLOWED)
    return host_fail(EX_NOPERM, "口令文件 %s 可被他人读取。请运行：chmod 600 '%s'",
                     "The passphrase file %s can be read by others. Run: chmod 600 '%s'",
                     from->path, from->path);
  return host_fail(
      EX_USAGE, "没有口令。请在终端上运行，或给出 --passphrase-file，或写明 --no-passphrase。",
      "There is no passphrase. Run this at a terminal, or give --passphrase-file, or say "
      "--no-passphrase.");
}

/* private: what NAME.key holds. */
static int write_files(const struct keys_folder *folder, const struct keys_entry *entry,
                       struct tx_span private) {
  static const char *const suffixes[] = { ".key", ".pub", ".json", NULL };
  HOST_FREE char *key_path = host_path(folder->path, "%s.key", entry->name);
  if (!key_path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  KEYS_MAKING making = { .lock = -1 };
  int status = keys_making_begin(folder->path, entry->name, suffixes, &making);
  if (status != EX_OK) return status;
  enum tx_reason reason = host_file_create(key_path, private, 0600);
  if (reason == TX_OK) reason = keys_public_write(folder->path, entry);
  if (reason == TX_OK) reason = keys_entry_write(folder->path, entry);
  if (reason != TX_OK) return keys_io_failed(entry->name, reason);
  keys_making_done(&making);
  return EX_OK;
}

static int check_name(const struct keys_folder *folder, const char *name) {
  if (!keys_name_valid(name))
    return host_fail(EX_USAGE, "“%s”不能作为密钥名：应为 1 到 64 字节，不含空格和斜线。",
                     "\"%s\" cannot name a key: 1 to 64 bytes without blanks or slashes.", name);
  if (keys_folder_find(folder, name))
    return host_fail(EX_CANTCREAT, "%s 中已有名为 %s 的密钥，请换一个名称。",
                     "In %s there is a key named %s already: take another name.", folder->path,
                     name);
  return EX_OK;
}

static void describe(struct keys_entry *entry, const struct tx_signer *signer) {
  memcpy(entry->spki, signer->spki, signer->spki_len);
  entry->spki_len = signer->spki_len;
  memcpy(entry->hash, signer->hash, TX_HASH_SIZE);
}

/* --- in a file -------------------------------------------------------------------------------- */

static int write_pem(const struct keys_folder *folder, const struct keys_entry *entry,
                     const struct tx_signer *signer, struct tx_span passphrase) {
  char pem[KEY_PEM_MAX];
  size_t len = 0;
  enum tx_reason reason = tx_key_write_pem(signer, passphrase, pem, sizeof pem, &len);
  int status = reason == TX_OK ? write_files(folder, entry, tx_span_of(pem, len))
                               : keys_io_failed(entry->name, reason);
  tx_cleanse(pem, sizeof pem);
  return status;
}

static int generate_in_file(const struct keys_folder *folder, const struct keys_passphrase *from,
                            struct keys_entry *entry) {
  HOST_SECRET passphrase = { 0 };
  int status = new_passphrase(from, entry->name, &passphrase);
  if (status != EX_OK) return status;
  __attribute__((cleanup(destroy))) struct tx_signer *signer =
      generate_apart(folder, entry->alg, tx_key_generate);
  if (!signer) return host_fail(EX_SOFTWARE, "无法生成密钥。", "The key could not be made.");
  describe(entry, signer);
  return write_pem(folder, entry, signer, host_span(&passphrase));
}

/* --- on a token ------------------------------------------------------------------------------- */

static int check_for_token(const struct keys_entry *entry) {
  if (entry->use->bit == TX_USE_SEAL)
    return host_fail(
        EX_USAGE, "seal 密钥要在内存中打开密文，不能放在令牌上：请去掉 --token。",
        "A seal key opens in memory what was sealed, and cannot rest on a token: leave "
        "--token out.");
  if (entry->alg != TX_ALG_ES256)
    return host_fail(EX_USAGE, "令牌上只放 P-256 密钥：请用 --alg es256。",
                     "On a token only P-256 is taken: use --alg es256.");
  return EX_OK;
}

/* The same key under two names, most likely. */
static int say_kid_taken(const struct keys_entry *entry, const char *where) {
  return host_fail(
      EX_CANTCREAT, "令牌上的这把密钥（%s）或与它同 kid 的密钥已在文件夹里，没有写入 %s。",
      "The key on the token (%s), or one of the same kid, is in the folder already: %s "
      "was not written.",
      where, entry->name);
}

static int generate_on_token(const struct keys_folder *folder, const struct keys_passphrase *pin,
                             const char *token, struct keys_entry *entry) {
  struct host_problem problem;
  HOST_FREE char *where = NULL;
  __attribute__((cleanup(destroy))) struct tx_signer *signer = NULL;
  int status = check_for_token(entry);
  if (status != EX_OK) return status;
  if (keys_token_make(token, entry->name, pin, &problem, &signer, &where) != TX_OK)
    return host_fail(problem.reason == TX_CONFLICT ? EX_CANTCREAT : EX_UNAVAILABLE, "%s", "%s",
                     host_words(problem.zh, problem.en));
  if (keys_folder_by_hash(folder, signer->hash) || keys_folder_kid_taken(folder, signer->hash))
    return say_kid_taken(entry, where);
  describe(entry, signer);
  HOST_FREE char *line = NULL;
  if (asprintf(&line, "%s\n", where) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  return write_files(folder, entry, tx_span_text(line));
}

int keys_generate(const struct keys_folder *folder, const struct keys_passphrase *from,
                  const char *token, struct keys_entry *entry) {
  int status = check_name(folder, entry->name);
  if (status != EX_OK) return status;
  enum tx_reason reason = host_mkdirs(folder->path, 0700);
  if (reason != TX_OK) return keys_io_failed(folder->path, reason);
  return token ? generate_on_token(folder, from, token, entry)
               : generate_in_file(folder, from, entry);
}
