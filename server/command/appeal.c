/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"
#include "model/appeal.h"

#include <stdio.h>

/* A word that this program does not know yet stays as it is. */
static const char *state_of(const json_t *row) {
  const char *word = text_of(row, "state");
  const int state = appeal_state_find(word);
  return state < 0 ? word : host_words(appeal_state_zh((enum appeal_state)state), word);
}

static const char *field_of(const json_t *row) {
  const char *word = text_of(row, "field");
  const int field = appeal_field_find(word);
  return field < 0 ? word : host_words(appeal_field_zh((enum appeal_field)field), word);
}

static void print_appeal(const json_t *row) {
  char due[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(row, "due_at"), due);
  host_screen_line(stdout,
                   host_words("%4lld  %s  %lld  %s %s  应于 %s 前答复  %s  %s",
                              "%4lld  %s  %lld  %s %s  due %s  %s  %s"),
                   number_of(row, "id"), state_of(row), number_of(row, "index"), field_of(row),
                   text_of(row, "ground"), due, text_of(row, "words"), text_of(row, "answer"));
}

static int print_one(const struct host_args *args, int status, json_t *out) {
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    print_appeal(json_object_get(out, "appeal"));
  json_decref(out);
  return status;
}

static int run_list(const struct host_args *args) {
  size_t i;
  const json_t *row;
  json_t *out = NULL;
  CLIENT client = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_listed(client, "/v1/appeals", host_flag(args, "all"), "appeals", &out);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else if (json_array_size(json_object_get(out, "appeals")) == 0)
    (void)fputs(host_words("没有待答复的申诉。\n", "No appeal waits.\n"), stderr);
  else
    json_array_foreach(json_object_get(out, "appeals"), i, row) print_appeal(row);
  json_decref(out);
  return EX_OK;
}

static int run_make(const struct host_args *args) {
  CLIENT client = NULL;
  json_t *out = NULL;
  json_t *in =
      json_pack("{s:s, s:s, s:s}", "field", host_arg(args, 1), "way",
                host_text(args, "way", "telephone"), "words", host_text(args, "reason", ""));
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_find_resident(client, args, host_arg(args, 0), in);
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = client_post(client, "POST", "/v1/appeals", in, &out);
  return print_one(args, status, out);
}

static int answer(const struct host_args *args, const char *outcome) {
  CLIENT client = NULL;
  json_t *out = NULL, *all = NULL;
  size_t i;
  const json_t *row;
  HOST_FREE char *path = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_listed(client, "/v1/appeals", false, "appeals", &all);
  json_array_foreach(json_object_get(all, "appeals"), i,
                     row) if (!path && number_of(row, "id") == strtoll(host_arg(args, 0), NULL, 10))
      path = client_path("/v1/appeals/%s/%s/answers", text_of(row, "area"), host_arg(args, 0));
  json_decref(all);
  if (status == EX_OK && !path)
    return host_fail(EX_DATAERR, "没有待答复的第%s号申诉，请看 appeal list。",
                     "No appeal %s waits, see appeal list.", host_arg(args, 0));
  if (status != EX_OK) return status;
  json_t *in = json_pack("{s:s, s:s}", "outcome", outcome, "words", host_text(args, "reason", ""));
  status = client_post(client, "POST", path, in, &out);
  return print_one(args, status, out);
}

static int run_uphold(const struct host_args *args) {
  return answer(args, "upheld");
}
static int run_lift(const struct host_args *args) {
  return answer(args, "lifted");
}

static const struct host_option list_options[] = {
  { .name = "all",
    .type = HOST_FLAG,
    .zh = "已答复的也列出",
    .en = "those that are answered as well" },
  { 0 },
};

static const struct host_option make_options[] = {
  AREA_OPTION,
  { .name = "way",
    .type = HOST_CHOICE,
    .value = "telephone|paper",
    .zh = "怎样提出的：电话、书面",
    .en = "how it came" },
  { .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = "申诉的理由", .en = "why" },
  { 0 },
};

static const struct host_option answer_options[] = {
  { .name = "reason", .type = HOST_TEXT, .value = "TEXT", .zh = "答复的理由", .en = "why" },
  { 0 },
};

static const struct host_command appeal_commands[] = {
  { .name = "list",
    .zh = "列出待答复的申诉",
    .en = "list what waits for an answer",
    .options = list_options,
    .run = run_list },
  { .name = "make",
    .args = "RESIDENT state|health|test",
    .zh = "替来电、来函的人提出申诉",
    .en = "write an appeal down for who telephones or writes",
    .options = make_options,
    .run = run_make },
  { .name = "uphold",
    .args = "NUMBER",
    .zh = "维持，须写理由",
    .en = "the restraint stands; say why",
    .options = answer_options,
    .run = run_uphold },
  { .name = "lift",
    .args = "NUMBER",
    .zh = "解除，须写理由",
    .en = "end the restraint; say why",
    .options = answer_options,
    .run = run_lift },
  { 0 },
};

const struct host_command command_appeal = {
  .name = "appeal",
  .zh = "申诉",
  .en = "appeals",
  .commands = appeal_commands,
};
