/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed sends line by line: what is taken, refused by its line, and told. */
#include "feed_room.h"

#include "domain/privacy/retention.h"
#include "store/feed/receipts.h"

#define WHO "\"id_number\":\"99010119800307891X\""
#define NEGATIVE                                                                                   \
  "{" WHO ",\"id\":\"n1\",\"field\":\"test\",\"value\":\"negative\","                              \
  "\"observed_at\":\"2021-12-31T20:00:00+08:00\"}\n"

static char *make_lab(struct room *room) {
  return feed_make(room, "lab-7", ROOM_AREA_TEXT, json_pack("[s, s]", "test", "swab"));
}

static json_t *post(struct room *room, const char *token, const char *lines) {
  return feed_send(room, "lab-7", token, NULL, tx_span_text(lines));
}

static void a_line_counts_once_and_is_repeated_from_then_on(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_t *receipt = post(room, token, NEGATIVE);
  if (!receipt) fail_msg("%s", room->problem.en);
  ASSERT_COUNTS(receipt, 1, 0, 0, 0, 0);
  assert_int_equal(record_of(room).test, TX_TEST_NEGATIVE);
  json_decref(receipt);
  receipt = post(room, token, NEGATIVE NEGATIVE);
  ASSERT_COUNTS(receipt, 0, 2, 0, 0, 0);
  json_decref(receipt);
}

/* What is asked ahead on a database that is far away is of one line alone. */
static void a_repeated_line_takes_nothing_from_the_next_of_that_person(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  json_decref(post(room, token, NEGATIVE));
  json_t *receipt = post(room, token,
                         NEGATIVE "{" WHO ",\"id\":\"n2\",\"field\":\"test\",\"value\":"
                                  "\"positive\",\"method\":\"mixed\",\"evidence\":\"R\","
                                  "\"observed_at\":\"2021-12-31T21:00:00+08:00\"}\n");
  ASSERT_COUNTS(receipt, 1, 1, 0, 0, 0);
  json_decref(receipt);
  assert_int_equal(record_of(room).test, TX_TEST_MIXED_POSITIVE);
}

/* Three days, as of a mixed tube: until then their own test is awaited. */
static void a_positive_that_counts_as_a_mixed_one_ends_as_one(void **state) {
  struct room *room = *state;
  static const char *const methods[] = { "antigen", "mixed" };
  HOST_FREE char *token = make_lab(room);
  for (int i = 0; i < 2; i++) {
    char line[240];
    snprintf(line, sizeof line,
             "{\"id\":\"%d\",\"id_number\":\"99010119800307891X\",\"field\":\"test\",\"value\":"
             "\"positive\",\"method\":\"%s\",\"observed_at\":%d,\"evidence\":\"R\"}\n",
             i, methods[i], ROOM_NOW);
    json_decref(post(room, token, line));
    assert_int_equal(record_of(room).test, TX_TEST_MIXED_POSITIVE);
    assert_int_equal(residency_expire(room->server, ROOM_NOW + 3 * 86400 - 1), TX_OK);
    assert_int_equal(record_of(room).test, TX_TEST_MIXED_POSITIVE);
    assert_int_equal(residency_expire(room->server, ROOM_NOW + 3 * 86400), TX_OK);
    assert_int_equal(record_of(room).test, TX_TEST_NONE);
  }
}

static void a_source_was_heard_when_its_newest_receipt_was_made(void **state) {
  struct room *room = *state;
  int64_t made_at = -1;
  HOST_FREE char *token = make_lab(room);
  struct request request = room_request(room);
  assert_int_equal(receipts_newest(request.db, "lab-7", &made_at), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(made_at, 0);
  json_decref(post(room, token, NEGATIVE));
  request = room_request(room);
  assert_int_equal(receipts_newest(request.db, "lab-7", &made_at), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(made_at, ROOM_NOW);
}

static void whoever_bears_no_token_of_that_feed_is_refused(void **state) {
  struct room *room = *state;
  char path[] = "/v1/feeds/lab-8/statements";
  long status = 0;
  HOST_FREE char *token = make_lab(room);
  HOST_FREE char *other = strdup(token);
  struct tx_span body = tx_span_text(NEGATIVE);
  json_decref(feed_ask(room, path, token, NULL, &body, &status));
  assert_int_equal(status, 403); /* the socket's user, who is no feed */
  other[0] = other[0] == '0' ? '1' : '0';
  assert_null(post(room, other, NEGATIVE));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  room->now_s += FEED_TOKEN_LIFE_S;
  assert_null(post(room, token, NEGATIVE));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  room->now_s = ROOM_NOW;
  room_do(room, "DELETE /v1/feeds/lab-7", NULL);
  assert_null(post(room, token, NEGATIVE));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

/* Each with the member that its error names. */
static const struct {
  const char *line, *member;
} wrong[] = {
  { "{" WHO ",\"field\":\"health\",\"value\":\"green\",\"observed_at\":\"2021-12-31\"}", "field" },
  { "{" WHO ",\"area\":610112001001,\"field\":\"test\",\"value\":\"negative\",\"observed_at\":"
    "\"2021-12-31\"}",
    "area" },
  { "{" WHO ",\"source\":\"city\",\"field\":\"test\",\"value\":\"negative\",\"observed_at\":"
    "\"2021-12-31\"}",
    "source" },
  { "{" WHO ",\"field\":\"test\",\"value\":\"perhaps\",\"observed_at\":\"2021-12-31\"}", "value" },
  { "{" WHO ",\"field\":\"test\",\"value\":\"negative\"}", "observed_at" },
  { "{\"id_number\":\"6.1E+17\",\"field\":\"test\",\"value\":\"negative\",\"observed_at\":"
    "\"2021-12-31\"}",
    "id_number" },
  { "{" WHO ",\"field\":\"test\",\"value\":true,\"observed_at\":\"2021-12-31\"}", "value" },
  { "{" WHO ",\"filed\":\"test\",\"value\":\"negative\",\"observed_at\":\"2021-12-31\"}", "" },
  { "{" WHO "," WHO ",\"field\":\"test\",\"value\":\"negative\",\"observed_at\":\"2021-12-31\"}",
    "" },
  { "{" WHO ",\"id\":\"n1\",\"field\":\"test\",\"value\":\"negative\",\"observed_at\":"
    "\"2021-12-30\"}",
    "id" },
  { "{" WHO ",\"field\":\"test\",\"val", "" },
  { "{\"id_number\":\"\xff\xfe\"}", "" },
  { "[]", "" },
};

static void a_line_that_is_wrong_is_named_and_the_rest_goes_on(void **state) {
  struct room *room = *state;
  char body[8000] = NEGATIVE "\n  \r\n";
  HOST_FREE char *token = make_lab(room);
  for (size_t i = 0; i < COUNT(wrong); i++) {
    strcat(body, wrong[i].line);
    strcat(body, "\r\n");
  }
  strcat(body, "{" WHO ",\"field\":\"swab\",\"value\":\"pending\",\"observed_at\":\"2021-12-31\"}");
  json_t *receipt = post(room, token, body), *errors = json_object_get(receipt, "errors");
  if (!receipt) fail_msg("%s", room->problem.en);
  ASSERT_COUNTS(receipt, 2, 0, 0, 0, (int)COUNT(wrong));
  assert_int_equal(room_int(receipt, "lines"), COUNT(wrong) + 2);
  for (size_t i = 0, n = 0; i < COUNT(wrong); i++) {
    const json_t *error = NULL;
    for (n = 0; n < json_array_size(errors); n++)
      if (room_int(json_array_get(errors, n), "line") == (int)i + 4)
        error = json_array_get(errors, n);
    ASSERT_ROW(error != NULL, wrong[i].line);
    assert_string_equal(room_text(error, "member"), wrong[i].member);
    assert_true(*room_text(error, "zh") && *room_text(error, "reason"));
    assert_null(strstr(room_text(error, "en"), "9901"));
  }
  json_decref(receipt);
}

/* One line too long by far, one that fills what there is room for, and one behind them. */
static void a_line_without_an_end_is_one_sentence_and_takes_no_memory(void **state) {
  struct room *room = *state;
  size_t n = 8u << 20;
  HOST_FREE char *token = make_lab(room), *body = malloc(n + 1000);
  memset(body, '{', n);
  n += (size_t)sprintf(body + n, "\n" NEGATIVE);
  json_t *receipt = feed_send(room, "lab-7", token, NULL, tx_span_of(body, n));
  if (!receipt) fail_msg("%s", room->problem.en);
  ASSERT_COUNTS(receipt, 1, 0, 0, 0, 1);
  const json_t *error = json_array_get(json_object_get(receipt, "errors"), 0);
  assert_string_equal(room_text(error, "en"), "Line 1 is longer than 4096 bytes.");
  json_decref(receipt);
}

static void the_same_body_under_a_key_gets_the_same_receipt_and_another_is_refused(void **state) {
  struct room *room = *state;
  HOST_FREE char *token = make_lab(room);
  struct tx_span body = tx_span_text(NEGATIVE);
  json_t *first = feed_send(room, "lab-7", token, "key-1", body);
  json_t *again = feed_send(room, "lab-7", token, "key-1", body);
  assert_string_equal(room_text(first, "receipt"), room_text(again, "receipt"));
  ASSERT_COUNTS(again, 1, 0, 0, 0, 0);
  json_decref(again);
  assert_null(feed_send(room, "lab-7", token, "key-1", tx_span_text(NEGATIVE NEGATIVE)));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  json_decref(first);
}

static void a_receipt_is_shown_for_28_days(void **state) {
  struct room *room = *state;
  char path[120], what[128];
  long status = 0;
  HOST_FREE char *token = make_lab(room);
  json_t *receipt = post(room, token, NEGATIVE);
  snprintf(path, sizeof path, "/v1/feeds/lab-7/receipts/%s", room_text(receipt, "receipt"));
  snprintf(what, sizeof what, "GET %s", path);
  json_t *shown = feed_ask(room, path, token, NULL, NULL, &status);
  assert_int_equal(status, 200);
  assert_true(json_equal(shown, receipt));
  json_decref(shown);
  shown = room_get(room, what, NULL); /* the office's administrator */
  assert_true(json_equal(shown, receipt));
  json_decref(shown);
  json_decref(receipt);
  room->now_s += 28 * 86400;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  room_do(room, what, NULL);
  room->now_s++;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_null(room_ask(room, what, NULL));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

/* More than one part of HTTP's and many a slice. */
static void ten_thousand_lines_are_taken_and_counted(void **state) {
  struct room *room = *state;
  size_t n = 0, lines = 10000;
  HOST_FREE char *token = make_lab(room), *body = malloc(lines * 160);
  for (size_t i = 0; i < lines; i++)
    n += (size_t)sprintf(body + n,
                         "{" WHO ",\"id\":\"%zu\",\"field\":\"swab\",\"value\":\"pending\","
                         "\"observed_at\":%lld}\n",
                         i / 100, (long long)room->now_s - 3600);
  json_t *receipt = feed_send(room, "lab-7", token, NULL, tx_span_of(body, n));
  if (!receipt) fail_msg("%s", room->problem.en);
  ASSERT_COUNTS(receipt, 100, 9900, 0, 0, 0);
  assert_int_equal(room_int(receipt, "next_line"), 10001);
  json_decref(receipt);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_line_counts_once_and_is_repeated_from_then_on),
    WITH_BODIES(a_repeated_line_takes_nothing_from_the_next_of_that_person),
    WITH_BODIES(a_positive_that_counts_as_a_mixed_one_ends_as_one),
    WITH_BODIES(a_source_was_heard_when_its_newest_receipt_was_made),
    WITH_BODIES(whoever_bears_no_token_of_that_feed_is_refused),
    WITH_BODIES(a_line_that_is_wrong_is_named_and_the_rest_goes_on),
    WITH_BODIES(a_line_without_an_end_is_one_sentence_and_takes_no_memory),
    WITH_BODIES(the_same_body_under_a_key_gets_the_same_receipt_and_another_is_refused),
    WITH_BODIES(a_receipt_is_shown_for_28_days),
    WITH_BODIES(ten_thousand_lines_are_taken_and_counted),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
