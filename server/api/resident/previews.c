/* SPDX-License-Identifier: Apache-2.0 */
#include "previews.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/bulk/bulk.h"
#include "domain/import/preview.h"
#include "domain/resident/residency.h"
#include "domain/roster/roster.h"
#include "import_work.h"

#include "format/pass.h"
#include "format/record.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 200

/* --- made ------------------------------------------------------------------------------------- */

static json_t *head_json(const struct import_report *report) {
  return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "area", area_json(report->area),
                   "preview", (json_int_t)report->id, "rows", (json_int_t)report->rows, "added",
                   (json_int_t)report->added, "changed", (json_int_t)report->updated, "unchanged",
                   (json_int_t)report->unchanged, "gone", (json_int_t)report->gone);
}

static void tell(void *context, bool done, FILE *out) {
  import_tell(context, done, out, head_json);
}

/* What the page asks a person about a heading that is not understood: its columns, which of them
 * are known, and which fields none is known for. */
static json_t *columns_json(json_t *problem, const struct roster_heading *heading) {
  enum roster_column lacks[ROSTER_NEEDED];
  const size_t lacking = roster_heading_lacks(heading, lacks);
  json_t *columns = json_array(), *known = json_object(), *missing = json_array();
  const char *name = heading->names;
  for (size_t i = 0; i < heading->count; i++, name += strlen(name) + 1) {
    json_array_append_new(columns, json_string(name));
    for (int column = 0; column < ROSTER_COLUMNS; column++)
      if (heading->places[column] == (int)i)
        json_object_set_new(known, roster_column_en((enum roster_column)column), json_string(name));
  }
  for (size_t i = 0; i < lacking; i++)
    json_array_append_new(missing, json_string(roster_column_en(lacks[i])));
  json_object_set_new(problem, "columns", columns);
  json_object_set_new(problem, "known", known);
  json_object_set_new(problem, "lacks", missing);
  return problem;
}

/* The file's heading was refused: says so with what somebody may be asked. False: nothing of it can
 * be asked about, and nothing was answered. */
static bool ask_about_columns(struct call *call, const struct import_work *work, const char *map) {
  struct roster_heading heading;
  const bool good = roster_guess_heading(work->table.bytes, map, &heading);
  const unsigned status = host_reason_status(call->problem.reason);
  if (good)
    answer_problem_json(call->http, status,
                        columns_json(host_problem_json(&call->problem, status,
                                                       host_request_wants_english(call->http)),
                                     &heading));
  roster_heading_finish(&heading);
  return good;
}

void api_previews_create(struct host_request *http, void *context) {
  CALL call = { 0 };
  uint64_t area;
  char map[1024];
  struct import_work *work = import_start(&call, http, context, roster_heading_stands);
  if (!work) return;
  import_read_map(http, map);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK)
    reason = roster_preview_open(call.server, &call.request, area, work->table.bytes, map,
                                 &work->roster, &call.problem);
  if (reason == TX_BAD_ARGUMENT && work->roster) {
    call_give(&call);
    if (ask_about_columns(&call, work, map)) {
      import_close(work);
      return;
    }
  }
  if (reason == TX_OK && import_wants_refused(http))
    reason = roster_import_keep_refused(work->roster);
  import_answer(&call, reason,
                &(struct stream_work){ import_step_roster, tell, import_close, work });
}

/* --- shown ------------------------------------------------------------------------------------ */

static json_t *summary_json(const struct preview *preview) {
  json_t *out = json_pack("{s:o, s:I, s:s, s:I, s:I, s:I, s:I}", "area", area_json(preview->area),
                          "preview", (json_int_t)preview->id, "actor", preview->actor, "made_at",
                          (json_int_t)preview->made_at, "until",
                          (json_int_t)preview->made_at + PREVIEW_KEPT_S, "rows",
                          (json_int_t)preview->rows, "unchanged", (json_int_t)preview->unchanged);
  for (int kind = 0; kind < PREVIEW_KINDS; kind++)
    json_object_set_new(out, preview_kind_word((enum preview_kind)kind),
                        json_integer((json_int_t)preview->lists[kind].count));
  return out;
}

static void put_text(json_t *out, const char *name, const char **text) {
  json_object_set_new(out, name, json_string(*text));
  *text = preview_next_text(*text);
}

static void put_person(json_t *out, const char **text) {
  static const char *const names[] = { "name", "tail", "unit", "room" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    put_text(out, names[i], text);
}

static json_t *changes_json(const char *text, size_t texts) {
  static const char *const names[] = { "column", "column_en", "old", "new" };
  json_t *list = json_array();
  for (; texts >= 4; texts -= 4) {
    json_t *change = json_object();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      put_text(change, names[i], &text);
    json_array_append_new(list, change);
  }
  return list;
}

static json_t *refused_json(const char *text) {
  static const char *const names[] = { "column", "column_en", "zh", "en" };
  json_t *out = json_object();
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    put_text(out, names[i], &text);
  return out;
}

/* Of somebody whom the file does not name; NULL: nobody by now. */
static json_t *gone_json(struct call *call, uint64_t area, uint32_t index) {
  struct resident resident;
  struct host_problem ignored;
  if (residency_at(&call->request, area, index, &resident, &ignored) != TX_OK) return NULL;
  const struct person *person = &resident.person;
  json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "name", person->mask, "tail",
                          person->tail, "unit", person->unit, "room", person->room, "role",
                          tx_role_word(resident.role), "passes", (json_int_t)resident.issues);
  tx_cleanse(&resident, sizeof resident);
  return out;
}

static json_t *item_json(struct call *call, const struct preview *preview, enum preview_kind kind,
                         const struct preview_item *item) {
  const char *text = preview->texts ? preview->texts + item->at : "";
  json_t *out = kind == PREVIEW_GONE      ? gone_json(call, preview->area, item->index)
                : kind == PREVIEW_REFUSED ? refused_json(text)
                                          : json_object();
  if (kind == PREVIEW_ADDED || kind == PREVIEW_CHANGED) put_person(out, &text);
  if (kind == PREVIEW_CHANGED)
    json_object_set_new(out, "changes", changes_json(text, item->count - 4));
  if (out && item->line) json_object_set_new(out, "line", json_integer(item->line));
  if (out && (kind == PREVIEW_CHANGED || kind == PREVIEW_GONE))
    json_object_set_new(out, "index", json_integer(item->index));
  return out;
}

/* What confirming it would be refused with: so many people are added by two. */
static enum tx_reason add_beyond(struct call *call, const struct preview *preview, json_t *out) {
  struct bulk_taken taken;
  struct host_problem beyond = { 0 };
  enum tx_reason reason =
      bulk_foresee(&call->request, preview->area, BULK_ADD,
                   (int64_t)preview->lists[PREVIEW_ADDED].count, &taken, &beyond);
  if (reason != TX_NOT_ALLOWED) return host_problem_of(&call->problem, reason);
  json_object_set_new(out, "beyond", json_pack("{s:s, s:s}", "zh", beyond.zh, "en", beyond.en));
  return TX_OK;
}

static json_t *page_json(struct call *call, const struct preview *preview, enum preview_kind kind,
                         uint64_t from) {
  const struct preview_list *list = &preview->lists[kind];
  json_t *items = json_array(), *out = summary_json(preview);
  for (uint64_t i = from; i < list->count && i < from + PAGE; i++) {
    json_t *item = item_json(call, preview, kind, &list->items[i]);
    if (item) json_array_append_new(items, item);
  }
  json_object_set_new(out, "kind", json_string(preview_kind_word(kind)));
  json_object_set_new(out, "items", items);
  if (from < list->count && list->count - from > PAGE)
    json_object_set_new(out, "next", json_integer((json_int_t)from + PAGE));
  return out;
}

static enum tx_reason read_kind(struct call *call, enum preview_kind *out) {
  const char *word = host_request_query(call->http, "kind");
  int kind = preview_kind_find(word ? word : "changed");
  *out = kind < 0 ? PREVIEW_CHANGED : (enum preview_kind)kind;
  if (kind >= 0) return TX_OK;
  return host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                          "kind应为added、changed、gone、refused之一。",
                          "kind should be added, changed, gone or refused.");
}

static int64_t id_of(struct host_request *http) {
  return strtoll(host_request_param(http, "id"), NULL, 10);
}

void api_previews_show(struct host_request *http, void *context) {
  struct preview *preview = NULL;
  enum preview_kind kind;
  uint64_t area, from = read_query_number(http, "from", 0);
  json_t *out = NULL;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  call_start(&call, http, context);
  enum tx_reason reason = read_kind(&call, &kind);
  if (reason == TX_OK)
    reason = preview_find(call.server, &call.request, area, id_of(http), &preview, &call.problem);
  if (reason == TX_OK) reason = note_read(&call, area, "read.preview", NOBODY, NULL);
  if (reason == TX_OK) out = page_json(&call, preview, kind, from);
  if (reason == TX_OK) reason = add_beyond(&call, preview, out);
  preview_release(call.server, preview);
  call_answer(&call, reason, 200, out);
}

json_t *previews_json(struct call *call) {
  struct preview *previews[PREVIEWS_MAX];
  size_t count = preview_all(call->server, &call->request, previews);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++) {
    json_array_append_new(list, summary_json(previews[i]));
    preview_release(call->server, previews[i]);
  }
  return list;
}

/* --- decided ---------------------------------------------------------------------------------- */

void api_previews_discard(struct host_request *http, void *context) {
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  call_start(&call, http, context);
  enum tx_reason reason =
      preview_discard(call.server, &call.request, area, id_of(http), &call.problem);
  call_answer(&call, reason, 200,
              json_pack("{s:o, s:I}", "area", area_json(area), "preview", (json_int_t)id_of(http)));
}

void api_previews_confirm(struct host_request *http, void *context) {
  uint64_t area;
  CALL call = { 0 };
  if (!read_area_param(http, &area)) return;
  struct import_work *work = import_start(&call, http, context, NULL);
  if (!work) return;
  enum tx_reason reason = roster_import_confirm(call.server, &call.request, area, id_of(http),
                                                &work->roster, &call.problem);
  if (reason == TX_OK && import_wants_refused(http))
    reason = roster_import_keep_refused(work->roster);
  import_answer(
      &call, reason,
      &(struct stream_work){ import_step_roster, import_tell_roster, import_close, work });
}
