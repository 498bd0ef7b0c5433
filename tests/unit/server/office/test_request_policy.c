/* SPDX-License-Identifier: Apache-2.0 */
/* S8: a policy is published, shortened or withdrawn by two people of two bodies, by whatever door.
 */
#include "bodies_room.h"

#include "domain/order/orders.h"

static json_t *order(const char *document, const char *limit) {
  return json_pack("{s:I, s:s, s:s, s:s, s:[{s:s, s:s}]}", "area", (json_int_t)ROOM_AREA,
                   "document", document, "issuer", "居委会", "until", "2022-12-31", "rules",
                   "topic", "courier", "limit", limit);
}

/* Asks for a policy over HTTP; its request, as the second sees it. */
static json_t *ask_policy(struct room *room, const char *query, json_t *policy) {
  char what[200];
  snprintf(what, sizeof what, "POST /v1/policies?%s", query);
  return room_get(room, what, policy);
}

static enum tx_reason second_it(struct room *room, const char *login, const json_t *out) {
  uint8_t hash[TX_HASH_SIZE];
  const json_t *asked = json_object_get(out, "request");
  assert_true(host_unhex(room_text(asked, "hash"), hash, sizeof hash));
  return decide_as(room, login, room_int(asked, "id"), REQUEST_SECOND, hash, "");
}

/* The newest policy's seq; 0: none. */
static uint64_t seq_in_force(struct room *room) {
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  uint64_t seq = item ? item->seq : 0;
  if (item) cache_release(item);
  return seq;
}

static void one_person_publishes_no_policy(void **state) {
  static const char *const others[] = { "office", "clerk", "keeper" };
  struct room *room = *state;
  json_t *out = ask_policy(room, "", order("1号", "not building"));
  for (size_t i = 0; i < COUNT(others); i++)
    ASSERT_ROW(second_it(room, others[i], out) == TX_NOT_ALLOWED, others[i]);
  assert_int_equal(seq_in_force(room), 0);
  assert_int_equal(second_it(room, "street", out), TX_OK);
  assert_int_equal(seq_in_force(room), ROOM_NOW);
  assert_int_equal(second_it(room, "street", out), TX_CONFLICT);
  json_decref(out);
}

static void one_person_ends_no_order(void **state) {
  struct room *room = *state;
  room_must_publish(room, "POST /v1/policies", order("1号", "not building"));
  json_t *out = ask_policy(room, "accept=superseded&end=all", order("2号", "not building"));
  assert_int_equal(seq_in_force(room), ROOM_NOW);
  assert_int_equal(second_it(room, "health", out), TX_OK);
  assert_int_equal(seq_in_force(room), ROOM_NOW + 1);
  json_decref(out);
}

static void a_policy_laid_over_another_is_asked_for_anew(void **state) {
  struct room *room = *state;
  json_t *late = ask_policy(room, "", order("1号", "not building"));
  room_must_publish(room, "POST /v1/policies", order("2号", "not building"));
  assert_int_equal(second_it(room, "street", late), TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "Another policy"));
  assert_int_equal(seq_in_force(room), ROOM_NOW);
  json_decref(late);
}

static void what_is_seconded_is_the_draft_that_was_asked_for(void **state) {
  struct room *room = *state;
  json_t *out = ask_policy(room, "", order("1号", "not building"));
  json_decref(room_get(room, "POST /v1/policies/drafts", order("2号", "not building")));
  room_sql(room, "delete from draft where id = 1");
  room_sql(room, "update draft set id = 1 where id = 2");
  assert_int_equal(second_it(room, "street", out), TX_BAD_SIGNATURE);
  assert_int_equal(seq_in_force(room), 0);
  json_decref(out);
}

static void a_policy_of_ones_own_area_signed_elsewhere_is_not_taken(void **state) {
  struct room *room = *state;
  uint8_t *bytes = NULL;
  size_t n = 0;
  static const char policy[] =
      "{\"area\": 610113001001, \"seq\": 1640000000, \"orders\": [{\"id\": \"c1\", \"document\": "
      "\"1号\", \"issuer\": \"市\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "
      "\"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": true, \"on_fail\": \"warn\", "
      "\"say\": {\"zh\": \"红码\"}}]}]}";
  assert_int_equal(tx_policy_sign(tx_span_text(policy), room->forge.keys[FORGE_POLICY], &bytes, &n),
                   TX_OK);
  assert_null(
      room_send(room, "POST /v1/policies/signed", "application/cose", tx_span_of(bytes, n)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_int_equal(seq_in_force(room), 0);
  free(bytes);
}

static void no_door_publishes_without_a_decision(void **state) {
  struct room *room = *state;
  uint64_t area = 0;
  struct host_problem problem = { 0 };
  json_decref(room_get(room, "POST /v1/policies/drafts", order("1号", "not building")));
  const struct policy_wish wish = { .draft = 1 };
  struct request request = room_request(room);
  assert_int_equal(orders_publish(&request, &wish, "", NULL, &area, &problem), TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_int_equal(seq_in_force(room), 0);
}

static void until_both_have_signed_in_no_policy_is_published(void **state) {
  struct room *room = *state;
  room_sql(room, "update account set activated_at = null where login = 'street'");
  assert_null(room_ask(room, "POST /v1/policies", order("1号", "not building")));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(one_person_publishes_no_policy),
    WITH_BODIES(one_person_ends_no_order),
    WITH_BODIES(a_policy_laid_over_another_is_asked_for_anew),
    WITH_BODIES(what_is_seconded_is_the_draft_that_was_asked_for),
    WITH_BODIES(a_policy_of_ones_own_area_signed_elsewhere_is_not_taken),
    WITH_BODIES(no_door_publishes_without_a_decision),
    WITH_BODIES(until_both_have_signed_in_no_policy_is_published),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
