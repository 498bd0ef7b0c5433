/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/printing.h"
#include "command/client/shared.h"
#include "daemon/open.h"
#include "daemon/serve.h"
#include "domain/account/account.h"
#include "domain/clock/clock.h"
#include "host/cli/network.h"
#include "host/sys/descriptors.h"
#include "host/sys/log.h"
#include "host/sys/url.h"
#include "host/text/date.h"

#define CLAIM_MS 3000
#define PROXIES_MAX 32

static int refuse_demo(const struct host_args *args, const struct server *server) {
  bool demo = server->demo || keystore_is_demo(&server->signing->keys, server->signing->trust);
  if (!demo || host_flag(args, "demo")) return EX_OK;
  return host_fail(
      EX_NOPERM, "这些密钥是演示用的，真正使用前请另造；只想试试请加 --demo。",
      "These keys were made by a demo: make others before real use, or add --demo to try.");
}

static bool add_name(void *context, const char *name) {
  struct server *server = context;
  return names_add(server->names, name) == TX_OK;
}

/* What those who ask may call it: --names, and the host of --origin. */
static int take_names(const struct host_args *args, struct server *server) {
  const char *origin = host_text(args, "origin", NULL);
  struct host_url url;
  if (origin && (!host_url_read(origin, &url) || url.path.n > 0))
    return host_fail(EX_USAGE, "--origin 应形如 https://名称:端口，而不是“%s”。",
                     "--origin is like https://NAME:PORT, not \"%s\".", origin);
  if (origin) names_add(server->names, url.at.name);
  return host_names(args, "names", add_name, server);
}

/* "07:30" as minutes of the day; -1: it is none. */
static int read_minute(const char *text) {
  int hour = 0, minute = 0, n = 0;
  const bool good = sscanf(text, "%2d:%2d%n", &hour, &minute, &n) == 2 && !text[n];
  return good && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? hour * 60 + minute : -1;
}

static int take_schedule(const struct host_args *args, const char *own, struct serve_plan *plan) {
  const char *time = host_text(args, "report-time", NULL);
  if (!time) return EX_OK;
  plan->reports_folder = host_text(args, "report-dir", own);
  plan->reports_minute = read_minute(time);
  return plan->reports_minute >= 0 ? EX_OK
                                   : host_fail(EX_USAGE, "--report-time 应形如 07:30，而不是“%s”。",
                                               "--report-time is like 07:30, not \"%s\".", time);
}

#define METRICS_TOKEN_MIN 32
#define METRICS_TOKEN_MAX 128

/* The first line of a file that others may not read. */
static int take_metrics_token(const struct host_args *args, struct host_bytes *file,
                              struct serve_plan *plan) {
  const char *path = host_text(args, "metrics-token", NULL);
  if (!path) return EX_OK;
  int status = command_read_file(path, METRICS_TOKEN_MAX + 2, file);
  if (status != EX_OK) return status;
  const char *end = file->n ? memchr(file->p, '\n', file->n) : NULL;
  size_t n = end ? (size_t)((const uint8_t *)end - file->p) : file->n;
  if (n < METRICS_TOKEN_MIN || n > METRICS_TOKEN_MAX || memchr(file->p, 0, n))
    return host_fail(EX_DATAERR, "%s：第一行应为%d到%d个字符的令牌。",
                     "%s: its first line should be a token of %d to %d characters.", path,
                     METRICS_TOKEN_MIN, METRICS_TOKEN_MAX);
  if (n < file->n) file->p[n] = '\0'; /* host_file_read ends it with one besides */
  plan->metrics_token = (const char *)file->p;
  return EX_OK;
}

static int serve(const struct host_args *args, struct server *server) {
  struct host_problem problem = { 0 };
  HOST_BYTES metrics = { 0 };
  struct host_network proxies[PROXIES_MAX];
  size_t proxy_count = 0;
  HOST_FREE char *own_cert = host_path(server->data_dir, "tls.crt");
  HOST_FREE char *own_key = host_path(server->data_dir, "tls.key");
  HOST_FREE char *own_reports = host_path(server->data_dir, "reports");
  if (host_given(args, "tls-cert") != host_given(args, "tls-key"))
    return host_fail(EX_USAGE, "--tls-cert 和 --tls-key 要一起给。",
                     "--tls-cert and --tls-key belong together.");
  int status = take_names(args, server);
  if (status == EX_OK) status = host_networks(args, "proxies", proxies, PROXIES_MAX, &proxy_count);
  if (status != EX_OK) return status;
  struct serve_plan plan = {
    .listen = host_text(args, "listen", "127.0.0.1:8080"),
    .tls_listen = host_text(args, "tls-listen", NULL),
    .origin = host_text(args, "origin", NULL),
    .cert_path = host_text(args, "tls-cert", own_cert),
    .key_path = host_text(args, "tls-key", own_key),
    .proxies = proxies,
    .proxy_count = proxy_count,
    .connections = (unsigned)host_int(args, "places", 0),
    .request_s = (unsigned)host_int(args, "request-seconds", 0),
    .place = host_text(args, "place", ""),
    .phone = host_text(args, "phone", ""),
    .shift_s = host_given(args, "now") ? command_now(args) - host_now_s() : 0,
  };
  status = take_schedule(args, own_reports, &plan);
  if (status == EX_OK) status = take_metrics_token(args, &metrics, &plan);
  if (status != EX_OK) return status;
  if (printing_check(plan.place, plan.phone, NULL, &problem) != TX_OK)
    return command_problem(&problem);
  return serve_run(server, &plan, &problem) == TX_OK ? EX_OK : command_problem(&problem);
}

static void warn_unbound(struct server *server) {
  bool bound = true;
  struct request request = request_begin(server, host_now_s(), "accounts");
  account_is_bound(&request, &bound);
  request_end(server, &request);
  if (!bound)
    host_log(HOST_WARNING, "accounts: no user of this machine is bound to one: its commands can do "
                           "little but show the status; run account bind as the office's user");
}

static int run_serve(const struct host_args *args) {
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  HOST_CLOSE int lock = -1;
  host_descriptors_raise();
  enum tx_reason reason = server_claim(command_data_dir(args), CLAIM_MS, &lock);
  if (reason == TX_BUSY)
    return host_fail(EX_TEMPFAIL, "%s 已有服务器在运行。", "A server runs on %s already.",
                     command_data_dir(args));
  if (reason != TX_OK)
    return host_fail(EX_NOINPUT, "数据目录 %s 打不开，请先执行 init，或检查 --data。",
                     "The data folder %s cannot be opened: run init first, or see to --data.",
                     command_data_dir(args));
  const struct server_place place = command_place(args);
  if (server_open(&place, &server, &problem) != TX_OK) return command_problem(&problem);
  if (host_given(args, "now")) clock_give(server->clock);
  int status = refuse_demo(args, server);
  if (status == EX_OK) warn_unbound(server);
  if (status == EX_OK) status = serve(args, server);
  server_close(server);
  return status;
}

static const struct host_option serve_options[] = {
  { .name = "listen",
    .type = HOST_TEXT,
    .value = "ADDRESS:PORT",
    .zh = "监听地址，默认 127.0.0.1:8080",
    .en = "where to listen; 127.0.0.1:8080 when absent" },
  { .name = "origin",
    .type = HOST_TEXT,
    .value = "URL",
    .zh = "门禁用来称呼本服务器的网址",
    .en = "how gates call this server" },
  { .name = "names",
    .type = HOST_TEXT,
    .value = "NAME…",
    .many = true,
    .zh = "本服务器的名称（反向代理之后的也算）；登记码里的网址不必写",
    .en = "names it is called by, behind a proxy too; those in enrolment codes need not be given" },
  { .name = "proxies",
    .type = HOST_TEXT,
    .value = "NETWORK…",
    .many = true,
    .zh = "可信的反向代理的地址或网段：采信其X-Forwarded-For",
    .en = "addresses or networks of reverse proxies whose X-Forwarded-For counts" },
  { .name = "places",
    .type = HOST_INT,
    .value = "N",
    .min = 16,
    .max = 1000000,
    .zh = "每个监听地址同时的连接数，默认4096",
    .en = "connections at once, of each address that it listens on; 4096 when absent" },
  { .name = "request-seconds",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = 3600,
    .zh = "陌生人的请求须在几秒内发完，默认30",
    .en = "seconds in which a stranger's request has to come; 30 when absent" },
  { .name = "tls-listen",
    .type = HOST_TEXT,
    .value = "ADDRESS:PORT",
    .zh = "TLS监听地址；不给就不用TLS",
    .en = "where to listen for TLS; nowhere when absent" },
  { .name = "tls-cert",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "TLS证书链（PEM），默认用数据目录里的",
    .en = "TLS certificate chain (PEM); the data folder's when absent" },
  { .name = "tls-key",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "TLS私钥（PEM）",
    .en = "its private key (PEM)" },
  { .name = "metrics-token",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "从别处读取 /metrics 用的令牌（文件第一行，32至128个字符）；不给就只能在本机读",
    .en = "a token by which /metrics is read from elsewhere (a file's first line, 32 to 128 "
          "characters); on this machine alone when absent" },
  { .name = "report-time",
    .type = HOST_TEXT,
    .value = "HH:MM",
    .zh = "每天到此时写出报表（中国时间）；不给就不写",
    .en = "when reports are written each day (China's time); never when absent" },
  { .name = "report-dir",
    .type = HOST_PATH,
    .value = "DIR",
    .zh = "报表写到哪里，默认为数据目录里的 reports",
    .en = "where they are written; reports in the data folder when absent" },
  { .name = "demo",
    .type = HOST_FLAG,
    .zh = "允许演示用的密钥",
    .en = "allow keys that a demo made" },
  PAPER_OPTIONS,
  { 0 },
};

const struct host_command command_serve = {
  .name = "serve",
  .zh = "运行服务器",
  .en = "run the server",
  .options = serve_options,
  .run = run_serve,
};
