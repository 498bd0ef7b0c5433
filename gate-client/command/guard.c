/* SPDX-License-Identifier: Apache-2.0 */
/* tongxing-gate say WORD: what a person decides, told to the running gate. */
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

int gate_run_hand(const struct host_args *args) {
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
