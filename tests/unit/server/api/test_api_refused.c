/* SPDX-License-Identifier: Apache-2.0 */
/* What is out of its bounds, or cannot be meant, is refused by name; what is just within is taken.
 */
#include "bodies_room.h"
#include "phone_room.h"

#include <unistd.h>

/* Whose user of the machine the test is. */
static void be(struct room *room, const char *login) {
  char sql[120];
  room_sql(room, "update account set uid = null");
  snprintf(sql, sizeof sql, "update account set uid = %ld where login = '%s'", (long)geteuid(),
           login);
  room_sql(room, sql);
}

#define ONE "/v1/residents/" ROOM_AREA_TEXT "/1"
#define X16 "xxxxxxxxxxxxxxxx"
#define X128 X16 X16 X16 X16 X16 X16 X16 X16
#define POLICY                                                                                      \
  "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"1号\", \"issuer\": "     \
  "\"社区\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, \"rules\": [{\"id\": \"r1\", " \
  "\"topic\": \"courier\", \"logic\": true, \"on_fail\": \"deny\", \"say\": {\"zh\": \"不\"}}]}]}"

/* zh: what the refusal says; NULL: it is taken. */
static const struct {
  const char *login, *what, *body, *zh;
} rows[] = {
  { "office", "GET /v1/reports/day?day=2021-12-31", NULL, NULL },
  { "office", "GET /v1/reports/day?day=2021-12-31%2008:00", NULL, "day应是日期" },
  { "office", "GET /v1/reports/day?hours=672", NULL, NULL },
  { "office", "GET /v1/reports/day?hours=673", NULL, "hours应是1至672的小时数" },
  { "office", "GET /v1/reports/day?format=", NULL, "format应是" },
  { "office", "GET /v1/figures/" ROOM_AREA_TEXT "?from=2021-12-01&to=2021-12-31", NULL, NULL },
  { "office", "GET /v1/figures/" ROOM_AREA_TEXT "?from=2021-12-01&to=2022-01-01", NULL,
    "from到to应是1至31天" },
  { "office", "GET /v1/figures/" ROOM_AREA_TEXT "?from=2021-12-02&to=2021-12-01", NULL,
    "from到to应是1至31天" },
  { "office", "GET /v1/ends?days=36500", NULL, NULL },
  { "office", "GET /v1/ends?days=36501", NULL, "days应是1至36500的天数" },
  { "office", "GET /v1/events?after=", NULL, NULL },
  { "office", "GET /v1/events?after=1:ab:3", NULL, NULL },
  { "office", "GET /v1/events?after=1:ab:3x", NULL, "after" },
  { "office", "POST " ONE "/explanations?kind=vehicle&direction=out", POLICY, NULL },
  { "office", "POST " ONE "/explanations?kind=boat", POLICY, "门禁种类应为" },
  { "office", "POST " ONE "/explanations?direction=up", POLICY, "门禁种类应为" },
  { "office", "POST " ONE "/passes", "{\"days\": 3660}", NULL },
  { "office", "POST " ONE "/passes", "{\"days\": 3661}", "天数应在1到3660之间" },
  { "office", "POST " ONE "/passes", "{\"days\": -1}", "天数应在1到3660之间" },
  { "office", "POST " ONE "/passes", "{\"holder_key\": \"no base64!\"}", "持有人公钥无法读取" },
  { "office", "POST " ONE "/passes", "{\"holder_key\": \"AAAA\"}", "持有人公钥无法读取" },
  { "office", "POST " ONE "/passes", "{\"evidence\": \"" X128 "\"}", NULL },
  { "office", "POST " ONE "/passes", "{\"evidence\": \"" X128 "x\"}", "凭证最多128个字节" },
  { "office", "POST /v1/visitors", "{\"name\": \"来访甲\", \"days\": 366}", NULL },
  { "office", "POST /v1/visitors", "{\"name\": \"来访甲\", \"days\": 367}", "天数应在1到366之间" },
  { "office", "POST /v1/visitors", "{\"name\": \"来访甲\", \"days\": -1}", "天数应在1到366之间" },
  { "office", "POST /v1/residents/search", "{\"part\": \"张\", \"limit\": 1}", NULL },
  { "office", "PUT " ONE "/state",
    "{\"state\": \"suspended\", \"ground\": \"B1\", \"evidence\": \"电话\", \"until\": \"哪天\"}",
    "“哪天”不是时间" },
  { "clerk", "POST " ONE "/statements",
    "{\"field\": \"health\", \"value\": \"green\", \"evidence\": \"x\", \"reason\": \"x\"}",
    "只能由疾控的账号录入" },
  { "street", "POST /v1/requests/" ROOM_AREA_TEXT "/1/decisions",
    "{\"decision\": \"second\", \"hash\": \"0\", \"password\": \"x\"}", "应为64位十六进制" },
  { "street", "POST /v1/requests/" ROOM_AREA_TEXT "/1/decisions",
    "{\"decision\": \"refuse\", \"hash\": \"zz\", \"password\": \"x\"}", "应为64位十六进制" },
  { "chief", "POST /v1/appeals/" ROOM_AREA_TEXT "/7/answers",
    "{\"outcome\": \"perhaps\", \"words\": \"x\"}", "outcome 应为 upheld 或 lifted" },
  { "health", "POST /v1/gates", "{\"area\": \"" ROOM_AREA_TEXT "\", \"name\": \"东门\"}",
    "需要登记码" },
  { "office", "POST /v1/imports/" ROOM_AREA_TEXT "/1/gone/confirmations",
    "{\"all\": true, \"indexes\": [1], \"evidence\": \"x\"}", "" },
  { "office", "DELETE /v1/imports/nowhere/1", NULL, "" },
  { "office", "POST /v1/residents/search", "{\"part\": \"张\", \"limit\": 0}", NULL },
  { "office", "POST /v1/residents/search", "{\"part\": \"张\", \"limit\": 100000}", NULL },
  { "office", "POST /v1/applications/nowhere/1/decisions", "{\"decision\": \"refuse\"}", "" },
  { "chief", "POST /v1/appeals/" ROOM_AREA_TEXT "/7/answers",
    "{\"outcome\": \"lifted\", \"words\": \"x\"}", "" },
};

static void what_is_out_of_its_bounds_is_refused_by_name(void **state) {
  struct room *room = *state;
  char shown[200];
  for (size_t i = 0; i < COUNT(rows); i++) {
    snprintf(shown, sizeof shown, "%s: %s %s", rows[i].login, rows[i].what,
             rows[i].body ? rows[i].body : "");
    be(room, rows[i].login);
    json_t *out = room_send(room, rows[i].what, rows[i].body ? "application/json" : NULL,
                            tx_span_text(rows[i].body ? rows[i].body : ""));
    if ((out == NULL) != (rows[i].zh != NULL)) fail_msg("%s: %s", shown, room->problem.zh);
    if (rows[i].zh && !strstr(room->problem.zh, rows[i].zh))
      fail_msg("%s: %s", shown, room->problem.zh);
    ASSERT_ROW(!rows[i].zh || *room->problem.en, shown);
    json_decref(out);
  }
}

static void a_policy_with_a_zero_byte_is_no_text(void **state) {
  static const char policy[] = "{\"area\": 610113001001,\0 \"orders\": []}";
  assert_null(room_send(*state, "POST /v1/policies/checks", "application/json",
                        tx_span_of(policy, sizeof policy - 1)));
  assert_int_equal(((struct room *)*state)->problem.reason, TX_MALFORMED);
  assert_non_null(strstr(((struct room *)*state)->problem.zh, "零字节"));
}

/* --- a phone ---------------------------------------------------------------------------------- */

static const struct {
  const char *path, *body;
  unsigned status;
} asked_by_phone[] = {
  { "/v1/me/appeals", "{\"area\": ", 400 },
  { "/v1/me/visitors", "{\"area\": ", 400 },
  { "/v1/me/passes/nowhere/0/renewals", "", 404 },
  { "/v1/me/visitors", "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": -1, \"name\": \"甲\"}", 404 },
  { "/v1/me/visitors",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": 4294967296, \"name\": \"甲\"}", 404 },
  { "/v1/me/visitors", "{\"area\": \"610113001002\", \"index\": 0, \"name\": \"甲\"}", 404 },
  { "/v1/me/appeals",
    "{\"area\": \"610113001002\", \"index\": 0, \"field\": \"health\", \"words\": \"不是\"}", 404 },
};

static void a_phone_asks_for_its_own_people_and_says_whom(void **state) {
  struct phone phone = phone_signed_in(*state, FORGE_HOLDER, 0);
  for (size_t i = 0; i < COUNT(asked_by_phone); i++) {
    json_t *out = phone_exchange(&phone, asked_by_phone[i].path, "", asked_by_phone[i].body);
    if (phone.status != asked_by_phone[i].status)
      fail_msg("%s %s: %u %s", asked_by_phone[i].path, asked_by_phone[i].body, phone.status,
               room_text(out, "detail_zh"));
    assert_true(*room_text(out, "detail_zh") && *room_text(out, "detail_en"));
    json_decref(out);
  }
  struct socket_answer answer = { 0 };
  snprintf(answer.session, sizeof answer.session, "%s", phone.cookie);
  socket_ask(phone.room->socket, "DELETE", "/v1/me/visitors/610113001002/1", NULL, tx_span_text(""),
             &answer);
  assert_int_equal(answer.status, 404);
  free(answer.text);
}

static void whose_the_pass_is_is_their_own_or_of_the_family(void **state) {
  static const struct {
    const char *relation, *zh;
  } words[] = { { "own", NULL },
                { "family", NULL },
                { "friend", "应为 own（本人）或 family（家人）" } };
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  for (size_t i = 0; i < COUNT(words); i++) {
    json_t *out =
        phone_apply(&phone, phone_change(phone_form((int)i, ""), "relation", words[i].relation));
    ASSERT_ROW((out == NULL) == (words[i].zh != NULL), words[i].relation);
    ASSERT_ROW(!words[i].zh || strstr(room->problem.zh, words[i].zh), room->problem.zh);
    json_decref(out);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(what_is_out_of_its_bounds_is_refused_by_name),
    WITH_BODIES(a_policy_with_a_zero_byte_is_no_text),
    WITH_BODIES(whose_the_pass_is_is_their_own_or_of_the_family),
    WITH_BODIES(a_phone_asks_for_its_own_people_and_says_whom),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
