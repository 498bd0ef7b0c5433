/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys: the table of its subcommands. */
#include "keys/command/shared.h"

#define MAKING                                                                                     \
  { .name = "no-passphrase", .type = HOST_FLAG, .zh = "不设口令", .en = "without a passphrase" },  \
      { .name = "demo",                                                                            \
        .type = HOST_FLAG,                                                                         \
        .zh = "演示用:名称以 DEMO- 开头,正式服务器拒绝使用",                                       \
        .en = "for a demo: its name begins with DEMO-, and servers refuse it" },                   \
      { .name = "alg",                                                                             \
        .type = HOST_CHOICE,                                                                       \
        .value = "es256|ed25519|sm2",                                                              \
        .zh = "算法(默认 es256)",                                                                  \
        .en = "algorithm (es256 by default)" },                                                    \
      TOOL_PASSPHRASE, TOOL_DIR, TOOL_NOW

static const struct host_option root_options[] = { MAKING, { .name = NULL } };

static const struct host_option key_options[] = {
  { .name = "area",
    .type = HOST_TEXT,
    .value = "AREA",
    .zh = "12 位区划代码",
    .en = "area code of 12 digits" },
  { .name = "from",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "起签时间(默认现在)",
    .en = "signs from (now)" },
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "停签时间(默认一年后)",
    .en = "signs until (a year from then)" },
  { .name = "verify-until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "所签的验证至此时止",
    .en = "what it signed is verified until" },
  MAKING,
  { .name = NULL },
};

static const struct host_option trust_options[] = {
  { .name = "root",
    .type = HOST_TEXT,
    .value = "NAME",
    .zh = "由哪个根密钥签发",
    .en = "the root that signs" },
  { .name = "root-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "根密钥文件(默认 DIR/NAME.key),如离线介质上的",
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
    .zh = "服务器的 TLS 证书或公钥;不给则沿用现行列表的",
    .en =
        "a server's TLS certificate or public key; those of the list in force when none is given" },
  { .name = "seq",
    .type = HOST_INT,
    .value = "NUMBER",
    .min = 0,
    .max = INT64_MAX,
    .zh = "序号(默认为当前秒数)",
    .en = "its number (the present second)" },
  { .name = "exp",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "有效至(默认一年后)",
    .en = "valid until (a year)" },
  { .name = "dry-run",
    .type = HOST_FLAG,
    .zh = "只显示变化,不写入",
    .en = "only say what would change" },
  TOOL_PASSPHRASE,
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

static const struct host_option tls_options[] = {
  { .name = "host",
    .type = HOST_TEXT,
    .value = "HOST",
    .many = true,
    .zh = "服务器的域名或地址",
    .en = "the server's name or address" },
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "证书有效至(默认 825 天后)",
    .en = "the certificate's end (in 825 days)" },
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

static const struct host_option rotate_options[] = {
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "旧密钥停签时间(默认现在)",
    .en = "when the old key stops to sign (now)" },
  { .name = "no-passphrase",
    .type = HOST_FLAG,
    .zh = "新密钥不设口令",
    .en = "the new key without a passphrase" },
  TOOL_PASSPHRASE,
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

static const struct host_option revoke_options[] = { TOOL_DIR, TOOL_NOW, { .name = NULL } };
static const struct host_option list_options[] = {
  TOOL_JSON, TOOL_DIR, TOOL_NOW, { .name = NULL }
};
static const struct host_option show_options[] = {
  { .name = "root-hash",
    .type = HOST_TEXT,
    .value = "HASH",
    .zh = "签发此列表的根密钥的摘要",
    .en = "hash of the root that signed the list" },
  TOOL_PASSPHRASE,
  TOOL_DIR,
  { .name = NULL },
};

static const struct host_command commands[] = {
  { "root", "NAME", "生成根密钥", "Make a root key", root_options, tool_root, NULL },
  { "issue", "NAME", "生成签发通行证的密钥", "Make a key that issues passes", key_options,
    tool_issue, NULL },
  { "status", "NAME", "生成签发名册的密钥", "Make a key that signs status lists", key_options,
    tool_status, NULL },
  { "policy", "NAME", "生成签发规定的密钥", "Make a key that signs policies", key_options,
    tool_policy, NULL },
  { "certificate", "NAME", "生成签发证明的密钥", "Make a key that signs certificates", key_options,
    tool_certificate, NULL },
  { "seal", "NAME", "生成接收封存内容的密钥", "Make a key that sealed parts are sealed to",
    key_options, tool_seal, NULL },
  { "tls", "NAME", "生成服务器的 TLS 密钥和自签证书",
    "Make a server's TLS key and its own certificate", tls_options, tool_tls, NULL },
  { "trust", NULL, "由文件夹中的密钥签发信任列表", "Sign the trust list of the folder's keys",
    trust_options, tool_trust, NULL },
  { "revoke", "NAME|HASH", "吊销一把密钥", "Revoke a key", revoke_options, tool_revoke, NULL },
  { "rotate", "NAME", "换用新密钥,旧密钥所签仍有效", "Make a key's successor", rotate_options,
    tool_rotate, NULL },
  { "list", NULL, "列出密钥及其状态", "List the keys and how they stand", list_options, tool_list,
    NULL },
  { "show", "FILE", "说明一个密钥文件或信任列表", "Say what a key file or a trust list is",
    show_options, tool_show, NULL },
  { .name = NULL },
};

int main(int argc, char **argv) {
  static const struct host_program program = {
    .name = "tongxing-keys",
    .zh = "通行的密钥:根密钥、签发密钥、信任列表。请在离线的机器上使用。",
    .en = "The keys of Tongxing: roots, issuing keys, trust lists. Use it on a machine without a "
          "network.",
    .commands = commands,
    .config = "/etc/tongxing/keys.ini",
  };
  tool_guard_memory();
  return host_program_run(&program, argc, argv);
}
