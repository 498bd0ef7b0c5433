/* SPDX-License-Identifier: Apache-2.0 */
/* From what somebody is exempt: given by one person, taken away by two, and it stands in the pass
 * that a gate reads. */
#include "bodies_room.h"
#include "phone_room.h"

#include "domain/pass/exempt.h"

#define OF_ONE "/v1/residents/" ROOM_AREA_TEXT "/1"
#define EXEMPTIONS_OF_ONE "PUT " OF_ONE "/exemptions"

static json_t *wish(json_t *list, const char *evidence) {
  return json_pack("{s:o, s:s, s:s}", "exempt", list, "evidence", evidence, "reason", "已痊愈");
}

static void give_swab(struct room *room) {
  json_t *out = room_get(room, EXEMPTIONS_OF_ONE, wish(json_pack("[s]", "swab"), "ZD-1"));
  assert_null(json_object_get(out, "request"));
  assert_int_equal(json_array_size(json_object_get(out, "exempt")), 1);
  json_decref(out);
}

static long long ask_to_take(struct room *room) {
  json_t *out = room_get(room, EXEMPTIONS_OF_ONE, wish(json_array(), "ZD-2"));
  long long id = room_int(json_object_get(out, "request"), "id");
  assert_int_equal(json_array_size(json_object_get(out, "exempt")), 1); /* until it is seconded */
  json_decref(out);
  return id;
}

static void find_request(struct room *room, int64_t id, struct request_row *out) {
  struct request_row *rows = NULL;
  size_t count = 0;
  struct list_page page = { .limit = 100 };
  struct request request = room_request(room);
  assert_int_equal(request_list(&request, ROOM_AREA, false, &page, &rows, &count, &room->problem),
                   TX_OK);
  request_end(room->server, &request);
  *out = (struct request_row){ 0 };
  for (size_t i = 0; i < count; i++)
    if (rows[i].id == id) *out = rows[i];
  free(rows);
  assert_int_equal(out->id, id);
}

static enum tx_reason second(struct room *room, const char *login, long long id) {
  struct request_row row;
  find_request(room, id, &row);
  return second_as(room, login, &row);
}

static int64_t exempt_of_one(struct room *room) {
  return room_count(room, "select exempt from resident where idx = 1");
}

static struct tx_pass issue(struct room *room, bool again) {
  json_t *out =
      room_get(room, "POST " OF_ONE "/passes",
               json_pack("{s:b, s:s}", "reissue", again, "evidence", again ? "at the desk" : ""));
  const json_t *pass = json_array_get(json_object_get(out, "passes"), 0);
  struct tx_pass read = room_read_pass(room, room_text(pass, "text"));
  json_decref(out);
  return read;
}

/* The pass that a phone is shown for that person. */
static struct tx_pass held_by(struct phone *phone) {
  json_t *out = phone_me(phone);
  const json_t *pass = json_array_get(json_object_get(out, "passes"), 0);
  assert_non_null(pass);
  struct tx_pass read = room_read_pass(phone->room, room_text(pass, "text"));
  json_decref(out);
  return read;
}

static void one_person_gives_an_exemption_and_the_next_pass_says_so(void **state) {
  struct room *room = *state;
  assert_int_equal(issue(room, false).exempt, 0);
  give_swab(room);
  assert_int_equal(issue(room, false).exempt, TX_EXEMPT_SWAB);
  json_t *out = room_get(room, "GET " OF_ONE "?purpose=papers", NULL);
  assert_string_equal(json_string_value(json_array_get(json_object_get(out, "exempt"), 0)), "swab");
  json_decref(out);
  out = room_get(room, "GET /v1/audit?index=1", NULL);
  char *text = json_dumps(out, 0);
  assert_non_null(strstr(text, "1 swab ZD-1"));
  free(text);
  json_decref(out);
}

static void an_exemption_is_taken_away_by_two_of_two_bodies(void **state) {
  struct room *room = *state;
  give_swab(room);
  long long id = ask_to_take(room);
  assert_int_equal(exempt_of_one(room), TX_EXEMPT_SWAB);
  assert_int_equal(second(room, "office", id), TX_NOT_ALLOWED);
  assert_int_equal(second(room, "clerk", id), TX_NOT_ALLOWED);
  assert_int_equal(second(room, "keeper", id), TX_NOT_ALLOWED);
  assert_int_equal(second(room, "chief", id), TX_NOT_ALLOWED); /* a command does not */
  assert_int_equal(exempt_of_one(room), TX_EXEMPT_SWAB);
  assert_int_equal(second(room, "street", id), TX_OK);
  assert_int_equal(exempt_of_one(room), 0);
}

static void nothing_takes_an_exemption_away_without_a_decision(void **state) {
  struct room *room = *state;
  struct resident resident;
  give_swab(room);
  struct request request = room_request(room);
  assert_int_equal(residency_at(&request, ROOM_AREA, 1, &resident, &room->problem), TX_OK);
  assert_int_equal(exemption_take(&request, &resident, 0, NULL, "", &room->problem),
                   TX_NOT_ALLOWED);
  request_end(room->server, &request);
  assert_int_equal(exempt_of_one(room), TX_EXEMPT_SWAB);
}

static void a_pass_that_says_so_dies_with_it(void **state) {
  struct room *room = *state;
  give_swab(room);
  const struct tx_pass card = issue(room, false);
  const unsigned before = record_of(room).generation;
  assert_int_equal(second(room, "street", ask_to_take(room)), TX_OK);
  assert_int_equal(record_of(room).generation, before + 1); /* which the list tells every gate */
  assert_int_equal(tx_record_unpack(card.record).generation, before);
  assert_int_equal(issue(room, false).exempt, 0);
}

static void a_phone_shows_the_exemption_at_once_and_another_pass_without_it_at_once(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  const struct tx_pass first = held_by(&phone);
  assert_int_equal(first.exempt, 0);
  give_swab(room);
  assert_int_equal(held_by(&phone).exempt, TX_EXEMPT_SWAB);
  assert_int_equal(second(room, "street", ask_to_take(room)), TX_OK);
  const struct tx_pass last = held_by(&phone);
  assert_int_equal(last.exempt, 0);
  assert_int_equal(last.exp, first.exp);
  assert_int_equal(tx_record_unpack(last.record).generation, record_of(room).generation);
}

/* The newest of what that phone's holder is shown, of an act. */
static void is_shown(struct phone *phone, const char *act, const char *words) {
  size_t i;
  const json_t *one;
  bool found = false;
  json_t *out = phone_get(phone, "/v1/me/reads", "");
  json_array_foreach(json_object_get(out, "reads"), i, one) {
    if (!json_object_get(one, "act") || strcmp(room_text(one, "act"), act) != 0) continue;
    assert_string_equal(room_text(one, "words"), words);
    assert_true(*room_text(one, "body"));
    found = true;
  }
  assert_true(found);
  json_decref(out);
}

static void its_subject_sees_at_once_who_gave_and_took_it_and_why(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  give_swab(room);
  is_shown(&phone, "exempt", "swab ZD-1");
  assert_int_equal(second(room, "street", ask_to_take(room)), TX_OK);
  is_shown(&phone, "exempt.end", "swab ZD-2");
  json_t *asked = room_get(room, "POST " OF_ONE "/documents",
                           json_pack("{s:s, s:s, s:s}", "id_type", "护照", "id_number", "E12345678",
                                     "evidence", "看过原件"));
  assert_int_equal(second(room, "street", room_int(json_object_get(asked, "request"), "id")),
                   TX_OK);
  json_decref(asked);
  is_shown(&phone, "document added", "护照: 看过原件");
}

static void who_is_suspended_stays_so(void **state) {
  struct room *room = *state;
  give_swab(room);
  (void)issue(room, false);
  room_set_state(room, 1, "suspended");
  assert_int_equal(second(room, "street", ask_to_take(room)), TX_OK);
  assert_int_equal(record_of(room).state, TX_STATE_SUSPENDED);
}

static void what_was_changed_meanwhile_is_not_taken(void **state) {
  struct room *room = *state;
  give_swab(room);
  long long id = ask_to_take(room);
  room_do(room, EXEMPTIONS_OF_ONE, wish(json_pack("[s, s]", "swab", "temperature"), "ZD-3"));
  assert_int_equal(second(room, "street", id), TX_CONFLICT);
  assert_int_equal(exempt_of_one(room), TX_EXEMPT_SWAB | TX_EXEMPT_TEMPERATURE);
}

static void a_wish_names_what_it_stands_on(void **state) {
  struct room *room = *state;
  char evidence[REQUEST_EVIDENCE_SIZE + 1];
  memset(evidence, 'x', sizeof evidence - 1);
  evidence[sizeof evidence - 1] = '\0';
  assert_null(room_ask(room, EXEMPTIONS_OF_ONE, wish(json_pack("[s]", "swab"), "")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_null(room_ask(room, EXEMPTIONS_OF_ONE, wish(json_pack("[s]", "swab"), evidence)));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  json_t *const bad[] = { json_pack("[s, s]", "queues", "swab"), json_pack("[i]", 1),
                          json_string("swab") };
  for (size_t i = 0; i < COUNT(bad); i++) {
    assert_null(room_ask(room, EXEMPTIONS_OF_ONE, wish(bad[i], "ZD-1")));
    assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  }
  assert_int_equal(exempt_of_one(room), 0);
}

static void a_request_says_whose_and_which(void **state) {
  struct room *room = *state;
  give_swab(room);
  assert_int_equal(ask_to_take(room), ask_to_take(room)); /* the same, once */
  json_t *out = room_get(room, "GET /v1/requests", NULL);
  const json_t *one = json_array_get(json_object_get(out, "requests"), 0);
  const json_t *taken = json_object_get(json_object_get(one, "exemption"), "taken");
  assert_string_equal(room_text(one, "act"), "exemption");
  assert_string_equal(room_text(one, "name"), "张*");
  assert_string_equal(room_text(one, "evidence"), "ZD-2");
  assert_string_equal(json_string_value(json_array_get(taken, 0)), "swab");
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(one_person_gives_an_exemption_and_the_next_pass_says_so),
    WITH_BODIES(an_exemption_is_taken_away_by_two_of_two_bodies),
    WITH_BODIES(nothing_takes_an_exemption_away_without_a_decision),
    WITH_BODIES(a_pass_that_says_so_dies_with_it),
    WITH_BODIES(a_phone_shows_the_exemption_at_once_and_another_pass_without_it_at_once),
    WITH_BODIES(its_subject_sees_at_once_who_gave_and_took_it_and_why),
    WITH_BODIES(who_is_suspended_stays_so),
    WITH_BODIES(what_was_changed_meanwhile_is_not_taken),
    WITH_BODIES(a_wish_names_what_it_stands_on),
    WITH_BODIES(a_request_says_whose_and_which),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
