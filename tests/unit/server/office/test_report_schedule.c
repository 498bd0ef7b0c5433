/* SPDX-License-Identifier: Apache-2.0 */
/* Reports are written each day, whole, once, and die on time. */
#include "server_room.h"

#include "daemon/reports.h"
#include "model/retention.h"

#include <dirent.h>

#define HOUR_S 3600
#define DAY_S 86400
#define SEVEN (7 * 60) /* the room's now is 08:00 in China */
#define NAME(report, day) report "-" ROOM_AREA_TEXT "-" day
#define NEIGHBOUR "610113001002"

/* As the server's jobs do, until nothing is left to do. */
static void work_at(struct room *room, int64_t now_s) {
  room->api.fixed_s = room->now_s = now_s;
  for (int i = 0; i < 200; i++)
    if (reports_write_due(&room->api, &room->problem) != TX_OK) fail_msg("%s", room->problem.en);
  assert_int_equal(reports_forget(&room->api, &room->problem), TX_OK);
}

static char *folder_of(const struct room *room) {
  return host_path(room->data, "reports");
}

static bool is_there(const struct room *room, const char *name) {
  HOST_FREE char *folder = folder_of(room), *path = host_path(folder, "%s", name);
  return host_file_exists(path);
}

static size_t count_files(const struct room *room) {
  HOST_FREE char *path = folder_of(room);
  DIR *folder = opendir(path);
  size_t n = 0;
  for (const struct dirent *entry; folder && (entry = readdir(folder));)
    n += *entry->d_name != '.';
  if (folder) closedir(folder);
  return n;
}

static char *read_file(const struct room *room, const char *name) {
  struct host_bytes bytes = { 0 };
  HOST_FREE char *folder = folder_of(room), *path = host_path(folder, "%s", name);
  assert_int_equal(host_file_read(path, 1 << 20, &bytes), TX_OK);
  char *text = strndup((const char *)bytes.p, bytes.n);
  host_bytes_finish(&bytes);
  return text;
}

static void schedule(struct room *room, char **folder, int minute) {
  *folder = folder_of(room);
  room->api.reports = (struct report_schedule){ .folder = *folder, .minute = minute };
  room->api.paper.program = TONGXING_PAPER;
}

static void reports_of_the_day_before_are_written_once_from_their_time_on(void **state) {
  struct room *room = *state;
  HOST_FREE char *folder = NULL;
  room_import(room);
  schedule(room, &folder, SEVEN);
  work_at(room, ROOM_NOW - HOUR_S - 1); /* 06:59:59 */
  assert_int_equal(count_files(room), 0);
  work_at(room, ROOM_NOW - HOUR_S);
  assert_int_equal(count_files(room), 12);
  assert_true(is_there(room, NAME("day", "2021-12-31.csv")));
  assert_true(is_there(room, NAME("passages", "2021-12-31.xlsx")));
  assert_true(is_there(room, NAME("people", "2021-12-31.pdf")));
  char *text = read_file(room, NAME("people", "2021-12-31.csv"));
  assert_non_null(strstr(text, ",全部,3,1,2\r\n"));
  free(text);
  room_sql(room, "update resident set exempt = 1");
  work_at(room, ROOM_NOW); /* what stands there stays */
  text = read_file(room, NAME("tests", "2021-12-31.csv"));
  assert_non_null(strstr(text, ",全部,3,0,0,0,3\r\n"));
  free(text);
}

static void without_paper_the_other_files_are_written(void **state) {
  struct room *room = *state;
  HOST_FREE char *folder = NULL;
  room_import(room);
  schedule(room, &folder, SEVEN);
  room->api.paper.program = "/bin/false";
  work_at(room, ROOM_NOW);
  assert_int_equal(count_files(room), 8);
  assert_true(is_there(room, NAME("people", "2021-12-31.xlsx")));
}

static void from_noon_on_they_are_of_the_day_itself(void **state) {
  struct room *room = *state;
  HOST_FREE char *folder = NULL;
  room_import(room);
  schedule(room, &folder, 17 * 60 + 30);
  work_at(room, ROOM_NOW + 9 * HOUR_S + 1799);
  assert_int_equal(count_files(room), 0);
  work_at(room, ROOM_NOW + 9 * HOUR_S + 1800);
  assert_true(is_there(room, NAME("day", "2022-01-01.xlsx")));
}

static void
written_reports_die_28_days_after_their_day_and_nothing_else_in_the_folder(void **state) {
  struct room *room = *state;
  HOST_FREE char *folder = NULL;
  room_import(room);
  schedule(room, &folder, SEVEN);
  work_at(room, ROOM_NOW);
  HOST_FREE char *other = host_path(folder, "%s", NAME("letter", "2021-12-31.csv"));
  assert_int_equal(host_file_write(other, tx_span_text("x"), 0600), TX_OK);
  const int64_t ended_s = ROOM_NOW - 8 * HOUR_S; /* 2022-01-01 00:00 in China */
  room->api.reports.minute = 24 * 60;            /* nothing more is written */
  work_at(room, ended_s + REPORTS_KEPT_S - 1);
  assert_true(is_there(room, NAME("day", "2021-12-31.csv")));
  work_at(room, ended_s + REPORTS_KEPT_S);
  assert_int_equal(count_files(room), 1);
}

static void of_several_communities_all_are_written_and_their_figures(void **state) {
  struct room *room = *state;
  HOST_FREE char *folder = NULL;
  room_import(room);
  room_sql(room, "insert into area (area, next_index, last_issue, listed, changed, neighbour_id)"
                 " values (" NEIGHBOUR ", 1, 0, 0, 0, 0)");
  room_sql(room,
           "insert into resident (area, idx, id_hash, name_hash, sealed, household, role, exempt,"
           " state, generation, record, issues, created_at) select " NEIGHBOUR ", 0, id_hash,"
           " name_hash, sealed, household, role, exempt, state, generation, record, issues,"
           " created_at from resident where idx = 0");
  room_sql(room, "update resident set record = 0 where area = " NEIGHBOUR);
  schedule(room, &folder, SEVEN);
  room->api.fixed_s = room->now_s = ROOM_NOW;
  for (int i = 0; i < 200 && room->problem.reason == TX_OK; i++)
    reports_write_due(&room->api, &room->problem);
  assert_true(is_there(room, "figures-areas-610113001000-2021-12-31.csv"));
  char *text = read_file(room, "figures-areas-610113001000-2021-12-31.csv");
  assert_non_null(strstr(text, "," NEIGHBOUR "," NEIGHBOUR ",<5,"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(reports_of_the_day_before_are_written_once_from_their_time_on),
    IN_A_ROOM(without_paper_the_other_files_are_written),
    IN_A_ROOM(from_noon_on_they_are_of_the_day_itself),
    IN_A_ROOM(written_reports_die_28_days_after_their_day_and_nothing_else_in_the_folder),
    IN_A_ROOM(of_several_communities_all_are_written_and_their_figures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
