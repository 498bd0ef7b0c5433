/* SPDX-License-Identifier: Apache-2.0 */
/* A server of a test's own: a folder, keys, a trust list, a database; and its resources, asked over
 * its own socket. */
#ifndef TESTS_UNIT_SERVER_ROOM_H
#define TESTS_UNIT_SERVER_ROOM_H

#include "promise.h"
#include "room_words.h"
#include "scratch.h"
#include "twin.h"

#include "city/forge.h"
#include "command/client/socket.h"
#include "daemon/open.h"
#include "daemon/socket.h"
#include "domain/account/account.h"
#include "domain/publication/cache.h"
#include "domain/request/request.h"
#include "domain/resident/intake.h"
#include "format/decide.h"
#include "host/sys/file.h"
#include "host/text/text.h"

#define ROOM_AREA 610113001001u
#define ROOM_AREA_TEXT "610113001001"
#define ROOM_NOW 1640995200 /* 2022-01-01T00:00Z */

struct room {
  char *folder, *data, *socket;
  /* Both at once, where TONGXING_TEST_DATABASE names one, or that one alone with
   * TONGXING_TEST_ALONE; NULL: SQLite alone. */
  char *database;
  const struct db_driver *driver; /* a test's own; NULL: the database's */
  struct forge forge;
  struct server *server;
  struct api api;
  struct host_http *http;
  int64_t now_s;               /* the clock of every question */
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

static inline struct server_place room_place(const struct room *room) {
  return (struct server_place){ .data_dir = room->data,
                                .database = room->database,
                                .driver = room->driver ? room->driver
                                          : room->database && strchr(room->database, '\n')
                                              ? &db_twin
                                              : NULL };
}

static inline void room_open_office(struct room *room) {
  struct host_problem problem = { 0 };
  const struct server_place place = room_place(room);
  if (server_open(&place, &room->server, &problem) != TX_OK) fail_msg("%s", problem.en);
  room->api = (struct api){ .server = room->server, .fixed_s = room->now_s };
  assert_int_equal(socket_serve(&room->api, room->socket, &room->http), TX_OK);
}

static inline void room_close_office(struct room *room) {
  host_http_stop(room->http, 1000);
  server_close(room->server);
  room->http = NULL;
  room->server = NULL;
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
    .place = room_place(room), .area = ROOM_AREA, .trust = forge_span(&trust), .keys_dir = keys
  };
  if (server_init(&plan, ROOM_NOW, &problem) != TX_OK) fail_msg("%s", problem.en);
  free(keys);
}

/* A request of a test's own. Never held while asking: connections are handed out to one at a time.
 */
static inline struct request room_request(struct room *room) {
  return request_begin(room->server, room->now_s, "test");
}

static inline void room_sql(struct room *room, const char *sql) {
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, sql), TX_OK);
  request_end(room->server, &request);
}

static inline int room_set_up(void **state) {
  struct room *room = calloc(1, sizeof *room);
  void *folder = NULL;
  if (scratch_make(&folder) != 0 || !forge_open(&room->forge, ROOM_NOW)) return -1;
  room->folder = folder;
  room->data = host_path(room->folder, "data");
  room->socket = host_path(room->folder, "test.sock");
  room->now_s = ROOM_NOW;
  if (getenv("TONGXING_TEST_DATABASE")) {
    HOST_FREE char *path = host_path(room->data, "office.db");
    room->database = twin_where(path);
    if (!room->database) return -1;
    if (getenv("TONGXING_TEST_ALONE")) twin_leave_file(room->database);
  }
  room_make_office(room);
  room_open_office(room);
  room_sql(room, "update account set roles = 63 where login = 'office'"); /* all of them */
  *state = room;
  return 0;
}

static inline int room_tear_down(void **state) {
  struct room *room = *state;
  void *folder = room->folder;
  if (room->server) room_check_words(room->server, room->now_s);
  room_close_office(room);
  forge_close(&room->forge);
  scratch_drop(&folder);
  if (room->database) twin_drop(room->database);
  free(room->database);
  free(room->data);
  free(room->socket);
  free(room);
  return 0;
}

#define IN_A_ROOM(name) cmocka_unit_test_setup_teardown(name, room_set_up, room_tear_down)

/* Collects the passes of an answer in lines. */
static inline void room_take_line(void *context, const json_t *line) {
  json_t *pass = json_object_get(line, "pass");
  if (pass) json_array_append(context, pass);
}

static inline void room_note_problem(struct room *room, const json_t *problem) {
  const char *zh = json_string_value(json_object_get(problem, "detail_zh"));
  const char *en = json_string_value(json_object_get(problem, "detail_en"));
  json_int_t number = json_integer_value(json_object_get(problem, "number"));
  room->problem.reason = number ? (enum tx_reason)number : TX_BUSY;
  snprintf(room->problem.zh, sizeof room->problem.zh, "%s", zh ? zh : "");
  snprintf(room->problem.en, sizeof room->problem.en, "%s", en ? en : "no answer");
}

/* Sends bytes of a type to "METHOD /path". NULL on a problem, which room->problem then tells. */
static inline json_t *room_send(struct room *room, const char *what, const char *type,
                                struct tx_span body) {
  char method[8];
  const char *path = strchr(what, ' ') + 1;
  json_t *passes = json_array();
  struct socket_answer answer = { .line = room_take_line, .context = passes };
  snprintf(method, sizeof method, "%.*s", (int)(path - 1 - what), what);
  room->problem = (struct host_problem){ 0 };
  room->api.fixed_s = room->now_s;
  socket_ask(room->socket, method, path, type, body, &answer);
  json_t *out = answer.n ? json_loadb(answer.text, answer.n, 0, NULL) : json_object();
  json_t *broke_off = json_object_get(out, "problem"); /* of a stream */
  if (answer.status / 100 != 2 || broke_off) {
    room_note_problem(room, broke_off ? broke_off : out);
    json_decref(out);
    out = NULL;
  } else if (json_array_size(passes)) {
    json_object_set(out, "passes", passes);
  }
  json_decref(passes);
  free(answer.text);
  return out;
}

/* The same with JSON, or without a body; takes in over. */
static inline json_t *room_ask(struct room *room, const char *what, json_t *in) {
  char *text = in ? json_dumps(in, JSON_COMPACT) : NULL;
  json_t *out =
      room_send(room, what, in ? "application/json" : NULL, tx_span_text(text ? text : ""));
  json_decref(in);
  free(text);
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
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(ROOM_ROSTER));
  if (!out) fail_msg("%s", room->problem.en);
  assert_int_equal(room_int(out, "added"), 3);
  json_decref(out);
}

/* Asks for a policy by "POST /v1/policies…", which the street's account then seconds; both have
 * signed in. NULL on a problem. */
static inline json_t *room_publish(struct room *room, const char *what, json_t *in) {
  uint8_t hash[TX_HASH_SIZE];
  struct caller street = { 0 };
  struct request_row row;
  room_sql(room, "update account set activated_at = 1 where activated_at is null");
  json_t *out = room_ask(room, what, in);
  if (!out) return NULL;
  const json_t *asked = json_object_get(out, "request");
  assert_true(host_unhex(room_text(asked, "hash"), hash, sizeof hash));
  struct request request = room_request(room);
  assert_int_equal(account_caller(request.db, "street", &street), TX_OK);
  request.caller = &street;
  request.actor = street.login;
  enum tx_reason reason = request_decide(room->server, &request, ROOM_AREA, room_int(asked, "id"),
                                         REQUEST_SECOND, hash, "", &row, &room->problem);
  request_end(room->server, &request);
  if (reason == TX_OK) return out;
  json_decref(out);
  return NULL;
}

/* The same, where it must be published. */
static inline void room_must_publish(struct room *room, const char *what, json_t *in) {
  json_t *out = room_publish(room, what, in);
  if (!out) fail_msg("%s: %s", what, room->problem.en);
  json_decref(out);
}

/* Suspends or revokes, as the holder wishes, or reinstates. */
static inline void room_set_state(struct room *room, int index, const char *state) {
  char what[96];
  snprintf(what, sizeof what, "PUT /v1/residents/" ROOM_AREA_TEXT "/%d/state", index);
  room_do(room, what,
          json_pack("{s:s, s:s, s:s}", "state", state, "ground",
                    strcmp(state, "revoked") == 0 ? "B2" : "B1", "evidence", "by telephone"));
}

/* What a statement that stands counts; of one that is composed the answer may be another's. */
static inline int64_t room_count(struct room *room, const char *sql) {
  int64_t count = -1;
  struct request request = room_request(room);
  {
    DB_ROWS rows = db_select(request.db, sql, DB_NONE);
    while (db_next(&rows))
      count = db_column_int(&rows, 0);
  }
  request_end(room->server, &request);
  return count;
}

/* What the job does each second: as far as the time of a call goes, until nothing is left. Whoever
 * brought it may be at it yet, in a thread that has answered already. */
static inline void room_settle(struct room *room) {
  for (int i = 0; i < 500; i++) {
    assert_int_equal(intake_settle(room->server, room->now_s), TX_OK);
    if (!room_count(room, "select count(*) from import where state in ('applying', 'cancelled')"))
      return;
    nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
  }
}

/* A health body seconds what a file holds that restrains somebody. */
static inline void room_let_go(struct room *room, int64_t id) {
  uint8_t hash[TX_HASH_SIZE];
  struct caller health = { 0 };
  struct request_row *rows = NULL, row;
  size_t count = 0;
  room_sql(room, "insert into body (id, name, kind, area, made_at) values"
                 " ('cdc', '疾控', 3, 610113000000, 1) on conflict do nothing");
  room_sql(room, "insert into account (login, body, area, roles, made_at, activated_at) values"
                 " ('cdc', 'cdc', 610113000000, 4, 1, 1) on conflict do nothing");
  struct request request = room_request(room);
  assert_int_equal(account_caller(request.db, "cdc", &health), TX_OK);
  request.caller = &health;
  request.actor = health.login;
  assert_int_equal(request_list(&request, ROOM_AREA, true, &(struct list_page){ .limit = 1000 },
                                &rows, &count, &room->problem),
                   TX_OK);
  for (size_t i = 0; i < count; i++)
    if (rows[i].id == id) assert_int_equal(request_hash(&rows[i], hash), TX_OK);
  free(rows);
  enum tx_reason reason = request_decide(room->server, &request, ROOM_AREA, id, REQUEST_SECOND,
                                         hash, "", &row, &room->problem);
  request_end(room->server, &request);
  if (reason != TX_OK) fail_msg("%s", room->problem.en);
  room_settle(room);
}

/* A source says something of one of the three people, as observed eight hours ago. until may be "".
 */
static inline void room_feed(struct room *room, int index, const char *field, const char *value,
                             const char *until) {
  static const char *const numbers[] = { "990101194912310028", "99010119800307891X",
                                         "990101201906010021" };
  char csv[400];
  snprintf(csv, sizeof csv,
           "id_number,field,value,source,observed_at,valid_until\n%s,%s,%s,hospital,%lld,%s\n",
           numbers[index], field, value, (long long)room->now_s - 8 * 3600, until);
  json_t *out = room_send(room, "POST /v1/feeds", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  if (room_int(out, "held")) room_let_go(room, room_int(out, "request"));
  json_decref(out);
}

/* Reads the newest list of the room's area, judged as a gate does. The caller destroys it. */
static inline struct tx_status *room_list(struct room *room) {
  struct tx_status *list = NULL;
  struct cache_item *item = cache_take(room->server->cache, PUBLISHED_STATUS, ROOM_AREA);
  if (!item) fail_msg("%s", "no list was published");
  const struct signing *signing = signing_take(room->server);
  enum tx_reason reason = tx_status_take(item->body, signing->trust, NULL,
                                         (struct tx_clock){ .now_s = room->now_s }, &list);
  signing_release(signing);
  cache_release(item);
  assert_int_equal(reason, TX_OK);
  return list;
}

/* Reads a pass that was issued, its signature checked by the trust list. */
static inline struct tx_pass room_read_pass(const struct room *room, const char *text) {
  struct tx_showing showing;
  struct tx_pass pass = { 0 };
  const struct signing *signing = signing_take(room->server);
  enum tx_reason reason = tx_decide_open(&showing, tx_span_text(text), signing->trust);
  signing_release(signing);
  assert_int_equal(reason, TX_OK);
  assert_true(tx_check_holds(&showing.checks[0]));
  assert_int_equal(tx_pass_read(showing.checks[0].sign1.payload, &pass), TX_OK);
  return pass;
}

/* A room whose accounts are active and whose three people are imported. */
static inline int room_set_up_people(void **state) {
  if (room_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_sql(room, "update account set activated_at = 1");
  room_import(room);
  return 0;
}

#define WITH_PEOPLE(name) cmocka_unit_test_setup_teardown(name, room_set_up_people, room_tear_down)

#endif
