/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-keys rotate: a key's successor. The old one's row stays, so that what it signed holds.
 */
#include "commands.h"
#include "confirm.h"
#include "host/text/date.h"
#include "make.h"
#include "shared.h"

#include <stdlib.h>

/* xian -> xian-2 -> xian-3 */
static bool successor_name(const struct keys_folder *folder, const char *name,
                           char out[KEYS_NAME_MAX + 1]) {
  size_t stem = strlen(name);
  while (stem > 0 && name[stem - 1] >= '0' && name[stem - 1] <= '9')
    stem--;
  bool numbered = stem > 1 && name[stem - 1] == '-' && name[stem] != '\0';
  unsigned long number = numbered ? strtoul(name + stem, NULL, 10) : 1;
  if (numbered) stem--;
  if (!numbered) stem = strlen(name);
  do {
    number++;
    int n = snprintf(out, KEYS_NAME_MAX + 1, "%.*s-%lu", (int)stem, name, number);
    if (n > KEYS_NAME_MAX) return false;
  } while (keys_folder_find(folder, out));
  return true;
}

/* When the old key stops, and how long the new one goes on: as long as the old one was meant to. */
static int set_times(const struct host_args *args, struct keys_entry *old,
                     struct keys_entry *fresh) {
  int64_t now_s = tool_now(args), until;
  int status = tool_time(args, "until", HOST_TIME_ENDS, now_s, now_s, &until);
  if (status != EX_OK) return status;
  if (until > old->sign_until || until < old->sign_from)
    return host_fail(EX_USAGE, "--until 应在 %s 的签发期之内。",
                     "--until lies within the time that %s signs.", old->name);
  int64_t signs = old->sign_until - old->sign_from, after = old->verify_until - old->sign_until;
  fresh->sign_from = now_s;
  fresh->sign_until = now_s + signs;
  fresh->verify_until = fresh->sign_until + after;
  old->sign_until = until;
  return EX_OK;
}

static void print_next(const struct keys_entry *old, const struct keys_entry *fresh) {
  char until[HOST_DATE_SIZE];
  if (keys_is_root(fresh)) {
    printf(host_words("\n接替根密钥 %s，分两步：\n"
                      "  1. tongxing-keys trust --next-root %s\n     由 %s "
                      "签发，让所有门禁认识新根；等它们都取得这份列表。\n"
                      "  2. tongxing-keys trust --root %s\n     由新根签发，旧根从此不再被承认。\n",
                      "\nTo replace the root %s, in two steps:\n"
                      "  1. tongxing-keys trust --next-root %s\n     signed by %s, so that every "
                      "gate knows the "
                      "next root; wait until they all have it.\n"
                      "  2. tongxing-keys trust --root %s\n     signed by the new root; the old "
                      "one is known no "
                      "more.\n"),
           old->name, fresh->name, old->name, fresh->name);
    return;
  }
  host_date_shanghai_minute(old->sign_until, until);
  printf(host_words("%s 签发至 %s，所签仍然有效。\n",
                    "%s signs until %s; what it signed still holds.\n"),
         old->name, until);
}

static int rotate(const struct host_args *args) {
  KEYS_FOLDER folder = { 0 };
  int status = keys_folder_open(tool_dir(args), &folder);
  if (status != EX_OK) return status;
  const struct keys_entry *found = keys_folder_find(&folder, host_arg(args, 0));
  if (!found)
    return host_fail(EX_NOINPUT, "%s 中没有密钥“%s”。", "In %s there is no key \"%s\".",
                     folder.path, host_arg(args, 0));
  struct keys_entry old = *found, fresh = *found;
  bool is_root = keys_is_root(&old);
  fresh.made = tool_now(args);
  if (!successor_name(&folder, old.name, fresh.name))
    return host_fail(EX_DATAERR, "%s 太长，无法编号。", "%s is too long to be numbered.", old.name);
  status = confirm_clock(args, &folder, fresh.made, false);
  if (status == EX_OK && !is_root) status = set_times(args, &old, &fresh);
  if (status == EX_OK) status = tool_make_key(args, &folder, &fresh);
  if (status != EX_OK) return status;
  enum tx_reason reason = is_root ? TX_OK : keys_entry_write(folder.path, &old);
  if (reason != TX_OK) return keys_io_failed(old.name, reason);
  print_ceremony(args, &fresh);
  print_next(&old, &fresh);
  return EX_OK;
}

static const struct host_option options[] = {
  { .name = "until",
    .type = HOST_TEXT,
    .value = "TIME",
    .zh = "旧密钥停签时间（默认现在）",
    .en = "when the old key stops to sign (now)" },
  { .name = "no-passphrase",
    .type = HOST_FLAG,
    .zh = "新密钥不设口令",
    .en = "the new key without a passphrase" },
  TOOL_YES,
  TOOL_PASSPHRASE,
  TOOL_TOKEN,
  TOOL_DIR,
  TOOL_NOW,
  { .name = NULL },
};

const struct host_command keys_rotate_command = {
  .name = "rotate",
  .args = "NAME",
  .zh = "换用新密钥，旧密钥所签仍有效",
  .en = "Make a key's successor",
  .options = options,
  .run = rotate,
};
