/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys show: a key file or a trust list, whoever made it. */
#include "commands.h"
#include "format/cose.h"
#include "format/crypto.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "keys/trust/diff.h"
#include "keys/trust/encode.h"
#include "shared.h"

#define PEM_BEGIN "-----BEGIN "

static int print_key(struct tx_span spki, int64_t alg) {
  uint8_t hash[TX_HASH_SIZE];
  char grouped[KEYS_GROUPED_SIZE], kid[2 * TX_KID_SIZE + 1];
  tx_sha256(spki, hash);
  keys_hash_grouped(hash, grouped);
  host_hex(tx_span_of(hash, TX_KID_SIZE), kid);
  printf(host_words("算法 %s\nkid  %s\n摘要 %s\n", "alg  %s\nkid  %s\nhash %s\n"),
         keys_alg_name(alg), kid, grouped);
  return EX_OK;
}

static int show_public(const char *path, struct tx_span text) {
  uint8_t spki[TX_SPKI_MAX];
  size_t n;
  bool decoded = keys_pem_decode(text, "PUBLIC KEY", spki, sizeof spki, &n);
  int64_t alg = decoded ? tx_spki_alg(tx_span_of(spki, n)) : 0;
  if (alg != 0) return print_key(tx_span_of(spki, n), alg);
  return host_fail(EX_DATAERR, "%s 不是 P-256、Ed25519 或 SM2 的公钥。",
                   "%s is no public key of P-256, Ed25519 or SM2.", path);
}

static int show_private(const struct host_args *args, const char *path) {
  struct tx_signer *signer = NULL;
  struct host_problem problem;
  struct keys_passphrase passphrase = tool_passphrase(args);
  if (keys_signer_open(path, &passphrase, &problem, &signer) != TX_OK)
    return host_fail(EX_NOINPUT, "%s", "%s", host_words(problem.zh, problem.en));
  int status = print_key(tx_span_of(signer->spki, signer->spki_len), signer->alg);
  tx_signer_destroy(signer);
  return status;
}

/* --- trust lists ------------------------------------------------------------------------------ */

static void print_list(const struct tx_trust *list) {
  char iat[HOST_DATE_SIZE], exp[HOST_DATE_SIZE];
  host_date_shanghai_minute(list->iat, iat);
  host_date_shanghai_minute(list->exp, exp);
  printf(host_words("信任列表，签名有效：序号 %llu，签发于 %s，有效至 %s\n",
                    "A trust list, its signature holds: seq %llu, signed %s, valid until %s\n"),
         (unsigned long long)list->seq, iat, exp);
  difference_print(NULL, list);
}

static int show_list(const struct host_args *args, const char *path, struct tx_span bytes) {
  KEYS_FOLDER folder = { 0 };
  struct tx_trust *list = NULL;
  uint8_t pinned[TX_HASH_SIZE] = { 0 };
  const char *given = host_text(args, "root-hash", NULL);
  if (given && !host_unhex(given, pinned, TX_HASH_SIZE))
    return host_fail(EX_USAGE, "--root-hash 应为 64 位十六进制数。",
                     "--root-hash takes 64 hexadecimal digits.");
  int status = given ? EX_OK : keys_folder_open(tool_dir(args), &folder);
  if (status != EX_OK) return status;
  /* With no root at hand, the one of zeros tells at least whether it is a list. */
  enum tx_reason reason = tx_trust_reload(bytes, pinned, &list);
  for (size_t i = 0; i < folder.count && !list; i++)
    if (keys_is_root(&folder.entries[i]))
      reason = tx_trust_reload(bytes, folder.entries[i].hash, &list);
  if (reason == TX_MALFORMED || reason == TX_BAD_TYPE)
    return host_fail(EX_DATAERR, "%s 既不是密钥，也不是信任列表。",
                     "%s is neither a key nor a trust list.", path);
  if (!list)
    return host_fail(EX_DATAERR, "%s：%s。若它由另一个根密钥签发，请给出 --root-hash。",
                     "%s: %s. If another root signed it, give --root-hash.", path,
                     tx_reason_text(reason, host_lang()));
  print_list(list);
  tx_trust_destroy(list);
  return EX_OK;
}

static int show(const struct host_args *args) {
  const char *path = host_arg(args, 0);
  HOST_SECRET bytes = { 0 };
  enum tx_reason reason = host_file_read(path, TX_TRUST_MAX, &bytes);
  if (reason != TX_OK) return keys_io_failed(path, reason);
  if (memmem(bytes.p, bytes.n, "PRIVATE KEY-----", 16)) return show_private(args, path);
  if (bytes.n > strlen(PEM_BEGIN) && memcmp(bytes.p, PEM_BEGIN, strlen(PEM_BEGIN)) == 0)
    return show_public(path, host_span(&bytes));
  return show_list(args, path, host_span(&bytes));
}

static const struct host_option options[] = {
  { .name = "root-hash",
    .type = HOST_TEXT,
    .value = "HASH",
    .zh = "签发此列表的根密钥的摘要",
    .en = "hash of the root that signed the list" },
  TOOL_PASSPHRASE,
  TOOL_DIR,
  { .name = NULL },
};

const struct host_command keys_show_command = {
  .name = "show",
  .args = "FILE",
  .zh = "说明一个密钥文件或信任列表",
  .en = "Say what a key file or a trust list is",
  .options = options,
  .run = show,
};
