/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of many people is taken out at once: full names, documents' numbers and telephones of at
 * most fifty, by whatever is asked for however; of more once another body has seconded it.
 */
#include "api_makers.h"

#include "http/routes.h"

#define PEOPLE 60
#define FEW 50
#define EVERYTHING                                                                                 \
  "area=" ROOM_AREA_TEXT                                                                           \
  "&limit=1000&names=1&all=1&purpose=visit&kind=changed&part=&hours=48&gone=1"

/* --- a community ------------------------------------------------------------------------------ */

struct person_of {
  char name[16], number[12], phone[12];
};

static struct person_of person_of(int i) {
  struct person_of out;
  const unsigned letter = 0x4e00 + 16 * (unsigned)i + 1;
  snprintf(out.name, sizeof out.name, "欧%c%c%c阳", 0xe0 | (int)(letter >> 12),
           0x80 | (int)(letter >> 6 & 63), 0x80 | (int)(letter & 63));
  snprintf(out.number, sizeof out.number, "E7%07d", i);
  snprintf(out.phone, sizeof out.phone, "1391234%04d", i);
  return out;
}

/* wrong: with other names and telephones than theirs. */
static char *table_of(bool wrong) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  assert_non_null(out);
  fprintf(out, "姓名,证件类型,证件号码,电话,楼栋,房号\n");
  for (int i = 0; i < PEOPLE; i++) {
    struct person_of one = person_of(i);
    fprintf(out, "%s,护照,%s,%s,5-1,%d\n", wrong ? "张伟" : one.name, one.number,
            wrong ? "13900000000" : one.phone, 100 + i);
  }
  fclose(out);
  return text;
}

/* How many of them an answer gives out. */
static size_t given_out(const char *text) {
  size_t people = 0;
  for (int i = 0; i < PEOPLE; i++) {
    struct person_of one = person_of(i);
    people += strstr(text, one.name) || strstr(text, one.number) || strstr(text, one.phone);
  }
  return people;
}

static void allow(struct room *room, const char *login, enum bulk_what what, int64_t people,
                  const char *second) {
  struct request_row row;
  const struct bulk_wish wish = { what, people };
  const struct request_in in = { .act = REQUEST_BULK,
                                 .area = ROOM_AREA,
                                 .bulk = &wish,
                                 .ground = "",
                                 .evidence = "",
                                 .words = "流调" };
  if (ask_as(room, login, &in, &row) != TX_OK) fail_msg("%s", room->problem.en);
  assert_int_equal(second_as(room, second, &row), TX_OK);
}

static void settle_sixty(struct room *room) {
  char *table = table_of(false);
  allow(room, "office", BULK_ADD, PEOPLE, "street");
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(table));
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "added"), PEOPLE);
  json_decref(out);
  free(table);
}

/* --- asked ------------------------------------------------------------------------------------ */

struct answer {
  long status;
  char *text;
};

static struct answer ask(struct room *room, const char *method, const char *path,
                         const char *body) {
  struct answer out = { 0 };
  size_t n = 0;
  char url[400];
  FILE *text = open_memstream(&out.text, &n);
  CURL *curl = curl_easy_init();
  struct curl_slist *type = curl_slist_append(NULL, "Content-Type: application/json");
  snprintf(url, sizeof url, "http://localhost%s", path);
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, room->socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, type);
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, phone_take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
  room->api.fixed_s = room->now_s;
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out.status);
  curl_slist_free_all(type);
  curl_easy_cleanup(curl);
  fclose(text);
  return out;
}

static char preview[24]; /* the number of one */

/* What stands in a pattern's braces. */
static const struct {
  const char *name, *value;
} params[] = {
  { "{area}", ROOM_AREA_TEXT }, { "{index}", "5" },    { "{id}", "1" },
  { "{serial}", "1" },          { "{visit}", "1" },    { "{seq}", "1" },
  { "{report}", "people" },     { "{gate}", "east" },  { "{source}", "lab-7" },
  { "{login}", "office" },      { "{path…}", "none" }, { "{draft}", "1" },
};

static void fill(const char *pattern, const char *query, char *out, size_t cap) {
  size_t n = 0;
  for (const char *p = pattern; *p; p++) {
    const char *value = NULL;
    for (size_t i = 0; *p == '{' && i < COUNT(params); i++)
      if (strncmp(p, params[i].name, strlen(params[i].name)) == 0) value = params[i].value;
    if (value && strcmp(pattern, "/v1/imports/previews/{area}/{id}") == 0 && p[1] == 'i')
      value = preview;
    if (!value && *p == '{') fail_msg("nothing is known for %s", p);
    n += (size_t)snprintf(out + n, cap - n, "%.*s", value ? 99 : 1, value ? value : p);
    if (value) p = strchr(p, '}');
  }
  snprintf(out + n, cap - n, "?%s", query);
}

/* Whatever anybody has asked for leaves something to read. */
static void fill_lists(struct room *room) {
  char *wrong = table_of(true);
  json_t *out = room_send(room, "POST /v1/imports/previews", "text/csv", tx_span_text(wrong));
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "changed"), PEOPLE);
  snprintf(preview, sizeof preview, "%lld", room_int(out, "preview"));
  json_decref(out);
  free(wrong);
  room_sql(room, "update resident set seconded = 1");
  room_do(room, "POST /v1/passes", json_object());
  room_do(room, "POST /v1/claims", json_object());
}

/* As many as a phone may ask for, from others each time. */
static void apply_for_all(struct room *room) {
  struct phone phone = phone_of(room, FORGE_GATE);
  for (int i = 0; i < PEOPLE; i++) {
    struct person_of one = person_of(i);
    char flat[8];
    snprintf(flat, sizeof flat, "%d", 100 + i);
    (void)phone_apply_to(&phone,
                         json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", one.name,
                                   "id_type", "护照", "id_number", one.number, "phone", one.phone,
                                   "unit", "5-1", "room", flat, "relation", "family", "claim", ""),
                         "waiting");
  }
}

static void no_list_gives_out_more_than_fifty_people_at_once(void **state) {
  struct room *room = *state;
  settle_sixty(room);
  fill_lists(room);
  apply_for_all(room);
  for (size_t i = 0; i < server_route_count; i++) {
    char path[300];
    if (strcmp(server_routes[i].method, "GET") != 0) continue;
    fill(server_routes[i].pattern, EVERYTHING, path, sizeof path);
    struct answer answer = ask(room, "GET", path, NULL);
    if (given_out(answer.text) > FEW) fail_msg("%s: %zu people", path, given_out(answer.text));
    free(answer.text);
  }
}

/* Their own bodies name none of the sixty. */
static void no_act_gives_out_more_than_fifty_people_at_once(void **state) {
  struct room *room = *state;
  settle_sixty(room);
  room_sql(room, "update resident set seconded = 1");
  applicant = phone_of(room, FORGE_GATE);
  for (size_t i = 0; i < COUNT(rows); i++) {
    json_t *body = make_body(i, 1);
    char *text = json_dumps(body, JSON_COMPACT);
    struct answer answer = ask(room, rows[i].method, rows[i].path, text);
    if (given_out(answer.text) > 1)
      fail_msg("%s %s: %zu people", rows[i].method, rows[i].path, given_out(answer.text));
    free(answer.text);
    free(text);
    json_decref(body);
  }
}

/* --- what is counted -------------------------------------------------------------------------- */

static size_t names(struct room *room, int from, int limit) {
  char path[120];
  snprintf(path, sizeof path, "/v1/residents?names=1&from=%d&limit=%d", from, limit);
  struct answer answer = ask(room, "GET", path, NULL);
  size_t people = given_out(answer.text);
  assert_int_equal(answer.status, people || !limit ? 200 : 403);
  free(answer.text);
  return people;
}

static void full_names_of_fifty_people_a_day_are_taken_out_by_one(void **state) {
  struct room *room = *state;
  settle_sixty(room);
  assert_int_equal(names(room, 3, 60), 0);
  for (int page = 0; page < 5; page++)
    assert_int_equal(names(room, 3 + 10 * page, 10), 10);
  assert_int_equal(names(room, 53, 1), 0); /* nor by one page more */
  room->now_s += DAY_S + 1;
  assert_int_equal(names(room, 53, 1), 1);
  struct answer masked = ask(room, "GET", "/v1/residents", NULL);
  assert_int_equal(masked.status, 200);
  assert_int_equal(given_out(masked.text), 0);
  free(masked.text);
}

static void a_health_body_asks_for_more_and_another_body_seconds_it(void **state) {
  struct room *room = *state;
  struct request_row row;
  const struct bulk_wish wish = { BULK_NAMES, 63 };
  struct request_in in = { .act = REQUEST_BULK,
                           .area = ROOM_AREA,
                           .bulk = &wish,
                           .ground = "",
                           .evidence = "",
                           .words = "流调" };
  settle_sixty(room);
  room_sql(room, "update account set roles = 2 where login = 'office'");
  assert_int_equal(ask_as(room, "office", &in, &row), TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.zh, "疾控"));
  assert_int_equal(ask_as(room, "health", &in, &row), TX_OK);
  assert_int_equal(second_as(room, "health", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "keeper", &row), TX_NOT_ALLOWED); /* property never */
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  assert_int_equal(names(room, 0, 63), 0); /* it is who asked who may */
  be(room, "health");
  assert_int_equal(names(room, 0, 63), PEOPLE);
  assert_int_equal(names(room, 0, 63), 0); /* once */
  const struct bulk_wish passes = { BULK_PASSES, 63 };
  in.bulk = &passes;
  assert_int_equal(ask_as(room, "health", &in, &row), TX_NOT_ALLOWED);
}

static void of_what_was_decided_no_names_are_listed(void **state) {
  struct room *room = *state;
  settle_sixty(room);
  apply_for_all(room);
  room_sql(room, "update application set state = 1, decided_at = asked_at, decided_by = 'office'");
  struct answer answer = ask(room, "GET", "/v1/applications?state=approved", NULL);
  assert_non_null(strstr(answer.text, "欧*阳"));
  assert_int_equal(given_out(answer.text), 0);
  free(answer.text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(no_list_gives_out_more_than_fifty_people_at_once),
    WITH_BODIES(no_act_gives_out_more_than_fifty_people_at_once),
    WITH_BODIES(full_names_of_fifty_people_a_day_are_taken_out_by_one),
    WITH_BODIES(a_health_body_asks_for_more_and_another_body_seconds_it),
    WITH_BODIES(of_what_was_decided_no_names_are_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
