/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever ends within 60, 30 or 7 days is said in time. */
#include "server_room.h"

#include "api/office/calendar.h"
#include "daemon/jobs.h"
#include "domain/key/tls_certificate.h"
#include "domain/report/ends.h"

#include <fcntl.h>
#include <unistd.h>

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

static void passes_made_for_some_days_end_unannounced(void **state) {
  struct room *room = *state;
  long long count = 0;
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 29));
  assert_int_equal(within(room, "passes", ROOM_AREA_TEXT, &count), 0);
}

static size_t passes_seen_by(struct room *room, const struct caller *caller) {
  ENDINGS endings = { 0 };
  size_t passes = 0;
  struct request request = request_begin(room->server, room->now_s, "test");
  request.caller = caller;
  assert_int_equal(ends_list(&request, NULL, ENDINGS_DAYS, &endings), TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < endings.count; i++)
    passes += endings.list[i].kind == ENDING_PASSES;
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

/* --- the calendar ----------------------------------------------------------------------------- */

static const struct endings three = {
  .list =
      (struct ending[]){
          { .kind = ENDING_KEY, .name = "a,b;c\\d\ne", .end_s = ROOM_NOW + 86400, .uid = "00ff" },
          { .kind = ENDING_PASSES,
            .name = ROOM_AREA_TEXT,
            .end_s = ROOM_NOW,
            .count = 12,
            .uid = "1" },
          { .kind = ENDING_ORDER,
            .name = "市新冠肺炎疫情防控指挥部关于做好社区防控工作的通知第十七号",
            .end_s = ROOM_NOW,
            .uid = "2" } },
  .count = 3,
};

/* The calendar without its folds; each line of it has been looked at. */
static char *unfolded(const struct endings *endings) {
  struct host_bytes bytes = { 0 };
  assert_int_equal(calendar_write(endings, ROOM_NOW, &bytes), TX_OK);
  char *text = (char *)bytes.p, *out = text;
  for (char *p = text; *p;) {
    char *end = strstr(p, "\r\n");
    assert_non_null(end);
    assert_in_range(end - p, 1, 75);
    assert_true(((unsigned char)p[*p == ' '] & 0xc0) != 0x80); /* no character is cut */
    assert_null(memchr(p, '\n', (size_t)(end - p)));
    if (*p == ' ') out -= 2, p++;
    memmove(out, p, (size_t)(end + 2 - p));
    out += end + 2 - p;
    p = end + 2;
  }
  *out = '\0';
  return text;
}

static size_t times(const char *text, const char *word) {
  size_t n = 0;
  while ((text = strstr(text, word)) != NULL)
    text += strlen(word), n++;
  return n;
}

static void a_calendar_is_one_by_rfc_5545_and_reminds_60_30_and_7_days_before(void **state) {
  char *text = unfolded(&three);
  (void)state;
  assert_ptr_equal(strstr(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"), text);
  assert_string_equal(text + strlen(text) - 15, "END:VCALENDAR\r\n");
  assert_non_null(strstr(text, "\r\nUID:00ff@tongxing\r\nDTSTAMP:20220101T000000Z\r\n"
                               "DTSTART:20220102T000000Z\r\n"));
  assert_non_null(strstr(text, "\r\nSUMMARY:密钥 a\\,b\\;c\\\\d\\ne到期 / key a\\,b\\;c\\\\d\\ne: "
                               "the end\r\n"));
  assert_non_null(strstr(text, "SUMMARY:通行证 " ROOM_AREA_TEXT
                               "（12张）到期 / passes " ROOM_AREA_TEXT " (12): the end\r\n"));
  assert_int_equal(times(text, "BEGIN:VEVENT\r\n"), 3);
  assert_int_equal(times(text, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P60D\r\nDESC"), 3);
  assert_int_equal(times(text, "TRIGGER:-P30D\r\n"), 3);
  assert_int_equal(times(text, "TRIGGER:-P7D\r\n"), 3);
  free(text);
}

static void without_ends_a_calendar_is_empty(void **state) {
  char *text = unfolded(&(struct endings){ 0 });
  (void)state;
  assert_null(strstr(text, "BEGIN:VEVENT"));
  free(text);
}

static void list_all(struct room *room, struct endings *out) {
  struct request request = request_begin(room->server, room->now_s, "test");
  assert_int_equal(ends_list(&request, NULL, ENDINGS_DAYS_MAX, out), TX_OK);
  request_end(room->server, &request);
}

static void what_ends_keeps_its_uid_and_no_two_share_one(void **state) {
  struct room *room = *state;
  ENDINGS before = { 0 }, after = { 0 };
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 100));
  list_all(room, &before);
  room->now_s += 30 * DAY_S;
  list_all(room, &after);
  assert_true(before.count >= 2);
  assert_int_equal(before.count, after.count);
  for (size_t i = 0; i < before.count; i++) {
    assert_int_equal(strlen(before.list[i].uid), ENDING_UID_SIZE - 1);
    assert_string_equal(before.list[i].uid, after.list[i].uid);
    for (size_t j = 0; j < i; j++)
      assert_string_not_equal(before.list[i].uid, before.list[j].uid);
  }
}

static void what_ends_later_is_listed_for_who_looks_further(void **state) {
  struct room *room = *state;
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 100));
  long long count = 0;
  assert_int_equal(within(room, "passes", ROOM_AREA_TEXT, &count), 0);
  json_t *out = room_get(room, "GET /v1/ends?days=101", NULL);
  const json_t *one = NULL;
  size_t i;
  bool found = false;
  json_array_foreach(json_object_get(out, "ends"), i, one) {
    if (strcmp(room_text(one, "kind"), "passes") != 0) continue;
    assert_null(json_object_get(one, "within_days"));
    found = true;
  }
  assert_true(found);
  json_decref(out);
}

static void a_calendar_is_fetched_and_other_forms_are_refused_in_words(void **state) {
  struct room *room = *state;
  struct socket_answer answer = { 0 };
  socket_ask(room->socket, "GET", "/v1/ends?days=36500&format=ics", NULL, tx_span_text(""),
             &answer);
  assert_int_equal(answer.status, 200);
  assert_ptr_equal(strstr(answer.text, "BEGIN:VCALENDAR\r\n"), answer.text);
  assert_non_null(strstr(answer.text, "BEGIN:VEVENT\r\n"));
  free(answer.text);
  assert_null(room_ask(room, "GET /v1/ends?format=csv", NULL));
  assert_string_equal(room->problem.en, "\"format\" should be json or ics.");
  assert_null(room_ask(room, "GET /v1/ends?days=0", NULL));
  assert_string_equal(room->problem.en, "\"days\" should be 1 to 36500.");
}

/* What the jobs of a server that has just started say on standard error. */
static void run_jobs(struct room *room, char out[4096]) {
  struct jobs jobs = { 0 };
  HOST_FREE char *path = host_path(room->folder, "log");
  const int log = open(path, O_RDWR | O_CREAT, 0600), before = dup(2);
  assert_true(log >= 0 && before >= 0 && dup2(log, 2) == 2);
  room->api.fixed_s = room->now_s;
  jobs_run(&jobs, &room->api);
  fflush(stderr);
  assert_int_equal(dup2(before, 2), 2);
  ssize_t n = pread(log, out, 4095, 0);
  out[n > 0 ? n : 0] = '\0';
  close(before);
  close(log);
}

static void what_ends_is_in_the_log_and_the_metrics(void **state) {
  struct room *room = *state;
  char said[4096];
  struct socket_answer answer = { 0 };
  room_import(room);
  room_do(room, "POST /v1/passes", json_pack("{s:i}", "days", 40));
  run_jobs(room, said);
  assert_non_null(strstr(said, "passes " ROOM_AREA_TEXT " ends within 60 days"));
  socket_ask(room->socket, "GET", "/metrics", NULL, tx_span_text(""), &answer);
  assert_non_null(strstr(answer.text, "tongxing_ends_seconds{kind=\"passes\"} 3456000"));
  free(answer.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(an_order_is_announced_60_30_and_7_days_before_its_end),
    IN_A_ROOM(passes_are_announced_as_a_batch),
    IN_A_ROOM(passes_made_for_some_days_end_unannounced),
    IN_A_ROOM(what_ends_is_in_the_log_and_the_metrics),
    IN_A_ROOM(passes_are_counted_for_whom_their_area_concerns),
    IN_A_ROOM(a_key_is_announced_before_it_signs_no_more),
    IN_A_ROOM(a_certificate_says_when_it_ends),
    IN_A_ROOM(what_ends_keeps_its_uid_and_no_two_share_one),
    IN_A_ROOM(what_ends_later_is_listed_for_who_looks_further),
    IN_A_ROOM(a_calendar_is_fetched_and_other_forms_are_refused_in_words),
    PROMISE(a_calendar_is_one_by_rfc_5545_and_reminds_60_30_and_7_days_before),
    PROMISE(without_ends_a_calendar_is_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
