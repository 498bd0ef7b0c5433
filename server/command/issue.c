/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "client.h"
#include "host/sys/date.h"
#include "print/qr.h"
#include "shared.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIXELS_PER_MODULE 8

static int read_order(const struct host_args *args, json_t *in) {
  const char *key = host_text(args, "holder-key", NULL);
  char base64[512];
  if (!host_arg(args, 0) == !host_flag(args, "all"))
    return host_fail(EX_USAGE, "请给出一位居民（序号、证件号码或全名），或 --all。",
                     "Please name one resident (index, identity number or full name), or --all.");
  if (host_flag(args, "reissue")) json_object_set_new(in, "reissue", json_true());
  if (host_given(args, "days"))
    json_object_set_new(in, "days", json_integer(host_int(args, "days", 0)));
  if (host_given(args, "role"))
    json_object_set_new(in, "role", json_string(host_text(args, "role", "")));
  if (!key) return EX_OK;
  int status = command_read_key(key, base64, sizeof base64);
  if (status == EX_OK) json_object_set_new(in, "holder_key", json_string(base64));
  return status;
}

typedef enum tx_reason (*draw)(const struct qr *qr, FILE *out);

static enum tx_reason draw_png(const struct qr *qr, FILE *out) {
  return qr_png(qr, PIXELS_PER_MODULE, out);
}

static int draw_file(const char *path, const char *text, enum qr_level level, draw draw_it) {
  struct qr *qr = qr_create(text, level);
  HOST_FCLOSE FILE *out = qr ? fopen(path, "wbe") : NULL;
  enum tx_reason reason = out ? draw_it(qr, out) : TX_IO_FAILED;
  qr_destroy(qr);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 写不了:%s。", "%s cannot be written: %s.", path,
                   strerror(errno));
}

static int draw_terminal(const char *text) {
  struct qr *qr = qr_create(text, QR_SCREEN);
  enum tx_reason reason = qr ? qr_terminal(qr, stdout) : TX_NO_SPACE;
  qr_destroy(qr);
  return reason == TX_OK ? EX_OK
                         : host_fail(EX_SOFTWARE, "二维码画不出来。", "The code cannot be drawn.");
}

/* A card is printed at Q; a pass bound to a phone lives on a screen. */
static int draw_all(const struct host_args *args, const json_t *pass) {
  const char *text = json_string_value(json_object_get(pass, "text"));
  enum qr_level level = json_is_true(json_object_get(pass, "bound")) ? QR_SCREEN : QR_CARD;
  int status = EX_OK;
  if (host_given(args, "png"))
    status = draw_file(host_text(args, "png", ""), text, level, draw_png);
  if (status == EX_OK && host_given(args, "svg"))
    status = draw_file(host_text(args, "svg", ""), text, level, qr_svg);
  if (status == EX_OK && host_flag(args, "terminal")) status = draw_terminal(text);
  return status;
}

static void print_pass(const json_t *pass) {
  char until[HOST_DATE_SIZE];
  host_date_shanghai(json_integer_value(json_object_get(pass, "exp")), until);
  fprintf(stderr, host_words("%s(%s)序号%lld,有效至 %s\n", "%s (%s), index %lld, valid until %s\n"),
          json_string_value(json_object_get(pass, "name")),
          json_string_value(json_object_get(pass, "tail")),
          (long long)json_integer_value(json_object_get(pass, "index")), until);
  puts(json_string_value(json_object_get(pass, "text")));
}

/* --- everybody's ------------------------------------------------------------------------------ */

struct all {
  json_t *passes; /* NULL: nobody wants to see them */
  FILE *out;      /* the texts; NULL: nowhere */
  long long count;
};

/* One line a pass: index, a tab, its text. */
static void take_pass(void *context, const json_t *line) {
  struct all *all = context;
  json_t *pass = json_object_get(line, "pass");
  if (!pass) return;
  all->count++;
  if (all->passes) json_array_append(all->passes, pass);
  if (all->out) fprintf(all->out, "%lld\t%s\n", number_of(pass, "index"), text_of(pass, "text"));
  if (isatty(STDERR_FILENO) && all->count % 100 == 0) fprintf(stderr, "\r%lld", all->count);
}

static int write_texts(const char *path, struct tx_span texts) {
  enum tx_reason reason = host_file_write(path, texts, 0600);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 写不了。", "%s cannot be written.", path);
}

static int issue_all(const struct host_args *args, struct client *client, json_t *in) {
  HOST_FREE char *texts = NULL;
  HOST_FREE char *body = json_dumps(in, JSON_COMPACT);
  size_t n = 0;
  json_t *end = NULL;
  struct all all = { .passes = host_flag(args, "json") ? json_array() : NULL };
  if (host_given(args, "out")) all.out = open_memstream(&texts, &n);
  const struct client_request request = { .method = "POST",
                                          .path = "/v1/passes",
                                          .type = "application/json",
                                          .body = tx_span_text(body ? body : ""),
                                          .line = take_pass,
                                          .context = &all };
  int status = client_send(client, &request, &end, NULL);
  if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
  if (all.out) fclose(all.out);
  if (status == EX_OK && all.out)
    status = write_texts(host_text(args, "out", ""), tx_span_of(texts, n));
  if (status == EX_OK && all.passes) {
    json_object_set(end, "passes", all.passes);
    command_print_json(end);
  } else if (status == EX_OK) {
    printf(host_words("签发了%lld张通行证。\n", "%lld passes were issued.\n"), all.count);
  }
  json_decref(all.passes);
  json_decref(end);
  return status;
}

/* --- one's ------------------------------------------------------------------------------------ */

static int show_one(const struct host_args *args, const json_t *result) {
  const json_t *pass = json_array_get(json_object_get(result, "passes"), 0);
  int status = EX_OK;
  if (host_given(args, "out")) {
    HOST_FREE char *line = NULL;
    if (asprintf(&line, "%lld\t%s\n", number_of(pass, "index"), text_of(pass, "text")) < 0)
      return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    status = write_texts(host_text(args, "out", ""), tx_span_text(line));
  }
  if (status == EX_OK) status = draw_all(args, pass);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(result);
  else
    print_pass(pass);
  return EX_OK;
}

static int issue_one(const struct host_args *args, struct client *client, json_t *in) {
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_resident(client, args, host_arg(args, 0), "passes", &path);
  if (status == EX_OK) status = client_post(client, "POST", path, json_incref(in), &out);
  if (status == EX_OK) status = show_one(args, out);
  json_decref(out);
  return status;
}

static int run_issue(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *in = command_input(args);
  int status = read_order(args, in);
  if (status == EX_OK) status = client_open(args, &client);
  if (status == EX_OK)
    status = host_flag(args, "all") ? issue_all(args, client, in) : issue_one(args, client, in);
  json_decref(in);
  return status;
}

static const struct host_option issue_options[] = {
  AREA_OPTION,
  { .name = "all", .type = HOST_FLAG, .zh = "给所有人签发", .en = "issue for everybody" },
  { .name = "role",
    .type = HOST_TEXT,
    .value = "ROLE",
    .zh = "人员类别,默认按名册",
    .en = "role; the roster's when absent" },
  { .name = "holder-key",
    .type = HOST_TEXT,
    .value = "FILE|BASE64",
    .zh = "绑定到这部手机的公钥",
    .en = "bind to the phone of this public key" },
  { .name = "days",
    .type = HOST_INT,
    .value = "N",
    .zh = "有效天数",
    .en = "how many days it holds",
    .min = 1,
    .max = 3660 },
  { .name = "reissue",
    .type = HOST_FLAG,
    .zh = "补办,旧证作废",
    .en = "re-issue; what was issued before dies" },
  { .name = "png",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "二维码画成PNG",
    .en = "draw the code as PNG" },
  { .name = "svg",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "二维码画成SVG",
    .en = "draw the code as SVG" },
  { .name = "terminal",
    .type = HOST_FLAG,
    .zh = "二维码画在终端上",
    .en = "draw the code on the terminal" },
  { .name = "out",
    .type = HOST_PATH,
    .value = "FILE",
    .zh = "文本写入文件,每行:序号 制表符 文本",
    .en = "write the texts to a file, a line each: index, tab, text" },
  { 0 },
};

const struct host_command command_issue = {
  .name = "issue",
  .args = "[RESIDENT]",
  .zh = "签发通行证",
  .en = "issue passes",
  .options = issue_options,
  .run = run_issue,
};
