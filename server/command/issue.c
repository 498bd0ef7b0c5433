/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/printing.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int read_order(const struct host_args *args, json_t *in) {
  const char *key = host_text(args, "holder-key", NULL);
  char base64[512];
  if (!host_arg(args, 0) == !host_flag(args, "all"))
    return host_fail(EX_USAGE, "请给出居民（序号、证件号码或全名），或 --all。",
                     "Please name residents (index, identity number or full name), or --all.");
  if (host_arg_count(args) > 1 &&
      (key || host_given(args, "png") || host_given(args, "svg") || host_given(args, "out")))
    return host_fail(EX_USAGE, "--holder-key、--png、--svg、--out 一次只能用于一人。",
                     "--holder-key, --png, --svg and --out take one resident at a time.");
  if (host_given(args, "days"))
    json_object_set_new(in, "days", json_integer(host_int(args, "days", 0)));
  if (host_given(args, "role"))
    json_object_set_new(in, "role", json_string(host_text(args, "role", "")));
  if (!key) return EX_OK;
  int status = command_read_key(key, base64, sizeof base64);
  if (status == EX_OK) json_object_set_new(in, "holder_key", json_string(base64));
  return status;
}

static void print_pass(const json_t *pass) {
  char until[HOST_DATE_SIZE];
  host_date_shanghai_minute(json_integer_value(json_object_get(pass, "exp")), until);
  host_screen_line(stderr,
                   host_words("%s（%s）序号%lld，有效至 %s", "%s (%s), index %lld, valid until %s"),
                   json_string_value(json_object_get(pass, "name")),
                   json_string_value(json_object_get(pass, "tail")),
                   (long long)json_integer_value(json_object_get(pass, "index")), until);
  host_screen_line(stdout, "%s", text_of(pass, "text"));
}

/* --- everybody's ------------------------------------------------------------------------------ */

struct all {
  json_t *passes;      /* NULL: nobody wants to see them */
  FILE *out;           /* the texts; NULL: nowhere */
  struct paper *cards; /* NULL: none are printed */
  long long count;
};

/* One line a pass: index, a tab, its text. */
static void take_pass(void *context, const json_t *line) {
  struct all *all = context;
  json_t *pass = json_object_get(line, "pass");
  if (!pass) return;
  all->count++;
  if (all->passes) json_array_append(all->passes, pass);
  if (all->cards) paper_add(all->cards, pass);
  if (all->out) fprintf(all->out, "%lld\t%s\n", number_of(pass, "index"), text_of(pass, "text"));
  if (isatty(STDERR_FILENO) && all->count % 100 == 0) fprintf(stderr, "\r%lld", all->count);
}

static int write_texts(const char *path, struct tx_span texts) {
  enum tx_reason reason = host_file_write(path, texts, 0600);
  if (reason == TX_OK) return EX_OK;
  return host_fail(EX_CANTCREAT, "%s 写不了。", "%s cannot be written.", path);
}

static int issue_all(const struct host_args *args, struct client *client, json_t *in,
                     struct paper *cards) {
  HOST_FREE char *texts = NULL;
  HOST_FREE char *body = json_dumps(in, JSON_COMPACT);
  size_t n = 0;
  json_t *end = NULL;
  struct all all = { .passes = host_flag(args, "json") ? json_array() : NULL, .cards = cards };
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
    printf(host_words("签发了%lld张通行证%.0s。\n", "%lld %s issued.\n"), all.count,
           host_plural(all.count, "pass was", "passes were"));
  }
  json_decref(all.passes);
  json_decref(end);
  return status;
}

/* --- one's ------------------------------------------------------------------------------------ */

static int show_one(const struct host_args *args, const json_t *result, struct paper *cards) {
  const json_t *pass = json_array_get(json_object_get(result, "passes"), 0);
  int status = EX_OK;
  if (host_given(args, "out")) {
    HOST_FREE char *line = NULL;
    if (asprintf(&line, "%lld\t%s\n", number_of(pass, "index"), text_of(pass, "text")) < 0)
      return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
    status = write_texts(host_text(args, "out", ""), tx_span_text(line));
  }
  if (status == EX_OK) status = command_draw(args, pass);
  if (status == EX_OK && cards) paper_add(cards, pass);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(result);
  else
    print_pass(pass);
  return EX_OK;
}

static int issue_one(const struct host_args *args, struct client *client, json_t *in,
                     const char *resident, struct paper *cards) {
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_resident(client, args, resident, "passes", &path);
  if (status == EX_OK) status = client_post(client, "POST", path, json_incref(in), &out);
  if (status == EX_OK) status = show_one(args, out, cards);
  json_decref(out);
  return status;
}

/* Each that is named, up to the first that cannot be. */
static int issue_named(const struct host_args *args, struct client *client, json_t *in,
                       struct paper *cards) {
  int status = EX_OK;
  for (size_t i = 0; i < host_arg_count(args) && status == EX_OK; i++)
    status = issue_one(args, client, in, host_arg(args, i), cards);
  return status;
}

/* What was issued before something went wrong is printed all the same: those passes are made. */
static int issue(const struct host_args *args, struct client *client, json_t *in) {
  PAPER cards = NULL;
  const char *path = host_text(args, "cards", NULL);
  int status = path ? printing_begin(args, "cards", path, NULL, &cards) : EX_OK;
  if (status != EX_OK) return status;
  status = host_flag(args, "all") ? issue_all(args, client, in, cards)
                                  : issue_named(args, client, in, cards);
  const int printed = cards ? printing_end(cards, path) : EX_OK;
  return status == EX_OK ? printed : status;
}

static int run(const struct host_args *args, bool again) {
  CLIENT client = NULL;
  json_t *in = command_input(args);
  json_object_set_new(in, "reissue", json_boolean(again));
  if (again && host_given(args, "evidence"))
    json_object_set_new(in, "evidence", json_string(host_text(args, "evidence", "")));
  int status = read_order(args, in);
  if (status == EX_OK) status = client_open(args, &client);
  if (status == EX_OK) status = issue(args, client, in);
  json_decref(in);
  return status;
}

static int run_issue(const struct host_args *args) {
  return run(args, false);
}
static int run_reissue(const struct host_args *args) {
  return run(args, true);
}

#define ORDER_OPTIONS                                                                              \
  { .name = "cards",                                                                               \
    .type = HOST_PATH,                                                                             \
    .value = "FILE",                                                                               \
    .zh = "印成卡片（PDF，A4每页10张）",                                                           \
    .en = "print cards: a PDF, ten to an A4 sheet" },                                              \
      PAPER_OPTIONS,                                                                               \
      { .name = "role",                                                                            \
        .type = HOST_TEXT,                                                                         \
        .value = "ROLE",                                                                           \
        .zh = "人员类别，默认按名册",                                                              \
        .en = "role; the roster's when absent" },                                                  \
      { .name = "holder-key",                                                                      \
        .type = HOST_TEXT,                                                                         \
        .value = "FILE|BASE64",                                                                    \
        .zh = "绑定到这部手机的公钥",                                                              \
        .en = "bind to the phone of this public key" },                                            \
      { .name = "days",                                                                            \
        .type = HOST_INT,                                                                          \
        .value = "N",                                                                              \
        .zh = "有效天数",                                                                          \
        .en = "how many days it holds",                                                            \
        .min = 1,                                                                                  \
        .max = 3660 },                                                                             \
      DRAW_OPTIONS, {                                                                              \
    .name = "out", .type = HOST_PATH, .value = "FILE",                                             \
    .zh = "文本写入文件，每行：序号 制表符 文本",                                                  \
    .en = "write the texts to a file, a line each: index, tab, text"                               \
  }

static const struct host_option issue_options[] = {
  AREA_OPTION,
  { .name = "all",
    .type = HOST_FLAG,
    .zh = "给还没有有效通行证的所有人签发",
    .en = "issue for everybody who has no pass that is good" },
  ORDER_OPTIONS,
  { 0 },
};

static const struct host_option reissue_options[] = {
  AREA_OPTION,
  { .name = "all",
    .type = HOST_FLAG,
    .zh = "给所有人补办，旧证全部作废",
    .en = "for everybody: all that were issued before die" },
  { .name = "evidence",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "本人怎样要求补办、如何核实",
    .en = "how the holder asked for it, and how that was checked" },
  ORDER_OPTIONS,
  { 0 },
};

const struct host_command command_issue = {
  .name = "issue",
  .args = "[RESIDENT…]",
  .zh = "签发通行证",
  .en = "issue passes",
  .options = issue_options,
  .run = run_issue,
};

const struct host_command command_reissue = {
  .name = "reissue",
  .args = "[RESIDENT…]",
  .zh = "补办通行证，旧证作废",
  .en = "issue a pass anew: what was issued before dies",
  .options = reissue_options,
  .run = run_reissue,
};
