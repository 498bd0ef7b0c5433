/* SPDX-License-Identifier: Apache-2.0 */
#include "command/commands.h"

#include <curl/curl.h>
#include <sys/prctl.h>

static const struct host_option program_options[] = {
  { .name = "data",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "数据目录(也可用环境变量 TONGXING_DATA)",
    .en = "data folder (or TONGXING_DATA)" },
  { .name = "now",
    .type = HOST_INT,
    .value = "SECONDS",
    .zh = "以此为现在(UTC秒),测试用",
    .en = "take this for now (UTC seconds), for tests" },
  { .name = "json", .type = HOST_FLAG, .zh = "输出JSON", .en = "print JSON" },
  { 0 },
};

int main(int argc, char **argv) {
  const struct host_command commands[] = {
    command_init,    command_import,    command_feed,   command_state,     command_issue,
    command_suspend, command_reinstate, command_revoke, command_residents, command_publish,
    command_policy,  command_area,      command_gate,   command_trust,     command_events,
    command_usb,     command_audit,     command_status, command_serve,     { 0 },
  };
  const struct host_program program = {
    .name = "tongxing-server",
    .zh = "签发通行证，发布名册和规定，收存门禁日志",
    .en = "issues passes, publishes lists and policies, keeps the gates' journals",
    .commands = commands,
    .options = program_options,
    .config = "/etc/tongxing/server.ini",
  };
  prctl(PR_SET_DUMPABLE, 0); /* keys are in memory: no core dumps, no tracing */
  curl_global_init(CURL_GLOBAL_DEFAULT);
  int status = host_program_run(&program, argc, argv);
  curl_global_cleanup();
  return status;
}
