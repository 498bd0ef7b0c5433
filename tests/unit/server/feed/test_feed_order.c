/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed says is a set: in any order, repeated, split into any batches, it is one record. */
#include "feed_room.h"

#include "store/resident/residents.h"

enum { LINES = 14, ROUNDS = 12, LINE_SIZE = 400 };

static const char *const values[][2] = {
  { "health", "green" },  { "health", "yellow" },    { "health", "red" }, { "test", "negative" },
  { "test", "positive" }, { "state", "monitoring" }, { "state", "away" }, { "swab", "pending" },
};

#define PAPERS                                                                                     \
  "\"evidence\":\"XH-17\",\"decided_by\":\"a\",\"confirmed_by\":\"b\",\"valid_until\":\"2022-01-"  \
  "06\""

/* Half of what is said sets something, the others release or take back. */
static void draw(unsigned *seed, char out[LINE_SIZE], int n) {
  const char *const *said = values[(unsigned)rand_r(seed) % COUNT(values)];
  int act = rand_r(seed) % 4, hours = rand_r(seed) % 6 + 1;
  int written = snprintf(out, LINE_SIZE,
                         "{\"id_number\":\"99010119800307891X\",\"id\":\"s%d\",\"observed_at\":%d,",
                         n, ROOM_NOW - hours * 3600);
  char *rest = out + written;
  size_t cap = LINE_SIZE - (size_t)written;
  if (act == 0)
    snprintf(rest, cap, "\"act\":\"retract\",\"of\":\"s%d\"}\n", rand_r(seed) % LINES);
  else if (act == 1)
    snprintf(rest, cap, "\"act\":\"release\",\"field\":\"%s\"}\n", said[0]);
  else if (strcmp(said[0], "test") == 0 || strcmp(said[1], "green") == 0 || said[0][1] == 'w')
    snprintf(rest, cap, "\"evidence\":\"R\",\"field\":\"%s\",\"value\":\"%s\"}\n", said[0],
             said[1]);
  else
    snprintf(rest, cap, PAPERS ",\"ground\":\"%s\",\"field\":\"%s\",\"value\":\"%s\"}\n",
             strcmp(said[1], "yellow") == 0       ? "A4"
             : strcmp(said[1], "monitoring") == 0 ? "A9"
                                                  : "A3",
             said[0], said[1]);
}

static void send_all(struct room *room, const char *token, const char *body) {
  json_t *receipt = feed_send(room, "city", token, NULL, tx_span_text(body));
  if (!receipt) fail_msg("%s", room->problem.en);
  if (room_int(receipt, "refused") || room_int(receipt, "held"))
    fail_msg("%s%s", body, json_dumps(receipt, JSON_COMPACT));
  json_decref(receipt);
}

static void forget(struct room *room) {
  room_sql(room, "delete from statement");
  room_sql(room, "update resident set record = 0 where idx = 1");
}

/* Each line once or twice, shuffled, in bodies of one to five. */
static void send_in_parts(struct room *room, const char *token, unsigned *seed,
                          char lines[LINES][LINE_SIZE]) {
  int order[LINES * 2];
  for (int i = 0; i < LINES * 2; i++)
    order[i] = i < LINES ? i : rand_r(seed) % LINES;
  for (int i = LINES * 2 - 1; i > 0; i--) {
    int j = rand_r(seed) % (i + 1), swap = order[i];
    order[i] = order[j];
    order[j] = swap;
  }
  for (int i = 0; i < LINES * 2;) {
    char body[5 * LINE_SIZE] = "";
    for (int n = rand_r(seed) % 5 + 1; n > 0 && i < LINES * 2; n--)
      strcat(body, lines[order[i++]]);
    send_all(room, token, body);
  }
}

static void any_order_repetition_and_split_gives_the_same_record(void **state) {
  struct room *room = *state;
  char lines[LINES][LINE_SIZE], body[LINES * LINE_SIZE];
  unsigned seed = 20220104;
  bool restrained = false;
  HOST_FREE char *token = feed_make(room, "city", ROOM_AREA_TEXT,
                                    json_pack("[s,s,s,s]", "health", "test", "state", "swab"));
  room_sql(room, "update feed set hold_above = 1000");
  for (int round = 0; round < ROUNDS; round++) {
    *body = '\0';
    for (int i = 0; i < LINES; i++)
      strcat(body, (draw(&seed, lines[i], i), lines[i]));
    forget(room);
    send_all(room, token, body);
    struct tx_record once = record_of(room);
    restrained |= once.health > TX_HEALTH_GREEN;
    forget(room);
    send_in_parts(room, token, &seed, lines);
    struct tx_record parts = record_of(room);
    if (tx_record_pack(&once) != tx_record_pack(&parts)) fail_msg("%s", body);
  }
  assert_true(restrained);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(any_order_repetition_and_split_gives_the_same_record),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
