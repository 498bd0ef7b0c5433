/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- added, changed --------------------------------------------------------------------------- */

static const char *const options[] = { "name", "id-type",    "id-number", "phone",    "unit",
                                       "room", "birth-date", "role",      "moved-in", "tenure" };
static const char *const members[] = { "name", "id_type",    "id_number", "phone",    "unit",
                                       "room", "birth_date", "role",      "moved_in", "tenure" };

static json_t *read_options(const struct host_args *args) {
  json_t *in = command_input(args);
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, members[i], json_string(host_text(args, options[i], "")));
  return in;
}

static int print_one(const struct host_args *args, json_t *out, int status) {
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    host_screen_line(stdout, "%6lld  %s %s  %s %s  %s", number_of(out, "index"),
                     text_of(out, "name"), text_of(out, "tail"), text_of(out, "unit"),
                     text_of(out, "room"), text_of(out, "role"));
  json_decref(out);
  return status;
}

static int run_add(const struct host_args *args) {
  json_t *out = NULL;
  return print_one(args, out, client_call(args, "POST", "/v1/residents", read_options(args), &out));
}

static int run_edit(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK) status = client_resident(client, args, host_arg(args, 0), "", &path);
  if (status != EX_OK) return status;
  path[strlen(path) - 1] = '\0'; /* the resource itself: no slash behind it */
  status = client_post(client, "PATCH", path, read_options(args), &out);
  return print_one(args, out, status);
}

/* --- documents -------------------------------------------------------------------------------- */

static json_t *read_document(const struct host_args *args) {
  return json_pack("{s:s, s:s, s:s}", "id_type", host_text(args, "id-type", ""), "id_number",
                   host_text(args, "id-number", ""), "evidence", host_text(args, "evidence", ""));
}

static int run_document(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL, *one = NULL;
  const char *removed = host_text(args, "remove", NULL);
  json_t *out = NULL;
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_resident(client, args, host_arg(args, 0), "documents", &path);
  if (status != EX_OK) return status;
  if (removed && asprintf(&one, "%s/%s", path, removed) < 0)
    return host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  const struct client_request gone = { .method = "DELETE", .path = one };
  if (!removed) {
    status = client_post(client, "POST", path, read_document(args), &out);
    return command_answer_asked(args, status, out);
  }
  status = client_send(client, &gone, &out, NULL);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    host_screen_line(stdout, host_words("已删去：%s", "taken away: %s"), text_of(out, "document"));
  json_decref(out);
  return status;
}

/* --- homes ------------------------------------------------------------------------------------ */

static void print_home(const json_t *home) {
  size_t i;
  const json_t *one;
  host_screen_print(stdout, text_of(home, "unit"), 8);
  host_screen_print(stdout, text_of(home, "room"), 8);
  json_array_foreach(json_object_get(home, "people"), i, one) {
    host_screen_part(stdout, "%s%s", i ? host_words("，", ", ") : " ", text_of(one, "name"));
    if (json_object_get(one, "age"))
      host_screen_part(stdout, host_words("%lld岁", " %lld"), number_of(one, "age"));
    if (strcmp(text_of(one, "role"), "resident") != 0)
      host_screen_part(stdout, " %s", text_of(one, "role"));
  }
  putchar('\n');
}

static char *homes_query(const struct host_args *args) {
  const char *area = host_text(args, "area", NULL), *unit = host_text(args, "unit", "");
  return area ? client_path("&unit=%s&area=%s", unit, area) : client_path("&unit=%s", unit);
}

static int run_homes(const struct host_args *args) {
  CLIENT client = NULL;
  size_t i;
  const json_t *home;
  json_t *homes = json_array(), *out = json_pack("{s:o}", "households", homes);
  HOST_FREE char *query = homes_query(args);
  int status =
      query ? client_open(args, &client) : host_fail(EX_OSERR, "内存不足。", "Out of memory.");
  if (status == EX_OK)
    status = client_pages_of(client, "/v1/households", query, "households", homes);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    json_array_foreach(homes, i, home) print_home(home);
  json_decref(out);
  return status;
}

#define TEXT_OPTION(word, unit, chinese, english)                                                  \
  { .name = word, .type = HOST_TEXT, .value = unit, .zh = chinese, .en = english }

static const struct host_option edit_options[] = {
  AREA_OPTION,
  TEXT_OPTION("name", "NAME", "姓名", "name"),
  TEXT_OPTION("id-type", "TYPE", "证件类型，默认身份证", "document; an identity card when absent"),
  TEXT_OPTION("id-number", "NUMBER", "证件号码", "number of the document"),
  TEXT_OPTION("phone", "PHONE", "电话", "telephone"),
  TEXT_OPTION("unit", "UNIT", "楼栋", "building"),
  TEXT_OPTION("room", "ROOM", "房号", "room"),
  TEXT_OPTION("birth-date", "DATE", "出生日期", "date of birth"),
  TEXT_OPTION("role", "ROLE", "人员类别，默认居民", "role; resident when absent"),
  TEXT_OPTION("moved-in", "DATE", "入住日期", "date of moving in"),
  TEXT_OPTION("tenure", "WORD", "居住方式：自有或租住",
              "whether the home is their own: own or rent"),
  { 0 },
};

static const struct host_option document_options[] = {
  AREA_OPTION,
  TEXT_OPTION("id-type", "TYPE", "证件类型，如护照", "kind of document, such as 护照"),
  TEXT_OPTION("id-number", "NUMBER", "证件号码", "number of the document"),
  TEXT_OPTION("evidence", "TEXT", "如何核对，如看过原件", "how it was checked"),
  TEXT_OPTION("remove", "DOCUMENT", "删去这一种；名称见 record",
              "take this one away; record names them"),
  { 0 },
};

static const struct host_option homes_options[] = {
  AREA_OPTION,
  TEXT_OPTION("unit", "UNIT", "只列这一栋", "of this building alone"),
  { 0 },
};

static const struct host_command resident_commands[] = {
  { .name = "add",
    .zh = "登记一个人（入住）",
    .en = "add a person, who moves in",
    .options = edit_options,
    .run = run_add },
  { .name = "edit",
    .args = "RESIDENT",
    .zh = "更正一个人，或改到另一户；迁出用 revoke --ground B2",
    .en = "correct a person, or move one to another home; who leaves: revoke --ground B2",
    .options = edit_options,
    .run = run_edit },
  { .name = "document",
    .args = "RESIDENT",
    .zh = "给一个人添加另一种证件，或删去",
    .en = "add a further document to a person, or take it away",
    .options = document_options,
    .run = run_document },
  { .name = "homes",
    .zh = "按户列出，姓名为掩码",
    .en = "list homes and who lives there, masked",
    .options = homes_options,
    .run = run_homes },
  { 0 },
};

const struct host_command command_resident = {
  .name = "resident",
  .zh = "登记、更正一个人，按户列出；查找用 residents --find",
  .en = "add or correct one person, list homes; residents --find finds",
  .commands = resident_commands,
};
