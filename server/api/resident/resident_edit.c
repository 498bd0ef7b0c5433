/* SPDX-License-Identifier: Apache-2.0 */
#include "resident_edit.h"

#include "api/call/match.h"
#include "api/call/read.h"
#include "domain/resident/edit.h"
#include "residents.h"

#include "format/pass.h"

/* The texts point into in. */
static struct edit read_edit(const json_t *in) {
  struct edit edit;
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    edit.texts[i] = in_text(in, roster_column_en((enum roster_column)i), NULL);
  return edit;
}

/* What one sees who typed it: the name in full, the number by its tail. */
static json_t *edited_json(const struct resident *resident) {
  const struct person *person = &resident->person;
  return json_pack("{s:o, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s?, s:s, s:s}", "area",
                   area_json(resident->area), "index", (json_int_t)resident->index, "name",
                   person->name, "tail", person->tail, "phone", person->phone, "unit", person->unit,
                   "room", person->room, "birth_date", person->birth_date, "household",
                   resident->household, "role", tx_role_word(resident->role), "moved_in",
                   person->moved_in, "tenure", person->tenure);
}

void api_residents_add(struct host_request *http, void *context) {
  struct resident resident;
  uint64_t area;
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const struct edit edit = read_edit(in);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK) reason = edit_add(&call.request, area, &edit, &resident, &call.problem);
  if (reason == TX_OK) out = edited_json(&resident);
  json_decref(in);
  tx_cleanse(&resident, sizeof resident);
  call_answer(&call, reason, 201, out);
}

void show_version(struct host_request *http, const struct resident *resident) {
  char version[EDIT_VERSION_SIZE];
  edit_version(resident, version);
  match_tell(http, version);
}

static bool is_meant(struct host_request *http, const struct resident *resident) {
  char version[EDIT_VERSION_SIZE];
  edit_version(resident, version);
  return match_meant(http, version);
}

void api_residents_edit(struct host_request *http, void *context) {
  struct resident resident;
  json_t *out = NULL, *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  const struct edit edit = read_edit(in);
  enum tx_reason reason = read_resident(&call, &resident);
  bool meant = reason != TX_OK || is_meant(http, &resident);
  if (!meant) reason = edit_refuse_stale(&call.problem);
  if (reason == TX_OK) reason = edit_change(&call.request, &edit, &resident, &call.problem);
  if (reason == TX_OK) out = edited_json(&resident);
  if (reason == TX_OK) show_version(http, &resident);
  json_decref(in);
  tx_cleanse(&resident, sizeof resident);
  match_answer(&call, meant, reason, out);
}
