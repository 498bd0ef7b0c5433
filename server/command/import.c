/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "office_call.h"

#include <inttypes.h>

static int64_t count(const json_t *result, const char *name) {
  return json_integer_value(json_object_get(result, name));
}

/* Good rows went in: the status says whether all were good. */
static int finish(const struct host_args *args, json_t *result, const char *words) {
  if (host_flag(args, "json"))
    command_print_json(result);
  else
    puts(words);
  if (!host_flag(args, "json")) command_print_errors(result);
  int status = count(result, "refused") ? EX_DATAERR : EX_OK;
  json_decref(result);
  return status;
}

int command_import(const struct host_args *args) {
  json_t *in = command_input(args), *csv = NULL, *out = NULL;
  char words[300];
  int status = command_read_csv(host_arg(args, 0), &csv);
  if (status == EX_OK) {
    json_object_set_new(in, "csv", csv);
    status = office_call(args, "import", in, &out);
  } else {
    json_decref(in);
  }
  if (status != EX_OK) return status;
  snprintf(words, sizeof words,
           host_words("共%" PRId64 "行:新增%" PRId64 ",更新%" PRId64 ",不变%" PRId64
                      ",未导入%" PRId64 "。",
                      "%" PRId64 " rows: %" PRId64 " added, %" PRId64 " updated, %" PRId64
                      " unchanged, %" PRId64 " refused."),
           count(out, "rows"), count(out, "added"), count(out, "updated"), count(out, "unchanged"),
           count(out, "refused"));
  return finish(args, out, words);
}

int command_feed(const struct host_args *args) {
  json_t *in = json_object(), *csv = NULL, *out = NULL;
  char words[300];
  int status = command_read_csv(host_arg(args, 0), &csv);
  if (status == EX_OK) {
    json_object_set_new(in, "csv", csv);
    status = office_call(args, "feed", in, &out);
  } else {
    json_decref(in);
  }
  if (status != EX_OK) return status;
  snprintf(words, sizeof words,
           host_words("共%" PRId64 "行:新增%" PRId64 ",重复%" PRId64 ",不在名册%" PRId64
                      ",未导入%" PRId64 ";%" PRId64 "份记录有变。",
                      "%" PRId64 " rows: %" PRId64 " added, %" PRId64 " repeated, %" PRId64
                      " of nobody here, %" PRId64 " refused; %" PRId64 " records changed."),
           count(out, "rows"), count(out, "added"), count(out, "repeated"), count(out, "unknown"),
           count(out, "refused"), count(out, "changed"));
  return finish(args, out, words);
}
