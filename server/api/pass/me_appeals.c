/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone appeals against, and who looked at those for whom it shows passes. */
#include "api/office/appeals.h"

#include "api/call/mine.h"
#include "api/call/read.h"
#include "api/json/appeal_json.h"
#include "domain/account/account.h"
#include "domain/audit/log.h"
#include "model/purpose.h"

#include <stdlib.h>

/* --- appeals ---------------------------------------------------------------------------------- */

void api_me_appeal(struct host_request *http, void *context) {
  struct holder_key key;
  struct appeal row;
  struct appeal_in in;
  MINE mine = { 0 };
  json_t *form = NULL;
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key) || !(form = read_object(http))) return;
  enum tx_reason reason = read_appeal(&call, form, &in);
  if (reason == TX_OK) reason = mine_find(&call, &key, &mine);
  if (reason == TX_OK) reason = mine_check(&call, &mine, in.area, in.index);
  in.way = APPEAL_BY_PHONE_PAGE;
  if (reason == TX_OK) reason = appeal_make(&call.request, &in, &row, &call.problem);
  json_decref(form);
  call_answer(&call, reason, 201,
              reason == TX_OK ? json_pack("{s:o}", "appeal", appeal_json(&row)) : NULL);
}

void api_me_appeals(struct host_request *http, void *context) {
  struct holder_key key;
  struct appeal *rows = NULL;
  size_t count = 0;
  MINE mine = { 0 };
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key)) return;
  enum tx_reason reason = mine_find(&call, &key, &mine);
  for (size_t i = 0; reason == TX_OK && i < mine.count; i++)
    reason = appeal_of(&call.request, mine.all[i].area, mine.all[i].index, &rows, &count);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, appeal_json(&rows[i]));
  free(rows);
  host_reply_cache(http, "private, no-cache");
  call_answer(&call, reason, 200, json_pack("{s:o}", "appeals", list));
}

/* --- who looked ------------------------------------------------------------------------------- */

#define READS_MAX 500 /* the newest entries about a person that are looked at */

/* "visit; clerk lead": what audit_log_read wrote. */
static void add_detail(json_t *json, const char *detail) {
  char word[24], *rest = NULL;
  size_t n = strcspn(detail, ";");
  snprintf(word, sizeof word, "%.*s", (int)n, detail);
  const struct purpose *purpose = purpose_find(word);
  json_t *roles = json_array();
  HOST_FREE char *list = strdup(detail[n] ? detail + n + 1 : "");
  for (char *role = list ? strtok_r(list, " ", &rest) : NULL; role;
       role = strtok_r(NULL, " ", &rest))
    json_array_append_new(roles, json_string(role));
  json_object_set_new(json, "roles", roles);
  if (!purpose) return;
  json_object_set_new(json, "purpose", json_string(purpose->word));
  json_object_set_new(json, "purpose_zh", json_string(purpose->zh));
  json_object_set_new(json, "purpose_en", json_string(purpose->en));
}

/* "7 swab paper 17", "7 request 3 exempt swab paper 17", "护照: original seen". */
static void add_act(json_t *json, const struct audit_line *line) {
  const char *words = line->detail, *exempt = strstr(words, " exempt ");
  if (strcmp(line->action, "exempt.end") == 0 && exempt) words = exempt + strlen(" exempt ");
  if (strcmp(line->action, "exempt") == 0) words += strcspn(words, " ");
  json_object_set_new(json, "roles", json_array());
  json_object_set_new(json, "act", json_string(line->action));
  json_object_set_new(json, "words", json_string(words + strspn(words, " ")));
}

/* The body by its name; who of it looked is the office's to know. */
static json_t *read_json(struct call *call, uint64_t area, const struct audit_line *line) {
  char name[BODY_NAME_SIZE] = "";
  account_body_name(&call->request, line->body, name);
  json_t *json = json_pack("{s:o, s:I, s:I, s:s}", "area", area_json(area), "index",
                           (json_int_t)line->subject, "at", (json_int_t)line->at, "body", name);
  if (line->read)
    add_detail(json, line->detail);
  else
    add_act(json, line);
  return json;
}

static enum tx_reason add_reads(struct call *call, const struct holding *one,
                                struct audit_line *lines, json_t *out) {
  size_t count = 0;
  struct audit_query query = {
    .area = one->area, .subject = one->index, .limit = READS_MAX, .theirs = true
  };
  enum tx_reason reason = audit_log_list(&call->request, &query, lines, &count, &call->problem);
  for (size_t i = 0; reason == TX_OK && i < count; i++)
    json_array_append_new(out, read_json(call, one->area, &lines[i]));
  return reason;
}

void api_me_reads(struct host_request *http, void *context) {
  struct holder_key key;
  MINE mine = { 0 };
  HOST_FREE struct audit_line *lines = calloc(READS_MAX, sizeof *lines);
  CALL call = { 0 };
  call_start(&call, http, context);
  if (!holder_admit(&call, &key)) return;
  json_t *list = json_array();
  enum tx_reason reason = lines ? mine_find(&call, &key, &mine) : TX_NO_MEMORY;
  for (size_t i = 0; reason == TX_OK && i < mine.count; i++)
    reason = add_reads(&call, &mine.all[i], lines, list);
  host_reply_cache(http, "private, no-cache");
  call_answer(&call, reason, 200, json_pack("{s:o}", "reads", list));
}
