/* SPDX-License-Identifier: Apache-2.0 */
/* The fold: who wins, row by row, and that order, repetition and splitting change nothing. */
#include "promise.h"

#include "domain/resident/fold.h"

#define NOW_S 1640995200
#define HOUR_S 3600
#define DAY_S 86400

/* Hours before now, of a source. */
#define SAID(of, what, hours, by)                                                                  \
  { .field = STATEMENT_##of, .value = (what), .source = by, .observed_at = NOW_S - (hours)*HOUR_S }
#define RELEASED(of, hours, by)                                                                    \
  {                                                                                                \
    .field = STATEMENT_##of, .act = STATEMENT_RELEASE, .source = by,                               \
    .observed_at = NOW_S - (hours)*HOUR_S                                                          \
  }

static struct tx_record fold_at(const struct statement_row *rows, size_t count, int64_t now_s) {
  return tx_record_unpack(fold_record(TX_STATE_ACTIVE, 3, rows, count, now_s));
}

static struct tx_record fold(const struct statement_row *rows, size_t count) {
  return fold_at(rows, count, NOW_S);
}

/* --- colours ---------------------------------------------------------------------------------- */

static void a_routine_green_ends_no_red(void **state) {
  (void)state;
  const struct statement_row rows[] = { SAID(HEALTH, TX_HEALTH_RED, 9, "city"),
                                        SAID(HEALTH, TX_HEALTH_GREEN, 1, "city"),
                                        SAID(HEALTH, TX_HEALTH_GREEN, 1, "district") };
  assert_int_equal(fold(rows, COUNT(rows)).health, TX_HEALTH_RED);
}

static void a_source_releases_what_it_said_until_then_and_no_others(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(HEALTH, TX_HEALTH_RED, 9, "city"),
                                  SAID(HEALTH, TX_HEALTH_YELLOW, 9, "district"),
                                  RELEASED(HEALTH, 5, "city"),
                                  SAID(HEALTH, TX_HEALTH_GREEN, 1, "city") };
  assert_int_equal(fold(rows, 4).health, TX_HEALTH_YELLOW);
  rows[2].act = STATEMENT_RELEASE_ALL;
  assert_int_equal(fold(rows, 4).health, TX_HEALTH_GREEN);
  rows[2].observed_at = NOW_S - 10 * HOUR_S; /* before it was said */
  assert_int_equal(fold(rows, 4).health, TX_HEALTH_RED);
}

static void what_is_retracted_was_never_said(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(HEALTH, TX_HEALTH_RED, 9, "city"),
                                  RELEASED(HEALTH, 5, "city"),
                                  { .act = STATEMENT_RETRACT, .source = "city", .retracts = "R" } };
  strcpy(rows[0].id, "A");
  strcpy(rows[1].id, "R");
  assert_int_equal(fold(rows, 2).health, TX_HEALTH_UNKNOWN);
  assert_int_equal(fold(rows, 3).health, TX_HEALTH_RED); /* the release was not */
  strcpy(rows[2].retracts, "A");
  assert_int_equal(fold(rows, 3).health, TX_HEALTH_UNKNOWN);
  strcpy(rows[2].source, "district"); /* no source takes back another's word */
  strcpy(rows[1].id, "B");
  rows[1].field = STATEMENT_TRAVEL;
  assert_int_equal(fold(rows, 3).health, TX_HEALTH_RED);
}

static void a_colour_is_over_at_its_end(void **state) {
  (void)state;
  struct statement_row row = SAID(HEALTH, TX_HEALTH_YELLOW, 9, "city");
  row.valid_until = NOW_S + 60;
  assert_int_equal(fold(&row, 1).health, TX_HEALTH_YELLOW);
  assert_int_equal(fold_at(&row, 1, NOW_S + 60).health, TX_HEALTH_UNKNOWN);
}

/* --- travel ----------------------------------------------------------------------------------- */

static void of_travel_each_sources_newest_word_counts_and_the_worst_of_them(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(TRAVEL, TX_TRAVEL_RISK, 9, "telecom"),
                                  SAID(TRAVEL, TX_TRAVEL_NONE, 1, "telecom"),
                                  SAID(TRAVEL, TX_TRAVEL_STARRED, 20, "rail") };
  assert_int_equal(fold(rows, 3).travel, TX_TRAVEL_STARRED);
  assert_int_equal(fold(rows, 2).travel, TX_TRAVEL_NONE);
  rows[1].valid_until = NOW_S - 1; /* the older word does not come back */
  assert_int_equal(fold(rows, 2).travel, TX_TRAVEL_UNKNOWN);
  rows[1].valid_until = 0;
  rows[1].observed_at = rows[0].observed_at; /* at one time the worse */
  assert_int_equal(fold(rows, 2).travel, TX_TRAVEL_RISK);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void the_negative_of_the_latest_swab_counts(void **state) {
  (void)state;
  const struct statement_row rows[] = { SAID(TEST, TX_TEST_NEGATIVE, 30, "lab"),
                                        SAID(TEST, TX_TEST_NEGATIVE, 8, "hospital"),
                                        SAID(TEST, TX_TEST_NEGATIVE, 50, "lab") };
  struct tx_record record = fold(rows, COUNT(rows));
  assert_int_equal(record.test, TX_TEST_NEGATIVE);
  assert_int_equal(record.sampled, tx_sampled_from_time(NOW_S - 8 * HOUR_S));
}

static void a_positive_stands_until_it_is_released(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(TEST, TX_TEST_POSITIVE, 90, "lab"),
                                  SAID(TEST, TX_TEST_NEGATIVE, 8, "lab"),
                                  SAID(TEST, TX_TEST_NEGATIVE, 7, "hospital"),
                                  RELEASED(TEST, 10, "lab") };
  rows[1].method = rows[2].method = METHOD_SINGLE;
  assert_int_equal(fold(rows, 3).test, TX_TEST_POSITIVE);
  assert_int_equal(fold(rows, 3).state, TX_STATE_HOME_ISOLATION);
  assert_int_equal(fold(rows, 4).test, TX_TEST_NEGATIVE);
  assert_int_equal(fold(rows, 4).state, TX_STATE_ACTIVE);
}

static void a_mixed_positive_isolates_until_the_persons_own_later_test(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(TEST, TX_TEST_MIXED_POSITIVE, 20, "lab"),
                                  SAID(TEST, TX_TEST_NEGATIVE, 8, "hospital") };
  rows[0].valid_until = NOW_S + DAY_S;
  assert_int_equal(fold(rows, 2).test, TX_TEST_MIXED_POSITIVE); /* nobody says that it is his own */
  assert_int_equal(fold(rows, 2).state, TX_STATE_HOME_ISOLATION);
  rows[1].method = METHOD_MIXED;
  assert_int_equal(fold(rows, 2).test, TX_TEST_MIXED_POSITIVE);
  rows[1].method = METHOD_SINGLE;
  assert_int_equal(fold(rows, 2).test, TX_TEST_NEGATIVE);
  assert_int_equal(fold(rows, 2).state, TX_STATE_ACTIVE);
  rows[1].observed_at = rows[0].observed_at; /* no later swab */
  assert_int_equal(fold(rows, 2).test, TX_TEST_MIXED_POSITIVE);
  assert_int_equal(fold_at(rows, 1, NOW_S + DAY_S).test, TX_TEST_NONE);
}

static void an_antigen_test_suspects_and_never_clears(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(TEST, TX_TEST_NEGATIVE, 20, "lab"),
                                  SAID(TEST, TX_TEST_NEGATIVE, 2, "pharmacy"),
                                  SAID(TEST, TX_TEST_POSITIVE, 1, "pharmacy") };
  rows[1].method = rows[2].method = METHOD_ANTIGEN;
  assert_int_equal(fold(rows, 2).sampled, tx_sampled_from_time(NOW_S - 20 * HOUR_S));
  assert_int_equal(fold(rows + 1, 1).test, TX_TEST_NONE);
  assert_int_equal(fold(rows, 3).test, TX_TEST_MIXED_POSITIVE);
}

static void a_positive_of_a_mixed_tube_is_nobodys_own(void **state) {
  (void)state;
  struct statement_row row = SAID(TEST, TX_TEST_POSITIVE, 1, "lab");
  row.method = METHOD_MIXED;
  assert_int_equal(fold(&row, 1).test, TX_TEST_MIXED_POSITIVE);
}

/* --- swabs, states, ends ---------------------------------------------------------------------- */

static void a_swab_later_than_the_test_that_stands_is_pending(void **state) {
  (void)state;
  struct statement_row rows[] = { SAID(SWAB, 1, 2, "street"),
                                  SAID(TEST, TX_TEST_NEGATIVE, 20, "lab") };
  assert_true(fold(rows, 1).pending);
  assert_true(fold(rows, 2).pending);
  assert_int_equal(fold(rows, 2).test, TX_TEST_NEGATIVE);
  rows[1].observed_at = rows[0].observed_at;
  assert_false(fold(rows, 2).pending);
  rows[0].valid_until = NOW_S;
  assert_false(fold(rows, 1).pending);
}

static void the_worse_of_the_office_and_the_sources_is_the_state(void **state) {
  (void)state;
  const struct statement_row rows[] = { SAID(STATE, TX_STATE_MONITORING, 9, "cdc"),
                                        SAID(STATE, TX_STATE_AWAY, 10, "command") };
  assert_int_equal(fold(rows, 2).state, TX_STATE_AWAY);
  struct tx_record record = tx_record_unpack(fold_record(TX_STATE_SUSPENDED, 3, rows, 2, NOW_S));
  assert_int_equal(record.state, TX_STATE_SUSPENDED);
  assert_int_equal(record.generation, 3);
}

static void what_says_no_end_ends_as_its_field_does(void **state) {
  (void)state;
  static const struct {
    enum statement_field field;
    int value, days;
  } ends[] = {
    { STATEMENT_HEALTH, TX_HEALTH_GREEN, 30 }, { STATEMENT_TRAVEL, TX_TRAVEL_RISK, 14 },
    { STATEMENT_TEST, TX_TEST_NEGATIVE, 28 },  { STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, 3 },
    { STATEMENT_TEST, TX_TEST_POSITIVE, 0 },   { STATEMENT_SWAB, 1, 2 }
  };
  for (size_t i = 0; i < COUNT(ends); i++)
    assert_int_equal(fold_default_end(ends[i].field, ends[i].value, NOW_S),
                     ends[i].days ? NOW_S + ends[i].days * DAY_S : 0);
  assert_true(fold_needs_end(STATEMENT_HEALTH, TX_HEALTH_YELLOW));
  assert_true(fold_needs_end(STATEMENT_STATE, TX_STATE_AWAY));
  assert_false(fold_needs_end(STATEMENT_TEST, TX_TEST_POSITIVE));
}

/* --- the set ---------------------------------------------------------------------------------- */

enum { SAID_AT_ONCE = 12, TAKEN_BACK = 4, ROUNDS = 4000 };

static void draw(unsigned *seed, struct statement_row *row, int n) {
  static const char *const sources[] = { "city", "lab", "telecom" };
  int act = rand_r(seed) % 6;
  *row = (struct statement_row){ .field = rand_r(seed) % STATEMENT_FIELDS,
                                 .act = (enum statement_act)(act > 3 ? 0 : act),
                                 .method = (enum statement_method)(rand_r(seed) % 4),
                                 .observed_at = NOW_S - rand_r(seed) % 4 * HOUR_S };
  row->value = row->field == STATEMENT_SWAB ? 1 : 1 + rand_r(seed) % 3;
  row->valid_until = rand_r(seed) % 3 ? 0 : NOW_S - 1 + rand_r(seed) % 2 * 100;
  snprintf(row->source, sizeof row->source, "%s", sources[rand_r(seed) % 3]);
  snprintf(row->id, sizeof row->id, "%d", n);
  snprintf(row->retracts, sizeof row->retracts, "%d", rand_r(seed) % SAID_AT_ONCE);
}

static void shuffle(unsigned *seed, struct statement_row *rows, int count) {
  for (int i = count - 1; i > 0; i--) {
    int j = rand_r(seed) % (i + 1);
    struct statement_row swap = rows[i];
    rows[i] = rows[j];
    rows[j] = swap;
  }
}

static void order_and_repetition_change_nothing(void **state) {
  (void)state;
  struct statement_row rows[SAID_AT_ONCE * 2];
  unsigned seed = 20220101;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < SAID_AT_ONCE; i++)
      draw(&seed, &rows[i], i);
    uint32_t once = fold_record(TX_STATE_ACTIVE, 0, rows, SAID_AT_ONCE, NOW_S);
    memcpy(rows + SAID_AT_ONCE, rows, sizeof *rows * SAID_AT_ONCE);
    shuffle(&seed, rows, SAID_AT_ONCE * 2);
    assert_int_equal(fold_record(TX_STATE_ACTIVE, 0, rows, (size_t)SAID_AT_ONCE * 2, NOW_S), once);
  }
}

/* Whether one of the retractions behind the first ones names it: of a retraction there is none. */
static bool is_taken_back(const struct statement_row *rows, int i) {
  for (int n = SAID_AT_ONCE; n < SAID_AT_ONCE + TAKEN_BACK; n++)
    if (rows[i].act != STATEMENT_RETRACT && strcmp(rows[n].retracts, rows[i].id) == 0 &&
        strcmp(rows[n].source, rows[i].source) == 0)
      return true;
  return false;
}

/* In any order, said any number of times. */
static void a_record_is_what_it_would_be_without_what_was_retracted(void **state) {
  (void)state;
  enum { ALL = SAID_AT_ONCE + TAKEN_BACK };
  struct statement_row rows[ALL * 2], without[ALL];
  unsigned seed = 20220103;
  for (int round = 0; round < ROUNDS; round++) {
    size_t left = 0;
    for (int i = 0; i < SAID_AT_ONCE; i++)
      draw(&seed, &rows[i], i);
    for (int i = SAID_AT_ONCE; i < ALL; i++) {
      const struct statement_row *said = &rows[rand_r(&seed) % SAID_AT_ONCE];
      rows[i] = (struct statement_row){ .act = STATEMENT_RETRACT, .field = said->field };
      memcpy(rows[i].source, said->source, sizeof said->source);
      memcpy(rows[i].retracts, said->id, sizeof said->id);
      snprintf(rows[i].id, sizeof rows[i].id, "~-%d", i);
    }
    for (int i = 0; i < SAID_AT_ONCE; i++)
      if (!is_taken_back(rows, i)) without[left++] = rows[i];
    uint32_t expected = fold_record(TX_STATE_ACTIVE, 0, without, left, NOW_S);
    memcpy(rows + ALL, rows, sizeof *rows * ALL);
    shuffle(&seed, rows, ALL * 2);
    assert_int_equal(fold_record(TX_STATE_ACTIVE, 0, rows, (size_t)ALL * 2, NOW_S), expected);
  }
}

/* Whatever else is said, neither a green nor a negative that names no own test makes it better. */
static void what_is_routine_makes_nobody_better(void **state) {
  (void)state;
  struct statement_row rows[SAID_AT_ONCE + 1];
  unsigned seed = 20220102;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < SAID_AT_ONCE; i++)
      draw(&seed, &rows[i], i);
    struct tx_record before = fold(rows, SAID_AT_ONCE);
    rows[SAID_AT_ONCE] = (struct statement_row)SAID(TEST, TX_TEST_NEGATIVE, 0, "lab");
    if (round % 2) rows[SAID_AT_ONCE].field = STATEMENT_HEALTH;
    strcpy(rows[SAID_AT_ONCE].id, "routine");
    struct tx_record after = fold(rows, SAID_AT_ONCE + 1);
    assert_true(after.health >= before.health && after.test >= before.test &&
                after.state >= before.state);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(a_routine_green_ends_no_red),
    PROMISE(a_source_releases_what_it_said_until_then_and_no_others),
    PROMISE(what_is_retracted_was_never_said),
    PROMISE(a_colour_is_over_at_its_end),
    PROMISE(of_travel_each_sources_newest_word_counts_and_the_worst_of_them),
    PROMISE(the_negative_of_the_latest_swab_counts),
    PROMISE(a_positive_stands_until_it_is_released),
    PROMISE(a_mixed_positive_isolates_until_the_persons_own_later_test),
    PROMISE(an_antigen_test_suspects_and_never_clears),
    PROMISE(a_positive_of_a_mixed_tube_is_nobodys_own),
    PROMISE(a_swab_later_than_the_test_that_stands_is_pending),
    PROMISE(the_worse_of_the_office_and_the_sources_is_the_state),
    PROMISE(what_says_no_end_ends_as_its_field_does),
    PROMISE(order_and_repetition_change_nothing),
    PROMISE(a_record_is_what_it_would_be_without_what_was_retracted),
    PROMISE(what_is_routine_makes_nobody_better),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
