/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate: the list of its commands. */
#include "command/commands.h"

static const struct host_option everywhere[] = {
  { .name = "dir",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "门禁的目录（默认 TONGXING_GATE_DIR 或 /var/lib/tongxing-gate）",
    .en = "the gate's folder (TONGXING_GATE_DIR, or /var/lib/tongxing-gate)" },
  { .name = "now",
    .type = HOST_INT,
    .value = "SECONDS",
    .max = 4102444800,
    .zh = "以此时刻判定（UTC 秒），供测试与演练",
    .en = "decide as of this time (UTC seconds), for tests and rehearsals" },
  { .name = "json", .type = HOST_FLAG, .zh = "输出 JSON", .en = "write JSON" },
  { 0 },
};

static const struct host_renamed renamed[] = {
  { "say", "operator" }, { "take", "import" },      { "stick", "usb" },
  { "act", "output" },   { "neighbours", "peers" }, { 0 },
};

int main(int argc, char **argv) {
  const struct host_command commands[] = {
    gate_init_command,     gate_enroll_command,  gate_scan_command,
    gate_read_command,     gate_decide_command,  gate_run_command,
    gate_operator_command, gate_sync_command,    gate_import_command,
    gate_usb_command,      gate_status_command,  gate_journal_command,
    gate_bench_command,    gate_inspect_command, { 0 },
  };
  const struct host_program program = {
    .name = "tongxing-gate",
    .zh = "离线判定通行码的门禁",
    .en = "the gate that reads passes and decides alone",
    .commands = commands,
    .options = everywhere,
    .renamed = renamed,
    .config = "/etc/tongxing/gate.ini",
  };
  return host_program_run(&program, argc, argv);
}
