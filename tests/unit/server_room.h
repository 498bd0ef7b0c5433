/* SPDX-License-Identifier: Apache-2.0 */
/* An office of a test's own: a folder, keys, a trust list, a database; and a way to ask it. */
#ifndef TESTS_UNIT_OFFICE_ROOM_H
#define TESTS_UNIT_OFFICE_ROOM_H

#include "promise.h"
#include "scratch.h"

#include "api/admin.h"
#include "city/forge.h"
#include "format/decide.h"
#include "host/sys/text.h"

#define ROOM_AREA 610113001001u
#define ROOM_AREA_TEXT "610113001001"
#define ROOM_NOW 1640995200 /* 2022-01-01T00:00Z */

struct room {
  char *folder, *data;
  struct forge forge;
  struct server *server;
  struct request call;
  struct host_problem problem; /* of the last question */
};

static inline void room_write_key(const struct room *room, enum forge_key key) {
  char pem[4096];
  size_t n = 0;
  char *path = host_path(room->folder, "keys/%s.key", forge_key_name(key));
  assert_int_equal(
      tx_key_write_pem(room->forge.keys[key], (struct tx_span){ 0 }, pem, sizeof pem, &n), TX_OK);
  assert_int_equal(host_file_write(path, tx_span_of(pem, n), 0600), TX_OK);
  free(path);
}

static inline void room_open_office(struct room *room) {
  struct host_problem problem = { 0 };
  if (server_open(room->data, &room->server, &problem) != TX_OK) fail_msg("%s", problem.en);
}

static inline void room_make_office(struct room *room) {
  struct forge_trust draft;
  char *keys = host_path(room->folder, "keys");
  struct host_problem problem = { 0 };
  assert_int_equal(host_mkdirs(keys, 0700), TX_OK);
  room_write_key(room, FORGE_ISSUE);
  room_write_key(room, FORGE_STATUS);
  room_write_key(room, FORGE_POLICY);
  room_write_key(room, FORGE_CERTIFICATE);
  forge_trust_draft(&room->forge, &draft);
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  const struct server_plan plan = {
    .data_dir = room->data, .area = ROOM_AREA, .trust = forge_span(&trust), .keys_dir = keys
  };
  if (server_init(&plan, ROOM_NOW, &problem) != TX_OK) fail_msg("%s", problem.en);
  free(keys);
}

static inline int room_set_up(void **state) {
  struct room *room = calloc(1, sizeof *room);
  void *folder = NULL;
  if (scratch_make(&folder) != 0 || !forge_open(&room->forge, ROOM_NOW)) return -1;
  room->folder = folder;
  room->data = host_path(room->folder, "data");
  room->call = (struct request){ .now_s = ROOM_NOW, .actor = "test" };
  room_make_office(room);
  room_open_office(room);
  *state = room;
  return 0;
}

static inline int room_tear_down(void **state) {
  struct room *room = *state;
  void *folder = room->folder;
  server_close(room->server);
  forge_close(&room->forge);
  scratch_drop(&folder);
  free(room->data);
  free(room);
  return 0;
}

#define IN_A_ROOM(name) cmocka_unit_test_setup_teardown(name, room_set_up, room_tear_down)

/* Asks the office; takes in over. NULL when it was refused, and room->problem says why. */
static inline json_t *room_ask(struct room *room, const char *command, json_t *in) {
  json_t *out = NULL;
  room->problem = (struct host_problem){ 0 };
  admin_run(room->server, &room->call, command, in, &out, &room->problem);
  json_decref(in);
  return out;
}

/* The same, where an answer must come. */
static inline json_t *room_get(struct room *room, const char *command, json_t *in) {
  json_t *out = room_ask(room, command, in);
  if (!out) fail_msg("%s: %s", command, room->problem.en);
  return out;
}

static inline void room_do(struct room *room, const char *command, json_t *in) {
  json_decref(room_get(room, command, in));
}

static inline long long room_int(const json_t *json, const char *name) {
  return (long long)json_integer_value(json_object_get(json, name));
}

static inline const char *room_text(const json_t *json, const char *name) {
  const char *text = json_string_value(json_object_get(json, name));
  return text ? text : "";
}

/* Three people: 0 a woman of 1949, 1 a man of 1980, 2 a child of 2019. */
#define ROOM_ROSTER                                                                                \
  "姓名,证件号码,电话,楼栋,房号\n"                                                     \
  "王秀英,990101194912310028,13800000000,3-2,101\n"                                             \
  "张三,99010119800307891X,,3-2,102\n"                                                           \
  "阿依古丽·买买提,990101201906010021,,3-2,101\n"

static inline void room_import(struct room *room) {
  json_t *out = room_get(room, "import", json_pack("{s:s}", "csv", ROOM_ROSTER));
  if (room_int(out, "added") != 3) fail_msg("%s", json_dumps(out, 0));
  json_decref(out);
}

/* Reads the newest list of the room's area, judged as a gate does. The caller destroys it. */
static inline struct tx_status *room_list(struct room *room) {
  struct tx_status *list = NULL;
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_STATUS, ROOM_AREA);
  if (!item) fail_msg("%s", "no list was published");
  enum tx_reason reason = tx_status_take(item->body, room->server->trust, NULL,
                                         (struct tx_clock){ .now_s = room->call.now_s }, &list);
  cache_release(item);
  assert_int_equal(reason, TX_OK);
  return list;
}

/* Reads a pass that was issued, its signature checked by the trust list. */
static inline struct tx_pass room_read_pass(const struct room *room, const char *text) {
  struct tx_showing showing;
  struct tx_pass pass = { 0 };
  enum tx_reason reason = tx_decide_open(&showing, tx_span_text(text), room->server->trust);
  assert_int_equal(reason, TX_OK);
  assert_true(tx_check_holds(&showing.checks[0]));
  assert_int_equal(tx_pass_read(showing.checks[0].sign1.payload, &pass), TX_OK);
  return pass;
}

#endif
