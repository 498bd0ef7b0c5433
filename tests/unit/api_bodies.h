/* SPDX-License-Identifier: Apache-2.0 */
/* For each route that takes JSON: a body that is taken, or refused for a reason that stays the
 * same. */
#ifndef TESTS_UNIT_API_BODIES_H
#define TESTS_UNIT_API_BODIES_H

#include "phone_room.h"

#define RESIDENT "/v1/residents/" ROOM_AREA_TEXT "/1"

#define CERTIFICATE                                                                                      \
  "{\"area\": \"" ROOM_AREA_TEXT                                                                         \
  "\", \"index\": 1, \"kind\": \"work\", \"employer\": \"西安某厂\", \"authority\": \"卫健委\", " \
  "\"number\": \"A-17\"}"

static inline json_t *gate_body(size_t time) {
  (void)time;
  char spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  struct tx_signer *key = tx_key_generate(TX_ALG_ES256); /* a gate is registered once */
  assert_non_null(key);
  host_base64(tx_span_of(key->spki, key->spki_len), spki);
  tx_signer_destroy(key);
  return json_pack("{s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "name", "东门", "kind",
                   "pedestrian", "key", spki);
}

static inline json_t *state_body(size_t time) {
  return json_pack("{s:s, s:s, s:s, s:s, s:s}", "state", time % 2 ? "active" : "suspended",
                   "ground", "B1", "evidence", "电话核实", "until", "2022-02-01", "reason",
                   "核对无误");
}

/* A phone that applies with a fresh nonce each time. */
static struct phone applicant;

static inline json_t *application_body(size_t time) {
  (void)time;
  json_t *form =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", "张三", "id_type",
                "身份证", "id_number", "99010119800307891X", "phone", "13800000000", "unit", "3-2",
                "room", "102", "birth_date", "1980-03-07", "role", "resident", "claim", "");
  return applicant.key ? phone_sign(&applicant, form) : form;
}

/* Somebody else each time. */
static inline json_t *resident_body(size_t time) {
  char number[16];
  snprintf(number, sizeof number, "E9%07zu", time);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", "欧阳六",
                   "id_type", "护照", "id_number", number, "phone", "13800000009", "unit", "9",
                   "room", "901", "birth_date", "1990-01-01", "role", "resident", "moved_in",
                   "2021-01-01", "tenure", "rent");
}

static inline json_t *visitor_body(size_t time) {
  char number[16];
  snprintf(number, sizeof number, "E8%07zu", time);
  return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "role",
                   "courier", "name", "李四", "plate", "陕A12345", "id_type", "护照", "id_number",
                   number, "phone", "13800000009", "unit", "9");
}

static inline json_t *read_body(const char *text) {
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  if (!json) fail_msg("no JSON: %s", text);
  return json;
}

#define POLICY                                                                                     \
  "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"1号\", \"issuer\": "    \
  "\"社区\", \"basis\": \"通知\", \"phone\": \"029-85000000\", \"valid_from\": 1640000000, "   \
  "\"valid_to\": 1700000000, \"rules\": [{\"id\": \"r1\", \"topic\": \"courier\", \"logic\": "     \
  "{\"!\": [{\"===\": [{\"var\": \"gate.kind\"}, \"building\"]}]}, \"on_fail\": \"deny\", "        \
  "\"keeps_home\": true, "                                                                         \
  "\"say\": {\"zh\": \"请在门口交接\", \"en\": \"At the gate\"}}]}]}"

/* For each route whose body holds texts: one that is taken. */
static const struct {
  const char *method, *pattern, *path;
  const char *body;
  json_t *(*make)(size_t time); /* where each time needs another */
  enum tx_reason refused;       /* … or refused by the same words as a clean one */
} rows[] = {
  { "POST", "/v1/gates", "/v1/gates", NULL, gate_body, false },
  { "POST", "/v1/areas", "/v1/areas", "{\"area\": \"610113001002\"}", NULL, true },
  { "POST", "/v1/residents/search", "/v1/residents/search",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"resident\": \"张三\"}", NULL, false },
  { "POST", "/v1/passes/search", "/v1/passes/search",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"part\": \"张\", \"sort\": \"name\"}", NULL, false },
  { "PUT", "/v1/residents/{area}/{index}/state", RESIDENT "/state", NULL, state_body, false },
  { "POST", "/v1/residents/{area}/{index}/documents", RESIDENT "/documents",
    "{\"id_type\": \"护照\", \"id_number\": \"E70000001\", \"evidence\": \"看过原件\"}", NULL,
    false },
  { "PUT", "/v1/residents/{area}/{index}/exemptions", RESIDENT "/exemptions",
    "{\"exempt\": [\"swab\"], \"evidence\": \"诊断证明\", \"reason\": \"长期卧床\"}", NULL, false },
  { "POST", "/v1/residents/{area}/{index}/statements", RESIDENT "/statements",
    "{\"field\": \"test\", \"value\": \"negative\", \"method\": \"单采\", \"source\": "
    "\"市平台\", \"observed_at\": \"2021-12-31 08:00\", \"valid_until\": \"2022-01-08\", "
    "\"evidence\": \"核酸报告\", "
    "\"reason\": "
    "\"本人来电\"}",
    NULL, false },
  { "POST", "/v1/requests", "/v1/requests",
    "{\"act\": \"bulk\", \"what\": \"passes\", \"words\": \"新楼入住\"}", NULL, false },
  { "POST", "/v1/requests/{area}/{id}/decisions", "/v1/requests/" ROOM_AREA_TEXT "/1/decisions",
    "{\"decision\": \"refuse\", \"hash\": \"00\", \"words\": \"另一个人\"}", NULL, true },
  { "POST", "/v1/residents/{area}/{index}/passes", RESIDENT "/passes",
    "{\"role\": \"resident\", \"reissue\": true, \"evidence\": \"本人到场\"}", NULL, false },
  { "POST", "/v1/residents/{area}/{index}/explanations", RESIDENT "/explanations", POLICY, NULL,
    TX_OK },
  { "POST", "/v1/passes", "/v1/passes",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"role\": \"resident\"}", NULL, false },
  { "POST", "/v1/cards", "/v1/cards", "{\"passes\": [{\"name\": \"张*\", \"text\": \"\"}]}", NULL,
    true },
  { "POST", "/v1/gates/codes", "/v1/gates/codes",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"url\": \"http://127.0.0.1:8080\"}", NULL, false },
  { "POST", "/v1/policies", "/v1/policies?accept=because", POLICY, NULL, false },
  { "POST", "/v1/policies/drafts", "/v1/policies/drafts", POLICY, NULL, false },
  { "POST", "/v1/policies/checks", "/v1/policies/checks", POLICY, NULL, false },
  { "POST", "/v1/policies/rehearsals", "/v1/policies/rehearsals?against=today", POLICY, NULL,
    TX_OK },
  { "POST", "/v1/clock/confirmations", "/v1/clock/confirmations", "{\"words\": \"与钟楼核对\"}",
    NULL, false },
  { "POST", "/v1/sessions", "/v1/sessions",
    "{\"login\": \"nobody\", \"password\": \"correct horse\"}", NULL, true },
  { "POST", "/v1/accounts/activations", "/v1/accounts/activations",
    "{\"login\": \"nobody\", \"code\": \"ABCD-EFGH\", \"password\": \"correct horse battery\"}",
    NULL, true },
  { "POST", "/v1/accounts", "/v1/accounts",
    "{\"login\": \"wang\", \"body\": \"nobodys\", \"roles\": [\"clerk\"], \"id_number\": "
    "\"99010119800307891X\", \"reason\": \"新来的\"}",
    NULL, true },
  { "POST", "/v1/bodies", "/v1/bodies",
    "{\"id\": \"health\", \"name\": \"疾控\", \"kind\": \"no kind\", \"reason\": \"需要\"}", NULL,
    true },
  { "PUT", "/v1/feeds/{source}", "/v1/feeds/lab-7",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"body\": \"nobodys\", \"fields\": [\"test\"], "
    "\"reason\": \"区里的实验室\"}",
    NULL, true },
  { "POST", "/v1/residents", "/v1/residents", NULL, resident_body, false },
  { "PATCH", "/v1/residents/{area}/{index}", RESIDENT,
    "{\"name\": \"张三\", \"id_type\": \"身份证\", \"id_number\": \"99010119800307891X\", "
    "\"phone\": \"13800000000\", \"unit\": \"3-2\", \"room\": \"102\", \"birth_date\": "
    "\"1980-03-07\", \"role\": \"resident\", \"moved_in\": \"2020-01-01\", \"tenure\": \"own\"}",
    NULL, false },
  { "POST", "/v1/claims", "/v1/claims",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"unit\": \"3-2\", \"room\": \"102\"}", NULL, false },
  { "POST", "/v1/appeals", "/v1/appeals",
    "{\"area\": \"" ROOM_AREA_TEXT
    "\", \"index\": 0, \"field\": \"health\", \"way\": \"paper\", \"words\": \"我不是密接\"}",
    NULL, true },
  { "POST", "/v1/appeals/{area}/{id}/answers", "/v1/appeals/" ROOM_AREA_TEXT "/1/answers",
    "{\"outcome\": \"upheld\", \"words\": \"维持\"}", NULL, true },
  { "POST", "/v1/certificates", "/v1/certificates", CERTIFICATE, NULL, true },
  { "POST", "/v1/certificates/answers", "/v1/certificates/answers", CERTIFICATE, NULL, false },
  { "POST", "/v1/certificates/editions", "/v1/certificates/editions",
    "{\"id\": \"xian-1\", \"document\": \"市指办〔2022〕3号\", \"valid_from\": 1640000000, "
    "\"released\": {\"days\": 7, \"tests\": [1, 7]}, \"home\": {\"days\": 7, \"tests\": [7]}, "
    "\"reason\": \"按市里的文件\"}",
    NULL, true },
  { "POST", "/v1/certificates/verifications", "/v1/certificates/verifications",
    "{\"text\": \"TC1:NONE\"}", NULL, false },
  { "POST", "/v1/certificates/{area}/{serial}/withdrawals",
    "/v1/certificates/" ROOM_AREA_TEXT "/1/withdrawals", "{\"words\": \"写错了\"}", NULL, true },
  { "POST", "/v1/imports/{area}/{id}/gone/confirmations",
    "/v1/imports/" ROOM_AREA_TEXT "/1/gone/confirmations",
    "{\"indexes\": [77], \"evidence\": \"网格员走访\", \"reason\": \"房主确认\"}", NULL, false },
  { "POST", "/v1/imports/{area}/{id}/gone/undo", "/v1/imports/" ROOM_AREA_TEXT "/1/gone/undo",
    "{\"indexes\": [77]}", NULL, false },
  { "POST", "/v1/drills", "/v1/drills", "{\"area\": \"" ROOM_AREA_TEXT "\", \"hours\": 1}", NULL,
    true },
  { "POST", "/v1/closings", "/v1/closings",
    "{\"area\": \"" ROOM_AREA_TEXT "\", \"words\": \"按市里的文件\"}", NULL, true },
  { "POST", "/v1/closings/verifications", "/v1/closings/verifications", "{\"statement\": \"AAAA\"}",
    NULL, false },
  { "POST", "/v1/traces", "/v1/traces",
    "{\"area\": \"" ROOM_AREA_TEXT
    "\", \"index\": 1, \"from\": \"2021-12-30\", \"to\": \"2022-01-01\"}",
    NULL, false },
  { "POST", "/v1/traces/{area}/{id}/requests", "/v1/traces/" ROOM_AREA_TEXT "/1/requests",
    "{\"words\": \"通知密接\"}", NULL, false },
  { "POST", "/v1/me/appeals", "/v1/me/appeals",
    "{\"area\": \"" ROOM_AREA_TEXT
    "\", \"index\": 0, \"field\": \"health\", \"words\": \"我不是密接\"}",
    NULL, true },
  { "POST", "/v1/me/visitors", "/v1/me/visitors",
    "{\"area\": \"" ROOM_AREA_TEXT
    "\", \"index\": 0, \"name\": \"李四\", \"plate\": \"陕A12345\", \"phone\": \"13800000000\"}",
    NULL, true },
  { "POST", "/v1/visitors", "/v1/visitors", NULL, visitor_body, false },
  { "POST", "/v1/applications", "/v1/applications", NULL, application_body, false },
  { "POST", "/v1/applications/{area}/{id}/decisions",
    "/v1/applications/" ROOM_AREA_TEXT "/1/decisions",
    "{\"decision\": \"refuse\", \"words\": \"证件不清\"}", NULL, true },
  { "PUT", "/v1/policies/data", "/v1/policies/data", "{\"words\": \"any\"}", NULL, false },
};

static inline json_t *make_body(size_t row, size_t time) {
  return rows[row].make ? rows[row].make(time) : read_body(rows[row].body);
}

#endif
