/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "daemon/open.h"
#include "daemon/serve.h"
#include "host/sys/date.h"
#include "shared.h"

#define CLAIM_MS 3000

static int refuse_demo(const struct host_args *args, const struct server *server) {
  bool demo = server->demo || keystore_is_demo(&server->signing->keys, server->signing->trust);
  if (!demo || host_flag(args, "demo")) return EX_OK;
  return host_fail(
      EX_NOPERM, "这些密钥是演示用的,真正使用前请另造;只想试试请加 --demo。",
      "These keys were made by a demo: make others before real use, or add --demo to try.");
}

static int serve(const struct host_args *args, struct server *server) {
  struct host_problem problem = { 0 };
  HOST_FREE char *own_cert = host_path(server->data_dir, "tls.crt");
  HOST_FREE char *own_key = host_path(server->data_dir, "tls.key");
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
  return serve_run(server, &plan, &problem) == TX_OK ? EX_OK : command_problem(&problem);
}

static int run_serve(const struct host_args *args) {
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  HOST_CLOSE int lock = -1;
  enum tx_reason reason = server_claim(command_data_dir(args), CLAIM_MS, &lock);
  if (reason == TX_BUSY)
    return host_fail(EX_TEMPFAIL, "%s 已有服务器在运行。", "A server runs on %s already.",
                     command_data_dir(args));
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "数据目录 %s 打不开,请先执行 init,或检查 --data。",
                     "The data folder %s cannot be opened: run init first, or see to --data.",
                     command_data_dir(args));
  if (server_open(command_data_dir(args), &server, &problem) != TX_OK)
    return command_problem(&problem);
  int status = refuse_demo(args, server);
  if (status == EX_OK) status = serve(args, server);
  server_close(server);
  return status;
}

static const struct host_option serve_options[] = {
  { .name = "listen",
    .type = HOST_TEXT,
    .value = "ADDRESS:PORT",
    .zh = "监听地址,默认 127.0.0.1:8080",
    .en = "where to listen; 127.0.0.1:8080 when absent" },
  { .name = "origin",
    .type = HOST_TEXT,
    .value = "URL",
    .zh = "门禁用来称呼本服务器的网址",
    .en = "how gates call this server" },
  { .name = "tls-listen",
    .type = HOST_TEXT,
    .value = "ADDRESS:PORT",
    .zh = "TLS监听地址;不给就不用TLS",
    .en = "where to listen for TLS; nowhere when absent" },
  { .name = "tls-cert",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "TLS证书链(PEM),默认用数据目录里的",
    .en = "TLS certificate chain (PEM); the data folder's when absent" },
  { .name = "tls-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "TLS私钥(PEM)",
    .en = "its private key (PEM)" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "允许演示用的密钥",
    .en = "allow keys that a demo made" },
  { 0 },
};

const struct host_command command_serve = {
  .name = "serve",
  .zh = "运行服务器",
  .en = "run the server",
  .options = serve_options,
  .run = run_serve,
};
