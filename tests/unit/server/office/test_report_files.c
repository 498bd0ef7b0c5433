/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as files: in either language, of several days, of gates, and of nobody. */
#include "bodies_room.h"

static char *fetch(struct room *room, const char *path) {
  struct socket_answer answer = { 0 };
  room->api.fixed_s = room->now_s;
  socket_ask(room->socket, "GET", path, NULL, tx_span_text(""), &answer);
  if (answer.status != 200) fail_msg("%s: %u", path, answer.status);
  char *text = strndup(answer.text, answer.n);
  free(answer.text);
  return text;
}

/* lang, where it is empty, is what the browser speaks: nothing here, so Chinese. */
static void a_table_is_in_the_language_that_is_asked_for(void **state) {
  static const struct {
    const char *lang, *heading, *all;
  } rows[] = { { "&lang=zh", "日期,区划,楼栋,人数", "全部" },
               { "&lang=", "日期,区划,楼栋,人数", "全部" },
               { "&lang=en", "day,area,building,people", "all" } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    char path[64];
    snprintf(path, sizeof path, "/v1/reports/tests?format=csv%s", rows[i].lang);
    char *text = fetch(*state, path);
    if (!strstr(text, rows[i].heading) || !strstr(text, rows[i].all)) fail_msg("%s", text);
    free(text);
  }
}

/* Of several days, of a gate each, and where there is nothing to count. */
static void each_report_is_drawn_whatever_it_holds(void **state) {
  static const char *const paths[] = {
    "/v1/figures/" ROOM_AREA_TEXT "?format=pdf&from=2021-12-30&to=2022-01-01",
    "/v1/figures/" ROOM_AREA_TEXT "?format=pdf&from=2021-12-30&to=2022-01-01&lang=en",
    "/v1/figures/" ROOM_AREA_TEXT "?table=grounds&format=pdf",
    "/v1/figures/" ROOM_AREA_TEXT "?table=grounds&format=pdf&lang=en",
    "/v1/reports/passages?format=pdf",
    "/v1/reports/tests?format=pdf&lang=en",
  };
  struct room *room = *state;
  room->api.paper.program = TONGXING_PAPER;
  room_sql(room, "insert into event (area, gate, seq, received_at, at, direction, verdict, reason,"
                 " sealed) select area, 'east', 1, 1640995000, 1640995000, 1, 0, 0, sealed from"
                 " resident where idx = 0");
  for (size_t i = 0; i < COUNT(paths); i++) {
    char *text = fetch(room, paths[i]);
    ASSERT_ROW(strncmp(text, "%PDF-", 5) == 0, paths[i]);
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    WITH_BODIES(a_table_is_in_the_language_that_is_asked_for),
    WITH_BODIES(each_report_is_drawn_whatever_it_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
