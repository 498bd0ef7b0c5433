/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "host/date.h"
#include "office_call.h"

static void print_gate(const json_t *gate) {
  const json_t *removed = json_object_get(gate, "removed_at");
  char since[HOST_DATE_SIZE];
  host_date_shanghai(json_integer_value(removed ? removed : json_object_get(gate, "added_at")), since);
  printf("%s  %s  %-10s  %-20s %lld  %s %s\n", json_string_value(json_object_get(gate, "gate")),
         json_string_value(json_object_get(gate, "area")),
         json_string_value(json_object_get(gate, "kind")),
         json_string_value(json_object_get(gate, "name")),
         (long long)json_integer_value(json_object_get(gate, "acknowledged")),
         removed ? host_words("停用于", "shut out") : host_words("登记于", "since"), since);
}

static int show(const struct host_args *args, int status, json_t *out) {
  size_t i;
  const json_t *gate, *gates = json_object_get(out, "gates");
  if (status != EX_OK) return status;
  if (host_flag(args, "json")) command_print_json(out);
  else if (!gates) print_gate(out);
  else
    json_array_foreach(gates, i, gate) print_gate(gate);
  json_decref(out);
  return EX_OK;
}

int command_gate_add(const struct host_args *args) {
  char key[512];
  json_t *out = NULL;
  int status = command_read_key(host_arg(args, 2), key, sizeof key);
  if (status != EX_OK) return status;
  json_t *in = json_pack("{s:s, s:s, s:s, s:s}", "area", host_arg(args, 0), "name",
                         host_arg(args, 1), "key", key, "kind",
                         host_text(args, "kind", "pedestrian"));
  status = office_call(args, "gate-add", in, &out);
  return show(args, status, out);
}

int command_gate_list(const struct host_args *args) {
  json_t *out = NULL;
  int status = office_call(args, "gate-list", json_object(), &out);
  return show(args, status, out);
}

int command_gate_remove(const struct host_args *args) {
  json_t *out = NULL;
  int status = office_call(args, "gate-remove", json_pack("{s:s}", "gate", host_arg(args, 0)), &out);
  return show(args, status, out);
}
