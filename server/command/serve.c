/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "host/sys/date.h"
#include "http/serve.h"
#include "office_call.h"

#define CLAIM_MS 3000

static int refuse_demo(const struct host_args *args, const struct office *office) {
  bool demo = office->demo || keybox_is_demo(&office->keys, office->trust);
  if (!demo || host_flag(args, "demo")) return EX_OK;
  return host_fail(
      EX_NOPERM, "这些密钥是演示用的,真正使用前请另造;只想试试请加 --demo。",
      "These keys were made by a demo: make others before real use, or add --demo to try.");
}

static int serve(const struct host_args *args, struct office *office) {
  struct host_problem problem = { 0 };
  HOST_FREE char *own_cert = host_path(office->data_dir, "tls.crt");
  HOST_FREE char *own_key = host_path(office->data_dir, "tls.key");
  if (host_given(args, "tls-cert") != host_given(args, "tls-key"))
    return host_fail(EX_USAGE, "--tls-cert 和 --tls-key 要一起给。",
                     "--tls-cert and --tls-key belong together.");
  const struct serve_plan plan = {
    .listen = host_text(args, "listen", "127.0.0.1:8080"),
    .tls_listen = host_text(args, "tls-listen", NULL),
    .origin = host_text(args, "origin", NULL),
    .cert_path = host_text(args, "tls-cert", own_cert),
    .key_path = host_text(args, "tls-key", own_key),
    .shift_s = host_given(args, "now") ? command_now(args) - host_now_s() : 0,
  };
  return serve_run(office, &plan, &problem) == TX_OK ? EX_OK : command_problem(&problem);
}

int command_serve(const struct host_args *args) {
  struct host_problem problem = { 0 };
  struct office *office = NULL;
  HOST_CLOSE int lock = -1;
  enum tx_reason reason = office_claim(command_data_dir(args), CLAIM_MS, &lock);
  if (reason == TX_BUSY)
    return host_fail(EX_TEMPFAIL, "%s 已有服务器在运行。", "A server runs on %s already.",
                     command_data_dir(args));
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "数据目录 %s 打不开,请先执行 init,或检查 --data。",
                     "The data folder %s cannot be opened: run init first, or see to --data.",
                     command_data_dir(args));
  if (office_open(command_data_dir(args), &office, &problem) != TX_OK)
    return command_problem(&problem);
  int status = refuse_demo(args, office);
  if (status == EX_OK) status = serve(args, office);
  office_close(office);
  return status;
}
