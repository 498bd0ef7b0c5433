/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever ends within 60, 30 or 7 days is said in time. */
#include "server_room.h"

#include "domain/key/tls_certificate.h"
#include "domain/report/ends.h"

#define DAY_S 86400

/* How near the soonest of a kind and name is, in the days that are said of it; 0: it is not said.
 */
static int within(struct room *room, const char *kind, const char *name, long long *count) {
  int days = 0;
  size_t i;
  const json_t *one;
  json_t *out = room_get(room, "GET /v1/ends", NULL);
  json_array_foreach(json_object_get(out, "ends"), i, one) {
    if (days || strcmp(room_text(one, "kind"), kind) != 0) continue;
    if (*name && strcmp(room_text(one, "name"), name) != 0) continue;
    days = (int)room_int(one, "within_days");
    *count = room_int(one, "count");
  }
  json_decref(out);
  return days;
}

static void at_days_before(struct room *room, int64_t end_s, int days) {
  room->now_s = end_s - (int64_t)days * DAY_S;
}

static void an_order_is_announced_60_30_and_7_days_before_its_end(void **state) {
  struct room *room = *state;
  long long count = 0;
  const int64_t end_s = ROOM_NOW + (int64_t)100 * DAY_S;
  json_t *order =
      json_pack("{s:I, s:[{s:s, s:s, s:s, s:I, s:I, s:[{s:s, s:s}]}]}", "area",
                (json_int_t)ROOM_AREA, "orders", "id", "o", "document", "1号", "issuer", "居委会",
                "valid_from", (json_int_t)(ROOM_NOW - 60), "valid_to", (json_int_t)end_s, "rules",
                "topic", "courier", "limit", "not building");
  room_must_publish(room, "POST /v1/policies?accept=x", order);
  at_days_before(room, end_s, 61);
  assert_int_equal(within(room, "order", "1号", &count), 0);
  at_days_before(room, end_s, 60);
  assert_int_equal(within(room, "order", "1号", &count), 60);
  at_days_before(room, end_s, 30);
  assert_int_equal(within(room, "order", "1号", &count), 30);
  at_days_before(room, end_s, 7);
  assert_int_equal(within(room, "order", "1号", &count), 7);
}

static void passes_are_announced_as_a_batch(void **state) {
  struct room *room = *state;
  long long count = 0;
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 40));
  assert_int_equal(within(room, "passes", ROOM_AREA_TEXT, &count), 60);
  assert_int_equal(count, 3);
  at_days_before(room, ROOM_NOW + (int64_t)40 * DAY_S, 6);
  assert_int_equal(within(room, "passes", ROOM_AREA_TEXT, &count), 7);
}

static size_t passes_seen_by(struct room *room, const struct caller *caller) {
  struct ending endings[ENDINGS_MAX];
  size_t count = 0, passes = 0;
  struct request request = request_begin(room->server, room->now_s, "test");
  request.caller = caller;
  assert_int_equal(ends_list(&request, NULL, endings, &count), TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < count; i++)
    passes += endings[i].kind == ENDING_PASSES;
  return passes;
}

static void passes_are_counted_for_whom_their_area_concerns(void **state) {
  struct room *room = *state;
  const struct caller here = { .area = ROOM_AREA }, elsewhere = { .area = 440304000000 };
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 40));
  assert_int_equal(passes_seen_by(room, &here), 1);
  assert_int_equal(passes_seen_by(room, &elsewhere), 0);
}

static void a_key_is_announced_before_it_signs_no_more(void **state) {
  struct room *room = *state;
  long long count = 0;
  const struct signing *signing = signing_take(room->server);
  int64_t end_s = 0;
  for (size_t i = 0; i < signing->trust->row_count; i++)
    if (signing->trust->rows[i].area == ROOM_AREA) end_s = signing->trust->rows[i].sign_until;
  signing_release(signing);
  assert_true(end_s > ROOM_NOW);
  at_days_before(room, end_s, 29);
  assert_int_equal(within(room, "key", "", &count), 30);
}

static void a_certificate_says_when_it_ends(void **state) {
  struct room *room = *state;
  int64_t end_s = 0;
  HOST_FREE char *path = host_path(room->data, "tls.crt");
  if (!host_file_exists(path)) assert_int_equal(tls_create(room->data, ROOM_NOW), TX_OK);
  assert_int_equal(tls_end(path, &end_s), TX_OK);
  assert_true(end_s > ROOM_NOW + (int64_t)3600 * DAY_S);
  long long count = 0;
  room->api.tls_cert = path;
  at_days_before(room, end_s, 5);
  assert_int_equal(within(room, "tls", "", &count), 7);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(an_order_is_announced_60_30_and_7_days_before_its_end),
    IN_A_ROOM(passes_are_announced_as_a_batch),
    IN_A_ROOM(passes_are_counted_for_whom_their_area_concerns),
    IN_A_ROOM(a_key_is_announced_before_it_signs_no_more),
    IN_A_ROOM(a_certificate_says_when_it_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
