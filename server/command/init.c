/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "daemon/open.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>

static const struct host_option init_options[] = {
  { .name = "area",
    .type = HOST_TEXT,
    .value = "AREA",
    .zh = "本机的12位区划代码",
    .en = "area code of 12 digits, the server's own from then on" },
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
  { .name = "second",
    .type = HOST_TEXT,
    .value = "KIND",
    .zh = "第二个账号的单位：street（街道办，默认）或 health（疾控）",
    .en = "body of the second account: street (when absent) or health" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "允许演示用的密钥",
    .en = "allow keys that a demo made" },
  { 0 },
};

/* On paper, for the person of the other body. */
static void print_second(const struct host_args *args, const char *login) {
  json_t *out = NULL;
  HOST_FREE char *path = client_path("/v1/accounts/%s/codes", login);
  if (path && client_call(args, "POST", path, NULL, &out) == EX_OK)
    host_screen_line(
        stdout,
        host_words("账号 office 已绑定到您；账号 %s 的激活码：%s，%lld天内有效，请交给该单位的人。",
                   "The account office is bound to you. The activation code of the account %s, "
                   "%s, holds for %lld days: please give it to the person of that body."),
        login, text_of(out, "code"), number_of(out, "days"));
  json_decref(out);
}

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
  const char *second = host_text(args, "second", "street");
  bool health = strcmp(second, "health") == 0;
  if (!health && strcmp(second, "street") != 0)
    return host_fail(EX_USAGE, "--second 应为 street 或 health，不是“%s”。",
                     "--second is street or health, not \"%s\".", second);
  int status = command_read_file(trust_path, TX_TRUST_MAX, &trust);
  if (status != EX_OK) return status;
  HOST_FREE char *keys_dir = realpath(keys, NULL);
  const char *passphrase = host_text(args, "passphrase-file", NULL);
  HOST_FREE char *passphrase_file = passphrase ? realpath(passphrase, NULL) : NULL;
  if (!keys_dir || (passphrase && !passphrase_file))
    return host_fail(EX_NOINPUT, "%s 不存在。", "%s does not exist.", keys_dir ? passphrase : keys);
  const struct server_plan plan = { .place = command_place(args),
                                    .area = area,
                                    .trust = host_span(&trust),
                                    .keys_dir = keys_dir,
                                    .passphrase_file = passphrase_file,
                                    .demo = host_flag(args, "demo"),
                                    .health = health };
  if (server_init(&plan, command_now(args), &problem) != TX_OK) return command_problem(&problem);
  host_screen_line(stdout,
                   host_words("%s 已建好，区划 %s。下一步：tongxing-server import 名册.csv",
                              "%s is set up for %s. Next: tongxing-server import ROSTER.csv"),
                   plan.place.data_dir, area_text);
  print_second(args, second);
  return EX_OK;
}

const struct host_command command_init = {
  .name = "init",
  .zh = "建立数据目录",
  .en = "set up a data folder",
  .options = init_options,
  .run = run_init,
};
