/* SPDX-License-Identifier: Apache-2.0 */
#include "requests.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "api/call/whom.h"
#include "api/json/account_json.h"
#include "api/json/feed_json.h"
#include "api/json/trace_json.h"
#include "domain/account/session.h"
#include "domain/certificate/edition.h"
#include "domain/pass/exempt_words.h"
#include "domain/request/founding_undo.h"
#include "domain/resident/intake.h"
#include "domain/roster/id_document.h"
#include "host/text/date.h"
#include "host/text/text.h"

#include <stdlib.h>

#define PAGE_MAX 200
#define UNDO_MS 20000 /* that the answer waits */

static const char *const outcomes[REQUEST_OUTCOMES] = { "asked", "done", "refused", "withdrawn",
                                                        "lapsed" };

static void add_decision(json_t *json, const struct request_row *row) {
  if (!row->decided_at) return;
  json_object_set_new(json, "decided_by", json_string(row->decided_by));
  json_object_set_new(json, "decided_body", json_string(row->decided_body));
  json_object_set_new(json, "decided_at", json_integer(row->decided_at));
  if (*row->reply) json_object_set_new(json, "reply", json_string(row->reply));
}

static void add_person(json_t *json, const struct request_row *row) {
  const struct ground *ground = &grounds[row->ground];
  enum restraint restraint = request_restraint(row);
  json_t *what = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:I}", "index", (json_int_t)row->index,
                           "restraint", restraint_en(restraint), "restraint_zh",
                           restraint_zh(restraint), "ground", ground->code, "ground_zh", ground->zh,
                           "ground_en", ground->en, "until", (json_int_t)row->until);
  json_object_update_new(json, what);
}

static json_t *policy_wish_json(const struct policy_wish *policy) {
  json_t *json = json_pack("{s:I}", "draft", (json_int_t)policy->draft);
  if (*policy->end) json_object_set_new(json, "end", json_string(policy->end));
  return json;
}

static json_t *held_json(const struct held_wish *held) {
  json_t *counts = json_object();
  for (int i = 0; i < RESTRAINTS; i++)
    if (held->counts[i])
      json_object_set_new(counts, restraint_en((enum restraint)i), json_integer(held->counts[i]));
  return json_pack("{s:I, s:I, s:o}", "import", (json_int_t)held->import, "lines",
                   (json_int_t)held->lines, "counts", counts);
}

static json_t *bulk_json(const struct bulk_wish *bulk) {
  return json_pack("{s:s, s:s, s:s, s:I}", "what", bulk_word(bulk->what), "zh", bulk_zh(bulk->what),
                   "en", bulk_en(bulk->what), "people", (json_int_t)bulk->people);
}

json_t *exemptions_json(uint8_t set) {
  json_t *list = json_array();
  for (int bit = 0; bit < EXEMPTIONS; bit++)
    if (set & 1u << bit) json_array_append_new(list, json_string(exemption_word(bit)));
  return list;
}

static void add_exemption(json_t *json, const struct request_row *row) {
  const struct exemption_wish *wish = &row->exemption;
  json_object_set_new(json, "index", json_integer(row->index));
  json_object_set_new(json, "exemption",
                      json_pack("{s:o, s:o}", "taken",
                                exemptions_json(wish->before & (uint8_t)~wish->after), "left",
                                exemptions_json(wish->after)));
}

/* Its tail alone, as in a list. */
static void add_document(json_t *json, const struct request_row *row) {
  const struct document_wish *wish = &row->document;
  char tail[5];
  id_document_tail(wish->number, tail);
  json_t *what =
      json_pack("{s:s, s:s, s:b}", "id_type", id_document_type_zh((enum id_type)wish->type), "tail",
                tail, "elsewhere", wish->elsewhere);
  if (wish->other >= 0) json_object_set_new(what, "other", json_integer(wish->other));
  json_object_set_new(json, "index", json_integer(row->index));
  json_object_set_new(json, "document", what);
}

static void add_founding(json_t *json, const struct request_row *row) {
  const struct founding *done = &row->founding;
  json_t *what = json_pack("{s:s, s:I}", "what", founding_word(done->what), "people",
                           (json_int_t)done->people);
  if (done->what == FOUNDING_IMPORT)
    json_object_set_new(what, "import", json_integer(done->import));
  if (done->what == FOUNDING_ADD) json_object_set_new(json, "index", json_integer(row->index));
  json_object_set_new(json, "founding", what);
}

static void add_office(json_t *json, const struct request_row *row) {
  if (row->act == REQUEST_HELD)
    json_object_set_new(json, "held", held_json(&row->held));
  else if (row->act == REQUEST_BULK)
    json_object_set_new(json, "bulk", bulk_json(&row->bulk));
  else if (row->act == REQUEST_FOUNDING)
    add_founding(json, row);
  else if (row->act == REQUEST_TRACE)
    json_object_set_new(json, "trace", trace_wish_json(&row->trace));
  else if (row->act == REQUEST_FEED)
    json_object_set_new(json, "feed", feed_json(&row->feed.feed));
  else if (row->act == REQUEST_EDITION)
    json_object_set_new(json, "edition", edition_json(&row->edition));
  else if (row->act == REQUEST_BODY)
    json_object_set_new(json, "body", body_json(&row->body));
  else if (row->act == REQUEST_ACCOUNT)
    json_object_set_new(json, "account", account_json(&row->account));
  else if (row->act == REQUEST_EXEMPTION)
    add_exemption(json, row);
  else if (row->act == REQUEST_DOCUMENT)
    add_document(json, row);
  else if (row->act == REQUEST_POLICY)
    json_object_set_new(json, "policy", policy_wish_json(&row->policy));
  else if (row->act == REQUEST_END)
    json_object_set_new(json, "login", json_string(row->account.login));
}

json_t *request_json(const struct request_row *row) {
  uint8_t hash[TX_HASH_SIZE] = { 0 };
  char hex[TX_HASH_SIZE * 2 + 1];
  if (request_hash(row, hash) != TX_OK) return NULL;
  host_hex(tx_span_of(hash, sizeof hash), hex);
  json_t *json = json_pack(
      "{s:o, s:I, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "area", area_json(row->area), "id",
      (json_int_t)row->id, "act", request_act_word(row->act), "evidence", row->evidence, "words",
      row->words, "asked_by", row->asked_by, "asked_body", row->asked_body, "asked_at",
      (json_int_t)row->asked_at, "outcome", outcomes[row->outcome], "hash", hex);
  if (!json) return NULL;
  if (row->ground >= 0)
    add_person(json, row);
  else
    add_office(json, row);
  if (row->emergency) json_object_set_new(json, "emergency", json_true());
  add_decision(json, row);
  return json;
}

static json_t *words_json(uint32_t set, int count, const char *(*word)(int i)) {
  json_t *list = json_array();
  for (int i = 0; i < count; i++)
    if (set & 1u << i) json_array_append_new(list, json_string(word(i)));
  return list;
}

static const char *kind_at(int i) {
  return body_kind_word((enum body_kind)i);
}
static const char *role_at(int i) {
  return role_word((enum role)i);
}

/* Accounts for those alone who may see them. */
static json_t *seconders_json(const struct request_seconders *who) {
  char zh[500], en[500];
  request_seconders_say(who, false, zh, sizeof zh);
  request_seconders_say(who, true, en, sizeof en);
  json_t *json =
      json_pack("{s:o, s:o, s:s, s:s}", "bodies", words_json(who->kinds, BODY_KINDS, kind_at),
                "roles", words_json(who->roles, ROLES, role_at), "zh", zh, "en", en);
  json_t *logins = who->named ? json_array() : NULL;
  for (size_t i = 0; logins && i < who->count && i < REQUEST_SECONDERS; i++)
    json_array_append_new(logins, json_string(who->logins[i]));
  if (logins) json_object_set_new(json, "accounts", logins);
  return json;
}

/* Of one that waits. */
static enum tx_reason add_seconders(struct call *call, const struct request_row *row, json_t *one) {
  struct request_seconders who = { 0 };
  if (row->outcome != REQUEST_ASKED) return TX_OK;
  enum tx_reason reason =
      host_problem_of(&call->problem, request_seconders(&call->request, row, &who));
  if (reason == TX_OK) json_object_set_new(one, "seconders", seconders_json(&who));
  return reason;
}

enum tx_reason request_ask(struct call *call, const struct request_in *in, json_t **out) {
  struct request_row row;
  enum tx_reason reason = request_make(&call->request, in, &row, &call->problem);
  if (reason != TX_OK) return reason;
  json_t *json = request_json(&row);
  /* It is asked for, whether these can be read now or not. */
  (void)add_seconders(call, &row, json);
  if (row.repeated) json_object_set_new(json, "repeated", json_true());
  *out = json;
  return TX_OK;
}

void request_answer(struct call *call, enum tx_reason reason, const struct request_in *in) {
  json_t *out = NULL;
  if (reason == TX_OK) reason = request_ask(call, in, &out);
  call_answer(call, reason, 202, out ? json_pack("{s:o}", "request", out) : NULL);
}

/* What is asked for here is asked for of many; all else where it is done. */
static enum tx_reason read_bulk(struct call *call, const json_t *in, struct bulk_wish *out) {
  int what = bulk_find(in_text(in, "what", ""));
  if (strcmp(in_text(in, "act", ""), request_act_word(REQUEST_BULK)) != 0)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "事项（act）应为 bulk。",
                            "act should be bulk.");
  if (what < 0)
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT,
                            "成批办理的事（what）应为 add（登记）、end（停用）、passes（办证）、"
                            "claims（换领证码）或 names（取出全名）。",
                            "what is one of add, end, passes, claims and names.");
  *out = (struct bulk_wish){ .what = (enum bulk_what)what, .people = in_int(in, "people", 0) };
  return TX_OK;
}

void api_requests_make(struct host_request *http, void *context) {
  struct bulk_wish bulk;
  uint64_t area = 0;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_area(&call, in_text(in, "area", NULL), &area);
  if (reason == TX_OK) reason = read_bulk(&call, in, &bulk);
  const struct request_in wanted = { .act = REQUEST_BULK,
                                     .area = area,
                                     .bulk = &bulk,
                                     .ground = "",
                                     .evidence = "",
                                     .words = in_text(in, "words", "") };
  request_answer(&call, reason, &wanted);
  json_decref(in);
}

static bool names_a_person(const struct request_row *row) {
  return row->ground >= 0 || row->act == REQUEST_EXEMPTION || row->act == REQUEST_DOCUMENT ||
         (row->act == REQUEST_FOUNDING && row->founding.what == FOUNDING_ADD);
}

enum tx_reason requests_say(struct call *call, const struct request_row *rows, size_t count,
                            json_t *list) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    json_t *one = request_json(&rows[i]);
    json_array_append_new(list, one);
    reason = add_seconders(call, &rows[i], one);
    if (reason != TX_OK) break;
    if (names_a_person(&rows[i])) reason = add_whom(call, rows[i].area, rows[i].index, one);
  }
  return reason;
}

void api_requests_show(struct host_request *http, void *context) {
  struct request_row *rows = NULL;
  size_t count = 0;
  uint64_t area;
  bool all = read_query_number(http, "all", 0) == 1;
  struct list_page page = read_list_page(http, PAGE_MAX);
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = read_query_area(&call, &area);
  if (reason == TX_OK)
    reason = request_list(&call.request, area, !all, &page, &rows, &count, &call.problem);
  if (reason == TX_OK && count) reason = note_read(&call, area, "read.requests", NOBODY, NULL);
  json_t *list = json_array();
  if (reason == TX_OK) reason = requests_say(&call, rows, count, list);
  free(rows);
  json_t *out = json_pack("{s:o}", "requests", list);
  list_page_say(out, &page);
  call_answer(&call, reason, 200, out);
}

static int find_verdict(const char *word) {
  static const char *const words[] = {
    [REQUEST_SECOND] = "second", [REQUEST_REFUSE] = "refuse", [REQUEST_WITHDRAW] = "withdraw"
  };
  for (int i = 0; i < 3; i++)
    if (strcmp(word, words[i]) == 0) return i;
  return -1;
}

/* Who seconds gives the password again, and the hash of what they saw. */
static enum tx_reason read_seconding(struct call *call, const json_t *in,
                                     uint8_t hash[TX_HASH_SIZE]) {
  if (!host_unhex(in_text(in, "hash", ""), hash, TX_HASH_SIZE))
    return host_problem_say(&call->problem, TX_BAD_ARGUMENT, "请求的摘要（hash）应为64位十六进制。",
                            "hash should be the request's 64 hexadecimal digits.");
  return session_confirm(call->server, api_now(call->api), call->caller->login,
                         in_text(in, "password", ""), host_request_address(call->http),
                         &call->problem);
}

/* Done in slices: what is left after a while is gone on with by the server's own work. */
static json_t *undo_founding(struct call *call) {
  struct founding_undone undone = { 0 };
  if (founding_undo(call->server, api_now(call->api), host_monotonic_ms() + UNDO_MS, &undone) !=
      TX_OK)
    undone.left = true;
  return json_pack("{s:I, s:I, s:I, s:b}", "removed", (json_int_t)undone.removed, "revoked",
                   (json_int_t)undone.revoked, "restored", (json_int_t)undone.restored, "left",
                   undone.left);
}

void api_requests_decide(struct host_request *http, void *context) {
  struct request_row row;
  uint64_t area;
  uint8_t hash[TX_HASH_SIZE] = { 0 };
  if (!read_area_param(http, &area)) return;
  json_t *in = read_object(http);
  if (!in) return;
  CALL call = call_idle(http, context);
  int64_t id = strtoll(host_request_param(http, "id"), NULL, 10);
  int verdict = find_verdict(in_text(in, "decision", ""));
  enum tx_reason reason = TX_OK;
  if (verdict < 0)
    reason = host_problem_say(
        &call.problem, TX_BAD_ARGUMENT,
        "决定（decision）应为 second（同意）、refuse（不同意）或 withdraw（撤回）。",
        "decision is one of second, refuse and withdraw.");
  const bool confirmed = verdict == REQUEST_SECOND || *in_text(in, "password", "");
  if (reason == TX_OK && confirmed) reason = read_seconding(&call, in, hash);
  if (reason == TX_OK) {
    call_take(&call);
    reason = request_decide(call.server, &call.request, area, id, (enum request_verdict)verdict,
                            confirmed ? hash : NULL, in_text(in, "words", ""), &row, &call.problem);
  }
  json_t *undone = NULL;
  if (reason == TX_OK && row.act == REQUEST_HELD) { /* at once, where it restrains */
    call_give(&call);
    intake_settle(call.server, api_now(call.api));
  } else if (reason == TX_OK && row.act == REQUEST_FOUNDING && verdict == REQUEST_REFUSE) {
    call_give(&call);
    undone = undo_founding(&call);
  }
  json_decref(in);
  call_answer(&call, reason, 200,
              reason == TX_OK
                  ? json_pack("{s:o, s:o*}", "request", request_json(&row), "undone", undone)
                  : NULL);
}
