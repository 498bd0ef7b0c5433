/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate init: makes a gate of a folder, with a key of its own. */
#include "commands.h"
#include "options.h"

#include "host/sys/file.h"
#include "host/text/text.h"

#include <inttypes.h>
#include <stdio.h>

static int read_flags(const struct host_args *args, struct gate_identity *out) {
  *out = (struct gate_identity){ 0 };
  if (!tx_area_parse(tx_span_text(host_text(args, "area", "")), &out->area))
    return host_fail(EX_USAGE, "--area 须为12位区划代码，例如 610113001001",
                     "--area must be an area code of 12 digits, such as 610113001001");
  if (!host_unhex(host_text(args, "root", ""), out->pin.root, TX_HASH_SIZE))
    return host_fail(EX_USAGE, "--root 须为根密钥的 SHA-256,64位十六进制数",
                     "--root must be the SHA-256 of the root key, 64 hexadecimal digits");
  out->pin.seq = (uint64_t)host_int(args, "trust-seq", 0);
  const char *server = host_text(args, "server", "");
  if ((size_t)snprintf(out->server, sizeof out->server, "%s", server) >= sizeof out->server)
    return host_fail(EX_USAGE, "--server 的地址过长", "--server: the address is too long");
  return gate_place_by(args, out);
}

/* The first news, from a file: the gate is ready before it has seen a network. */
static int take_trust(const struct host_args *args, const char *dir) {
  const char *path = host_text(args, "trust", NULL);
  if (!path) return EX_OK;
  HOST_BYTES bytes = { 0 };
  struct gate gate;
  struct host_problem error = { 0 };
  enum tx_reason reason = host_file_read(path, TX_TRUST_MAX, &bytes);
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "%s：%s", "%s: %s", path, tx_reason_text(reason, host_lang()));
  struct gate_options options = { .dir = dir, .now_s = host_int(args, "now", GATE_MACHINE_CLOCK) };
  if (gate_open(&gate, &options, &error) != TX_OK) return gate_fail(EX_CONFIG, &error);
  struct gate_offer offer = { .object = GATE_TRUST,
                              .bytes = host_span(&bytes),
                              .pin = &gate.identity.pin };
  reason = gate_accept(&gate, &offer, NULL);
  gate_close(&gate);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_DATAERR, "%s：%s（%s）", "%s: %s (%s)", path,
                   tx_reason_text(reason, host_lang()), tx_reason_name(reason));
}

static int introduce(const struct host_args *args, const struct gate_identity *identity) {
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)], area[13];
  host_base64(tx_span_of(identity->key->spki, identity->key->spki_len), base64);
  tx_area_format(identity->area, area);
  if (host_flag(args, "json"))
    printf("{\"gate\":\"%s\",\"area\":%" PRIu64 ",\"key\":\"%s\"}\n", identity->id, identity->area,
           base64);
  else
    printf("%s\n%s\n", base64,
           host_words("# 上面是本门禁的公钥，请在服务器上登记：",
                      "# This gate's public key; register it at the server:"));
  if (!host_flag(args, "json"))
    printf("# tongxing-server gate add %s %s %s --kind %s\n", area, identity->id, base64,
           tx_gate_kind_word(identity->kind));
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int run_init(const struct host_args *args) {
  struct gate_identity identity;
  struct host_problem error = { 0 };
  const char *dir = gate_dir_by(args);
  int status = read_flags(args, &identity);
  if (status != EX_OK) return status;
  if (gate_identity_create(dir, &identity, &error) != TX_OK) {
    gate_identity_finish(&identity);
    return gate_fail(EX_CANTCREAT, &error);
  }
  status = take_trust(args, dir);
  if (status == EX_OK) status = introduce(args, &identity);
  gate_identity_finish(&identity);
  return status;
}

static const struct host_option options[] = {
  { .name = "area",
    .type = HOST_TEXT,
    .value = "AREA",
    .zh = "门禁所在区划，12位",
    .en = "where it stands: 12 digits" },
  PLACE,
  { .name = "root",
    .type = HOST_TEXT,
    .value = "HASH",
    .zh = "根密钥的 SHA-256",
    .en = "SHA-256 of the root key" },
  { .name = "trust-seq",
    .type = HOST_INT,
    .value = "N",
    .max = INT64_MAX,
    .zh = "当日信任列表的序号，更旧的一律拒收",
    .en = "seq of the trust list of today; older ones are refused" },
  { .name = "server",
    .type = HOST_TEXT,
    .value = "URL",
    .zh = "服务器地址",
    .en = "the server's address" },
  { .name = "trust",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "首个信任列表",
    .en = "the first trust list" },
  { 0 },
};

const struct host_command gate_init_command = {
  .name = "init",
  .zh = "新建门禁并生成其密钥",
  .en = "set up a gate and make its key",
  .options = options,
  .run = run_init,
};
