/* SPDX-License-Identifier: Apache-2.0 */
/* An import of the last day, taken back. */
#include "command/client/import_shared.h"

#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <string.h>

static const char *why_left(const json_t *one) {
  const char *why = text_of(one, "why");
  if (strcmp(why, "pass") == 0) return host_words("已领通行证", "has a pass");
  if (strcmp(why, "used") == 0)
    return host_words("有申请、手机、领证码或请求", "has an application, phone, code or request");
  return host_words("此后有人改动", "was changed since");
}

static void print_left(const json_t *out) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(out, "left_alone"), i, one)
      host_screen_line(stdout, host_words("  未动：序号%lld，%s", "  left alone: index %lld, %s"),
                       number_of(one, "index"), why_left(one));
  json_array_foreach(json_object_get(out, "with_pass"), i, one) host_screen_line(
      stdout,
      host_words("  已恢复，但手中的通行证写的可能是导入后的内容，请补办：序号%lld",
                 "  restored, but the pass may say what the import said, please re-issue it: index "
                 "%lld"),
      (long long)json_integer_value(one));
}

int import_undo(const struct host_args *args, const char *word) {
  json_t *out = NULL;
  HOST_FREE char *path = NULL;
  if (strlen(word) < 14 || word[12] != '/' || asprintf(&path, "/v1/imports/%s/undo", word) < 0)
    return host_fail(EX_USAGE, "请照 import --list 的样子给出：区划/序号。",
                     "Give it as import --list shows it: AREA/NUMBER.");
  int status = client_call(args, "POST", path, NULL, &out);
  if (status == EX_OK && host_flag(args, "json")) {
    command_print_json(out);
  } else if (status == EX_OK) {
    printf(host_words("已撤销：撤去%lld人，恢复%lld人，未动%lld人。\n",
                      "Undone: %lld removed, %lld restored, %lld left alone.\n"),
           number_of(out, "removed"), number_of(out, "restored"), number_of(out, "left"));
    print_left(out);
  }
  json_decref(out);
  return status;
}
