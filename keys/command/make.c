/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

#include "confirm.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "keys/trust/encode.h"
#include "shared.h"

#define DAY_S 86400

static int set_name(const struct host_args *args, struct keys_entry *entry) {
  const char *demo = host_flag(args, "demo") ? "DEMO-" : "";
  size_t n = (size_t)snprintf(entry->name, sizeof entry->name, "%s%s", demo, host_arg(args, 0));
  if (n < sizeof entry->name) return EX_OK;
  return host_fail(EX_USAGE, "密钥名最长 %d 字节。", "A key's name has at most %d bytes.",
                   KEYS_NAME_MAX);
}

static int set_area(const struct host_args *args, struct keys_entry *entry) {
  const char *text = host_text(args, "area", NULL);
  if (!text)
    return host_fail(EX_USAGE, "缺少 --area：请给出 12 位区划代码，如 610113001001。",
                     "--area is missing: give a code of 12 digits, such as 610113001001.");
  if (tx_area_parse(tx_span_text(text), &entry->area)) return EX_OK;
  return host_fail(
      EX_USAGE, "--area 应为 12 位区划代码，上级为零则下级也须为零，而不是“%s”。",
      "--area takes a code of 12 digits, with only zeros below a level that is zero, not \"%s\".",
      text);
}

static int set_times(const struct host_args *args, struct keys_entry *entry) {
  int64_t now_s = tool_now(args);
  int status = tool_time(args, "from", HOST_TIME_BEGINS, now_s, now_s, &entry->sign_from);
  if (status != EX_OK) return status;
  int64_t until = entry->sign_from + (int64_t)entry->use->sign_days * DAY_S;
  status = tool_time(args, "until", HOST_TIME_ENDS, now_s, until, &entry->sign_until);
  if (status != EX_OK) return status;
  int64_t verify = entry->sign_until + (int64_t)entry->use->verify_days * DAY_S;
  status = tool_time(args, "verify-until", HOST_TIME_ENDS, now_s, verify, &entry->verify_until);
  if (status != EX_OK) return status;
  if (entry->sign_until >= entry->sign_from && entry->verify_until >= entry->sign_until)
    return EX_OK;
  return host_fail(
      EX_USAGE, "时间次序不对：应为 --from ≤ --until ≤ --verify-until。",
      "The times are out of order: --from, --until and --verify-until follow each other.");
}

int make_key(const struct host_args *args, const struct keys_use *use) {
  struct keys_entry entry = { .use = use, .made = tool_now(args) };
  entry.alg = entry.use->bit == TX_USE_SEAL ? TX_ALG_ES256
                                            : keys_alg_named(host_text(args, "alg", "es256"));
  int status = set_name(args, &entry);
  if (status == EX_OK && !keys_is_root(&entry)) status = set_area(args, &entry);
  if (status == EX_OK && !keys_is_root(&entry)) status = set_times(args, &entry);
  if (status != EX_OK) return status;
  KEYS_FOLDER folder = { 0 };
  status = keys_folder_open(tool_dir(args), &folder);
  if (status == EX_OK) status = confirm_clock(args, &folder, entry.made, false);
  if (status == EX_OK) status = tool_make_key(args, &folder, &entry);
  if (status == EX_OK) print_ceremony(args, &entry);
  return status;
}

/* --- what is said ----------------------------------------------------------------------------- */

static void print_root_on_token(const struct keys_entry *entry) {
  printf(
      host_words(
          "- 私钥只在令牌上，不能读出；%s.key 里只有它的地址。令牌锁好，PIN 写在纸上另处保管。\n"
          "- 令牌坏了就没有第二份：请现在就在另一块令牌上备好下一把根密钥（rotate、trust "
          "--next-root）。\n",
          "- The private key is on the token alone and cannot be read out; %s.key only says where "
          "it is. Lock the token up, and keep its PIN on paper elsewhere.\n"
          "- A broken token has no second copy: make the next root on another token now (rotate, "
          "trust --next-root).\n"),
      entry->name);
}

static void print_root_in_file(const struct keys_entry *entry, bool sealed) {
  printf(host_words("- %s.key 只存放在离线介质上：复制两份，分两处保管；绝不放到服务器上。\n",
                    "- Keep %s.key on offline media only: two copies in two places, never on a "
                    "server.\n"),
         entry->name);
  if (sealed)
    printf("%s",
           host_words("- 口令写在纸上，装入信封密封，与密钥分开保管。\n",
                      "- Write the passphrase on paper, seal it in an envelope, keep it apart from "
                      "the key.\n"));
}

static void print_root(const struct host_args *args, const struct keys_entry *entry) {
  char grouped[KEYS_GROUPED_SIZE];
  keys_hash_grouped(entry->hash, grouped);
  printf(host_words(
             "根密钥 "
             "%s（%s）已生成。请把下面的摘要抄写在纸上，两人各读一遍核对，并签名、注明日期：\n\n"
             "    %.39s\n    %s\n\n",
             "The root key %s (%s) is made. Write this hash down on paper; two people read it "
             "back to each other, sign and date it:\n\n"
             "    %.39s\n    %s\n\n"),
         entry->name, keys_alg_name(entry->alg), grouped, grouped + 40);
  if (host_text(args, "token", NULL))
    print_root_on_token(entry);
  else
    print_root_in_file(entry, !host_flag(args, "no-passphrase"));
  printf("%s", host_words("- 门禁出厂时登记的就是这个摘要；凡有人问起根密钥，以它为准。\n",
                          "- Every gate is born with this hash: it is what the root key is known "
                          "by.\n"));
}

void print_ceremony(const struct host_args *args, const struct keys_entry *entry) {
  char kid[2 * TX_KID_SIZE + 1], area[13], until[HOST_DATE_SIZE];
  if (keys_is_root(entry)) {
    print_root(args, entry);
    return;
  }
  host_hex(tx_span_of(entry->hash, TX_KID_SIZE), kid);
  tx_area_format(entry->area, area);
  host_date_shanghai_minute(entry->sign_until, until);
  printf(host_words("%s密钥 %s 已生成：kid %s，区域 %s，签发至 %s（北京时间）。\n"
                    "下一步：tongxing-keys trust，把它写进信任列表。\n",
                    "The %s key %s is made: kid %s, area %s, signs until %s (Beijing time).\n"
                    "Next: tongxing-keys trust, to put it into the trust list.\n"),
         host_words(entry->use->zh, entry->use->en), entry->name, kid, area, until);
}
