/* SPDX-License-Identifier: Apache-2.0 */
#include "appeal_json.h"

#include "api/call/read.h"
#include "model/ground.h"

json_t *appeal_json(const struct appeal *row) {
  const struct ground *ground = row->ground >= 0 ? &grounds[row->ground] : NULL;
  json_t *json = json_pack(
      "{s:o, s:I, s:I, s:s, s:s, s:I, s:I, s:s*}", "area", area_json(row->area), "id",
      (json_int_t)row->id, "index", (json_int_t)row->index, "field", appeal_field_word(row->field),
      "state", appeal_state_word(row->state), "made_at", (json_int_t)row->made_at, "due_at",
      (json_int_t)row->due_at, "ground", ground ? ground->code : NULL);
  if (!row->answered_at) return json;
  json_object_set_new(json, "answered_at", json_integer(row->answered_at));
  json_object_set_new(json, "answer", json_string(row->answer));
  return json;
}

enum tx_reason read_appeal(struct call *call, const json_t *form, struct appeal_in *out) {
  int field = appeal_field_find(in_text(form, "field", ""));
  int64_t index = in_int(form, "index", -1);
  *out = (struct appeal_in){ .index = (uint32_t)index, .words = in_text(form, "words", "") };
  if (field < 0)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "field 应为 state、health 或 test。",
                            "field is state, health or test.");
  if (index < 0 || index > UINT32_MAX)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "index 应为居民的序号。",
                            "index is the resident's.");
  out->field = (enum appeal_field)field;
  return read_area(call, in_text(form, "area", NULL), &out->area);
}
