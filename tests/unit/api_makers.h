/* SPDX-License-Identifier: Apache-2.0 */
/* One request of each route that makes something, with what it needs in the room. */
#ifndef TEST_UNIT_API_MAKERS_H
#define TEST_UNIT_API_MAKERS_H

#include "certificate_room.h"
#include "feed_room.h"
#include "key_room.h"

#include "api_bodies.h" /* behind those: it has rows */

#include "domain/publication/trust_import.h"

#include <unistd.h>

/* What a route is asked, once the room is ready for it. */
struct act {
  char path[160], type[32];
  struct host_bytes body;
  const char *as;      /* another account than "office" */
  struct phone *phone; /* or a phone */
};

static struct phone mother, worker; /* hold the passes of 0 and 1 */

static void say_body(struct act *act, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void say_body(struct act *act, const char *format, ...) {
  va_list args;
  char *text = NULL;
  va_start(args, format);
  int n = vasprintf(&text, format, args);
  va_end(args);
  act->body = (struct host_bytes){ .p = (uint8_t *)text, .n = (size_t)n };
}

static void say_json(struct act *act, json_t *json) {
  act->body.p = (uint8_t *)json_dumps(json, JSON_COMPACT);
  act->body.n = strlen((const char *)act->body.p);
  json_decref(json);
}

static long long id_in(json_t *out, const char *object, const char *name) {
  long long id = room_int(object ? json_object_get(out, object) : out, name);
  json_decref(out);
  return id;
}

static void say_row(struct act *act, const char *pattern) {
  for (size_t i = 0; i < COUNT(rows); i++) {
    if (strcmp(rows[i].method, "POST") != 0 || strcmp(rows[i].pattern, pattern) != 0) continue;
    snprintf(act->path, sizeof act->path, "%s", rows[i].path);
    say_json(act, make_body(i, 77));
    return;
  }
  fail_msg("no body for %s", pattern);
}

#define ACT(name) static void name(UNUSED struct room *room, UNUSED struct act *act)

ACT(account) {
  say_body(act, "{\"login\": \"wang\", \"body\": \"property\", \"roles\": [\"clerk\"], "
                "\"id_number\": \"990101199001010019\", \"reason\": \"新来的\"}");
}
ACT(body) {
  say_body(
      act,
      "{\"id\": \"gongan\", \"name\": \"派出所\", \"kind\": \"police\", \"area\": \"" ROOM_AREA_TEXT
      "\", \"reason\": \"需要\"}");
}
ACT(decision) {
  json_t *made = room_get(room, "POST /v1/requests",
                          json_pack("{s:s, s:s, s:i, s:s}", "act", "bulk", "what", "passes",
                                    "people", 30, "words", "新楼入住"));
  snprintf(act->path, sizeof act->path, "/v1/requests/" ROOM_AREA_TEXT "/%lld/decisions",
           id_in(made, "request", "id"));
  say_body(act, "{\"decision\": \"withdraw\", \"words\": \"不需要了\"}");
}
ACT(application_decision) {
  struct phone phone = phone_of(room, FORGE_OTHER_HOLDER);
  snprintf(act->path, sizeof act->path, "/v1/applications/" ROOM_AREA_TEXT "/%lld/decisions",
           phone_apply_to(&phone, phone_form(2, ""), "waiting"));
  say_body(act, "{\"decision\": \"refuse\", \"words\": \"证件不清\"}");
}
ACT(my_visitor) {
  say_body(act,
           "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 0, \"name\": \"李四\", \"until\": "
           "%lld}",
           (long long)room->now_s + 3600);
  act->phone = &mother;
}
ACT(my_appeal) {
  struct request_in in = red_code();
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_OK);
  say_body(act, "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 1, \"field\": \"health\", "
                "\"words\": \"我不是密接\"}");
  act->phone = &worker;
}
ACT(answer) {
  snprintf(act->path, sizeof act->path, "/v1/appeals/" ROOM_AREA_TEXT "/1/answers");
  say_body(act, "{\"outcome\": \"upheld\", \"words\": \"维持\"}");
  act->as = "chief";
}
ACT(office_appeal) {
  const struct request_in in = { .act = REQUEST_STATE,
                                 .area = ROOM_AREA,
                                 .index = 1,
                                 .state = TX_STATE_SUSPENDED,
                                 .ground = "B4",
                                 .evidence = "PSB-7",
                                 .words = "" };
  struct request_row row;
  assert_int_equal(ask_as(room, "office", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  say_body(act, "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 1, \"field\": \"state\", \"way\": "
                "\"paper\", \"words\": \"没有转借\"}");
}
ACT(certificate) {
  make_well(room, 0);
  say_json(act, form(0, "work"));
}
ACT(withdrawal) {
  snprintf(act->path, sizeof act->path, "/v1/certificates/" ROOM_AREA_TEXT "/1/withdrawals");
  say_body(act, "{\"words\": \"写错了\"}");
}
ACT(edition) {
  say_body(act, "{\"id\": \"xian-1\", \"document\": \"市指办〔2022〕3号\", \"valid_from\": "
                "1640000000, \"released\": {\"days\": 7, \"tests\": [1, 7]}, \"home\": {\"days\": "
                "7, \"tests\": [7]}, \"reason\": \"按市里的文件\"}");
}
ACT(names_of_a_trace) {
  snprintf(act->path, sizeof act->path, "/v1/traces/" ROOM_AREA_TEXT "/%lld/requests",
           (long long)room_count(room, "select max(id) from trace"));
  say_body(act, "{\"words\": \"通知密接\"}");
}

#define HEADING "姓名,证件号码,电话,楼栋,房号\n"
#define ROSTER(name, number)                                                                       \
  HEADING "王秀英,990101194912310028,13800000000,3-2,101\n" name "," number ",,4-1,201\n"

static void say_csv(struct act *act, const char *csv) {
  snprintf(act->type, sizeof act->type, "text/csv");
  say_body(act, "%s", csv);
}
ACT(import) {
  say_csv(act, ROSTER("李娜", "990101199001010019"));
}
ACT(confirmation) {
  static const char csv[] = ROSTER("赵一", "990101199001010027");
  json_t *made = room_send(room, "POST /v1/imports/previews", "text/csv", tx_span_text(csv));
  if (!made) fail_msg("%s", room->problem.en);
  snprintf(act->path, sizeof act->path,
           "/v1/imports/previews/" ROOM_AREA_TEXT "/%lld/confirmations",
           id_in(made, NULL, "preview"));
}

static long long newest_import(struct room *room) {
  return room_count(room, "select max(id) from import_done");
}
ACT(gone) {
  snprintf(act->path, sizeof act->path, "/v1/imports/" ROOM_AREA_TEXT "/%lld/gone/confirmations",
           newest_import(room));
  say_body(act, "{\"indexes\": [2], \"evidence\": \"网格员走访\"}");
}
ACT(gone_undo) {
  snprintf(act->path, sizeof act->path, "/v1/imports/" ROOM_AREA_TEXT "/%lld/gone/undo",
           newest_import(room));
  say_body(act, "{\"indexes\": [2]}");
}
ACT(import_undo) {
  snprintf(act->path, sizeof act->path, "/v1/imports/" ROOM_AREA_TEXT "/%lld/undo",
           newest_import(room));
}
ACT(feed) {
  snprintf(act->type, sizeof act->type, "text/csv");
  say_body(act,
           "id_number,field,value,source,observed_at,valid_until\n"
           "990101194912310028,test,negative,hospital,%lld,\n",
           (long long)room->now_s - 3600);
}
ACT(token) {
  free(feed_make(room, "lab-7", ROOM_AREA_TEXT, json_pack("[s]", "test")));
  snprintf(act->path, sizeof act->path, "/v1/feeds/lab-7/tokens");
}
ACT(code) {
  snprintf(act->path, sizeof act->path, "/v1/accounts/street/codes");
}
ACT(publication) {
  room->now_s++; /* it wants a later second */
}
ACT(signed_policy) {
  static const char policy[] =
      "{\"area\": 610100000000, \"seq\": 1640000000, \"orders\": [{\"id\": \"c1\", \"document\": "
      "\"1号\", \"issuer\": \"市\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "
      "\"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": true, \"on_fail\": \"warn\", "
      "\"say\": {\"zh\": \"红码\"}}]}]}";
  assert_int_equal(tx_policy_sign(tx_span_text(policy), room->forge.keys[FORGE_POLICY_CITY],
                                  &act->body.p, &act->body.n),
                   TX_OK);
  snprintf(act->type, sizeof act->type, "application/cose");
}
ACT(renewal) {
  room->now_s += 155 * DAY_S;
  assert_int_equal(phone_sign_in(&mother), 201);
  snprintf(act->path, sizeof act->path, "/v1/me/passes/" ROOM_AREA_TEXT "/0/renewals");
  act->phone = &mother;
}
/* A key that is good for the district's areas. */
ACT(area) {
  struct forge_trust draft;
  uint64_t seq = 0;
  forge_trust_draft(&room->forge, &draft);
  for (size_t i = 0; i < draft.trust.row_count; i++)
    if (draft.rows[i].area == ROOM_AREA) draft.rows[i].area = FORGE_DISTRICT;
  draft.trust.seq++;
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  struct request request = room_request(room);
  if (trust_import(room->server, &request, forge_span(&trust), &seq, &room->problem) != TX_OK)
    fail_msg("%s", room->problem.en);
  request_end(room->server, &request);
  say_row(act, "/v1/areas");
}
ACT(application) {
  say_json(act, application_body(0));
}

/* In this order: what is made by one is there for the next. */
static const struct {
  const char *pattern;
  void (*prepare)(struct room *room, struct act *act); /* NULL: the row of api_bodies.h */
} acts[] = {
  { "/v1/gates", NULL },
  { "/v1/gates/codes", NULL },
  { "/v1/areas", area },
  { "/v1/accounts", account },
  { "/v1/bodies", body },
  { "/v1/accounts/{login}/codes", code },
  { "/v1/clock/confirmations", NULL },
  { "/v1/residents", NULL },
  { "/v1/residents/{area}/{index}/documents", NULL },
  { "/v1/residents/{area}/{index}/statements", NULL },
  { "/v1/requests", NULL },
  { "/v1/requests/{area}/{id}/decisions", decision },
  { "/v1/residents/{area}/{index}/passes", NULL },
  { "/v1/passes", NULL },
  { "/v1/claims", NULL },
  { "/v1/applications", application },
  { "/v1/applications/{area}/{id}/decisions", application_decision },
  { "/v1/me/visitors", my_visitor },
  { "/v1/visitors", NULL },
  { "/v1/certificates", certificate },
  { "/v1/certificates/{area}/{serial}/withdrawals", withdrawal },
  { "/v1/certificates/editions", edition },
  { "/v1/me/appeals", my_appeal },
  { "/v1/appeals/{area}/{id}/answers", answer },
  { "/v1/appeals", office_appeal },
  { "/v1/closings", NULL },
  { "/v1/drills", NULL },
  { "/v1/traces", NULL },
  { "/v1/traces/{area}/{id}/requests", names_of_a_trace },
  { "/v1/imports", import },
  { "/v1/imports/{area}/{id}/gone/confirmations", gone },
  { "/v1/imports/{area}/{id}/gone/undo", gone_undo },
  { "/v1/imports/{area}/{id}/undo", import_undo },
  { "/v1/imports/previews/{area}/{id}/confirmations", confirmation },
  { "/v1/feeds", feed },
  { "/v1/feeds/{source}/tokens", token },
  { "/v1/policies", NULL },
  { "/v1/policies/drafts", NULL },
  { "/v1/policies/signed", signed_policy },
  { "/v1/publications", publication },
  { "/v1/me/passes/{area}/{index}/renewals", renewal },
};

/* --- asked ------------------------------------------------------------------------------------ */

/* Whose user of the machine the test is. */
static inline void be(struct room *room, const char *login) {
  char sql[120];
  room_sql(room, "update account set uid = null");
  snprintf(sql, sizeof sql, "update account set uid = %ld where login = '%s'", (long)geteuid(),
           login);
  room_sql(room, sql);
}

static inline void make_ready(struct room *room) {
  room_write_key(room, FORGE_POLICY_CITY);
  mother = phone_signed_in(room, FORGE_HOLDER, 0);
  worker = phone_signed_in(room, FORGE_OTHER_HOLDER, 1);
  applicant = phone_of(room, FORGE_GATE);
}

struct made {
  char key[32];
  struct act act;
  struct sending one; /* points into those */
};

/* By the account that may; made_let_go gives it back, and is the first account's again. */
static inline void make(struct room *room, size_t i, struct made *made) {
  *made = (struct made){ .act = { .type = "application/json", .as = "office" } };
  struct act *act = &made->act;
  snprintf(act->path, sizeof act->path, "%s", acts[i].pattern);
  if (acts[i].prepare)
    acts[i].prepare(room, act);
  else
    say_row(act, acts[i].pattern);
  snprintf(made->key, sizeof made->key, "key-%zu", i);
  be(room, act->as);
  room->api.fixed_s = room->now_s;
  made->one = (struct sending){ .room = room,
                                .path = act->path,
                                .key = made->key,
                                .type = act->type,
                                .cookie = act->phone ? act->phone->cookie : NULL,
                                .body = host_span(&act->body) };
  send_under(&made->one);
  if (made->one.status / 100 != 2 || strstr(made->one.text, "{\"problem\":"))
    fail_msg("%s: %ld, %s", acts[i].pattern, made->one.status, made->one.text);
}

static inline void made_let_go(struct room *room, struct made *made) {
  be(room, "office");
  free(made->one.text);
  free(made->act.body.p);
}

#endif
