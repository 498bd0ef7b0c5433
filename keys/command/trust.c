/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys trust: the next trust list, signed, verified as a gate would, then written. */
#include "commands.h"
#include "confirm.h"
#include "format/crypto.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "keys/trust/compose.h"
#include "keys/trust/diff.h"
#include "keys/trust/encode.h"
#include "keys/trust/sign.h"
#include "shared.h"

#include <stdlib.h>

#define DAY_S 86400
#define VALID_DAYS 365
#define PEM_MAX (256u << 10)
#define DER_MAX (64u << 10)

/* --- TLS keys --------------------------------------------------------------------------------- */

static int hash_tls(const char *path, uint8_t out[TX_HASH_SIZE]) {
  HOST_BYTES pem = { 0 };
  enum tx_reason reason = host_file_read(path, PEM_MAX, &pem);
  if (reason != TX_OK) return keys_io_failed(path, reason);
  HOST_FREE uint8_t *der = malloc(DER_MAX);
  size_t n;
  if (!der) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  struct tx_span spki;
  if (keys_pem_decode(host_span(&pem), "PUBLIC KEY", der, DER_MAX, &n))
    spki = tx_span_of(der, n);
  else if (!keys_pem_decode(host_span(&pem), "CERTIFICATE", der, DER_MAX, &n) ||
           !keys_certificate_spki(tx_span_of(der, n), &spki))
    return host_fail(EX_DATAERR, "%s 不是 PEM 格式的证书或公钥。",
                     "%s is neither a certificate nor a public key in PEM.", path);
  tx_sha256(spki, out);
  return EX_OK;
}

static int compare_hashes(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

static int read_tls(const struct host_args *args, uint8_t (**out)[TX_HASH_SIZE], size_t *count) {
  size_t given = 0;
  while (host_text_at(args, "tls", given))
    given++;
  *out = calloc(given + 1, TX_HASH_SIZE);
  if (!*out) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  for (size_t i = 0; i < given; i++) {
    int status = hash_tls(host_text_at(args, "tls", i), (*out)[i]);
    if (status != EX_OK) return status;
  }
  qsort(*out, given, TX_HASH_SIZE, compare_hashes);
  for (size_t i = 0; i < given; i++)
    if (i == 0 || memcmp((*out)[*count - 1], (*out)[i], TX_HASH_SIZE) != 0)
      memmove((*out)[(*count)++], (*out)[i], TX_HASH_SIZE);
  return EX_OK;
}

/* --- signing ---------------------------------------------------------------------------------- */

static void destroy(struct tx_signer **signer) {
  tx_signer_destroy(*signer);
}

static void drop(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}

static int open_root(const struct host_args *args, const struct keys_folder *folder,
                     const struct keys_entry *root, struct tx_signer **out) {
  HOST_FREE char *path = host_path(folder->path, "%s.key", root->name);
  struct host_problem problem;
  struct keys_passphrase passphrase = tool_passphrase(args);
  if (!path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const char *where = host_text(args, "root-key", path);
  enum tx_reason reason = keys_signer_open(where, &passphrase, &problem, out);
  if (reason == TX_NOT_ALLOWED)
    return host_fail(EX_NOPERM, "%s", "%s", host_words(problem.zh, problem.en));
  if (reason != TX_OK) return host_fail(EX_NOINPUT, "%s", "%s", host_words(problem.zh, problem.en));
  if (memcmp((*out)->hash, root->hash, TX_HASH_SIZE) == 0) return EX_OK;
  return host_fail(EX_DATAERR, "%s 与 %s.pub 不是一对。", "%s and %s.pub are not of one key.",
                   where, root->name);
}

static int write_list(const struct keys_folder *folder, const struct tx_trust *list) {
  char exp[HOST_DATE_SIZE];
  int status = keys_list_write(folder, list);
  if (status != EX_OK) return status;
  host_date_shanghai_minute(list->exp, exp);
  host_screen_line(stdout,
                   host_words("已写入 %s/trust.cose：序号 %llu，%zu 把密钥%.0s，有效至 %s。",
                              "Wrote %s/trust.cose: seq %llu, %zu %s, valid until %s."),
                   folder->path, (unsigned long long)list->seq, list->row_count,
                   host_plural((long long)list->row_count, "key", "keys"), exp);
  return EX_OK;
}

static int sign(const struct host_args *args, const struct keys_folder *folder,
                const struct composed *composed) {
  __attribute__((cleanup(destroy))) struct tx_signer *signer = NULL;
  __attribute__((cleanup(drop))) struct tx_trust *taken = NULL;
  int status = open_root(args, folder, composed->root, &signer);
  if (status == EX_OK) status = keys_list_sign(folder, composed, signer, &taken);
  if (status != EX_OK) return status;
  difference_print(folder->trust, taken);
  return host_flag(args, "dry-run") ? EX_OK : write_list(folder, taken);
}

/* --- the command ------------------------------------------------------------------------------ */

static int read_wish(const struct host_args *args, const struct keys_folder *folder,
                     struct compose_wish *wish) {
  int64_t now_s = tool_now(args);
  uint64_t lowest = folder->trust ? folder->trust->seq + 1 : 0;
  wish->root = host_text(args, "root", NULL);
  wish->next_root = host_text(args, "next-root", NULL);
  wish->iat = now_s;
  wish->seq = (uint64_t)now_s > lowest ? (uint64_t)now_s : lowest;
  wish->seq = (uint64_t)host_int(args, "seq", (int64_t)wish->seq);
  if (wish->seq < lowest)
    return host_fail(EX_USAGE, "--seq 应不小于 %llu：现行列表的序号只增不减。",
                     "--seq takes %llu or more: the number only rises.",
                     (unsigned long long)lowest);
  return tool_time(args, "exp", HOST_TIME_ENDS, now_s, now_s + (int64_t)VALID_DAYS * DAY_S,
                   &wish->exp);
}

static int trust(const struct host_args *args) {
  KEYS_FOLDER folder = { 0 };
  struct compose_wish wish = { 0 };
  int status = keys_folder_open(tool_dir(args), &folder);
  if (status == EX_OK) status = read_wish(args, &folder, &wish);
  if (status == EX_OK) status = confirm_clock(args, &folder, wish.iat, !host_flag(args, "dry-run"));
  HOST_FREE uint8_t(*tls)[TX_HASH_SIZE] = NULL;
  if (status == EX_OK) status = read_tls(args, &tls, &wish.tls_count);
  if (status != EX_OK) return status;
  wish.tls = (const uint8_t(*)[TX_HASH_SIZE])tls;
  __attribute__((cleanup(compose_finish))) struct composed composed = { 0 };
  status = compose(&folder, &wish, &composed);
  return status == EX_OK ? sign(args, &folder, &composed) : status;
}

static const struct host_option options[] = {
  { .name = "root",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "由哪个根密钥签发",
    .en = "the root that signs" },
  { .name = "root-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "根密钥文件（默认 DIR/NAME.key），如离线介质上的",
    .en = "the root's key file (DIR/NAME.key), such as one on offline media" },
  { .name = "next-root",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "一并列出的下一个根密钥",
    .en = "the root to be named as the next" },
  { .name = "tls",
    .type = HOST_PATH,
    .value = "FILE",
    .many = true,
    .zh = "服务器的 TLS 证书或公钥；不给则沿用现行列表的",
    .en =
        "a server's TLS certificate or public key; those of the list in force when none is given" },
  { .name = "seq",
    .type = HOST_INT,
    .value = "NUMBER",
    .min = 0,
    .max = INT64_MAX,
    .zh = "序号（默认为当前秒数）",
    .en = "its number (the present second)" },
  { .name = "exp",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "有效至（默认一年后）",
    .en = "valid until (a year)" },
  { .name = "dry-run",
    .type = HOST_FLAG,
    .zh = "只显示变化，不写入",
    .en = "only say what would change" },
  TOOL_YES,
  TOOL_PASSPHRASE,
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

const struct host_command keys_trust_command = {
  .name = "trust",
  .args = NULL,
  .zh = "由文件夹中的密钥签发信任列表",
  .en = "Sign the trust list of the folder's keys",
  .options = options,
  .run = trust,
};
