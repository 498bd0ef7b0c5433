/* SPDX-License-Identifier: Apache-2.0 */
#include "command/commands.h"
#include "command/setup/setup.h"

#include <curl/curl.h>
#include <sys/prctl.h>

static const struct host_option program_options[] = {
  { .name = "data",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "数据目录（也可用环境变量 TONGXING_DATA）",
    .en = "data folder (or TONGXING_DATA)" },
  { .name = "database",
    .type = HOST_TEXT,
    .value = "postgresql://…",
    .zh = "PostgreSQL的连接串；不给就用数据目录里的SQLite",
    .en = "connection string of PostgreSQL; SQLite in the data folder when absent" },
  { .name = "standby",
    .type = HOST_CHOICE,
    .value = "none|wanted|needed",
    .zh = "PostgreSQL的同步备库：没有（默认）；应有，缺了就提示；必须有，缺了就不受理",
    .en = "PostgreSQL's synchronous standby: none (when absent), wanted: said when it is missing, "
          "needed: nothing is taken without it" },
  { .name = "now",
    .type = HOST_INT,
    .value = "SECONDS",
    .zh = "以此为现在（UTC秒），测试用",
    .en = "take this for now (UTC seconds), for tests" },
  { .name = "login",
    .type = HOST_TEXT,
    .value = "LOGIN",
    .zh = "以此账号办理，默认为绑定到本机用户的账号",
    .en = "as this account; the one bound to the user of the machine when absent" },
  { .name = "password-file",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "密码的文件，首行为密码；- 为标准输入",
    .en = "file whose first line is the password; - for standard input" },
  { .name = "json", .type = HOST_FLAG, .zh = "输出JSON", .en = "print JSON" },
  { 0 },
};

int main(int argc, char **argv) {
  const struct host_command commands[] = {
    command_setup,       command_init,        command_import,    command_gone,
    command_feed,        command_state,       command_issue,     command_reissue,
    command_passes,      command_suspend,     command_reinstate, command_revoke,
    command_exempt,      command_residents,   command_publish,   command_poster,
    command_policy,      command_area,        command_gate,      command_trust,
    command_events,      command_usb,         command_audit,     command_clock,
    command_status,      command_serve,       command_account,   command_request,
    command_backup,      command_restore,     command_claim,     command_resident,
    command_application, command_record,      command_retention, command_appeal,
    command_visitor,     command_certificate, command_report,    command_calendar,
    command_trace,       command_closing,     command_drill,     { 0 },
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
