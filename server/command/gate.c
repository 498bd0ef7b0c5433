/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "host/sys/date.h"
#include "office_call.h"
#include "print/qr.h"

static void print_gate(const json_t *gate) {
  const json_t *removed = json_object_get(gate, "removed_at");
  char since[HOST_DATE_SIZE];
  host_date_shanghai(json_integer_value(removed ? removed : json_object_get(gate, "added_at")),
                     since);
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
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (!gates)
    print_gate(out);
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
  json_t *in =
      json_pack("{s:s, s:s, s:s, s:s}", "area", host_arg(args, 0), "name", host_arg(args, 1), "key",
                key, "kind", host_text(args, "kind", "pedestrian"));
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
  int status =
      office_call(args, "gate-remove", json_pack("{s:s}", "gate", host_arg(args, 0)), &out);
  return show(args, status, out);
}

int command_gate_enrol(const struct host_args *args) {
  json_t *in = json_pack("{s:s}", "area", host_arg(args, 0)), *out = NULL;
  if (host_given(args, "url"))
    json_object_set_new(in, "url", json_string(host_text(args, "url", "")));
  if (host_given(args, "tls-cert"))
    json_object_set_new(in, "tls_cert", json_string(host_text(args, "tls-cert", "")));
  int status = office_call(args, "gate-enrol", in, &out);
  if (status != EX_OK) return status;
  const char *text = json_string_value(json_object_get(out, "text"));
  if (host_flag(args, "json")) {
    command_print_json(out);
  } else {
    struct qr *qr = qr_create(text, QR_SCREEN);
    if (qr) qr_terminal(qr, stdout);
    qr_destroy(qr);
    puts(text);
    fputs(host_words(
              "请在15分钟内给门禁的摄像头看,或输入以上文字;只能用一次。\n",
              "Show it to the gate's camera within 15 minutes, or type the text; it works once.\n"),
          stderr);
  }
  json_decref(out);
  return EX_OK;
}
