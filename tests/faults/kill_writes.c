/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server killed with no warning, hundreds of times, over writes of every kind: what it
 * acknowledged is there afterwards, once.
 * TONGXING_ROUNDS says how often.
 */
#include "unit/feed_room.h"
#include "unit/gate_room.h"
#include "unit/phone_room.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 200
#define LIFE_US 20000 /* at most, from when it serves */
#define LONG_LIFE_US 500000
#define PERSON "/v1/residents/" ROOM_AREA_TEXT

/* The one that is at work; n is never used again. */
struct work {
  struct room *room;
  const char *token; /* of the feed */
  long long n;
};

/* --- writes of every kind ----------------------------------------------------------------------
 */

/* The member of an answer, or of its first row, that says which one it is; -1: refused. */
static long long id_of(json_t *out, const char *object, const char *member) {
  const json_t *found = object ? json_object_get(out, object) : out;
  if (json_is_array(found)) found = json_array_get(found, 0);
  const json_t *id = json_object_get(found, member);
  long long value = json_is_integer(id) ? (long long)json_integer_value(id) : -1;
  json_decref(out);
  return value;
}

static long long add_person(struct work *work) {
  char number[32], flat[32];
  snprintf(number, sizeof number, "E%08lld", work->n);
  snprintf(flat, sizeof flat, "%lld", 1000 + work->n);
  return id_of(room_ask(work->room, "POST /v1/residents",
                        json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "李四", "id_type", "护照",
                                  "id_number", number, "unit", "9", "room", flat)),
               NULL, "index");
}

static json_t *ask_about(struct work *work, const char *method, long long index, const char *what,
                         json_t *in) {
  char path[120];
  snprintf(path, sizeof path, "%s " PERSON "/%lld%s", method, index, what);
  return room_ask(work->room, path, in);
}

static long long edit_person(struct work *work) {
  char phone[32];
  snprintf(phone, sizeof phone, "138%08lld", work->n);
  long long index = add_person(work);
  return id_of(ask_about(work, "PATCH", index, "", json_pack("{s:s}", "phone", phone)), NULL,
               "index");
}

static long long issue(struct work *work) {
  return id_of(ask_about(work, "POST", add_person(work), "/passes", json_object()), "passes",
               "index");
}

static long long suspend(struct work *work) {
  json_t *form = json_pack("{s:s, s:s, s:s}", "state", "suspended", "ground", "B1", "evidence",
                           "by telephone");
  return id_of(ask_about(work, "PUT", add_person(work), "/state", form), "request", "id");
}

static long long state_health(struct work *work) {
  json_t *form =
      json_pack("{s:s, s:s, s:s}", "field", "test", "value", "negative", "source", "hospital");
  return id_of(ask_about(work, "POST", add_person(work), "/statements", form), NULL, "index");
}

static long long ask_red(struct work *work) {
  json_t *form = json_pack("{s:s, s:s, s:s, s:s}", "field", "health", "value", "red", "ground",
                           "A3", "evidence", "XH-2022-17");
  return id_of(ask_about(work, "POST", add_person(work), "/statements", form), "request", "id");
}

static long long second(struct work *work) {
  struct request_row row = { .id = ask_red(work) };
  uint8_t hash[TX_HASH_SIZE];
  json_t *list = room_ask(work->room, "GET /v1/requests", NULL);
  size_t i;
  const json_t *one;
  bool good = false;
  json_array_foreach(json_object_get(list, "requests"), i, one) if (room_int(one, "id") == row.id)
      good = host_unhex(room_text(one, "hash"), hash, sizeof hash);
  json_decref(list);
  if (!good) return -1;
  return decide_as(work->room, "health", row.id, REQUEST_SECOND, hash, "") == TX_OK ? row.id : -1;
}

static long long import(struct work *work) {
  char csv[160];
  snprintf(csv, sizeof csv, "姓名,证件类型,证件号码,楼栋,房号\n王五,护照,E%08lld,8,%lld\n", work->n,
           1000 + work->n);
  return id_of(room_send(work->room, "POST /v1/imports", "text/csv", tx_span_text(csv)), NULL,
               "import");
}

static long long feed(struct work *work) {
  char line[300];
  snprintf(line, sizeof line,
           "{\"id\":\"L%lld\",\"area\":" ROOM_AREA_TEXT ",\"id_type\":\"身份证\",\"id_number\":"
           "\"99010119800307891X\",\"field\":\"test\",\"value\":\"negative\",\"act\":\"set\","
           "\"method\":\"single\",\"observed_at\":%lld}\n",
           work->n, (long long)work->room->now_s - 3600);
  json_t *out = feed_send(work->room, "lab-7", work->token, NULL, tx_span_text(line));
  return id_of(out, NULL, "taken") == 1 ? work->n : -1;
}

static long long claim(struct work *work) {
  return id_of(room_ask(work->room, "POST /v1/claims",
                        json_pack("{s:s, s:I}", "area", ROOM_AREA_TEXT, "index",
                                  (json_int_t)add_person(work))),
               "claims", "id");
}

static long long visit(struct work *work) {
  return id_of(room_ask(work->room, "POST /v1/visitors",
                        json_pack("{s:s, s:s, s:s}", "area", ROOM_AREA_TEXT, "role", "courier",
                                  "name", "赵六")),
               "visit", "visit");
}

static long long appeal(struct work *work) {
  json_t *form = json_pack("{s:s, s:s, s:s}", "state", "suspended", "ground", "B1", "evidence",
                           "by telephone");
  long long index = add_person(work);
  json_decref(ask_about(work, "PUT", index, "/state", form));
  return id_of(room_ask(work->room, "POST /v1/appeals",
                        json_pack("{s:I, s:s, s:s, s:s}", "index", (json_int_t)index, "field",
                                  "state", "way", "paper", "words", "我没有挂失")),
               "appeal", "id");
}

static long long draft(struct work *work) {
  return id_of(room_ask(work->room, "POST /v1/policies/drafts",
                        json_pack("{s:I, s:[]}", "area", (json_int_t)ROOM_AREA, "orders")),
               NULL, "draft");
}

static long long trace(struct work *work) {
  return id_of(room_ask(work->room, "POST /v1/traces", json_pack("{s:i}", "index", 1)), "trace",
               "id");
}

static long long forward(struct work *work) {
  char number[32];
  snprintf(number, sizeof number, "A-%lld", work->n);
  json_t *form = json_pack("{s:I, s:s, s:s, s:s, s:I}", "index", (json_int_t)add_person(work),
                           "kind", "forwarded", "authority", "市卫健委", "number", number, "until",
                           (json_int_t)work->room->now_s + 86400);
  return id_of(room_ask(work->room, "POST /v1/certificates", form), "certificate", "serial");
}

static long long drill(struct work *work) {
  json_decref(room_ask(work->room, "DELETE /v1/drills/" ROOM_AREA_TEXT, NULL));
  return id_of(room_ask(work->room, "POST /v1/drills",
                        json_pack("{s:s, s:i}", "area", ROOM_AREA_TEXT, "hours", 1)),
               NULL, "id");
}

static long long publish(struct work *work) {
  return id_of(room_ask(work->room, "POST /v1/publications", NULL), "lists", "seq");
}

/* A gate counts its events without holes: it goes on behind what the server has. */
static long long events(struct work *work) {
  struct gate_events_answer answer = { 0 };
  long long next = room_count(work->room, "select coalesce(max(seq), 0) from event") + 1;
  return gate_send(work->room, FORGE_GATE, (uint64_t)next, 1, &answer) == TX_OK ? next : -1;
}

/* Where each is found: one row of that number. */
static const struct kind {
  const char *name;
  long long (*write)(struct work *work);
  const char *found; /* %lld: the number */
} kinds[] = {
  { "a person added", add_person, "resident where idx = %lld" },
  { "a person changed", edit_person, "audit where action = 'resident changed' and subject = %lld" },
  { "a pass", issue, "issue where idx = %lld" },
  { "a suspension", suspend,
    "request q join resident r on r.area = q.area and r.idx = q.idx where q.id = %lld and"
    " q.outcome = 1 and r.state = 5" },
  { "a result by hand", state_health,
    "statement s join resident r on r.id_hash = s.subject where r.idx = %lld" },
  { "a request", ask_red, "request where outcome = 0 and id = %lld" },
  { "a request seconded", second,
    "request q join resident r on r.area = q.area and r.idx = q.idx join statement s on"
    " s.subject = r.id_hash where q.id = %lld and q.outcome = 1" },
  { "a roster", import, "import_done where id = %lld" },
  { "a feed's line", feed, "statement where id = 'L%lld'" },
  { "a claim code", claim, "claim where id = %lld" },
  { "a visitor", visit, "visitor where visit = %lld" },
  { "an appeal", appeal, "appeal where id = %lld" },
  { "a draft", draft, "draft where id = %lld" },
  { "a trace", trace, "trace where id = %lld" },
  { "a certificate", forward, "certificate where serial = %lld" },
  { "an exercise", drill, "drill where id = %lld" },
  { "a list", publish, "publication where kind = 'status' and seq = %lld" },
  { "an event", events, "event where seq = %lld" },
};

/* --- lives -------------------------------------------------------------------------------------
 */

/* What a life tells: kind -1: it serves; id -1: it begins with that kind. */
struct word {
  int kind;
  long long id;
};

static void tell(int pipe, int kind, long long id) {
  const struct word word = { kind, id };
  if (write(pipe, &word, sizeof word) != sizeof word) _exit(70);
}

/* Until it is killed. */
static void live(struct room *room, const char *token, int round, int pipe) {
  struct work work = { room, token, round * 1000LL };
  room->now_s += round * 60;
  room_open_office(room);
  room_settle(room); /* what the life before left half done */
  tell(pipe, -1, 0);
  for (int i = round;; i++) {
    int kind = i % (int)COUNT(kinds);
    work.n++;
    room->now_s++;
    tell(pipe, kind, -1);
    long long id = kinds[kind].write(&work);
    if (id < 0) {
      fprintf(stderr, "%s: %s\n", kinds[kind].name, room->problem.en);
      _exit(1);
    }
    tell(pipe, kind, id);
  }
}

struct tally {
  struct word said[100000];
  size_t count, refused;
  int lives;
};

static void hear(int pipe, struct tally *out) {
  struct word word;
  while (read(pipe, &word, sizeof word) == sizeof word)
    if (word.id >= 0 && word.kind >= 0 && out->count < COUNT(out->said))
      out->said[out->count++] = word;
}

static void wait_until_it_serves(int pipe) {
  struct word word = { 0 };
  assert_int_equal(read(pipe, &word, sizeof word), sizeof word);
  assert_int_equal(word.kind, -1);
}

/* Where an act takes long, lives are longer: one is acknowledged in each, on average. */
static int life_us(const struct tally *said) {
  return said->count < (size_t)said->lives ? LONG_LIFE_US : LIFE_US;
}

static void one_life(struct room *room, const char *token, int round, struct tally *out) {
  int ends[2], status = 0;
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    close(ends[0]);
    live(room, token, round, ends[1]);
  }
  close(ends[1]);
  wait_until_it_serves(ends[0]);
  nanosleep(&(struct timespec){ .tv_nsec = (rand() % life_us(out)) * 1000L }, NULL);
  kill(child, SIGKILL);
  hear(ends[0], out);
  close(ends[0]);
  waitpid(child, &status, 0);
  out->refused += WIFEXITED(status);
  out->lives++;
}

/* --- afterwards --------------------------------------------------------------------------------
 */

static void look_for(struct room *room, const struct tally *said) {
  size_t of_kind[COUNT(kinds)] = { 0 };
  for (size_t i = 0; i < said->count; i++) {
    char sql[400], where[300];
    const struct kind *kind = &kinds[said->said[i].kind];
    of_kind[said->said[i].kind]++;
    /* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral) */
    snprintf(where, sizeof where, kind->found, said->said[i].id);
    snprintf(sql, sizeof sql, "select count(*) from %s", where);
    if (room_count(room, sql) != 1)
      fail_msg("%s %lld: acknowledged, and there %lld times", kind->name, said->said[i].id,
               (long long)room_count(room, sql));
  }
  printf("%zu acknowledged in %d lives\n", said->count, said->lives);
  for (size_t i = 0; i < COUNT(kinds); i++)
    if (said->lives >= ROUNDS && !of_kind[i]) fail_msg("%s was never acknowledged", kinds[i].name);
}

static void assert_whole(struct room *room) {
  json_t *out = room_get(room, "GET /v1/audit/verification", NULL);
  assert_true(json_is_true(json_object_get(out, "whole")));
  json_decref(out);
}

static int make_office(void **state) {
  char sql[300];
  if (bodies_set_up(state) != 0) return -1;
  struct room *room = *state;
  for (int what = 0; what < BULK_WHATS; what++) {
    snprintf(sql, sizeof sql,
             "insert into bulk (login, what, area, request, at, people)"
             " values ('office', %d, " ROOM_AREA_TEXT ", 1, 4000000000, 1000000)",
             what);
    room_sql(room, sql); /* whoever writes so much has it seconded */
  }
  gate_register(room, FORGE_GATE, "east");
  return 0;
}

static void what_was_acknowledged_is_there_once_through_every_kill(void **state) {
  static struct tally said;
  const char *rounds = getenv("TONGXING_ROUNDS");
  struct room *room = *state;
  HOST_FREE char *token = feed_make(room, "lab-7", ROOM_AREA_TEXT, json_pack("[s]", "test"));
  room_close_office(room);
  srand((unsigned)time(NULL));
  for (int round = 1; round <= (rounds ? atoi(rounds) : ROUNDS); round++)
    one_life(room, token, round, &said);
  room_open_office(room);
  assert_int_equal(said.refused, 0);
  room_settle(room);
  look_for(room, &said);
  assert_whole(room);
}

/* Two databases at once differ after a kill between their commits. */
int main(void) {
  setenv("TONGXING_TEST_ALONE", "1", 1);
  const struct CMUnitTest promises[] = {
    cmocka_unit_test_setup_teardown(what_was_acknowledged_is_there_once_through_every_kill,
                                    make_office, room_tear_down),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
