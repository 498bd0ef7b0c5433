/* SPDX-License-Identifier: Apache-2.0 */
/* "May it be issued?", answered from statements alone: pure. */
#include "promise.h"

#include "domain/certificate/edition.h"
#include "domain/certificate/judge.h"
#include "domain/resident/merge.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400
#define BEGAN 1641225600 /* 2022-01-04 00:00 in China */
#define AT(day, hour) (BEGAN + ((day)-1) * (int64_t)DAY_S + (hour)*3600)
#define ROWS_MAX 40

struct scene {
  struct statement_row rows[ROWS_MAX];
  size_t count;
  struct certificate_feed feeds[2];
  struct certificate_facts facts;
  struct certificate_answer answer;
};

static struct statement_row *say(struct scene *scene, int field, int value, int64_t observed_at) {
  struct statement_row *row = &scene->rows[scene->count++];
  *row = (struct statement_row){ .field = field, .value = value, .observed_at = observed_at };
  snprintf(row->source, sizeof row->source, "%s", field == STATEMENT_TEST ? "lab" : "cdc");
  snprintf(row->id, sizeof row->id, "%zu", scene->count);
  return row;
}

static void test_on(struct scene *scene, int day, int value) {
  say(scene, STATEMENT_TEST, value, AT(day, 9))->valid_until = AT(day + 28, 9);
}

/* Isolated away on A3 for 14 days from the first day's noon. */
static struct scene isolated(unsigned kind, int64_t now_s) {
  struct scene scene = { 0 };
  scene.facts = (struct certificate_facts){ .kind = kind,
                                            .now_s = now_s,
                                            .office = TX_STATE_ACTIVE,
                                            .editions = editions,
                                            .edition_count = EDITIONS,
                                            .detail = "",
                                            .authority = "" };
  const bool home = kind == TX_CERTIFICATE_HOME_ENDED;
  struct statement_row *row =
      say(&scene, STATEMENT_STATE, home ? TX_STATE_HOME_ISOLATION : TX_STATE_AWAY, AT(1, 12));
  row->valid_until = AT(home ? 8 : 15, 12);
  row->ground = 3;
  return scene;
}

static enum certificate_verdict judge(struct scene *scene) {
  scene->facts.rows = scene->rows;
  scene->facts.count = scene->count;
  scene->facts.feeds = scene->feeds;
  certificate_judge(&scene->facts, &scene->answer);
  return scene->answer.verdict;
}

/* All that is missing, in Chinese. */
static const char *missing(struct scene *scene) {
  static char said[2048];
  *said = '\0';
  judge(scene);
  for (size_t i = 0; i < scene->answer.count; i++) {
    char one[CERTIFICATE_SAID_SIZE];
    certificate_say(&scene->answer.missing[i], false, one);
    snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s", i ? "|" : "", one);
  }
  return said;
}

static struct scene released(void) {
  struct scene scene = isolated(TX_CERTIFICATE_RELEASED, AT(15, 13));
  static const int days[] = { 1, 4, 7, 14 };
  for (size_t i = 0; i < COUNT(days); i++)
    test_on(&scene, days[i], TX_TEST_NEGATIVE);
  return scene;
}

/* --- released --------------------------------------------------------------------------------- */

static void who_was_isolated_for_all_days_and_tested_on_each_day_is_released(UNUSED void **state) {
  struct scene scene = released();
  assert_string_equal(missing(&scene), "");
  assert_int_equal(scene.answer.verdict, CERTIFICATE_YES);
  assert_string_equal(scene.answer.edition->id, "8");
  assert_int_equal(scene.answer.from_s, AT(1, 12));
}

static void a_day_without_its_test_is_named(UNUSED void **state) {
  struct scene scene = isolated(TX_CERTIFICATE_RELEASED, AT(15, 13));
  char en[CERTIFICATE_SAID_SIZE];
  test_on(&scene, 1, TX_TEST_NEGATIVE);
  test_on(&scene, 4, TX_TEST_NEGATIVE);
  test_on(&scene, 14, TX_TEST_NEGATIVE);
  assert_string_equal(missing(&scene), "缺第7天核酸（2022-01-10）");
  assert_int_equal(scene.answer.verdict, CERTIFICATE_NO);
  certificate_say(&scene.answer.missing[0], true, en);
  assert_string_equal(en, "no test of day 7 (2022-01-10)");
}

static void a_test_that_was_taken_back_or_is_an_antigen_test_is_no_test(UNUSED void **state) {
  struct scene scene = released();
  struct statement_row *day_7 = &scene.rows[3];
  day_7->method = METHOD_ANTIGEN;
  assert_string_equal(missing(&scene), "缺第7天核酸（2022-01-10）");
  day_7->method = METHOD_SINGLE;
  struct statement_row *back = say(&scene, STATEMENT_TEST, 0, AT(8, 9));
  back->act = STATEMENT_RETRACT;
  host_copy(day_7->id, back->retracts, sizeof back->retracts);
  assert_string_equal(missing(&scene), "缺第7天核酸（2022-01-10）");
}

static void what_a_silent_feed_may_still_bring_is_not_known(UNUSED void **state) {
  struct scene scene = released();
  scene.rows[3] = scene.rows[--scene.count]; /* day 7 is gone, the last one in its place */
  scene.feeds[0] = (struct certificate_feed){ "lab", 1u << STATEMENT_TEST, AT(6, 20) };
  scene.facts.feed_count = 1;
  assert_string_equal(missing(&scene), "缺第7天核酸（2022-01-10）；lab自2022-01-09起没有消息");
  assert_int_equal(scene.answer.verdict, CERTIFICATE_UNKNOWN);
  scene.feeds[0].heard_at = AT(14, 20);
  assert_int_equal(judge(&scene), CERTIFICATE_NO);
  scene.feeds[0] = (struct certificate_feed){ "codes", 1u << STATEMENT_HEALTH, AT(1, 0) };
  assert_int_equal(judge(&scene), CERTIFICATE_NO);
}

static void days_that_have_not_run_are_told(UNUSED void **state) {
  struct scene scene = released();
  scene.facts.now_s = AT(14, 20);
  assert_string_equal(missing(&scene), "隔离未满14天（2022-01-04起，已13天）；来源：cdc");
  struct statement_row *early = say(&scene, STATEMENT_STATE, 0, AT(10, 8));
  early->act = STATEMENT_RELEASE;
  scene.facts.now_s = AT(20, 0);
  assert_string_equal(missing(&scene), "隔离未满14天（2022-01-04起，已9天）；来源：cdc");
}

static void isolations_that_join_are_one(UNUSED void **state) {
  struct scene scene = released();
  scene.rows[0].valid_until = AT(9, 12);
  struct statement_row *rest = say(&scene, STATEMENT_STATE, TX_STATE_HOME_ISOLATION, AT(9, 10));
  rest->valid_until = AT(16, 0);
  rest->ground = 5;
  assert_string_equal(missing(&scene), "");
  assert_int_equal(scene.answer.from_s, AT(1, 12));
}

static void on_other_grounds_nobody_is_released(UNUSED void **state) {
  struct scene scene = released();
  scene.rows[0].ground = 8;
  assert_string_equal(missing(&scene), "没有找到这类证明所依据的隔离");
  scene.rows[0].ground = 0;
  assert_int_equal(judge(&scene), CERTIFICATE_NO);
}

static void the_last_two_swabs_are_negative_and_a_day_apart(UNUSED void **state) {
  struct scene scene = released();
  scene.rows[4].value = TX_TEST_POSITIVE;
  scene.rows[4].valid_until = AT(14, 10); /* it stands no more */
  assert_string_equal(missing(&scene), "2022-01-17的核酸不是阴性；来源：lab");
  scene.rows[4].value = TX_TEST_NEGATIVE;
  say(&scene, STATEMENT_TEST, TX_TEST_NEGATIVE, AT(14, 19));
  assert_string_equal(missing(&scene), "最后两次采样只隔10小时，应隔24小时");
}

static void while_a_positive_stands_nobody_is_released(UNUSED void **state) {
  struct scene scene = released();
  test_on(&scene, 2, TX_TEST_POSITIVE);
  assert_string_equal(missing(&scene), "有阳性结果未解除");
}

static void the_edition_in_force_when_it_began_says_the_days(UNUSED void **state) {
  static const struct edition own[] = {
    { .id = "8", .valid_from = 1, .released = { 14, { 1, 14 }, 2, 0 } },
    { .id = "own", .valid_from = AT(1, 12), .released = { 3, { 1, 2 }, 2, 0 } },
    { .id = "later", .valid_from = AT(1, 13), .released = { 9, { 9 }, 1, 0 } },
  };
  struct scene scene = isolated(TX_CERTIFICATE_RELEASED, AT(4, 0));
  scene.facts.editions = own;
  scene.facts.edition_count = COUNT(own);
  test_on(&scene, 1, TX_TEST_NEGATIVE);
  assert_string_equal(missing(&scene), "缺第2天核酸（2022-01-05）");
  assert_string_equal(scene.answer.edition->id, "own");
}

static void an_edition_that_is_none_is_refused(UNUSED void **state) {
  static const char *const bad[] = { "{}", "{\"id\": \"a\"}",
                                     "{\"id\": \"a\", \"document\": \"b\", \"valid_from\": 1, "
                                     "\"released\": {\"days\": 99, \"tests\": []}}",
                                     "{\"id\": \"a\", \"document\": \"b\", \"valid_from\": 1, "
                                     "\"released\": {\"days\": 7, \"tests\": [3, 3]}}",
                                     "{\"id\": \"a\", \"document\": \"b\", \"valid_from\": 1, "
                                     "\"released\": {\"days\": 7, \"tests\": [8]}}" };
  struct host_problem problem;
  struct edition edition;
  for (size_t i = 0; i < COUNT(bad); i++)
    ASSERT_ROW(edition_read(bad[i], &edition, &problem) == TX_BAD_ARGUMENT, bad[i]);
  assert_int_equal(edition_read("no JSON", &edition, &problem), TX_BAD_ARGUMENT);
}

/* --- at home ---------------------------------------------------------------------------------- */

static void isolation_at_home_ends_with_its_sources_release(UNUSED void **state) {
  struct scene scene = isolated(TX_CERTIFICATE_HOME_ENDED, AT(8, 13));
  test_on(&scene, 1, TX_TEST_NEGATIVE);
  test_on(&scene, 4, TX_TEST_NEGATIVE);
  test_on(&scene, 7, TX_TEST_NEGATIVE);
  assert_string_equal(missing(&scene), "缺来源单位的解除（2022-01-04起的隔离）；来源：cdc");
  struct statement_row *end = say(&scene, STATEMENT_STATE, 0, AT(8, 8));
  end->act = STATEMENT_RELEASE;
  assert_string_equal(missing(&scene), "");
  scene.rows[2].value = TX_TEST_MIXED_POSITIVE;
  scene.rows[2].valid_until = AT(5, 0);
  assert_string_equal(missing(&scene), "2022-01-07的核酸不是阴性；来源：lab");
}

/* --- back to work ----------------------------------------------------------------------------- */

static struct scene worker(void) {
  struct scene scene = { 0 };
  scene.facts = (struct certificate_facts){ .kind = TX_CERTIFICATE_RETURN_TO_WORK,
                                            .now_s = AT(10, 0),
                                            .office = TX_STATE_ACTIVE,
                                            .editions = editions,
                                            .edition_count = EDITIONS,
                                            .test_limit_s = 48 * 3600,
                                            .detail = "西安某厂",
                                            .authority = "" };
  say(&scene, STATEMENT_HEALTH, TX_HEALTH_GREEN, AT(1, 0))->valid_until = AT(31, 0);
  say(&scene, STATEMENT_TRAVEL, TX_TRAVEL_NONE, AT(1, 0))->valid_until = AT(15, 0);
  say(&scene, STATEMENT_TEST, TX_TEST_NEGATIVE, AT(9, 0))->valid_until = AT(31, 0);
  return scene;
}

static void who_is_well_and_free_goes_back_to_work(UNUSED void **state) {
  struct scene scene = worker();
  assert_string_equal(missing(&scene), "");
  scene.rows[2].observed_at = AT(7, 0);
  assert_string_equal(missing(&scene), "缺48小时内的核酸阴性");
  scene.facts.test_limit_s = 0; /* no order asks: any that stands */
  assert_string_equal(missing(&scene), "");
}

static void each_thing_that_keeps_somebody_from_work_is_named(UNUSED void **state) {
  struct scene scene = worker();
  scene.facts.detail = "";
  scene.facts.lockdown = true;
  scene.facts.office = TX_STATE_SUSPENDED;
  scene.rows[0].value = TX_HEALTH_YELLOW;
  scene.rows[1].value = TX_TRAVEL_RISK;
  assert_string_equal(missing(&scene),
                      "现为暂停|健康码不是绿码|行程有风险|所在楼栋在封控区内|缺用人单位名称");
  assert_int_equal(scene.answer.verdict, CERTIFICATE_NO);
}

static void what_nobody_speaks_of_is_not_known(UNUSED void **state) {
  struct scene scene = worker();
  scene.rows[0] = scene.rows[--scene.count];
  assert_string_equal(missing(&scene), "健康码未知；没有来源提供");
  assert_int_equal(scene.answer.verdict, CERTIFICATE_UNKNOWN);
}

/* --- forwarded -------------------------------------------------------------------------------- */

static void what_is_forwarded_needs_its_authority_number_and_end_alone(UNUSED void **state) {
  struct scene scene = worker();
  scene.facts.kind = TX_CERTIFICATE_HEALTH;
  scene.count = 0;
  scene.facts.detail = "";
  assert_string_equal(missing(&scene), "缺出具机关名称|缺原证明编号|缺原证明有效期，或已过期");
  scene.facts.authority = "西安市卫生健康委";
  scene.facts.detail = "A-17";
  scene.facts.until_s = AT(10, 1);
  assert_string_equal(missing(&scene), "");
}

/* --- any order -------------------------------------------------------------------------------- */

static uint32_t next(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

/* Whatever: of few times, values and sources, so that much is equal. */
static void say_anything(struct scene *scene, uint32_t *seed) {
  static const int fields[] = { STATEMENT_STATE, STATEMENT_TEST, STATEMENT_TEST, STATEMENT_HEALTH,
                                STATEMENT_TRAVEL };
  int field = fields[next(seed) % COUNT(fields)];
  struct statement_row *row = say(scene, field, 1 + (int)(next(seed) % 4), 0);
  row->observed_at = AT(1 + next(seed) % 16, 6 * (next(seed) % 4));
  row->valid_until = next(seed) % 4 ? row->observed_at + (int64_t)(next(seed) % 14) * DAY_S : 0;
  row->act = next(seed) % 5 ? STATEMENT_SET : (enum statement_act)(next(seed) % 4);
  row->method = (enum statement_method)(next(seed) % 4);
  row->ground = (int)(next(seed) % 9);
  snprintf(row->source, sizeof row->source, "%c", 'a' + (int)(next(seed) % 3));
  snprintf(row->retracts, sizeof row->retracts, "%u", 1 + next(seed) % ROWS_MAX);
  if (field == STATEMENT_TEST && row->value > TX_TEST_POSITIVE) row->value = TX_TEST_NEGATIVE;
  if (field == STATEMENT_HEALTH || field == STATEMENT_TRAVEL) row->value = 1 + row->value % 3;
}

static void shuffle(struct scene *scene, uint32_t *seed) {
  for (size_t i = scene->count; i > 1; i--) {
    size_t j = next(seed) % i;
    struct statement_row row = scene->rows[i - 1];
    scene->rows[i - 1] = scene->rows[j];
    scene->rows[j] = row;
  }
}

static void the_order_of_statements_changes_no_answer(UNUSED void **state) {
  size_t answers[3] = { 0 };
  for (uint32_t seed = 1; seed <= 3000; seed++) {
    uint32_t random = seed * 2654435761u;
    unsigned kind = 1 + seed % 3;
    struct scene scene = seed % 2 && kind == 1 ? released() : isolated(kind, AT(16, 3));
    scene.facts.kind = kind;
    scene.facts.detail = "厂";
    for (size_t n = next(&random) % 8 + (kind == 3 ? 4 : 0); n > 0; n--)
      say_anything(&scene, &random);
    char first[2048];
    snprintf(first, sizeof first, "%s", missing(&scene));
    const struct certificate_answer answer = scene.answer;
    answers[answer.verdict]++;
    for (int i = 0; i < 6; i++) {
      shuffle(&scene, &random);
      if (strcmp(missing(&scene), first) != 0 || scene.answer.verdict != answer.verdict ||
          scene.answer.from_s != answer.from_s || scene.answer.until_s != answer.until_s ||
          scene.answer.edition != answer.edition)
        fail_msg("seed %u", seed);
    }
  }
  for (size_t i = 0; i < COUNT(answers); i++)
    assert_true(answers[i] > 0);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    cmocka_unit_test(who_was_isolated_for_all_days_and_tested_on_each_day_is_released),
    cmocka_unit_test(a_day_without_its_test_is_named),
    cmocka_unit_test(a_test_that_was_taken_back_or_is_an_antigen_test_is_no_test),
    cmocka_unit_test(what_a_silent_feed_may_still_bring_is_not_known),
    cmocka_unit_test(days_that_have_not_run_are_told),
    cmocka_unit_test(isolations_that_join_are_one),
    cmocka_unit_test(on_other_grounds_nobody_is_released),
    cmocka_unit_test(the_last_two_swabs_are_negative_and_a_day_apart),
    cmocka_unit_test(while_a_positive_stands_nobody_is_released),
    cmocka_unit_test(the_edition_in_force_when_it_began_says_the_days),
    cmocka_unit_test(an_edition_that_is_none_is_refused),
    cmocka_unit_test(isolation_at_home_ends_with_its_sources_release),
    cmocka_unit_test(who_is_well_and_free_goes_back_to_work),
    cmocka_unit_test(each_thing_that_keeps_somebody_from_work_is_named),
    cmocka_unit_test(what_nobody_speaks_of_is_not_known),
    cmocka_unit_test(what_is_forwarded_needs_its_authority_number_and_end_alone),
    cmocka_unit_test(the_order_of_statements_changes_no_answer),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
