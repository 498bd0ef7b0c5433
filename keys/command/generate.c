/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys generate: a key of any use. */
#include "commands.h"
#include "confirm.h"
#include "make.h"
#include "shared.h"

#include <string.h>

/* --- which option goes with which use --------------------------------------------------------- */

enum kind { ROOT = 1, WORKING = 2, TLS = 4 };

static const struct {
  const char *option;
  unsigned kinds;
} reach[] = {
  { "area", WORKING },
  { "from", WORKING },
  { "until", WORKING | TLS },
  { "verify-until", WORKING },
  { "host", TLS },
  { "alg", ROOT | WORKING },
  { "passphrase-file", ROOT | WORKING },
  { "token", ROOT | WORKING },
  { "demo", ROOT | WORKING },
};

static enum kind kind_of(const char *use) {
  if (strcmp(use, "root") == 0) return ROOT;
  return strcmp(use, "tls") == 0 ? TLS : WORKING;
}

/* The settings file speaks of all keys, the command line of this one. */
static bool is_for_this_key(const struct host_args *args, const char *option) {
  char origin[8];
  return host_given(args, option) && !*host_origin_at(args, option, 0, origin, sizeof origin);
}

static int check_options(const struct host_args *args, const char *use) {
  for (size_t i = 0; i < sizeof reach / sizeof *reach; i++)
    if (!(reach[i].kinds & kind_of(use)) && is_for_this_key(args, reach[i].option))
      return host_fail(EX_USAGE, "--%s 不用于 --use %s 的密钥，请去掉。",
                       "--%s means nothing for a key of --use %s: leave it out.", reach[i].option,
                       use);
  return EX_OK;
}

/* --- the command ------------------------------------------------------------------------------ */

static int generate(const struct host_args *args) {
  const char *use = host_text(args, "use", NULL);
  if (!use)
    return host_fail(EX_USAGE, "缺少 --use：请说明密钥的用途，如 --use issue。",
                     "--use is missing: say what the key is for, such as --use issue.");
  int status = check_options(args, use);
  if (status != EX_OK) return status;
  return kind_of(use) == TLS ? make_tls(args) : make_key(args, keys_use_named(use));
}

static const struct host_option options[] = {
  { .name = "use",
    .type = HOST_CHOICE,
    .value = "root|issue|status|policy|certificate|seal|tls",
    .zh = "用途",
    .en = "what the key is for" },
  { .name = "area",
    .type = HOST_TEXT,
    .value = "AREA",
    .zh = "12 位区划代码（root、tls 不用）",
    .en = "area code of 12 digits (not for root, tls)" },
  { .name = "from",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "起签时间（默认现在）",
    .en = "signs from (now)" },
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "停签时间（默认一年后）；tls：证书有效至（默认 825 天后）",
    .en = "signs until (a year from then); of tls: the certificate's end (in 825 days)" },
  { .name = "verify-until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "所签的验证至此时止",
    .en = "what it signed is verified until" },
  { .name = "host",
    .type = HOST_TEXT,
    .value = "HOST",
    .many = true,
    .zh = "tls：服务器的域名或地址",
    .en = "of tls: the server's name or address" },
  { .name = "alg",
    .type = HOST_CHOICE,
    .value = "es256|ed25519|sm2",
    .zh = "算法（默认 es256）",
    .en = "algorithm (es256 by default)" },
  { .name = "no-passphrase", .type = HOST_FLAG, .zh = "不设口令", .en = "without a passphrase" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "演示用：名称以 DEMO- 开头，正式服务器拒绝使用",
    .en = "for a demo: its name begins with DEMO-, and servers refuse it" },
  TOOL_YES,
  TOOL_PASSPHRASE,
  TOOL_TOKEN,
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

const struct host_command keys_generate_command = {
  .name = "generate",
  .args = "NAME",
  .zh = "生成一把密钥",
  .en = "Make a key",
  .options = options,
  .run = generate,
};
