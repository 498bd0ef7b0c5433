/* SPDX-License-Identifier: Apache-2.0 */
/* A server's TLS key and the certificate that it signs itself. */
#include "format/crypto.h"
#include "keys/signer/certificate.h"
#include "keys/trust/encode.h"
#include "keys/trust/making.h"
#include "make.h"
#include "shared.h"

#define DAY_S 86400
#define VALID_DAYS 825 /* what browsers still take */
#define KEY_PEM_MAX 1024

static void destroy(struct tx_signer **signer) {
  tx_signer_destroy(*signer);
}

static int read_hosts(const struct host_args *args, const char **hosts, size_t *count) {
  for (*count = 0; host_text_at(args, "host", *count); ++*count) {
    if (*count == KEYS_HOSTS_MAX)
      return host_fail(EX_USAGE, "--host 最多给出 %d 次。", "--host may be given %d times at most.",
                       KEYS_HOSTS_MAX);
    hosts[*count] = host_text_at(args, "host", *count);
  }
  if (*count > 0) return EX_OK;
  return host_fail(EX_USAGE, "缺少 --host：请给出服务器的域名或地址。",
                   "--host is missing: give the server's name or address.");
}

static enum tx_reason write_key(const char *path, const struct tx_signer *signer) {
  char pem[KEY_PEM_MAX];
  size_t n = 0;
  /* Without a passphrase: a server starts with nobody there. */
  enum tx_reason reason = tx_key_write_pem(signer, (struct tx_span){ 0 }, pem, sizeof pem, &n);
  if (reason == TX_OK) reason = host_file_create(path, tx_span_of(pem, n), 0600);
  tx_cleanse(pem, sizeof pem);
  return reason;
}

static int write_pair(const char *folder, const char *name, const struct tx_signer *signer,
                      struct tx_span certificate) {
  static const char *const suffixes[] = { ".key.pem", ".crt.pem", NULL };
  HOST_FREE char *key_path = host_path(folder, "%s.key.pem", name);
  HOST_FREE char *cert_path = host_path(folder, "%s.crt.pem", name);
  if (!key_path || !cert_path) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  KEYS_MAKING making = { .lock = -1 };
  int status = keys_making_begin(folder, name, suffixes, &making);
  if (status != EX_OK) return status;
  enum tx_reason reason = write_key(key_path, signer);
  if (reason != TX_OK) return keys_io_failed(key_path, reason);
  reason = host_file_write(cert_path, certificate, 0644);
  if (reason != TX_OK) return keys_io_failed(cert_path, reason);
  keys_making_done(&making);
  return EX_OK;
}

static void print_next(const char *folder, const char *name, const uint8_t hash[TX_HASH_SIZE]) {
  char grouped[KEYS_GROUPED_SIZE];
  keys_hash_grouped(hash, grouped);
  printf(
      host_words("TLS 密钥 %s 已生成，其摘要为\n\n    %.39s\n    %s\n\n"
                 "服务器：tongxing-server serve --tls-cert %s/%s.crt.pem --tls-key %s/%s.key.pem\n"
                 "信任列表：tongxing-keys trust --tls %s/%s.crt.pem\n",
                 "The TLS key %s is made; its hash is\n\n    %.39s\n    %s\n\n"
                 "Server: tongxing-server serve --tls-cert %s/%s.crt.pem --tls-key %s/%s.key.pem\n"
                 "Trust list: tongxing-keys trust --tls %s/%s.crt.pem\n"),
      name, grouped, grouped + 40, folder, name, folder, name, folder, name);
}

static int make(const struct host_args *args, const char *name, const char *const *hosts,
                size_t count) {
  HOST_BYTES certificate = { 0 };
  int64_t now_s = tool_now(args), until;
  int status =
      tool_time(args, "until", HOST_TIME_ENDS, now_s, now_s + (int64_t)VALID_DAYS * DAY_S, &until);
  if (status != EX_OK) return status;
  __attribute__((cleanup(destroy))) struct tx_signer *signer = tx_key_generate(TX_ALG_ES256);
  if (!signer) return host_fail(EX_SOFTWARE, "无法生成密钥。", "The key could not be made.");
  enum tx_reason reason = keys_certificate_make(signer, hosts, count, now_s, until, &certificate);
  if (reason != TX_OK)
    return host_fail(
        EX_USAGE, "无法制作证书：--host 应为域名或地址，--until 应在现在之后、2050 年之前。",
        "No certificate can be made: --host takes a name or an address, --until a time after "
        "now and before 2050.");
  reason = host_mkdirs(tool_dir(args), 0700);
  if (reason != TX_OK) return keys_io_failed(tool_dir(args), reason);
  status = write_pair(tool_dir(args), name, signer, host_span(&certificate));
  if (status == EX_OK) print_next(tool_dir(args), name, signer->hash);
  return status;
}

int make_tls(const struct host_args *args) {
  const char *name = host_arg(args, 0), *hosts[KEYS_HOSTS_MAX];
  size_t count;
  if (!keys_name_valid(name))
    return host_fail(EX_USAGE, "“%s”不能作为密钥名：应为 1 到 64 字节，不含空格和斜线。",
                     "\"%s\" cannot name a key: 1 to 64 bytes without blanks or slashes.", name);
  int status = read_hosts(args, hosts, &count);
  return status == EX_OK ? make(args, name, hosts, count) : status;
}
