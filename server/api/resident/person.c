/* SPDX-License-Identifier: Apache-2.0 */
#include "person.h"

#include "api/call/reading.h"
#include "api/office/requests.h"
#include "documents.h"
#include "domain/resident/merge.h"
#include "domain/roster/id_document.h"
#include "domain/statement/said.h"
#include "me.h"
#include "model/ground.h"
#include "resident_edit.h"
#include "residents.h"

#include <stdlib.h>

static void add_person(json_t *json, const struct person *person) {
  json_t *more =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id_type",
                id_document_type_zh((enum id_type)person->id_type), "id_number", person->id_number,
                "phone", person->phone, "room", person->room, "birth_date", person->birth_date,
                "moved_in", person->moved_in, "tenure", person->tenure);
  json_object_update_new(json, more);
}

static json_t *said_json(const struct statement_row *said) {
  static const char *const acts[] = { "set", "release", "release_all", "retract" };
  const enum statement_field field = (enum statement_field)said->field;
  json_t *json = json_pack(
      "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "field", statement_field_word(field, true),
      "value", statement_value_word(field, said->value, true), "value_zh",
      statement_value_word(field, said->value, false), "act", acts[said->act], "source",
      said->source, "id", *said->id == '~' ? "" : said->id, "observed_at",
      (json_int_t)said->observed_at, "valid_until", (json_int_t)said->valid_until);
  if (said->reported_at) json_object_set_new(json, "reported_at", json_integer(said->reported_at));
  if (said->ground)
    json_object_set_new(json, "ground", json_string(grounds[said->ground - 1].code));
  return json;
}

static enum tx_reason add_said(struct call *call, const struct resident *resident, json_t *json) {
  struct statement_row *rows = NULL;
  size_t count = 0;
  enum tx_reason reason = said_list(&call->request, resident, &rows, &count);
  json_t *list = json_array();
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    json_array_append_new(list, said_json(&rows[i]));
  free(rows);
  json_object_set_new(json, "statements", list);
  return host_problem_of(&call->problem, reason);
}

void api_person_show(struct host_request *http, void *context) {
  struct resident resident;
  const char *purpose = NULL;
  json_t *out = NULL;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_purpose(&call, &purpose);
  if (reason == TX_OK) reason = read_resident(&call, &resident);
  if (reason == TX_OK)
    reason = note_read(&call, resident.area, "read.person", resident.index, purpose);
  if (reason == TX_OK) {
    out = resident_json(&resident, resident.person.name);
    add_person(out, &resident.person);
    json_object_set_new(out, "exempt", exemptions_json(resident.exempt));
    reason = add_restraints(&call, &resident, out);
    if (reason == TX_OK) reason = add_documents(&call, &resident, out);
    if (reason == TX_OK) reason = add_said(&call, &resident, out);
    show_version(http, &resident);
    tx_cleanse(&resident, sizeof resident);
  }
  call_answer(&call, reason, 200, out);
}
