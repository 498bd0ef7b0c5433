/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of tongxing-keys share. Each says itself what is wrong and returns an exit
 * status of sysexits. */
#ifndef KEYS_TOOL_H
#define KEYS_TOOL_H

#include "host/cli/command.h"
#include "host/text/people_time.h"
#include "keys/signer/signer.h"
#include "keys/trust/failure.h"
#include "keys/trust/folder.h"

/* Options that several subcommands take. */
#define TOOL_DIR                                                                                   \
  {                                                                                                \
    .name = "dir", .type = HOST_PATH, .value = "DIR", .zh = "密钥文件夹（默认 ./keys）",           \
    .en = "folder of the keys (./keys by default)"                                                 \
  }
#define TOOL_NOW                                                                                   \
  {                                                                                                \
    .name = "now", .type = HOST_INT, .value = "SECONDS", .min = 0, .max = INT64_MAX,               \
    .zh = "以此时刻为现在（UTC 秒，用于测试）", .en = "take this as now (UTC seconds, for tests)"  \
  }
#define TOOL_PASSPHRASE                                                                            \
  {                                                                                                \
    .name = "passphrase-file", .type = HOST_PATH, .value = "FILE", .zh = "口令文件（权限 600）",   \
    .en = "file that holds the passphrase (mode 600)"                                              \
  }
#define TOOL_TOKEN                                                                                 \
  {                                                                                                \
    .name = "token", .type = HOST_TEXT, .value = "URI",                                            \
    .zh = "在此 PKCS#11 令牌上生成，如 pkcs11:token=xian",                                         \
    .en = "on this PKCS#11 token, such as pkcs11:token=xian"                                       \
  }
#define TOOL_JSON                                                                                  \
  { .name = "json", .type = HOST_FLAG, .zh = "输出 JSON", .en = "print JSON" }

const char *tool_dir(const struct host_args *args);
int64_t tool_now(const struct host_args *args);
/* From --passphrase-file or else the terminal. */
struct keys_passphrase tool_passphrase(const struct host_args *args);
/* A time option, or fallback. EX_OK or EX_USAGE. */
int tool_time(const struct host_args *args, const char *name, enum host_time_role role,
              int64_t now_s, int64_t fallback, int64_t *out);

/* keys_generate with the passphrase or PIN of the command line, or with none by --no-passphrase, on
 * the token of --token. */
int tool_make_key(const struct host_args *args, const struct keys_folder *folder,
                  struct keys_entry *entry);
#endif
