/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "office_call.h"

static const char *text_of(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

static int change(const struct host_args *args, const char *name, const char *zh, const char *en) {
  json_t *in = command_input(args), *out = NULL;
  json_object_set_new(in, "resident", json_string(host_arg(args, 0)));
  if (host_given(args, "reason"))
    json_object_set_new(in, "reason", json_string(host_text(args, "reason", "")));
  int status = office_call(args, name, in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    printf("%s (%lld): %s\n", text_of(out, "name"),
           (long long)json_integer_value(json_object_get(out, "index")), host_words(zh, en));
  json_decref(out);
  return EX_OK;
}

int command_suspend(const struct host_args *args) {
  return change(args, "suspend", "已暂停", "suspended");
}

int command_revoke(const struct host_args *args) {
  return change(args, "revoke", "已注销", "revoked");
}

int command_reinstate(const struct host_args *args) {
  return change(args, "reinstate", "已恢复", "reinstated");
}

int command_state(const struct host_args *args) {
  static const char *const options[] = { "source", "observed-at", "valid-until" };
  static const char *const members[] = { "source", "observed_at", "valid_until" };
  json_t *in = command_input(args), *out = NULL;
  json_object_set_new(in, "resident", json_string(host_arg(args, 0)));
  json_object_set_new(in, "field", json_string(host_arg(args, 1)));
  json_object_set_new(in, "value", json_string(host_arg(args, 2)));
  for (int i = 0; i < 3; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, members[i], json_string(host_text(args, options[i], "")));
  int status = office_call(args, "state", in, &out);
  if (status != EX_OK) return status;
  bool changed = json_is_true(json_object_get(out, "changed"));
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    printf("%s: %s\n", text_of(out, "name"),
           changed ? host_words("记录已更新", "record changed")
                   : host_words("记录不变", "record unchanged"));
  json_decref(out);
  return EX_OK;
}

static void print_resident(const json_t *resident) {
  printf("%6lld  %-12s %-5s %-8s %-9s %-14s %-7s %-7s %s\n",
         (long long)json_integer_value(json_object_get(resident, "index")),
         text_of(resident, "name"), text_of(resident, "tail"), text_of(resident, "unit"),
         text_of(resident, "role"), text_of(resident, "state"), text_of(resident, "health"),
         text_of(resident, "travel"), text_of(resident, "test"));
}

int command_residents(const struct host_args *args) {
  json_t *in = command_input(args), *out = NULL;
  size_t i;
  const json_t *resident;
  if (host_flag(args, "names")) json_object_set_new(in, "names", json_true());
  int status = office_call(args, "residents", in, &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    json_array_foreach(json_object_get(out, "residents"), i, resident) print_resident(resident);
  json_decref(out);
  return EX_OK;
}
