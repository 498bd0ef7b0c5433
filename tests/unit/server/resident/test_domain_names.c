/* SPDX-License-Identifier: Apache-2.0 */
/* What the server is called, and which URL it writes into a code. */
#include "gate_room.h"

#include "api/call/context.h"

static enum tx_reason draw(struct room *room, const char *url) {
  json_t *out = room_ask(room, "POST /v1/gates/codes",
                         json_pack("{s:s, s:s}", "area", ROOM_AREA_TEXT, "url", url));
  if (!out) return room->problem.reason;
  json_decref(out);
  return TX_OK;
}

static void it_answers_by_the_name_in_its_code_after_a_restart_as_well(void **state) {
  struct room *room = *state;
  assert_false(api_is_called(&room->api, "office.example.org"));
  assert_int_equal(draw(room, "https://Office.Example.org:8443"), TX_OK);
  assert_int_equal(draw(room, "https://192.0.2.7"), TX_OK);
  for (int i = 0; i < 2; i++) {
    assert_true(api_is_called(&room->api, "office.example.org"));
    assert_true(api_is_called(&room->api, "192.0.2.7"));
    assert_false(api_is_called(&room->api, "office.example.org.evil.org"));
    assert_false(api_is_called(&room->api, "example.org"));
    room_close_office(room);
    room_open_office(room);
  }
}

static void of_many_codes_names_the_oldest_are_forgotten(void **state) {
  struct room *room = *state;
  char url[512], label[64];
  memset(label, 'a', 60);
  label[60] = '\0';
  for (int i = 0; i < 60; i++) {
    snprintf(url, sizeof url, "https://n%d.%s.%s.%s", i, label, label, label);
    assert_int_equal(draw(room, url), TX_OK);
  }
  room_close_office(room);
  room_open_office(room);
  snprintf(url, sizeof url, "n59.%s.%s.%s", label, label, label);
  assert_true(api_is_called(&room->api, url));
  snprintf(url, sizeof url, "n0.%s.%s.%s", label, label, label);
  assert_false(api_is_called(&room->api, url));
}

static void a_url_that_can_be_read_in_two_ways_gets_no_code(void **state) {
  struct room *room = *state;
  static const char *const wrong[] = {
    "https://gate@office.example.org",
    "https://office.example.org/../x",
    "https://office.example.org#x",
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://127.1",
    "http://office.example.org",
    "https://",
    "office.example.org",
  };
  for (size_t i = 0; i < COUNT(wrong); i++)
    ASSERT_ROW(draw(room, wrong[i]) == TX_BAD_ARGUMENT, wrong[i]);
  assert_int_equal(draw(room, "http://127.0.0.1:8080"), TX_OK);
  assert_int_equal(draw(room, "http://localhost:8080"), TX_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(it_answers_by_the_name_in_its_code_after_a_restart_as_well),
    IN_A_ROOM(of_many_codes_names_the_oldest_are_forgotten),
    IN_A_ROOM(a_url_that_can_be_read_in_two_ways_gets_no_code),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
