/* SPDX-License-Identifier: Apache-2.0 */
#include "command/commands.h"

#include <curl/curl.h>
#include <sys/prctl.h>

static const struct host_option program_options[] = {
  { .name = "data", .type = HOST_PATH, .value = "DIR",
    .zh = "数据目录(也可用环境变量 TONGXING_DATA)", .en = "data folder (or TONGXING_DATA)" },
  { .name = "now", .type = HOST_INT, .value = "SECONDS", .zh = "以此为现在(UTC秒),测试用",
    .en = "take this for now (UTC seconds), for tests" },
  { .name = "json", .type = HOST_FLAG, .zh = "输出JSON", .en = "print JSON" },
  { 0 },
};

#define AREA_OPTION                                                                                \
  { .name = "area", .type = HOST_TEXT, .value = "AREA", .zh = "12位区划代码,默认为本社区",        \
    .en = "area code of 12 digits; the server's own when absent" }

static const struct host_option area_options[] = { AREA_OPTION, { 0 } };

static const struct host_option init_options[] = {
  AREA_OPTION,
  { .name = "trust", .type = HOST_PATH, .value = "FILE", .zh = "信任列表", .en = "the trust list" },
  { .name = "keys", .type = HOST_PATH, .value = "DIR", .zh = "私钥目录", .en = "folder of private keys" },
  { .name = "passphrase-file", .type = HOST_PATH, .value = "FILE", .zh = "私钥口令的文件",
    .en = "file with the keys' passphrase" },
  { .name = "demo", .type = HOST_FLAG, .zh = "允许演示用的密钥", .en = "allow keys that a demo made" },
  { 0 },
};

static const struct host_option issue_options[] = {
  AREA_OPTION,
  { .name = "all", .type = HOST_FLAG, .zh = "给所有人签发", .en = "issue for everybody" },
  { .name = "role", .type = HOST_TEXT, .value = "ROLE", .zh = "人员类别,默认按名册",
    .en = "role; the roster's when absent" },
  { .name = "holder-key", .type = HOST_TEXT, .value = "FILE|BASE64", .zh = "绑定到这部手机的公钥",
    .en = "bind to the phone of this public key" },
  { .name = "days", .type = HOST_INT, .value = "N", .zh = "有效天数", .en = "how many days it holds",
    .min = 1, .max = 3660 },
  { .name = "reissue", .type = HOST_FLAG, .zh = "补办,旧证作废", .en = "re-issue; what was issued before dies" },
  { .name = "png", .type = HOST_PATH, .value = "FILE", .zh = "二维码画成PNG", .en = "draw the code as PNG" },
  { .name = "svg", .type = HOST_PATH, .value = "FILE", .zh = "二维码画成SVG", .en = "draw the code as SVG" },
  { .name = "terminal", .type = HOST_FLAG, .zh = "二维码画在终端上", .en = "draw the code on the terminal" },
  { .name = "out", .type = HOST_PATH, .value = "FILE", .zh = "文本写入文件,每行:序号 制表符 文本",
    .en = "write the texts to a file, a line each: index, tab, text" },
  { 0 },
};

static const struct host_option reason_options[] = {
  AREA_OPTION,
  { .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = "原因,记入审计链",
    .en = "why, for the audit chain" },
  { 0 },
};

static const struct host_option state_options[] = {
  AREA_OPTION,
  { .name = "source", .type = HOST_TEXT, .value = "NAME", .zh = "来源,默认 office", .en = "source; \"office\" when absent" },
  { .name = "observed-at", .type = HOST_TEXT, .value = "TIME", .zh = "观察或采样时间", .en = "when it was observed or sampled" },
  { .name = "valid-until", .type = HOST_TEXT, .value = "TIME", .zh = "有效期至", .en = "how long it stands" },
  { 0 },
};

static const struct host_option residents_options[] = {
  AREA_OPTION,
  { .name = "names", .type = HOST_FLAG, .zh = "显示全名(会记入审计链)", .en = "full names (the audit chain notes it)" },
  { 0 },
};

static const struct host_option accept_options[] = {
  { .name = "accept", .type = HOST_TEXT, .value = "REASON", .zh = "虽有提醒仍发布的原因,会记录", .en = "publish in spite of warnings, for this reason, which is kept" },
  { 0 },
};

static const struct host_option try_options[] = {
  { .name = "against", .type = HOST_TEXT, .value = "DAY", .zh = "哪一天:yesterday、today 或 2022-01-31",
    .en = "which day: yesterday, today or 2022-01-31" },
  { 0 },
};

static const struct host_option explain_options[] = {
  AREA_OPTION,
  { .name = "kind", .type = HOST_CHOICE, .value = "pedestrian|vehicle|building|sampling",
    .zh = "门禁种类", .en = "kind of gate" },
  { .name = "direction", .type = HOST_CHOICE, .value = "in|out", .zh = "方向", .en = "direction" },
  { .name = "live", .type = HOST_FLAG, .zh = "用手机实时码", .en = "shown live by a phone" },
  { .name = "with", .type = HOST_TEXT, .value = "FILE|DRAFT", .zh = "假设这份规定已生效", .en = "as if this policy were in force" },
  { 0 },
};

static const struct host_option publish_options[] = {
  { .name = "accept", .type = HOST_TEXT, .value = "REASON", .zh = "虽有提醒仍发布的原因,会记录", .en = "publish in spite of warnings, for this reason, which is kept" },
  { .name = "policy", .type = HOST_PATH, .value = "FILE", .zh = "同时发布这份规定", .en = "publish this policy, too" },
  { 0 },
};

static const struct host_option gate_add_options[] = {
  { .name = "kind", .type = HOST_CHOICE, .value = "pedestrian|vehicle|building|sampling",
    .zh = "门禁种类", .en = "kind of gate" },
  { 0 },
};

static const struct host_option enrol_options[] = {
  { .name = "url", .type = HOST_TEXT, .value = "URL", .zh = "门禁访问本服务器的网址", .en = "how gates reach this server" },
  { .name = "tls-cert", .type = HOST_PATH, .value = "FILE", .zh = "TLS证书,默认用数据目录里的",
    .en = "TLS certificate; the data folder's when absent" },
  { 0 },
};

static const struct host_option events_options[] = {
  { .name = "gate", .type = HOST_TEXT, .value = "GATE", .zh = "只看这个门禁", .en = "of this gate only" },
  { 0 },
};

static const struct host_option audit_options[] = {
  AREA_OPTION,
  { .name = "head", .type = HOST_TEXT, .value = "HEX", .zh = "门禁持有的链头", .en = "the head that a gate holds" },
  { 0 },
};

static const struct host_option serve_options[] = {
  { .name = "listen", .type = HOST_TEXT, .value = "ADDRESS:PORT", .zh = "监听地址,默认 127.0.0.1:8080",
    .en = "where to listen; 127.0.0.1:8080 when absent" },
  { .name = "origin", .type = HOST_TEXT, .value = "URL", .zh = "门禁用来称呼本服务器的网址",
    .en = "how gates call this server" },
  { .name = "tls-listen", .type = HOST_TEXT, .value = "ADDRESS:PORT", .zh = "TLS监听地址;不给就不用TLS",
    .en = "where to listen for TLS; nowhere when absent" },
  { .name = "tls-cert", .type = HOST_PATH, .value = "FILE", .zh = "TLS证书链(PEM),默认用数据目录里的",
    .en = "TLS certificate chain (PEM); the data folder's when absent" },
  { .name = "tls-key", .type = HOST_PATH, .value = "FILE", .zh = "TLS私钥(PEM)", .en = "its private key (PEM)" },
  { .name = "demo", .type = HOST_FLAG, .zh = "允许演示用的密钥", .en = "allow keys that a demo made" },
  { 0 },
};

static const struct host_command gate_commands[] = {
  { .name = "add", .args = "AREA NAME KEY", .zh = "登记门禁", .en = "register a gate",
    .options = gate_add_options, .run = command_gate_add },
  { .name = "enrol", .args = "AREA", .zh = "生成登记码(一次有效,15分钟)", .en = "draw an enrolment code (one use, 15 minutes)",
    .options = enrol_options, .run = command_gate_enrol },
  { .name = "list", .zh = "列出门禁", .en = "list the gates", .run = command_gate_list },
  { .name = "remove", .args = "GATE", .zh = "停用门禁", .en = "shut a gate out", .run = command_gate_remove },
  { 0 },
};

static const struct host_command trust_commands[] = {
  { .name = "import", .args = "FILE", .zh = "换用更新的信任列表", .en = "take a newer trust list",
    .run = command_trust_import },
  { 0 },
};

static const struct host_command policy_commands[] = {
  { .name = "check", .args = "FILE|DRAFT", .zh = "发布前找出矛盾", .en = "find contradictions before they bite",
    .run = command_policy_check },
  { .name = "draft", .args = "FILE", .zh = "存为草案", .en = "keep a draft", .run = command_policy_draft },
  { .name = "publish", .args = "FILE|DRAFT", .zh = "核对后签发", .en = "check, sign and publish",
    .options = accept_options, .run = command_policy_publish },
  { .name = "import", .args = "FILE", .zh = "收下上级签发的规定", .en = "take a policy signed by a higher level",
    .run = command_policy_import },
  { .name = "try", .args = "[FILE|DRAFT]", .zh = "用某天的通行记录预演", .en = "rehearse against the passages of a day",
    .options = try_options, .run = command_policy_try },
  { .name = "explain", .args = "RESIDENT", .zh = "逐级说明某人能否通行", .en = "say level by level why someone may pass or not",
    .options = explain_options, .run = command_policy_explain },
  { .name = "list", .zh = "列出现行规定和草案", .en = "list policies in force and drafts", .run = command_policy_list },
  { 0 },
};

static const struct host_command audit_commands[] = {
  { .name = "verify", .zh = "核对审计链", .en = "verify the audit chain", .options = audit_options,
    .run = command_audit_verify },
  { 0 },
};

static const struct host_command commands[] = {
  { .name = "init", .zh = "建立数据目录", .en = "set up a data folder", .options = init_options,
    .run = command_init },
  { .name = "import", .args = "FILE", .zh = "导入名册(CSV)", .en = "import a roster (CSV)",
    .options = area_options, .run = command_import },
  { .name = "feed", .args = "FILE", .zh = "导入健康、行程、核酸等结果(CSV)",
    .en = "import health, travel, test results (CSV)", .run = command_feed },
  { .name = "state", .args = "RESIDENT FIELD VALUE", .zh = "录入一条结果", .en = "enter one result",
    .options = state_options, .run = command_state },
  { .name = "issue", .args = "[RESIDENT]", .zh = "签发通行证", .en = "issue passes",
    .options = issue_options, .run = command_issue },
  { .name = "suspend", .args = "RESIDENT", .zh = "暂停", .en = "suspend a pass",
    .options = reason_options, .run = command_suspend },
  { .name = "reinstate", .args = "RESIDENT", .zh = "恢复", .en = "reinstate a suspended pass",
    .options = reason_options, .run = command_reinstate },
  { .name = "revoke", .args = "RESIDENT", .zh = "注销", .en = "revoke a pass",
    .options = reason_options, .run = command_revoke },
  { .name = "residents", .zh = "列出居民", .en = "list the residents", .options = residents_options,
    .run = command_residents },
  { .name = "publish", .zh = "发布名册和规定", .en = "publish lists and policies",
    .options = publish_options, .run = command_publish },
  { .name = "policy", .zh = "规定", .en = "policies", .commands = policy_commands },
  { .name = "gate", .zh = "门禁", .en = "gates", .commands = gate_commands },
  { .name = "trust", .zh = "信任列表", .en = "the trust list", .commands = trust_commands },
  { .name = "events", .zh = "列出门禁送来的事件", .en = "list the events that gates sent",
    .options = events_options, .run = command_events },
  { .name = "audit", .zh = "审计链", .en = "the audit chain", .commands = audit_commands },
  { .name = "status", .zh = "概况", .en = "the state of things", .run = command_status },
  { .name = "serve", .zh = "运行服务器", .en = "run the server", .options = serve_options,
    .run = command_serve },
  { 0 },
};

static const struct host_program program = {
  .name = "tongxing-server",
  .zh = "签发通行证,发布名册和规定,收存门禁日志",
  .en = "issues passes, publishes lists and policies, keeps the gates' journals",
  .commands = commands,
  .options = program_options,
  .config = "/etc/tongxing/server.ini",
};

int main(int argc, char **argv) {
  prctl(PR_SET_DUMPABLE, 0); /* keys are in memory: no core dumps, no tracing */
  curl_global_init(CURL_GLOBAL_DEFAULT);
  int status = host_program_run(&program, argc, argv);
  curl_global_cleanup();
  return status;
}
