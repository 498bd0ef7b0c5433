/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/printing.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

#include <stdio.h>
#include <stdlib.h>

/* --- slips ------------------------------------------------------------------------------------ */

static const char *state_text(const char *word) {
  static const char *const words[][2] = {
    { "open", "有效" }, { "closed", "已关闭" }, { "over", "已过期" }, { "locked", "错5次已锁" }
  };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i][0], word) == 0) return host_words(words[i][1], word);
  return word;
}

/* Home, whose it is, code or state, until when: a line to cut out. */
static void print_slip(const json_t *slip) {
  char until[HOST_DATE_SIZE];
  const char *code = text_of(slip, "code");
  host_date_shanghai(number_of(slip, "until"), until);
  host_screen_print(stdout, text_of(slip, "unit"), 8);
  host_screen_print(stdout, text_of(slip, "room"), 8);
  host_screen_print(stdout, text_of(slip, "name"), 10);
  host_screen_line(stdout, host_words("  %s  有效期至 %s", "  %s  until %s"),
                   *code ? code : state_text(text_of(slip, "state")), until);
}

static void take_line(void *context, const json_t *line) {
  json_t *claim = json_object_get(line, "claim");
  if (claim) json_array_append(context, claim);
}

/* Takes claims over. */
static int finish(const struct host_args *args, json_t *claims, int status) {
  size_t i;
  const json_t *slip;
  json_t *out = json_pack("{s:o}", "claims", claims);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(claims, i, slip) print_slip(slip);
  json_decref(out);
  return status;
}

/* Takes in over. slips: NULL, or what is drawn on as well. */
static int make(struct client *client, const struct host_args *args, json_t *in,
                struct paper *slips) {
  json_t *out = NULL, *claims = json_array();
  HOST_FREE char *body = json_dumps(in, JSON_COMPACT);
  json_decref(in);
  if (!body) return finish(args, claims, host_fail(EX_OSERR, "内存不足。", "Out of memory."));
  const struct client_request request = { .method = "POST",
                                          .path = "/v1/claims",
                                          .type = "application/json",
                                          .body = tx_span_text(body),
                                          .line = take_line,
                                          .context = claims };
  int status = client_send(client, &request, &out, NULL);
  json_array_extend(claims, json_object_get(out, "claims"));
  json_decref(out);
  if (slips) printing_add_by_home(slips, claims, NULL);
  return finish(args, claims, status);
}

/* A code is seen once, when it is made: so the paper for it is there first. */
static int make_slips(struct client *client, const struct host_args *args, json_t *in) {
  PAPER slips = NULL;
  const char *path = host_text(args, "slips", NULL), *url = host_text(args, "url", NULL);
  int status = path ? printing_begin(args, "slips", path, url, &slips) : EX_OK;
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = make(client, args, in, slips);
  const int printed = slips ? printing_end(slips, path) : EX_OK;
  return status == EX_OK ? printed : status;
}

/* --- the commands ----------------------------------------------------------------------------- */

static int run_home(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *in = command_input(args);
  json_object_set_new(in, "unit", json_string(host_arg(args, 0)));
  json_object_set_new(in, "room", json_string(host_arg(args, 1)));
  int status = client_open(args, &client);
  if (status == EX_OK) return make_slips(client, args, in);
  json_decref(in);
  return status;
}

/* The resident's index, by the path of its resource. */
static int run_person(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_resident(client, args, host_arg(args, 0), "", &path);
  if (status != EX_OK) return status;
  json_t *in = command_input(args);
  long long index = strtoll(path + strlen("/v1/residents/000000000000/"), NULL, 10);
  json_object_set_new(in, "index", json_integer(index));
  return make_slips(client, args, in);
}

static int run_all(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *in = command_input(args);
  if (host_given(args, "unit"))
    json_object_set_new(in, "unit", json_string(host_text(args, "unit", "")));
  json_object_set_new(in, "renew", json_boolean(host_flag(args, "renew")));
  int status = client_open(args, &client);
  if (status == EX_OK) return make_slips(client, args, in);
  json_decref(in);
  return status;
}

static int run_list(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *list = json_array();
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_pages(client, args, "/v1/claims", NULL, "claims", list);
  if (status == EX_OK) return finish(args, list, EX_OK);
  json_decref(list);
  return status;
}

#define SLIP_OPTIONS                                                                               \
  { .name = "slips",                                                                               \
    .type = HOST_PATH,                                                                             \
    .value = "FILE",                                                                               \
    .zh = "印成信箱条（PDF，A4每页12张，按楼栋房号）",                                             \
    .en = "print slips for mailboxes: a PDF, twelve to an A4 sheet, by building and room" },       \
      PAPER_OPTIONS, URL_OPTION

static const struct host_option area_options[] = { AREA_OPTION, { 0 } };
static const struct host_option one_options[] = { AREA_OPTION, SLIP_OPTIONS, { 0 } };

static const struct host_option all_options[] = {
  AREA_OPTION,
  { .name = "unit",
    .type = HOST_TEXT,
    .value = "UNIT",
    .zh = "只给这一栋，默认为全社区",
    .en = "of this building alone; of the whole area when absent" },
  { .name = "renew",
    .type = HOST_FLAG,
    .zh = "已有有效领证码的户也重发，旧码作废",
    .en = "homes that have an open slip too, which is then closed" },
  SLIP_OPTIONS,
  { 0 },
};

static const struct host_command claim_commands[] = {
  { .name = "home",
    .args = "UNIT ROOM",
    .zh = "给一户领证码，60天，每人用一次",
    .en = "a household's slip: 60 days, once for each member",
    .options = one_options,
    .run = run_home },
  { .name = "person",
    .args = "RESIDENT",
    .zh = "给一个人领证码（换手机），24小时，用一次",
    .en = "one person's own code (a new phone): a day, once",
    .options = one_options,
    .run = run_person },
  { .name = "all",
    .zh = "给还没有领证码的各户，一户一行，可打印裁开",
    .en = "for every home without an open slip, one a line, to print and cut",
    .options = all_options,
    .run = run_all },
  { .name = "list",
    .zh = "列出领证码（不显示码本身）",
    .en = "list the slips, without their codes",
    .options = area_options,
    .run = run_list },
  { 0 },
};

const struct host_command command_claim = {
  .name = "claim",
  .zh = "领证码：居民用手机领证时填写",
  .en = "claim codes, by which residents get their passes onto their phones",
  .commands = claim_commands,
};
