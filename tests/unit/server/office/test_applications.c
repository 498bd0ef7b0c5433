/* SPDX-License-Identifier: Apache-2.0 */
/* Applying for a pass without standing in line: what is approved by itself, and what waits. */
#include "phone_room.h"

#include "domain/application/claim.h"
#include "domain/privacy/retention.h"

#include <ctype.h>

#define DAY_S 86400

/* The office's list of what waits. */
static json_t *waiting(struct room *room) {
  return room_get(room, "GET /v1/applications", NULL);
}

static size_t count_waiting(struct room *room) {
  json_t *all = waiting(room);
  size_t n = json_array_size(json_object_get(all, "applications"));
  json_decref(all);
  return n;
}

static bool differs_by(const json_t *application, const char *what) {
  size_t i;
  const json_t *one;
  json_array_foreach(json_object_get(application, "differs"), i,
                     one) if (strcmp(room_text(one, "what"), what) == 0) return true;
  return false;
}

static json_t *decide(struct room *room, long long id, const char *decision, const char *words) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/applications/" ROOM_AREA_TEXT "/%lld/decisions", id);
  return room_ask(room, what, json_pack("{s:s, s:s}", "decision", decision, "words", words));
}

static size_t passes_of(struct phone *phone) {
  json_t *me = phone_me(phone);
  size_t n = json_array_size(json_object_get(me, "passes"));
  json_decref(me);
  return n;
}

/* --- by itself -------------------------------------------------------------------------------- */

static void an_exact_match_with_the_households_code_is_approved_at_once(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  json_t *out = phone_apply(&phone, phone_form(1, code));
  assert_non_null(out);
  assert_string_equal(room_text(out, "state"), "approved");
  const char *text = room_text(json_object_get(out, "pass"), "text");
  struct tx_pass pass = room_read_pass(room, text);
  struct tx_holder holder;
  assert_true(pass.bound && tx_key_holder(phone.key, &holder));
  assert_memory_equal(pass.holder.x, holder.x, sizeof holder.x);
  assert_int_equal(pass.index, 1);
  json_t *me = phone_me(&phone);
  assert_string_equal(room_text(phone_first(me, "passes"), "text"), text);
  json_decref(me);
  json_decref(out);
  assert_int_equal(count_waiting(room), 0);
}

/* However the building is written, and the code is typed. */
static void how_a_home_and_a_code_are_written_does_not_count(void **state) {
  char code[16], typed[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  size_t n = 0;
  for (const char *p = code; *p; p++)
    if (*p != '-') typed[n++] = (char)tolower((unsigned char)*p);
  typed[n] = '\0';
  json_t *form =
      phone_change(phone_change(phone_form(1, typed), "unit", "3号楼2单元"), "room", "102室");
  phone_apply_to(&phone, form, "approved");
}

static void each_member_of_a_household_uses_its_slip_once(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone first = phone_of(room, FORGE_HOLDER), second = phone_of(room, FORGE_OTHER_HOLDER);
  phone_code(room, 0, false, code);
  phone_apply_to(&first, phone_form(0, code), "approved");
  phone_apply_to(&second, phone_form(2, code), "approved");
  struct phone third = phone_of(room, FORGE_STRANGER);
  phone_apply_to(&third, phone_form(0, code), "waiting");
}

/* --- what waits ------------------------------------------------------------------------------- */

static void what_differs_is_marked_for_the_office_and_not_told_to_strangers(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  json_t *form = phone_change(phone_change(phone_form(1, ""), "name", "张珊"), "room", "103");
  json_t *out = phone_apply(&phone, form);
  assert_string_equal(room_text(out, "state"), "waiting");
  assert_null(json_object_get(out, "differs"));
  json_decref(out);
  json_t *all = waiting(room);
  const json_t *one = phone_first(all, "applications");
  assert_true(differs_by(one, "name") && differs_by(one, "room") && differs_by(one, "code"));
  assert_false(differs_by(one, "unit"));
  assert_string_equal(room_text(json_object_get(one, "roster"), "name"), "张三");
  json_decref(all);
  json_t *me = phone_me(&phone);
  assert_string_equal(room_text(phone_first(me, "applications"), "state"), "waiting");
  char *text = json_dumps(me, 0);
  assert_null(strstr(text, "differs"));
  free(text);
  json_decref(me);
}

static void who_asks_again_stands_in_line_once(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_apply_to(&phone, phone_change(phone_form(1, ""), "name", "张珊"), "waiting");
  phone_apply_to(&phone, phone_form(1, ""), "waiting");
  json_t *all = waiting(room);
  assert_int_equal(json_array_size(json_object_get(all, "applications")), 1);
  assert_false(differs_by(phone_first(all, "applications"), "name"));
  json_decref(all);
}

static void the_office_approves_and_the_phone_has_its_pass(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  long long id = phone_apply_to(&phone, phone_form(1, ""), "waiting");
  assert_int_equal(passes_of(&phone), 0);
  assert_null(decide(room, id, "approve", "")); /* how was it checked? */
  json_t *out = decide(room, id, "approve", "本人持身份证到场");
  assert_non_null(out);
  json_decref(out);
  assert_int_equal(passes_of(&phone), 1);
  assert_null(decide(room, id, "refuse", "晚了"));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

static void who_is_refused_reads_why(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  long long id = phone_apply_to(&phone, phone_form(1, ""), "waiting");
  json_decref(decide(room, id, "refuse", "请带证件到居委会"));
  json_t *me = phone_me(&phone);
  const json_t *one = phone_first(me, "applications");
  assert_string_equal(room_text(one, "state"), "refused");
  assert_string_equal(room_text(one, "words"), "请带证件到居委会");
  json_decref(me);
}

static void nobody_of_the_roster_is_approved_by_nobody(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  json_t *form = phone_change(phone_form(1, ""), "id_number", "990101199003070015");
  long long id = phone_apply_to(&phone, form, "waiting");
  assert_null(decide(room, id, "approve", "看过证件"));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

/* --- a second phone --------------------------------------------------------------------------- */

static void a_second_claim_replaces_nothing_by_itself_and_warns_the_first(void **state) {
  char code[16], mask[32];
  struct room *room = *state;
  struct phone first = phone_of(room, FORGE_HOLDER), second = phone_of(room, FORGE_OTHER_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&first, phone_form(1, code), "approved");
  phone_code(room, 1, false, code); /* a fresh slip does not help */
  long long id = phone_apply_to(&second, phone_form(1, code), "waiting");
  json_t *me = phone_me(&first);
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 1);
  snprintf(mask, sizeof mask, "%s", room_text(phone_first(me, "passes"), "name"));
  assert_string_equal(room_text(phone_first(me, "notices"), "kind"), "second_claim");
  assert_string_equal(room_text(phone_first(me, "notices"), "name"), mask);
  json_decref(me);
  json_t *all = waiting(room);
  assert_true(differs_by(phone_first(all, "applications"), "held"));
  json_decref(all);
  json_decref(decide(room, id, "approve", "本人到场"));
  assert_int_equal(passes_of(&second), 1);
  me = phone_me(&first);
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 0);
  assert_string_equal(room_text(phone_first(me, "notices"), "kind"), "replaced");
  assert_string_equal(room_text(phone_first(me, "notices"), "name"), mask);
  json_decref(me);
}

static void ones_own_code_moves_a_pass_to_a_new_phone_and_the_old_one_dies(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone old = phone_of(room, FORGE_HOLDER), fresh = phone_of(room, FORGE_OTHER_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&old, phone_form(1, code), "approved");
  phone_code(room, 1, true, code);
  json_t *out = phone_apply(&fresh, phone_form(1, code));
  assert_string_equal(room_text(out, "state"), "approved");
  assert_int_equal(room_int(json_object_get(out, "pass"), "generation"), 1);
  json_decref(out);
  assert_int_equal(passes_of(&old), 0);
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *list = room_list(room);
  struct tx_record record = tx_record_unpack(list->records[1]);
  assert_int_equal(record.generation, 1); /* gates refuse the old one: superseded */
  tx_status_destroy(list);
  phone_apply_to(&fresh, phone_form(1, ""), "waiting");
  struct phone third = phone_of(room, FORGE_STRANGER);
  assert_null(phone_apply(&third, phone_form(1, code))); /* once */
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

static void ones_own_code_is_over_after_a_day(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, true, code);
  room->now_s += CLAIM_OWN_LIFE_S;
  assert_null(phone_apply(&phone, phone_form(1, code)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

/* --- family ----------------------------------------------------------------------------------- */

static void an_adults_phone_holds_the_households_children(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 0, false, code);
  phone_apply_to(&phone, phone_form(0, code), "approved");
  phone_apply_to(&phone, phone_form(2, code), "approved");
  json_t *me = phone_me(&phone);
  const json_t *passes = json_object_get(me, "passes");
  assert_int_equal(json_array_size(passes), 2);
  assert_string_equal(room_text(json_array_get(passes, 0), "relation"), "own");
  assert_string_equal(room_text(json_array_get(passes, 1), "relation"), "family");
  assert_int_equal(room_int(json_array_get(passes, 1), "index"), 2);
  json_decref(me);
}

static void another_adults_pass_takes_their_own_code_or_the_offices_word(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 0, false, code);
  phone_apply_to(&phone, phone_form(0, code), "approved");
  phone_code(room, 1, false, code);
  long long id = phone_apply_to(&phone, phone_form(1, code), "waiting");
  json_t *all = waiting(room);
  assert_true(differs_by(phone_first(all, "applications"), "relation"));
  json_decref(all);
  json_decref(decide(room, id, "refuse", "须本人同意"));
  phone_code(room, 1, true, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  assert_int_equal(passes_of(&phone), 2);
}

static void a_child_of_another_home_waits(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  phone_code(room, 2, false, code);
  phone_apply_to(&phone, phone_form(2, code), "waiting");
}

/* --- time ------------------------------------------------------------------------------------- */

static void what_was_refused_dies_after_thirty_days(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  long long id = phone_apply_to(&phone, phone_form(1, ""), "waiting");
  json_decref(decide(room, id, "refuse", "请带证件到居委会"));
  assert_int_equal(retention_run(room->server, room->now_s + 30 * DAY_S), TX_OK);
  json_t *all = room_get(room, "GET /v1/applications?state=refused", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "applications")), 1);
  json_decref(all);
  assert_int_equal(retention_run(room->server, room->now_s + 30 * DAY_S + 1), TX_OK);
  all = room_get(room, "GET /v1/applications?state=refused", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "applications")), 0);
  json_decref(all);
  assert_int_equal(retention_run_statements(room->server, room->now_s + 30 * DAY_S + 1), TX_OK);
  assert_int_equal(phone_sign_in(&phone), 401); /* nobody is known by that key any more */
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(an_exact_match_with_the_households_code_is_approved_at_once),
    WITH_PEOPLE(how_a_home_and_a_code_are_written_does_not_count),
    WITH_PEOPLE(each_member_of_a_household_uses_its_slip_once),
    WITH_PEOPLE(what_differs_is_marked_for_the_office_and_not_told_to_strangers),
    WITH_PEOPLE(who_asks_again_stands_in_line_once),
    WITH_PEOPLE(the_office_approves_and_the_phone_has_its_pass),
    WITH_PEOPLE(who_is_refused_reads_why),
    WITH_PEOPLE(nobody_of_the_roster_is_approved_by_nobody),
    WITH_PEOPLE(a_second_claim_replaces_nothing_by_itself_and_warns_the_first),
    WITH_PEOPLE(ones_own_code_moves_a_pass_to_a_new_phone_and_the_old_one_dies),
    WITH_PEOPLE(ones_own_code_is_over_after_a_day),
    WITH_PEOPLE(an_adults_phone_holds_the_households_children),
    WITH_PEOPLE(another_adults_pass_takes_their_own_code_or_the_offices_word),
    WITH_PEOPLE(a_child_of_another_home_waits),
    WITH_PEOPLE(what_was_refused_dies_after_thirty_days),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
