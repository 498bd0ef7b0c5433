/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#define ROOM_RESIDENTS "/v1/residents/" ROOM_AREA_TEXT

/* An order of the community with one rule. */
static json_t *policy_of(const char *rule) {
  char *text = NULL;
  if (asprintf(&text,
               "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"No. 1\", "
               "\"issuer\": \"The committee\", \"valid_from\": 1640000000, "
               "\"valid_to\": 1700000000, \"rules\": [%s]}]}",
               rule) < 0)
    abort();
  json_t *in = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(in);
  free(text);
  return in;
}

#define NOBODY                                                                                     \
  "{\"id\": \"r1\", \"topic\": \"health\", \"logic\": {\"===\": [{\"var\": \"record.health\"}, "   \
  "\"blue\"]}, \"on_fail\": \"deny\", \"keeps_home\": true, \"say\": {\"zh\": \"不\"}}"
#define KEEPS_OUT                                                                                  \
  "{\"id\": \"r1\", \"topic\": \"health\", \"logic\": {\"===\": [{\"var\": \"record.health\"}, "   \
  "\"green\"]}, \"on_fail\": \"deny\", \"say\": {\"zh\": \"请出示绿码\"}}"
#define WORDS "{\"topic\": \"courier\", \"limit\": \"not building\"}"

static void an_order_that_nobody_can_meet_is_not_published(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "POST /v1/policies", policy_of(NOBODY)));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_null(room_ask(room, "POST /v1/policies?accept=because", policy_of(NOBODY)));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  /* Nor together with the lists. */
  assert_null(room_ask(room, "POST /v1/publications", policy_of(NOBODY)));
  assert_null(cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA));
}

static void keeping_residents_from_their_home_is_found_and_said(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST /v1/policies/checks", policy_of(KEEPS_OUT));
  assert_true(room_int(out, "errors") > 0);
  const json_t *first = json_array_get(json_object_get(out, "findings"), 0);
  assert_string_equal(room_text(first, "kind"), "keeps_from_home");
  assert_true(*room_text(first, "zh") && *room_text(first, "en"));
  json_decref(out);
}

/* The same without a body: of a draft that is kept. */
static json_t *ask_draft(struct room *room, const char *what, long long draft) {
  HOST_FREE char *path = NULL;
  if (asprintf(&path, "%s?draft=%lld", what, draft) < 0) abort();
  return room_ask(room, path, NULL);
}

static void a_draft_is_given_back_as_it_was_sent(void **state) {
  struct room *room = *state;
  json_t *sent = policy_of(WORDS);
  json_decref(room_get(room, "POST /v1/policies/drafts", json_deep_copy(sent)));
  json_t *out = room_get(room, "GET /v1/policies/drafts/1", NULL);
  assert_true(json_equal(json_object_get(out, "policy"), sent));
  assert_string_equal(room_text(out, "area"), ROOM_AREA_TEXT);
  json_decref(out);
  json_decref(sent);
  assert_null(room_ask(room, "GET /v1/policies/drafts/2", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  room_sql(room, "update account set area = 610113001002 where login = 'office'");
  assert_null(room_ask(room, "GET /v1/policies/drafts/1", NULL)); /* of another community */
}

static void a_draft_is_kept_checked_and_published_in_three_calls(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST /v1/policies/drafts", policy_of(WORDS));
  long long draft = room_int(out, "draft");
  json_decref(out);
  out = ask_draft(room, "POST /v1/policies/checks", draft);
  assert_non_null(out);
  assert_int_equal(room_int(out, "errors"), 0);
  json_decref(out);
  HOST_FREE char *what = NULL;
  if (asprintf(&what, "POST /v1/policies?draft=%lld", draft) < 0) abort();
  room_must_publish(room, what, NULL);
  out = room_get(room, "GET /v1/policies", NULL);
  const json_t *kept = json_array_get(json_object_get(out, "drafts"), 0);
  assert_int_equal(room_int(kept, "seq"), ROOM_NOW);
  json_decref(out);
}

static void a_draft_that_is_not_there_is_named(void **state) {
  struct room *room = *state;
  assert_null(ask_draft(room, "POST /v1/policies/checks", 7));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  assert_non_null(strstr(room->problem.en, "7"));
}

static void going_back_is_a_new_seq(void **state) {
  struct room *room = *state;
  room_must_publish(room, "POST /v1/policies", policy_of(WORDS));
  room_must_publish(room, "POST /v1/policies", policy_of(WORDS));
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_int_equal(item->seq, ROOM_NOW + 1);
  cache_release(item);
}

static json_t *import_city_policy(struct room *room, uint64_t seq) {
  char json[1024];
  uint8_t *bytes = NULL;
  size_t n = 0;
  snprintf(json, sizeof json,
           "{\"area\": 610100000000, \"seq\": %llu, \"orders\": [{\"id\": \"c1\", \"document\": "
           "\"No. 117\", \"issuer\": \"The city\", \"valid_from\": 1640000000, \"valid_to\": "
           "1700000000, \"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": {\"!\": "
           "[{\"===\": [{\"var\": \"record.health\"}, \"red\"]}]}, \"on_fail\": \"deny\", "
           "\"keeps_home\": true, \"say\": {\"zh\": \"红码\"}}]}]}",
           (unsigned long long)seq);
  assert_int_equal(
      tx_policy_sign(tx_span_text(json), room->forge.keys[FORGE_POLICY_CITY], &bytes, &n), TX_OK);
  json_t *out =
      room_send(room, "POST /v1/policies/signed", "application/cose", tx_span_of(bytes, n));
  free(bytes);
  return out;
}

static void a_policy_from_above_is_taken_and_stands_in_the_lists(void **state) {
  struct room *room = *state;
  json_t *taken = import_city_policy(room, ROOM_NOW - 50);
  assert_non_null(taken);
  json_decref(taken);
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *list = room_list(room);
  assert_int_equal(list->current.count, 1);
  assert_int_equal(list->current.policies[0].area, 610100000000u);
  tx_status_destroy(list);
  assert_null(import_city_policy(room, ROOM_NOW - 60));
  assert_int_equal(room->problem.reason, TX_ROLLBACK);
}

static void an_explanation_names_the_order_that_decides(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *taken = import_city_policy(room, ROOM_NOW - 50);
  assert_non_null(taken);
  json_decref(taken);
  room_feed(room, 1, "health", "red", "2022-01-08");
  json_t *out = room_get(room, "POST " ROOM_RESIDENTS "/1/explanations", NULL);
  assert_string_equal(room_text(out, "verdict"), "deny");
  assert_string_equal(room_text(out, "reason"), "rule_failed");
  char *whole = json_dumps(out, 0);
  assert_non_null(strstr(whole, "No. 117"));
  free(whole);
  json_decref(out);
  out = room_get(room, "POST " ROOM_RESIDENTS "/0/explanations", NULL);
  assert_string_equal(room_text(out, "verdict"), "allow");
  json_decref(out);
}

#define NEEDS_A_READING                                                                            \
  "{\"id\": \"r1\", \"topic\": \"temperature\", \"logic\": {\"<\": [{\"var\": "                    \
  "\"reading.centi_celsius\"}, 3730]}, \"on_fail\": \"review\", \"say\": {\"zh\": \"量体温\"}}"

static void data_that_nobody_declared_stops_a_publish(void **state) {
  struct room *room = *state;
  room_do(room, "PUT /v1/policies/data", json_pack("{s:s}", "words", "history, record.travel"));
  assert_null(room_ask(room, "POST /v1/policies", policy_of(NEEDS_A_READING)));
  room_do(room, "PUT /v1/policies/data", json_pack("{s:s}", "words", "history, reading"));
  room_must_publish(room, "POST /v1/policies", policy_of(NEEDS_A_READING));
}

static void a_list_is_kept_only_where_there_are_keys_for_it(void **state) {
  struct room *room = *state;
  assert_null(room_ask(room, "POST /v1/areas", json_pack("{s:s}", "area", "610113001002")));
  assert_int_equal(room->problem.reason, TX_UNKNOWN_KEY);
  assert_null(room_ask(room, "POST /v1/areas", json_pack("{s:s}", "area", "61011300100")));
  room_do(room, "POST /v1/areas", json_pack("{s:s}", "area", ROOM_AREA_TEXT));
}

/* One admission of index 1 by the pass of a time, decided on a list. */
static void record_admission(struct room *room, int64_t pass_iat, uint64_t list_seq) {
  uint8_t bytes[256];
  size_t n = 0;
  struct forge_bytes batch = { 0 };
  struct gate_events_answer answer;
  const struct tx_event event = { .at = room->now_s,
                                  .identified = true,
                                  .area = ROOM_AREA,
                                  .index = 1,
                                  .live = 0,
                                  .decided_on = true,
                                  .pass_iat = pass_iat,
                                  .has_list_seq = true,
                                  .list_seq = list_seq };
  assert_int_equal(tx_event_write(&event, bytes, sizeof bytes, &n), TX_OK);
  const struct tx_span span = tx_span_of(bytes, n);
  assert_int_equal(tx_batch_sign(room->forge.keys[FORGE_GATE],
                                 &(struct tx_batch_head){ .first = 1 }, &span, 1, &batch.p,
                                 &batch.n),
                   TX_OK);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  forge_bytes_free(&batch);
}

#define ONLY_TESTED                                                                                \
  "{\"id\": \"r1\", \"topic\": \"test\", \"logic\": {\"===\": [{\"var\": \"record.test\"}, "       \
  "\"negative\"]}, \"on_fail\": \"deny\", \"keeps_home\": true, \"say\": {\"zh\": \"请做核酸\"}}"

static void a_rehearsal_says_who_would_have_stood_in_the_cold(void **state) {
  struct room *room = *state;
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  room_must_publish(room, "POST /v1/policies", policy_of(WORDS));
  room_do(room, "POST /v1/passes", json_object());
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *list = room_list(room);
  room->now_s += 60;
  record_admission(room, ROOM_NOW, list->seq);
  tx_status_destroy(list);
  json_t *out = room_get(room, "POST /v1/policies/rehearsals?against=today", NULL);
  assert_int_equal(room_int(out, "replayed"), 1);
  assert_int_equal(room_int(out, "same"), 1);
  json_decref(out);
  out = room_get(room, "POST /v1/policies/rehearsals?against=today", policy_of(ONLY_TESTED));
  assert_int_equal(room_int(out, "denied"), 1);
  assert_string_equal(room_text(json_array_get(json_object_get(out, "gates"), 0), "name"), "east");
  assert_int_equal(room_int(out, "busiest_count"), 1);
  json_decref(out);
  out = room_get(room, "POST /v1/policies/rehearsals?against=yesterday", NULL);
  assert_int_equal(room_int(out, "replayed"), 0);
  json_decref(out);
}

#define NOT_RED                                                                                    \
  "{\"id\": \"r1\", \"topic\": \"health\", \"logic\": {\"!\": [{\"===\": [{\"var\": "              \
  "\"record.health\"}, \"red\"]}]}, \"on_fail\": \"deny\", \"keeps_home\": true, "                 \
  "\"say\": {\"zh\": \"红码\"}}"
#define ONLY_GREEN                                                                                 \
  "{\"id\": \"r1\", \"topic\": \"health\", \"logic\": {\"===\": [{\"var\": \"record.health\"}, "   \
  "\"green\"]}, \"on_fail\": \"deny\", \"keeps_home\": true, \"say\": {\"zh\": \"绿码\"}}"

/* Of each community of an area, as its street reads it. */
static void contradictions_are(struct room *room, int here, int beside, const char *kind) {
  json_t *out = room_get(room, "GET /v1/policies/contradictions?area=610113001000", NULL);
  const json_t *areas = json_object_get(out, "areas"), *findings = json_object_get(out, "findings");
  assert_int_equal(json_array_size(areas), 2);
  assert_int_equal(room_int(json_array_get(areas, 0), "contradictions"), here);
  assert_int_equal(room_int(json_array_get(areas, 1), "contradictions"), beside);
  assert_int_equal(json_array_size(findings), here);
  if (here) {
    assert_string_equal(room_text(json_array_get(findings, 0), "kind"), kind);
    assert_int_equal(room_int(json_array_get(findings, 0), "communities"), 1);
  }
  json_decref(out);
}

static void orders_that_contradict_each_other_are_counted_by_community(void **state) {
  struct room *room = *state;
  json_t *two = policy_of(NOT_RED), *other = policy_of(ONLY_GREEN);
  json_t *second = json_array_get(json_object_get(other, "orders"), 0);
  json_object_set_new(second, "id", json_string("o2"));
  json_array_append(json_object_get(two, "orders"), second);
  json_decref(other);
  room_sql(room, "insert into area (area, next_index, last_issue, listed, changed, neighbour_id)"
                 " values (610113001002, 0, 0, 0, 0, 0)");
  assert_null(room_ask(room, "GET /v1/policies/contradictions?area=610113001000", NULL));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  room_must_publish(room, "POST /v1/policies?accept=because", two);
  room_sql(room, "update account set area = 610113001000 where login = 'office'");
  contradictions_are(room, 1, 0, "disagree");
  room_must_publish(room, "POST /v1/policies?accept=because&end=o1%2Co2", policy_of(WORDS));
  contradictions_are(room, 0, 0, NULL);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(an_order_that_nobody_can_meet_is_not_published),
    IN_A_ROOM(keeping_residents_from_their_home_is_found_and_said),
    IN_A_ROOM(a_draft_is_given_back_as_it_was_sent),
    IN_A_ROOM(a_draft_is_kept_checked_and_published_in_three_calls),
    IN_A_ROOM(a_draft_that_is_not_there_is_named),
    IN_A_ROOM(going_back_is_a_new_seq),
    IN_A_ROOM(a_policy_from_above_is_taken_and_stands_in_the_lists),
    IN_A_ROOM(data_that_nobody_declared_stops_a_publish),
    IN_A_ROOM(orders_that_contradict_each_other_are_counted_by_community),
    IN_A_ROOM(a_list_is_kept_only_where_there_are_keys_for_it),
    IN_A_ROOM(a_rehearsal_says_who_would_have_stood_in_the_cold),
    IN_A_ROOM(an_explanation_names_the_order_that_decides),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
