/* SPDX-License-Identifier: Apache-2.0 */
#include "client.h"

#include "daemon/jobs.h"
#include "daemon/keeper.h"
#include "daemon/open.h"
#include "daemon/socket.h"
#include "domain/clock/clock.h"
#include "domain/resident/intake.h"
#include "host/text/date.h"
#include "shared.h"
#include "socket.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLAIM_MS 5000
#define GRACE_MS 3000

struct client {
  const struct host_args *args;
  char *socket;      /* where requests go */
  char session[192]; /* cookie of --login; "": the caller is who runs the command */
  /* Of a process that serves itself: */
  int lock;
  struct keeper keeper;
  struct api api;
  struct host_http *http;
};

/* --- opening ---------------------------------------------------------------------------------- */

static int serve_here(struct client *client) {
  struct host_problem problem = { 0 };
  const struct host_args *args = client->args;
  const struct server_place place = command_place(args);
  free(client->socket);
  client->socket = host_path(command_data_dir(args), "command-%ld.sock", (long)getpid());
  if (!client->socket) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (host_given(args, "now")) client->api.fixed_s = command_now(args);
  enum tx_reason reason = server_open(&place, &client->api.server, &problem);
  if (reason == TX_OK && client->api.fixed_s) clock_give(client->api.server->clock);
  if (reason == TX_OK)
    reason = host_problem_of(&problem, keeper_start(&client->keeper, client->api.server));
  if (reason == TX_OK) jobs_catch_up(&client->api);
  if (reason == TX_OK)
    reason = host_problem_of(&problem, socket_serve(&client->api, client->socket, &client->http));
  return reason == TX_OK ? EX_OK : command_problem(&problem);
}

static int reach(struct client *client) {
  const char *data = command_data_dir(client->args);
  int64_t until = host_monotonic_ms() + CLAIM_MS;
  for (;;) {
    enum tx_reason claimed = server_claim(data, 200, &client->lock);
    if (claimed == TX_OK) return serve_here(client);
    if (claimed != TX_BUSY) {
      struct host_problem problem = { 0 };
      host_problem_set(&problem, claimed, "数据目录 %s 打不开，请检查 --data。",
                       "The data folder %s cannot be opened, please see to --data.", data);
      return command_problem(&problem);
    }
    if (socket_reached(client->socket)) return EX_OK;
    if (host_monotonic_ms() >= until) break; /* another command holds it, and goes on */
  }
  return host_fail(EX_TEMPFAIL, "数据目录 %s 正被另一条命令使用，请稍后再试。",
                   "Another command is using the data folder %s, please try again later.", data);
}

/* As another account than the user of this machine: the second hand at the same desk. */
static int sign_in(struct client *client, const char *login) {
  char password[257];
  json_t *out = NULL;
  int status = command_password(client->args, password);
  if (status != EX_OK) return status;
  json_t *in = json_pack("{s:s, s:s}", "login", login, "password", password);
  tx_cleanse(password, sizeof password);
  status = client_post(client, "POST", "/v1/sessions", in, &out);
  json_decref(out);
  return status;
}

int client_open(const struct host_args *args, struct client **out) {
  struct client *client = calloc(1, sizeof *client);
  if (!client) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  client->args = args;
  client->lock = -1;
  client->socket = socket_path(command_data_dir(args));
  *out = client;
  int status = client->socket ? reach(client) : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const char *login = host_text(args, "login", "");
  return status == EX_OK && *login ? sign_in(client, login) : status;
}

bool client_serves_itself(const struct client *client) {
  return client->http != NULL;
}

void client_close(struct client **slot) {
  struct client *client = *slot;
  if (!client) return;
  host_http_stop(client->http, GRACE_MS);
  if (client->api.server) intake_settle(client->api.server, api_now(&client->api));
  keeper_stop(&client->keeper);
  server_close(client->api.server);
  if (client->lock >= 0) close(client->lock);
  free(client->socket);
  free(client);
  *slot = NULL;
}

/* --- asking ----------------------------------------------------------------------------------- */

static enum tx_reason no_answer(struct host_problem *problem) {
  return host_problem_say(
      problem, TX_IO_FAILED, "服务器没有回答就中断了；请先查看是否已经完成，再重试。",
      "The server ended before it answered; see whether it was done before you repeat it.");
}

static void read_problem(const struct socket_answer *answer, const json_t *json,
                         struct host_problem *problem) {
  const char *zh = json_string_value(json_object_get(json, "detail_zh"));
  const char *en = json_string_value(json_object_get(json, "detail_en"));
  json_int_t number = json_integer_value(json_object_get(json, "number"));
  if (zh && en)
    host_problem_say(problem, (enum tx_reason)number, zh, en);
  else
    host_problem_set(problem, TX_IO_FAILED, "服务器的回答无法读取（HTTP %u）。",
                     "The server's answer cannot be read (HTTP %u).", answer->status);
}

/* What an answer says: its JSON, or the problem that it is. */
static enum tx_reason weigh(const struct socket_answer *answer, json_t *json, json_t **out,
                            struct host_problem *problem) {
  const json_t *inner = json_object_get(json, "problem");
  if (answer->status / 100 == 2 && json && !inner) return *out = json, TX_OK;
  if (answer->status == 0)
    no_answer(problem);
  else
    read_problem(answer, inner ? inner : json, problem);
  json_decref(json);
  return problem->reason;
}

int client_send(struct client *client, const struct client_request *request, json_t **out,
                struct host_problem *problem) {
  struct host_problem own = { 0 };
  struct host_problem *said = problem ? problem : &own;
  struct socket_answer answer = { .line = request->line, .context = request->context };
  *out = NULL;
  memcpy(answer.session, client->session, sizeof answer.session);
  if (request->file)
    socket_post_file(client->socket, request->path, request->type, request->file, &answer);
  else
    socket_ask(client->socket, request->method, request->path, request->type, request->body,
               &answer);
  memcpy(client->session, answer.session, sizeof client->session);
  json_t *json = answer.n ? json_loadb(answer.text, answer.n, JSON_REJECT_DUPLICATES, NULL) : NULL;
  enum tx_reason reason = weigh(&answer, json, out, said);
  free(answer.text);
  if (reason == TX_OK) return EX_OK;
  return problem ? EX_DATAERR : command_problem(said);
}

int client_get(struct client *client, const char *path, json_t **out) {
  const struct client_request request = { .method = "GET", .path = path };
  return client_send(client, &request, out, NULL);
}

int client_post(struct client *client, const char *method, const char *path, json_t *in,
                json_t **out) {
  HOST_FREE char *body = json_dumps(in, JSON_COMPACT);
  json_decref(in);
  if (!body) return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const struct client_request request = {
    .method = method, .path = path, .type = "application/json", .body = tx_span_text(body)
  };
  return client_send(client, &request, out, NULL);
}

int client_call(const struct host_args *args, const char *method, const char *path, json_t *in,
                json_t **out) {
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status != EX_OK || !client) {
    json_decref(in);
    return status;
  }
  const struct client_request bare = { .method = method, .path = path };
  return in ? client_post(client, method, path, in, out) : client_send(client, &bare, out, NULL);
}

int client_fetch(struct client *client, const char *path, struct host_bytes *out) {
  struct socket_answer answer = { 0 };
  memcpy(answer.session, client->session, sizeof answer.session);
  socket_ask(client->socket, "GET", path, NULL, tx_span_text(""), &answer);
  if (answer.status == 200) {
    *out = (struct host_bytes){ .p = (uint8_t *)answer.text, .n = answer.n };
    return EX_OK;
  }
  struct host_problem problem = { 0 };
  json_t *json = json_loadb(answer.text ? answer.text : "", answer.n, 0, NULL);
  read_problem(&answer, json, &problem);
  json_decref(json);
  free(answer.text);
  return command_problem(&problem);
}

/* --- paths ------------------------------------------------------------------------------------ */

char *client_path(const char *format, ...) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  va_list list;
  va_start(list, format);
  for (const char *p = format; *p; p++) {
    if (p[0] != '%' || p[1] != 's') {
      fputc(*p, out);
      continue;
    }
    char *escaped = curl_easy_escape(NULL, va_arg(list, const char *), 0);
    fputs(escaped ? escaped : "", out);
    curl_free(escaped);
    p++;
  }
  va_end(list);
  fclose(out);
  return text;
}

char *client_area_path(const struct host_args *args, const char *path) {
  const char *area = host_text(args, "area", NULL);
  HOST_FREE char *query = client_path("?area=%s", area ? area : "");
  char *joined = NULL;
  if (!query || asprintf(&joined, "%s%s", path, area ? query : "") < 0) return NULL;
  return joined;
}

int client_find_resident(struct client *client, const struct host_args *args, const char *word,
                         json_t *in) {
  json_t *asked = command_input(args), *out = NULL;
  json_object_set_new(asked, "resident", json_string(word));
  int status = client_post(client, "POST", "/v1/residents/search", asked, &out);
  const json_t *one = json_array_get(json_object_get(out, "residents"), 0);
  json_object_set(in, "area", json_object_get(one, "area"));
  json_object_set(in, "index", json_object_get(one, "index"));
  json_decref(out);
  return status;
}

int client_resident(struct client *client, const struct host_args *args, const char *word,
                    const char *what, char **path) {
  json_t *found = json_object();
  int status = client_find_resident(client, args, word, found);
  if (status == EX_OK && asprintf(path, "/v1/residents/%s/%lld%s%s", text_of(found, "area"),
                                  number_of(found, "index"), what ? "/" : "", what ? what : "") < 0)
    status = host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  json_decref(found);
  return status;
}

int client_pages_of(struct client *client, const char *resource, const char *query,
                    const char *member, json_t *list) {
  int status = EX_OK;
  for (long long from = 0; status == EX_OK && from >= 0;) {
    HOST_FREE char *path = NULL;
    json_t *page = NULL;
    status = asprintf(&path, "%s?from=%lld%s", resource, from, query) < 0
                 ? host_fail(EX_OSERR, "内存不足。", "Out of memory.")
                 : client_get(client, path, &page);
    json_array_extend(list, json_object_get(page, member));
    from = json_object_get(page, "next") ? number_of(page, "next") : -1;
    json_decref(page);
  }
  return status;
}

int client_pages(struct client *client, const struct host_args *args, const char *path,
                 const char *flag, const char *member, json_t *list) {
  const char *area = host_text(args, "area", NULL);
  HOST_FREE char *of = area ? client_path("&area=%s", area) : strdup("");
  HOST_FREE char *option =
      flag ? client_path("&%s=%s", flag, host_flag(args, flag) ? "1" : "0") : strdup("");
  HOST_FREE char *query = NULL;
  if (!of || !option || asprintf(&query, "%s%s", option, of) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  return client_pages_of(client, path, query, member, list);
}

int client_listed(struct client *client, const char *path, bool all, const char *member,
                  json_t **out) {
  json_t *list = json_array();
  int status = client_pages_of(client, path, all ? "&all=1" : "", member, list);
  if (status == EX_OK) *out = json_pack("{s:O}", member, list);
  json_decref(list);
  return status;
}
