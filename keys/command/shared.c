/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include "host/text/date.h"
#include "host/text/people_time.h"
#include "keys/trust/generate.h"

const char *tool_dir(const struct host_args *args) {
  return host_text(args, "dir", "keys");
}

int64_t tool_now(const struct host_args *args) {
  return host_int(args, "now", host_now_s());
}

struct keys_passphrase tool_passphrase(const struct host_args *args) {
  const char *path = host_text(args, "passphrase-file", NULL);
  return path ? keys_passphrase_file(path) : keys_passphrase_terminal();
}

int tool_time(const struct host_args *args, const char *name, enum host_time_role role,
              int64_t now_s, int64_t fallback, int64_t *out) {
  const char *text = host_text(args, name, NULL);
  *out = fallback;
  if (!text || host_people_time_read(text, now_s, role, out)) return EX_OK;
  return host_fail(EX_USAGE, "--%s 应为时间，如 2026-12-31、2026-12-31T08:00 或 +90d，而不是“%s”。",
                   "--%s takes a time such as 2026-12-31, 2026-12-31T08:00 or +90d, not \"%s\".",
                   name, text);
}

int tool_make_key(const struct host_args *args, const struct keys_folder *folder,
                  struct keys_entry *entry) {
  struct keys_passphrase from = tool_passphrase(args);
  const char *token = host_text(args, "token", NULL);
  bool none = !token && host_flag(args, "no-passphrase");
  return keys_generate(folder, none ? NULL : &from, token, entry);
}
