/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "command/client/client.h"
#include "command/client/shared.h"
#include "host/text/screen.h"

#include <stdio.h>

static void print_list(const char *zh, const char *en, const json_t *list) {
  size_t i;
  const json_t *one;
  host_screen_part(stdout, "%s", host_words(zh, en));
  json_array_foreach(list, i, one)
      host_screen_part(stdout, "%s%s", i ? host_words("、", ", ") : "", json_string_value(one));
  host_screen_part(stdout, "%s", json_array_size(list) ? "" : host_words("无", "nothing"));
  putchar('\n');
}

static void print_answer(const json_t *out) {
  const json_t *request = json_object_get(out, "request");
  print_list("免检：", "exempt from: ", json_object_get(out, "exempt"));
  if (!request) return;
  host_screen_line(
      stdout,
      host_words("第%lld号请求已提出：24小时内须另一单位的人复核，在此之前不生效。",
                 "The request %lld to take the rest away waits for a person of another body; it "
                 "does nothing until then, and lapses in 24 hours."),
      number_of(request, "id"));
  command_print_seconders(request);
}

static int run_exempt(const struct host_args *args) {
  CLIENT client = NULL;
  HOST_FREE char *path = NULL;
  json_t *out = NULL, *list = json_array();
  for (size_t i = 1; host_arg(args, i); i++)
    json_array_append_new(list, json_string(host_arg(args, i)));
  json_t *in = json_pack("{s:o, s:s, s:s}", "exempt", list, "evidence",
                         host_text(args, "evidence", ""), "reason", host_text(args, "reason", ""));
  int status = client_open(args, &client);
  if (status == EX_OK)
    status = client_resident(client, args, host_arg(args, 0), "exemptions", &path);
  if (status == EX_OK)
    status = client_post(client, "PUT", path, in, &out);
  else
    json_decref(in);
  if (status != EX_OK) return status;
  if (host_flag(args, "json"))
    command_print_json(out);
  else
    print_answer(out);
  json_decref(out);
  return EX_OK;
}

static const struct host_option exempt_options[] = {
  AREA_OPTION,
  { .name = "evidence",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "凭证，如诊断证明的编号",
    .en = "number of the evidence, such as a doctor's paper" },
  { .name = "reason",
    .type = HOST_TEXT,
    .value = "TEXT",
    .zh = "说明，复核的人会看到",
    .en = "why, for who seconds" },
  { 0 },
};

const struct host_command command_exempt = {
  .name = "exempt",
  .args = "RESIDENT [swab|household|temperature]…",
  .zh = "设定免检项目：新增的随即生效；去掉的须另一单位的人复核",
  .en = "say from what a person is exempt: what comes holds at once; two people decide on what "
        "goes",
  .options = exempt_options,
  .run = run_exempt,
};
