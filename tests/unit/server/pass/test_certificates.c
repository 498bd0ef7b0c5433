/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates: issued where nothing is missing, by the bodies that may, numbered once, verified
 * from what was signed, withdrawn with words. */
#include "certificate_room.h"

#include "domain/certificate/edition.h"
#include "domain/privacy/retention.h"
#include "domain/publication/publish.h"
#include "store/pass/certificates.h"

static void the_answer_names_what_is_missing_and_a_certificate_is_refused_for_it(void **state) {
  struct room *room = *state;
  json_t *out = room_get(room, "POST /v1/certificates/answers", form(1, "work"));
  assert_string_equal(room_text(out, "may"), "no");
  const json_t *first = json_array_get(json_object_get(out, "missing"), 0);
  assert_string_equal(room_text(first, "what"), "health");
  assert_true(json_is_true(json_object_get(first, "unknown")));
  json_decref(out);
  assert_null(room_ask(room, "POST /v1/certificates", form(1, "work")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.zh, "健康码未知"));
  make_well(room, 1);
  out = room_get(room, "POST /v1/certificates/answers", form(1, "work"));
  assert_string_equal(room_text(out, "may"), "yes");
  json_decref(out);
}

static void what_was_issued_is_verified_from_its_text_alone(void **state) {
  struct room *room = *state;
  json_t *out = issue(room, 1);
  const char *text = room_text(certificate_in(out), "text");
  assert_memory_equal(text, "TC1:", 4);
  assert_string_equal(room_text(certificate_in(out), "number"), ROOM_AREA_TEXT "〔2022〕第00001号");
  room_do(room, "POST /v1/publications", NULL);
  room_sql(room, "delete from certificate");
  json_t *seen = verify(room, text);
  assert_true(json_is_true(json_object_get(seen, "holds")));
  const json_t *said = certificate_in(seen);
  assert_string_equal(room_text(said, "name"), "张*");
  assert_string_equal(room_text(said, "authority"), "居委会");
  assert_string_equal(room_text(said, "number"), ROOM_AREA_TEXT "〔2022〕第00001号");
  const json_t *values = json_object_get(said, "values");
  assert_string_equal(json_string_value(json_array_get(values, 1)), "西安某厂");
  json_decref(seen);
  json_decref(out);
}

/* Base45 has the space in its alphabet: about one text in forty holds two in a row. */
static void a_text_is_verified_with_two_spaces_in_a_row(void **state) {
  struct room *room = *state;
  bool held = false;
  for (int i = 0; i < 2000 && !held; i++) {
    json_t *out = issue(room, 1);
    const char *text = room_text(certificate_in(out), "text");
    held = strstr(text, "  ") != NULL;
    if (held) {
      json_t *seen = verify(room, text);
      assert_string_equal(room_text(certificate_in(seen), "name"), "张*");
      json_decref(seen);
    }
    json_decref(out);
    room_sql(room, "delete from certificate");
  }
  assert_true(held);
}

static void an_altered_text_does_not_hold(void **state) {
  struct room *room = *state;
  json_t *out = issue(room, 1);
  HOST_FREE char *text = strdup(room_text(certificate_in(out), "text"));
  text[strlen(text) - 3] = text[strlen(text) - 3] == 'A' ? 'B' : 'A';
  json_t *seen = verify(room, text);
  assert_false(json_is_true(json_object_get(seen, "holds")));
  assert_null(json_object_get(seen, "certificate"));
  json_decref(seen);
  json_decref(out);
}

static void a_withdrawn_one_is_withdrawn_with_the_next_list_and_its_holder_reads_why(void **state) {
  struct room *room = *state;
  struct phone phone = holder_of(room, 1);
  json_t *out = issue(room, 1);
  HOST_FREE char *text = strdup(room_text(certificate_in(out), "text"));
  json_decref(out);
  room_do(room, "POST /v1/publications", NULL);
  assert_null(withdraw(room, 1, ""));
  json_decref(withdraw(room, 1, "单位名称写错"));
  room->now_s += 2;
  size_t published = 0;
  assert_int_equal(publish_due(room->server, room->now_s, &published, &room->problem), TX_OK);
  assert_int_equal(published, 1);
  json_t *seen = verify(room, text);
  assert_true(json_is_true(json_object_get(seen, "withdrawn")));
  assert_false(json_is_true(json_object_get(seen, "holds")));
  json_decref(seen);
  json_t *mine = phone_get(&phone, "/v1/me/certificates", "");
  const json_t *one = phone_first(mine, "certificates");
  assert_string_equal(room_text(one, "state"), "withdrawn");
  assert_string_equal(room_text(one, "words"), "单位名称写错");
  assert_string_equal(room_text(one, "text"), text);
  json_decref(mine);
  assert_null(withdraw(room, 1, "again"));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

static void a_phone_sees_the_certificates_of_its_own_people_alone(void **state) {
  struct room *room = *state;
  struct phone phone = holder_of(room, 0);
  json_decref(issue(room, 1));
  json_t *mine = phone_get(&phone, "/v1/me/certificates", "");
  assert_int_equal(json_array_size(json_object_get(mine, "certificates")), 0);
  json_decref(mine);
  struct phone nobody = phone_of(room, FORGE_HOLDER);
  json_decref(phone_get(&nobody, "/v1/me/certificates", ""));
  assert_int_equal(nobody.status, 401);
}

static void a_kind_is_issued_by_the_bodies_that_may(void **state) {
  static const struct {
    const char *login;
    unsigned kinds; /* 1 << kind */
  } rows[] = {
    { "health", 1 << 1 | 1 << 4 },
    { "office", 1 << 3 | 1 << 4 },
    { "street", 1 << 3 | 1 << 4 },
    { "keeper", 0 },
    { "chief", 0 },
  };
  struct room *room = *state;
  struct certificate_row row;
  isolate(room, 1);
  make_well(room, 1);
  for (size_t i = 0; i < COUNT(rows); i++)
    for (unsigned kind = 1; kind <= TX_CERTIFICATE_HEALTH; kind++) {
      if (kind == TX_CERTIFICATE_HOME_ENDED) continue;
      bool may = rows[i].kinds >> kind & 1;
      enum tx_reason reason = issue_as(room, rows[i].login, kind, &row);
      if (reason != (may ? TX_OK : TX_NOT_ALLOWED))
        fail_msg("%s, kind %u: %s", rows[i].login, kind, room->problem.en);
      room_sql(room, "delete from certificate");
    }
  assert_int_equal(issue_as(room, "office", TX_CERTIFICATE_RELEASED, &row), TX_NOT_ALLOWED);
  assert_non_null(strstr(room->problem.zh, "疾控"));
}

static void a_released_person_is_told_when_and_by_which_edition(void **state) {
  struct room *room = *state;
  struct certificate_row row;
  isolate(room, 1);
  assert_int_equal(issue_as(room, "health", TX_CERTIFICATE_RELEASED, &row), TX_OK);
  assert_string_equal(row.edition, "8");
  json_t *seen = verify(room, row.text);
  const json_t *values = json_object_get(certificate_in(seen), "values");
  assert_string_equal(json_string_value(json_array_get(values, 1)), "2021-12-17");
  assert_string_equal(json_string_value(json_array_get(values, 2)), "2021-12-31");
  assert_non_null(strstr(json_string_value(json_array_get(values, 3)), "第八版"));
  json_decref(seen);
}

static json_t *edition_form(void) {
  return json_pack("{s:s, s:s, s:i, s:{s:i, s:[i]}, s:{s:i, s:[]}, s:s}", "id", "xian-1",
                   "document", "市指办〔2022〕3号", "valid_from", 1620000000 + 100 * DAY_S,
                   "released", "days", 3, "tests", 2, "home", "days", 3, "tests", "reason",
                   "按市里的文件");
}

static void an_areas_own_edition_counts_once_another_body_seconds_it(void **state) {
  struct room *room = *state;
  uint8_t hash[TX_HASH_SIZE];
  struct certificate_row row;
  isolate(room, 1);
  json_t *asked = room_get(room, "POST /v1/certificates/editions", edition_form());
  const json_t *request = json_object_get(asked, "request");
  assert_string_equal(room_text(json_object_get(request, "edition"), "id"), "xian-1");
  assert_true(host_unhex(room_text(request, "hash"), hash, sizeof hash));
  long long id = room_int(request, "id");
  json_decref(asked);
  assert_int_equal(issue_as(room, "health", TX_CERTIFICATE_RELEASED, &row), TX_OK);
  assert_string_equal(row.edition, "8");
  struct request alone = room_request(room);
  assert_int_equal(edition_set(&alone, ROOM_AREA, &editions[0], NULL), TX_NOT_ALLOWED);
  request_end(room->server, &alone);
  assert_int_equal(decide_as(room, "clerk", id, REQUEST_SECOND, hash, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "health", id, REQUEST_SECOND, hash, ""), TX_OK);
  json_decref(room_get(room, "GET /v1/certificates/editions", NULL));
  room_sql(room, "delete from certificate");
  assert_int_equal(issue_as(room, "health", TX_CERTIFICATE_RELEASED, &row), TX_CONFLICT);
  assert_non_null(strstr(room->problem.zh, "缺第2天核酸"));
  assert_null(strstr(room->problem.zh, "缺第4天"));
}

static void in_a_locked_down_building_nobody_goes_back_to_work(void **state) {
  struct room *room = *state;
  static const char policy[] =
      "{\"area\": " ROOM_AREA_TEXT ", \"zones\": [{\"area\": " ROOM_AREA_TEXT ", \"unit\": \"3-2\","
      " \"kind\": \"lockdown\", \"from\": 1640995000, \"to\": 1650000000}], \"orders\": [{\"id\":"
      " \"o\", \"document\": \"d\", \"issuer\": \"i\", \"valid_from\": 1640995000, \"valid_to\":"
      " 1650000000, \"rules\": []}]}";
  json_decref(issue(room, 0));
  make_well(room, 1);
  room_must_publish(room, "POST /v1/policies?accept=test", json_loads(policy, 0, NULL));
  assert_null(room_ask(room, "POST /v1/certificates", form(1, "work")));
  assert_non_null(strstr(room->problem.zh, "封控区"));
}

static void what_is_forwarded_bears_its_authoritys_name_and_ends_with_it(void **state) {
  struct room *room = *state;
  struct certificate_row row;
  assert_int_equal(issue_as(room, "street", TX_CERTIFICATE_HEALTH, &row), TX_OK);
  assert_int_equal(row.exp, ROOM_NOW + 3 * DAY_S);
  json_t *seen = verify(room, row.text);
  assert_string_equal(room_text(certificate_in(seen), "authority"), "西安市卫生健康委");
  const json_t *values = json_object_get(certificate_in(seen), "values");
  assert_string_equal(json_string_value(json_array_get(values, 1)), "A-17");
  assert_string_equal(json_string_value(json_array_get(values, 2)), "街道办");
  json_decref(seen);
}

static void no_number_is_given_twice_in_an_area(void **state) {
  struct room *room = *state;
  char number[CERTIFICATE_NUMBER_SIZE];
  for (int i = 0; i < 3; i++) {
    json_t *out = issue(room, i);
    assert_int_equal(room_int(certificate_in(out), "serial"), i + 1);
    json_decref(out);
  }
  room_sql(room, "delete from certificate");
  json_t *out = issue(room, 0);
  assert_int_equal(room_int(certificate_in(out), "serial"), 4);
  json_decref(out);
  const struct certificate_row next_year = { .area = ROOM_AREA,
                                             .serial = 5,
                                             .iat = ROOM_NOW + 364 * DAY_S + 16 * 3600 };
  certificate_number(&next_year, number);
  assert_string_equal(number, ROOM_AREA_TEXT "〔2023〕第00005号"); /* by the year in China */
  struct request request = room_request(room);
  uint32_t serial = 0;
  assert_int_equal(certificates_skip(request.db, ROOM_AREA, 1000), TX_OK);
  assert_int_equal(certificates_number(request.db, ROOM_AREA, &serial), TX_OK);
  assert_int_equal(serial, 1005);
  request_end(room->server, &request);
}

static void who_asks_twice_has_one(void **state) {
  struct room *room = *state;
  json_decref(issue(room, 1));
  assert_null(room_ask(room, "POST /v1/certificates", form(1, "work")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  assert_non_null(strstr(room->problem.en, "00001"));
  json_decref(withdraw(room, 1, "重开"));
  json_t *out = room_get(room, "POST /v1/certificates", form(1, "work"));
  assert_int_equal(room_int(certificate_in(out), "serial"), 2);
  json_decref(out);
}

static void lists_are_masked_and_name_no_signed_text(void **state) {
  struct room *room = *state;
  json_decref(issue(room, 0));
  json_decref(issue(room, 1));
  json_t *out = room_get(room, "GET /v1/certificates", NULL);
  const json_t *first = phone_first(out, "certificates");
  assert_int_equal(room_int(first, "serial"), 2);
  assert_string_equal(room_text(first, "name"), "张*");
  assert_null(json_object_get(first, "text"));
  json_decref(out);
  out = room_get(room, "GET /v1/certificates?index=0", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "certificates")), 1);
  json_decref(out);
  out = room_get(room, "GET /v1/certificates?from=2", NULL);
  assert_int_equal(room_int(phone_first(out, "certificates"), "serial"), 1);
  json_decref(out);
  out = room_get(room, "GET /v1/certificates/" ROOM_AREA_TEXT "/2", NULL);
  assert_memory_equal(room_text(certificate_in(out), "text"), "TC1:", 4);
  json_decref(out);
}

static void a_certificate_dies_28_days_after_its_end(void **state) {
  struct room *room = *state;
  json_decref(issue(room, 1));
  for (int alive = 1; alive >= 0; alive--) {
    room->now_s = ROOM_NOW + 7 * DAY_S + CERTIFICATES_KEPT_S + (alive ? 0 : 1);
    assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
    json_t *out = room_get(room, "GET /v1/certificates", NULL);
    assert_int_equal(json_array_size(json_object_get(out, "certificates")), alive);
    json_decref(out);
  }
}

static void what_a_certificate_says_rests_sealed(void **state) {
  struct room *room = *state;
  json_decref(issue(room, 1));
  struct request request = room_request(room);
  {
    DB_ROWS rows = certificates_of(request.db, ROOM_AREA, 0, 1);
    struct certificate_row row;
    struct tx_span sealed;
    assert_true(db_next(&rows));
    certificates_read(&rows, &row, &sealed);
    assert_true(sealed.n > 100);
    assert_null(memmem(sealed.p, sealed.n, "TC1:", 4));
    assert_null(memmem(sealed.p, sealed.n, "西安某厂", strlen("西安某厂")));
  }
  request_end(room->server, &request);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(the_answer_names_what_is_missing_and_a_certificate_is_refused_for_it),
    WITH_BODIES(what_was_issued_is_verified_from_its_text_alone),
    WITH_BODIES(a_text_is_verified_with_two_spaces_in_a_row),
    WITH_BODIES(an_altered_text_does_not_hold),
    WITH_BODIES(a_withdrawn_one_is_withdrawn_with_the_next_list_and_its_holder_reads_why),
    WITH_BODIES(a_phone_sees_the_certificates_of_its_own_people_alone),
    WITH_BODIES(a_kind_is_issued_by_the_bodies_that_may),
    WITH_BODIES(a_released_person_is_told_when_and_by_which_edition),
    WITH_BODIES(an_areas_own_edition_counts_once_another_body_seconds_it),
    WITH_BODIES(in_a_locked_down_building_nobody_goes_back_to_work),
    WITH_BODIES(what_is_forwarded_bears_its_authoritys_name_and_ends_with_it),
    WITH_BODIES(no_number_is_given_twice_in_an_area),
    WITH_BODIES(who_asks_twice_has_one),
    WITH_BODIES(lists_are_masked_and_name_no_signed_text),
    WITH_BODIES(a_certificate_dies_28_days_after_its_end),
    WITH_BODIES(what_a_certificate_says_rests_sealed),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
