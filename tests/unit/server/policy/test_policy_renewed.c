/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of an order whose key is no more. */
#include "server_room.h"

#include "domain/order/orders.h"
#include "domain/publication/cache.h"
#include "domain/publication/trust_load.h"

#define DAY_S 86400
#define NEXT FORGE_STRANGER /* the policy key that comes after the one of the room */

static void publish_order(struct room *room) {
  room_must_publish(
      room, "POST /v1/policies",
      json_loads("{\"area\": " ROOM_AREA_TEXT ", \"orders\": [{\"id\": \"o1\", \"document\": "
                 "\"No. 1\", \"issuer\": \"The committee\", \"valid_from\": 1640000000, "
                 "\"valid_to\": 1700000000, \"rules\": [{\"topic\": \"courier\", \"limit\": "
                 "\"not building\"}]}]}",
                 0, NULL));
}

static int by_hash(const void *a, const void *b) {
  return memcmp(a, b, TX_HASH_SIZE);
}

/* A day later there is a list with the next key; the one before is revoked, or verifies until then.
 */
static void take_list(struct room *room, bool revoked) {
  struct forge_trust draft;
  forge_trust_draft(&room->forge, &draft);
  struct tx_trust *trust = &draft.trust;
  trust->seq = trust->seq + DAY_S;
  trust->iat += DAY_S;
  const struct tx_signer *next = room->forge.keys[NEXT];
  for (size_t i = 0; i < trust->row_count; i++) {
    struct tx_key_row *row = &trust->rows[i];
    if (row->uses != TX_USE_POLICY || row->area != ROOM_AREA) continue;
    struct tx_key_row *added = &trust->rows[trust->row_count++];
    *added = *row;
    added->spki = tx_span_of(next->spki, next->spki_len);
    added->name = tx_span_text("policy-2");
    if (!revoked) row->verify_until = row->sign_until = ROOM_NOW + DAY_S - 1;
    break;
  }
  if (revoked)
    memcpy(draft.revoked[trust->revoked_count++], room->forge.keys[FORGE_POLICY]->hash,
           TX_HASH_SIZE);
  qsort(draft.revoked, trust->revoked_count, TX_HASH_SIZE, by_hash);
  FORGED bytes = forge_trust(&room->forge, &draft, FORGE_ROOT);
  room->now_s = ROOM_NOW + DAY_S;
  json_t *out = room_send(room, "PUT /v1/trust", "application/cose", forge_span(&bytes));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
}

static void bring_key(struct room *room) {
  bool changed = false;
  struct host_problem problem = { 0 };
  room_write_key(room, NEXT);
  struct request request = room_request(room);
  assert_int_equal(signing_refresh(room->server, &request, &changed, &problem), TX_OK);
  request_end(room->server, &request);
}

static size_t renew(struct room *room, enum tx_reason expected) {
  size_t count = 0;
  struct host_problem problem = { 0 };
  assert_int_equal(orders_renew(room->server, room->now_s, &count, &problem), expected);
  if (expected == TX_UNKNOWN_KEY) assert_non_null(strstr(problem.zh, "规定密钥"));
  return count;
}

/* What a gate that has just taken the trust list says of the newest; its seq into *seq. */
static enum tx_reason weigh(struct room *room, int64_t *seq) {
  struct tx_policy *policy = NULL;
  const struct signing *signing = signing_take(room->server);
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_POLICY, ROOM_AREA);
  assert_non_null(item);
  *seq = (int64_t)item->seq;
  enum tx_reason reason = tx_policy_take(item->body, signing->trust, 0,
                                         (struct tx_clock){ .now_s = room->now_s }, &policy);
  if (policy) assert_string_equal(policy->orders[0].document, "No. 1");
  tx_policy_destroy(policy);
  cache_release(item);
  signing_release(signing);
  return reason;
}

static void an_order_outlives_the_key_that_signed_it(struct room *room, bool revoked,
                                                     enum tx_reason why) {
  int64_t seq;
  room_import(room);
  publish_order(room);
  assert_int_equal(renew(room, TX_OK), 0);
  take_list(room, revoked);
  assert_int_equal(weigh(room, &seq), why);
  assert_int_equal(renew(room, TX_UNKNOWN_KEY), 0);
  bring_key(room);
  assert_int_equal(renew(room, TX_OK), 1);
  assert_int_equal(weigh(room, &seq), TX_OK);
  assert_int_equal(seq, ROOM_NOW + DAY_S);
  assert_int_equal(renew(room, TX_OK), 0);
  assert_int_equal(room_count(room, "select count(*) from audit where action = "
                                    "'policy signed anew'"),
                   1);
}

static void an_order_whose_key_was_revoked_is_signed_anew(void **state) {
  an_order_outlives_the_key_that_signed_it(*state, true, TX_KEY_REVOKED);
}

static void an_order_whose_key_has_ended_is_signed_anew(void **state) {
  an_order_outlives_the_key_that_signed_it(*state, false, TX_KEY_OUT_OF_TIME);
}

/* Its own server signs it. */
static void an_order_of_a_level_above_is_left_as_it_is(void **state) {
  struct room *room = *state;
  struct forge_bytes policy = { 0 };
  char *text = NULL;
  assert_true(asprintf(&text,
                       "{\"area\": 610100000000, \"seq\": %d, \"orders\": [{\"id\": \"o\", "
                       "\"document\": \"1\", \"issuer\": \"c\", \"valid_from\": 1640000000, "
                       "\"valid_to\": 1700000000, \"rules\": []}]}",
                       ROOM_NOW) > 0);
  assert_int_equal(
      tx_policy_sign(tx_span_text(text), room->forge.keys[FORGE_POLICY_CITY], &policy.p, &policy.n),
      TX_OK);
  free(text);
  json_t *out =
      room_send(room, "POST /v1/policies/signed", "application/cose", forge_span(&policy));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
  forge_bytes_free(&policy);
  room->now_s = ROOM_NOW + 1000LL * DAY_S; /* its key has ended */
  assert_int_equal(renew(room, TX_OK), 0);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(an_order_whose_key_was_revoked_is_signed_anew),
    IN_A_ROOM(an_order_whose_key_has_ended_is_signed_anew),
    IN_A_ROOM(an_order_of_a_level_above_is_left_as_it_is),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
