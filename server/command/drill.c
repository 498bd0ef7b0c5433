/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/date.h"
#include "host/text/screen.h"

static void print_one(const json_t *drill) {
  char from[HOST_DATE_SIZE], until[HOST_DATE_SIZE];
  host_date_shanghai_minute(number_of(drill, "from"), from);
  host_date_shanghai_minute(number_of(drill, "until"), until);
  host_screen_line(stdout, host_words("%s 演练  %s 至 %s  %s", "%s exercise  %s to %s  %s"),
                   text_of(drill, "area"), from, until, text_of(drill, "started_by"));
}

/* Takes out over. */
static int answer(const struct host_args *args, int status, json_t *out) {
  size_t i;
  const json_t *one, *list = json_object_get(out, "drills");
  if (status == EX_OK && host_flag(args, "json"))
    command_print_json(out);
  else if (status == EX_OK && list)
    json_array_foreach(list, i, one) print_one(one);
  else if (status == EX_OK)
    print_one(out);
  json_decref(out);
  return status;
}

static int run_start(const struct host_args *args) {
  json_t *out = NULL, *in = command_input(args);
  json_object_set_new(in, "hours", json_integer(host_int(args, "hours", 4)));
  int status = client_call(args, "POST", "/v1/drills", in, &out);
  return answer(args, status, out);
}

static int run_list(const struct host_args *args) {
  json_t *out = NULL;
  HOST_FREE char *path = client_area_path(args, "/v1/drills");
  int status = path ? client_call(args, "GET", path, NULL, &out) : EX_OSERR;
  return answer(args, status, out);
}

/* Of the area that is meant: the newest of the list says which. */
static int run_end(const struct host_args *args) {
  json_t *list = NULL, *out = NULL;
  HOST_FREE char *path = client_area_path(args, "/v1/drills");
  int status = path ? client_call(args, "GET", path, NULL, &list) : EX_OSERR;
  if (status != EX_OK) return status;
  const json_t *newest = json_array_get(json_object_get(list, "drills"), 0);
  HOST_FREE char *one = client_path("/v1/drills/%s", newest ? text_of(newest, "area") : "0");
  json_decref(list);
  if (!newest) return host_fail(EX_DATAERR, "没有演练。", "There is no exercise.");
  status = one ? client_call(args, "DELETE", one, NULL, &out) : EX_OSERR;
  return answer(args, status, out);
}

static const struct host_option area_options[] = { AREA_OPTION, { 0 } };

static const struct host_option start_options[] = {
  AREA_OPTION,
  { .name = "hours",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = 24,
    .zh = "多少小时后自动结束，默认4",
    .en = "hours until it ends by itself; 4 when absent" },
  { 0 },
};

static const struct host_command drill_commands[] = {
  { .name = "start",
    .zh = "开始演练：此间的门禁事件另作标记，不计入报表、统计和流调",
    .en = "begin an exercise: events are marked, and count nowhere",
    .options = start_options,
    .run = run_start },
  { .name = "end",
    .zh = "提前结束演练",
    .en = "end it before its time",
    .options = area_options,
    .run = run_end },
  { .name = "list",
    .zh = "列出演练",
    .en = "list exercises",
    .options = area_options,
    .run = run_list },
  { 0 },
};

const struct host_command command_drill = {
  .name = "drill",
  .zh = "应急演练",
  .en = "exercises",
  .commands = drill_commands,
};
