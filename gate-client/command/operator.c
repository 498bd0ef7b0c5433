/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate operator COMMAND: what a person decides, told to the running gate. */
#include "commands.h"
#include "control/control.h"

#include <stdio.h>
#include <stdlib.h>

static char *word_json(const struct host_args *args) {
  json_t *json = json_pack("{s:s,s:I}", "word", host_arg(args, 0), "why",
                           (json_int_t)host_int(args, "why", GATE_WHY_OTHER));
  static const char *const texts[] = { "role", "number", "host-unit" };
  static const char *const keys[] = { "role", "number", "host_unit" };
  for (size_t i = 0; json && i < 3; i++) {
    const char *value = host_text(args, texts[i], NULL);
    if (value) json_object_set_new(json, keys[i], json_string(value));
  }
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  return text;
}

static int run_operator(const struct host_args *args) {
  char *body = NULL;
  const char *dir = gate_dir_by(args);
  char *text = word_json(args);
  long answer = text ? gate_control_ask(dir, "/word", text, &body) : 0;
  json_t *problem = body ? json_loads(body, 0, NULL) : NULL;
  const char *detail = json_string_value(json_object_get(problem, "detail"));
  int status = EX_OK;
  if (answer == 0)
    status = host_fail(EX_UNAVAILABLE, "%s 中没有正在运行的门禁", "no gate runs in %s", dir);
  else if (answer != 202)
    status = host_fail(EX_USAGE, "%s", "%s", detail ? detail : "the gate did not take it");
  json_decref(problem);
  free(body);
  free(text);
  return status;
}

static const struct host_option options[] = {
  { .name = "why",
    .type = HOST_INT,
    .value = "N",
    .min = 1,
    .max = 6,
    .zh = "放行或劝返的理由：1 查验证件 2 熟识居民 3 系统故障 4 社区来电 5 儿童或陪同 6 其他",
    .en = "why let in or turned away: 1 papers, 2 known resident, 3 fault, 4 the office's word, 5 "
          "child or escorted, 6 other" },
  { .name = "role",
    .type = HOST_CHOICE,
    .value = "visitor|courier|vehicle",
    .zh = "登记（register）的人员类别",
    .en = "register: who it is" },
  { .name = "number",
    .type = HOST_TEXT,
    .value = "NUMBER",
    .zh = "电话或车牌（register）；试管条码（next_tube）",
    .en = "register: telephone or plate; next_tube: its barcode" },
  { .name = "host-unit",
    .type = HOST_TEXT,
    .value = "UNIT",
    .zh = "被访单元（register）",
    .en = "register: the building they visit" },
  { 0 },
};

const struct host_command gate_operator_command = {
  .name = "operator",
  .args = "COMMAND",
  .zh = "对运行中的门禁说：let_in 放行、turn_away 劝返、medical_exit 就医外出、emergency 应急、"
        "hold 常开、release 结束常开、sign_on 上岗、sign_off 下岗、register 登记、next_tube 换管、"
        "undo 撤销一份样本",
  .en = "tell a running gate: let_in, turn_away, medical_exit, emergency, hold, release, "
        "sign_on, sign_off, register, next_tube, undo",
  .options = options,
  .run = run_operator,
};
