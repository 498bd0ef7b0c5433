/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody changed is told to the desks that others sit at: of what kind, and of nobody. */
#include "browser_room.h"

#include "host/text/date.h"

#include <pthread.h>

/* A desk that waits for what comes after an event. */
struct desk {
  const struct scene *scene;
  struct browser browser;
  unsigned long long seen;
  pthread_t thread;
  long status;
  char told[512];
};

static long changes(const struct desk *desk) {
  char path[64];
  snprintf(path, sizeof path, "/v1/changes?seen=%llu", desk->seen);
  return browse(desk->scene, "GET", path, "", &desk->browser);
}

static void *wait_for_changes(void *context) {
  struct desk *desk = context;
  desk->status = changes(desk);
  snprintf(desk->told, sizeof desk->told, "%.*s", (int)sizeof desk->told - 1, answered);
  return NULL;
}

/* Its first answer says from where on it will hear. */
static struct desk desk_of(struct scene *scene, struct browser browser) {
  struct desk desk = { .scene = scene, .browser = browser };
  assert_int_equal(changes(&desk), 200);
  const char *id = strstr(answered, "id: ");
  assert_non_null(id);
  assert_null(strstr(answered, "data:"));
  desk.seen = strtoull(id + 4, NULL, 10);
  return desk;
}

static void sit_down(struct desk *desk) {
  struct live *live = desk->scene->room->api.live;
  const size_t before = live_waiting(live);
  assert_int_equal(pthread_create(&desk->thread, NULL, wait_for_changes, desk), 0);
  while (live_waiting(live) == before)
    sched_yield();
}

static void a_desk_that_waits_hears_which_kind_was_changed_and_of_nobody(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desk = desk_of(scene, sign_in(scene, "office", 0, ROOM_AREA));
  sit_down(&desk);
  assert_int_equal(browse(scene, "POST", "/v1/residents/search", "{\"part\":\"张\"}", &browser),
                   200);
  assert_int_equal(live_waiting(scene->room->api.live), 1); /* who only asks changes nothing */
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访甲\"}", &browser), 201);
  pthread_join(desk.thread, NULL);
  assert_int_equal(desk.status, 200);
  assert_non_null(strstr(desk.told, "data: visitors\n\n"));
  assert_non_null(strstr(desk.told, "retry: "));
  desk.seen--; /* what came while nobody waited is told at once */
  assert_int_equal(changes(&desk), 200);
  assert_non_null(strstr(answered, "data:"));
}

/* Or a list would be read anew after each of forty approvals. */
static void nobody_is_told_what_they_did_themselves(void **state) {
  struct scene *scene = *state;
  struct browser own = sign_in(scene, "office", 0, ROOM_AREA),
                 other = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desk = desk_of(scene, own);
  sit_down(&desk);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访甲\"}", &own), 201);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访乙\"}", &own), 201);
  assert_int_equal(live_waiting(scene->room->api.live), 1);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访丙\"}", &other), 201);
  pthread_join(desk.thread, NULL);
  assert_non_null(strstr(desk.told, "data: visitors\n\n"));
  /* What another did stays told, whoever did something after it. */
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访丁\"}", &own), 201);
  assert_int_equal(changes(&desk), 200);
  assert_non_null(strstr(answered, "data: visitors\n\n"));
}

static void hearing_of_changes_ends_with_the_session_and_does_not_use_it(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA), none = { 0 }, forged = browser;
  struct desk desk = desk_of(scene, browser);
  sit_down(&desk);
  assert_int_equal(browse(scene, "DELETE", "/v1/sessions/current", "", &browser), 200);
  pthread_join(desk.thread, NULL);
  assert_int_equal(desk.status, 204); /* which tells a browser not to come again */
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &none), 204);
  forged.token[0] = forged.token[0] == 'a' ? 'b' : 'a';
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &forged), 204);
  browser = sign_in(scene, "office", 0, ROOM_AREA);
  scene->room->api.fixed_s = ROOM_NOW + SESSION_IDLE_S;
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 200);
  scene->room->api.fixed_s++;
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 204);
}

static void one_session_takes_four_places_and_no_more(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desks[LIVE_OF_ONE_MAX], beyond = desk_of(scene, browser);
  for (size_t i = 0; i < LIVE_OF_ONE_MAX; i++) {
    desks[i] = beyond;
    sit_down(&desks[i]);
  }
  assert_int_equal(changes(&beyond), 200);
  assert_non_null(strstr(answered, "retry: 60000"));
  live_note(scene->room->api.live, "POST", "/v1/appeals", "");
  for (size_t i = 0; i < LIVE_OF_ONE_MAX; i++) {
    pthread_join(desks[i].thread, NULL);
    assert_non_null(strstr(desks[i].told, "appeals"));
  }
}

/* Not the kinds alone: what only asks, and what is answered under another noun. */
static void each_noun_that_changed_is_told_and_who_only_asks_tells_nothing(void **state) {
  static const struct {
    const char *method, *path, *told; /* NULL: nothing */
  } rows[] = {
    { "HEAD", "/v1/residents", NULL },
    { "GET", "/v1/residents", NULL },
    { "POST", "/v1/policies/checks", NULL },
    { "POST", "/v1/sessions", NULL },
    { "POST", "/v1/certificates/answers", NULL },
    { "POST", "/v1/appeals/" ROOM_AREA_TEXT "/1/answers", "appeals" },
    { "POST", "/v1/me/visitors", "visitors" },
    { "POST", "/resident/visitors", NULL },
  };
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  for (size_t i = 0; i < COUNT(rows); i++) {
    struct desk desk = desk_of(scene, browser);
    sit_down(&desk);
    live_note(scene->room->api.live, rows[i].method, rows[i].path, "");
    if (!rows[i].told) live_note(scene->room->api.live, "POST", "/v1/gates", "");
    pthread_join(desk.thread, NULL);
    ASSERT_ROW(rows[i].told ? strstr(desk.told, rows[i].told) != NULL
                            : strstr(desk.told, "data: gates\n") != NULL,
               rows[i].path);
  }
}

/* As a browser that lost its line says by itself; and after a server that counted further. */
static void a_desk_goes_on_behind_the_event_that_it_heard_last(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  const struct desk desk = desk_of(scene, browser);
  char header[64];
  live_note(scene->room->api.live, "POST", "/v1/visitors", "");
  snprintf(header, sizeof header, "Last-Event-ID: %llu", desk.seen);
  browser.header = header;
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 200);
  assert_non_null(strstr(answered, "data: visitors\n\n"));
  browser.header = "Last-Event-ID: 9999999999999999999";
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 200);
  assert_null(strstr(answered, "data:"));
  assert_null(strstr(answered, "9999999999999999999"));
}

static void a_cookie_that_is_no_session_of_ours_hears_nothing(void **state) {
  struct scene *scene = *state;
  const struct browser browser = { .token = "short" };
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 204);
}

static void sixty_four_desks_wait_at_once_and_who_comes_then_comes_in_a_minute(void **state) {
  struct scene *scene = *state;
  struct desk desks[LIVE_WAITING_MAX], beyond;
  for (size_t i = 0; i < LIVE_WAITING_MAX; i++) {
    if (i % LIVE_OF_ONE_MAX == 0) beyond = desk_of(scene, sign_in(scene, "office", 0, ROOM_AREA));
    desks[i] = beyond;
    sit_down(&desks[i]);
  }
  beyond.browser = sign_in(scene, "office", 0, ROOM_AREA);
  assert_int_equal(changes(&beyond), 200);
  assert_non_null(strstr(answered, "retry: 60000"));
  live_note(scene->room->api.live, "POST", "/v1/appeals", "");
  for (size_t i = 0; i < LIVE_WAITING_MAX; i++)
    pthread_join(desks[i].thread, NULL);
}

static void who_asks_a_server_that_is_ending_comes_in_a_minute(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  live_stop(scene->room->api.live);
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 200);
  assert_non_null(strstr(answered, "retry: 60000"));
  live_destroy(scene->room->api.live);
  scene->room->api.live = changes_start(&scene->room->api);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_SCENE(a_desk_that_waits_hears_which_kind_was_changed_and_of_nobody),
    IN_A_SCENE(nobody_is_told_what_they_did_themselves),
    IN_A_SCENE(hearing_of_changes_ends_with_the_session_and_does_not_use_it),
    IN_A_SCENE(one_session_takes_four_places_and_no_more),
    IN_A_SCENE(each_noun_that_changed_is_told_and_who_only_asks_tells_nothing),
    IN_A_SCENE(a_desk_goes_on_behind_the_event_that_it_heard_last),
    IN_A_SCENE(a_cookie_that_is_no_session_of_ours_hears_nothing),
    IN_A_SCENE(sixty_four_desks_wait_at_once_and_who_comes_then_comes_in_a_minute),
    IN_A_SCENE(who_asks_a_server_that_is_ending_comes_in_a_minute),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
