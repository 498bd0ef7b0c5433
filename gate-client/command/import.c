/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate import FILE…: signed objects from files, a stick or a mirror, weighed as any other.
 */
#include "commands.h"
#include "objects/peek.h"

#include "host/sys/file.h"
#include "host/text/screen.h"

#include <inttypes.h>
#include <stdio.h>

static int tell(const struct host_args *args, const char *path, const char *kind, uint64_t area,
                enum tx_reason reason) {
  if (host_flag(args, "json")) {
    json_t *json =
        json_pack("{s:s,s:s,s:I,s:i,s:s,s:s,s:s}", "file", path, "object", kind, "area",
                  (json_int_t)area, "reason", (int)reason, "name", tx_reason_name(reason), "zh",
                  tx_reason_text(reason, "zh"), "en", tx_reason_text(reason, "en"));
    if (json) json_dumpf(json, stdout, JSON_COMPACT);
    json_decref(json);
    putchar('\n');
  } else if (reason == TX_OK) {
    host_screen_line(stdout, host_words("%s：%s %012" PRIu64 " %s", "%s: %s %012" PRIu64 " %s"),
                     path, kind, area, host_words("已接收", "taken"));
  } else {
    host_screen_line(
        stdout,
        host_words("%s：%s %012" PRIu64 " %s：%s（%s）", "%s: %s %012" PRIu64 " %s: %s (%s)"), path,
        kind, area, host_words("拒收", "refused"), tx_reason_text(reason, host_lang()),
        tx_reason_name(reason));
  }
  return reason == TX_OK ? 0 : 1;
}

static int take(struct gate *gate, const struct host_args *args, const char *path) {
  HOST_BYTES bytes = { 0 };
  struct gate_offer offer = { .pin = &gate->identity.pin };
  enum tx_reason reason = host_file_read(path, TX_STATUS_BYTES_MAX, &bytes);
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "%s：%s", "%s: %s", path, tx_reason_text(reason, host_lang()));
  offer.bytes = host_span(&bytes);
  if (!gate_peek(offer.bytes, &offer.object, &offer.area))
    return tell(args, path, "unknown", 0, TX_MALFORMED);
  reason = gate_accept(gate, &offer, NULL);
  return tell(args, path, gate_object_name(offer.object), offer.area, reason);
}

static int run_import(const struct host_args *args) {
  struct gate gate;
  struct host_problem error = { 0 };
  int status = EX_OK;
  struct gate_options options = { .dir = gate_dir_by(args),
                                  .now_s = host_int(args, "now", GATE_MACHINE_CLOCK),
                                  .journal = true,
                                  .keep_sent_s = INT64_MAX / 4 };
  if (gate_open(&gate, &options, &error) != TX_OK) return gate_fail(EX_CONFIG, &error);
  for (size_t i = 0; i < host_arg_count(args); i++) {
    int one = take(&gate, args, host_arg(args, i));
    if (one) status = one;
  }
  gate_close(&gate);
  return status;
}

const struct host_command gate_import_command = {
  .name = "import",
  .args = "FILE…",
  .zh = "接收文件中的签名对象",
  .en = "take signed objects from files",
  .run = run_import,
};
