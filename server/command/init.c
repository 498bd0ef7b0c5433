/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "daemon/open.h"
#include "shared.h"

#include <stdio.h>
#include <stdlib.h>

static const struct host_option init_options[] = {
  AREA_OPTION,
  { .name = "trust", .type = HOST_PATH, .value = "FILE", .zh = "信任列表", .en = "the trust list" },
  { .name = "keys",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "私钥目录",
    .en = "folder of private keys" },
  { .name = "passphrase-file",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "私钥口令的文件",
    .en = "file with the keys' passphrase" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "允许演示用的密钥",
    .en = "allow keys that a demo made" },
  { 0 },
};

static int run_init(const struct host_args *args) {
  HOST_BYTES trust = { 0 };
  uint64_t area;
  struct host_problem problem = { 0 };
  const char *area_text = host_text(args, "area", ""), *trust_path = host_text(args, "trust", "");
  const char *keys = host_text(args, "keys", "");
  if (!*area_text || !*trust_path || !*keys)
    return host_fail(EX_USAGE, "请给出 --area、--trust 和 --keys。",
                     "Please give --area, --trust and --keys.");
  if (!tx_area_parse(tx_span_text(area_text), &area))
    return host_fail(EX_USAGE, "“%s”不是12位区划代码。", "\"%s\" is no area code of 12 digits.",
                     area_text);
  int status = command_read_file(trust_path, TX_TRUST_MAX, &trust);
  if (status != EX_OK) return status;
  HOST_FREE char *keys_dir = realpath(keys, NULL);
  const char *passphrase = host_text(args, "passphrase-file", NULL);
  HOST_FREE char *passphrase_file = passphrase ? realpath(passphrase, NULL) : NULL;
  if (!keys_dir || (passphrase && !passphrase_file))
    return host_fail(EX_NOINPUT, "%s 不存在。", "%s does not exist.", keys_dir ? passphrase : keys);
  const struct server_plan plan = { .data_dir = command_data_dir(args),
                                    .area = area,
                                    .trust = host_span(&trust),
                                    .keys_dir = keys_dir,
                                    .passphrase_file = passphrase_file,
                                    .demo = host_flag(args, "demo") };
  if (server_init(&plan, command_now(args), &problem) != TX_OK) return command_problem(&problem);
  printf(host_words("%s 已建好,区划 %s。下一步:tongxing-server import 名册.csv\n",
                    "%s is set up for %s. Next: tongxing-server import ROSTER.csv\n"),
         plan.data_dir, area_text);
  return EX_OK;
}

const struct host_command command_init = {
  .name = "init",
  .zh = "建立数据目录",
  .en = "set up a data folder",
  .options = init_options,
  .run = run_init,
};
