/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/list.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/people_time.h"
#include "host/text/screen.h"

#include <stdio.h>

/* --- added ------------------------------------------------------------------------------------ */

static int read_time(const struct host_args *args, const char *option, enum host_time_role role,
                     json_t *in) {
  int64_t at = 0;
  const char *text = host_text(args, option, "");
  if (!host_given(args, option)) return EX_OK;
  if (!host_people_time_read(text, command_now(args), role, &at))
    return host_fail(EX_USAGE, "“%s”不是时间，应写作 2026-01-31 08:00。",
                     "\"%s\" is no time: write 2026-01-31 08:00.", text);
  json_object_set_new(in, option, json_integer(at));
  return EX_OK;
}

static int read_options(const struct host_args *args, json_t *in) {
  static const char *const options[] = { "role",      "name",  "plate", "id-type",
                                         "id-number", "phone", "unit" };
  static const char *const members[] = { "role",      "name",  "plate", "id_type",
                                         "id_number", "phone", "unit" };
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    if (host_given(args, options[i]))
      json_object_set_new(in, members[i], json_string(host_text(args, options[i], "")));
  if (host_given(args, "days"))
    json_object_set_new(in, "days", json_integer(host_int(args, "days", 0)));
  int status = read_time(args, "from", HOST_TIME_BEGINS, in);
  return status == EX_OK ? read_time(args, "until", HOST_TIME_ENDS, in) : status;
}

static void print_window(const json_t *one) {
  char from[HOST_DATE_SIZE], until[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(one, "from"), from);
  host_date_shanghai_minute(number_of(one, "until"), until);
  host_screen_part(stderr, host_words("%s 至 %s\n", "%s to %s\n"), from, until);
}

/* The first one's code is drawn; the texts of all are printed. */
static int print_visit(const struct host_args *args, const json_t *visit) {
  size_t i;
  const json_t *pass;
  json_array_foreach(json_object_get(visit, "passes"), i, pass) {
    host_screen_part(stderr, "%6lld  %s  %s  ", number_of(pass, "index"), text_of(pass, "role"),
                     text_of(pass, "name"));
    print_window(visit);
    host_screen_line(stdout, "%s", text_of(pass, "text"));
  }
  return command_draw(args, json_array_get(json_object_get(visit, "passes"), 0));
}

static int run_add(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  int status = read_options(args, in);
  if (status != EX_OK) {
    json_decref(in);
    return status;
  }
  status = client_call(args, "POST", "/v1/visitors", in, &out);
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK)
    status = print_visit(args, json_object_get(out, "visit"));
  json_decref(out);
  return status;
}

/* --- listed ----------------------------------------------------------------------------------- */

static void print_one(const json_t *one) {
  char from[HOST_DATE_SIZE], until[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(one, "from"), from);
  host_date_shanghai_minute(number_of(one, "until"), until);
  host_screen_part(stdout, "%6lld  ", number_of(one, "index"));
  host_screen_print(stdout, text_of(one, "name"), 10);
  host_screen_print(stdout, text_of(one, "role"), 10);
  host_screen_print(stdout, text_of(one, "unit"), 8);
  host_screen_print(stdout, text_of(one, "state"), 8);
  host_screen_line(stdout, "%s — %s", from, until);
}

static int run_list(const struct host_args *args) {
  return command_list(args, "/v1/visitors", "visitors", print_one);
}

#define TEXT_OPTION(word, unit, chinese, english)                                                  \
  { .name = word, .type = HOST_TEXT, .value = unit, .zh = chinese, .en = english }

static const struct host_option add_options[] = {
  AREA_OPTION,
  TEXT_OPTION("role", "ROLE",
              "人员类别：visitor、courier、volunteer、vehicle、builder、worker等，默认来访人员",
              "visitor, courier, volunteer, vehicle, builder, worker …; visitor when absent"),
  TEXT_OPTION("name", "NAME", "姓名；车辆不用", "name; a vehicle has none"),
  TEXT_OPTION("plate", "PLATE", "车牌号；有车的人另得一张车证",
              "number plate; of a person who comes by car, too"),
  TEXT_OPTION("id-type", "TYPE", "证件类型，默认身份证", "document; an identity card when absent"),
  TEXT_OPTION("id-number", "NUMBER", "证件号码，可不填；填了，核酸等结果才能对上",
              "number of the document, where results shall be known of the person"),
  TEXT_OPTION("phone", "PHONE", "电话", "telephone"),
  TEXT_OPTION("unit", "UNIT", "去哪一栋", "building that is visited"),
  TEXT_OPTION("from", "TIME", "从何时起，默认现在", "from when on; now when absent"),
  TEXT_OPTION("until", "TIME", "到何时止，默认按人员类别", "until when; by the role when absent"),
  { .name = "days",
    .type = HOST_INT,
    .value = "N",
    .zh = "有效天数，代替 --until",
    .en = "how many days, in the place of --until",
    .min = 1,
    .max = 366 },
  DRAW_OPTIONS,
  { 0 },
};

static const struct host_option list_options[] = { AREA_OPTION, { 0 } };

static const struct host_command visitor_commands[] = {
  { .name = "add",
    .zh = "登记来访人员、快递、车辆、志愿者、施工人员等，签发限时通行证",
    .en = "let in a visitor, courier, vehicle, volunteer, builder … for a time; prints the pass",
    .options = add_options,
    .run = run_add },
  { .name = "list",
    .zh = "列出限时通行的人和车；注销用 revoke",
    .en = "list who comes for a time; revoke ends a pass",
    .options = list_options,
    .run = run_list },
  { 0 },
};

const struct host_command command_visitor = {
  .name = "visitor",
  .zh = "来访人员、快递、车辆等限时通行的人",
  .en = "visitors, couriers, vehicles and others who come for a time",
  .commands = visitor_commands,
};
