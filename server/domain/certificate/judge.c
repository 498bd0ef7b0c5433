/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"

#include "domain/resident/fold.h"
#include "host/text/text.h"
#include "isolation.h"

#define HOUR_S 3600

struct judging {
  const struct certificate_facts *facts;
  struct certificate_answer *out;
  struct tx_record record; /* what the statements come to now */
};

static struct certificate_missing *lack(struct judging *j, enum certificate_lack what) {
  struct certificate_answer *out = j->out;
  size_t at = out->count < CERTIFICATE_MISSING ? out->count++ : CERTIFICATE_MISSING - 1;
  out->missing[at] = (struct certificate_missing){ .lack = what };
  return &out->missing[at];
}

/* --- who may know more ------------------------------------------------------------------------ */

/* The feed of a field that was silent longest, where one was since before a time. */
static const struct certificate_feed *silent(const struct judging *j, enum statement_field field,
                                             int64_t before_s) {
  const struct certificate_feed *found = NULL;
  for (size_t i = 0; i < j->facts->feed_count; i++) {
    const struct certificate_feed *feed = &j->facts->feeds[i];
    if (!(feed->fields & 1u << field) || feed->heard_at >= before_s) continue;
    if (!found || feed->heard_at < found->heard_at) found = feed;
  }
  return found;
}

static void ask_feeds(const struct judging *j, enum statement_field field, int64_t before_s,
                      struct certificate_missing *missing) {
  const struct certificate_feed *feed = silent(j, field, before_s);
  if (!feed) return;
  missing->unknown = true;
  missing->silent_s = feed->heard_at;
  host_copy(feed->source, missing->source, sizeof missing->source);
}

/* Nobody has said anything: that is not yet a yes. */
static void nobody_spoke(struct judging *j, enum certificate_lack what,
                         enum statement_field field) {
  struct certificate_missing *missing = lack(j, what);
  ask_feeds(j, field, INT64_MAX, missing);
  missing->unknown = true;
}

/* --- tests ------------------------------------------------------------------------------------ */

static bool is_test(const struct judging *j, size_t i, int64_t from_day) {
  const struct statement_row *row = &j->facts->rows[i];
  return row->field == STATEMENT_TEST && row->observed_at <= j->facts->now_s &&
         isolation_day(row->observed_at) >= from_day && fold_worth(row) != TX_TEST_NONE &&
         fold_said(j->facts->rows, j->facts->count, i);
}

static bool was_tested(const struct judging *j, int64_t day) {
  for (size_t i = 0; i < j->facts->count; i++)
    if (isolation_day(j->facts->rows[i].observed_at) == day && is_test(j, i, day)) return true;
  return false;
}

static void judge_days_of_tests(struct judging *j, const struct edition_rule *rule,
                                int64_t first_day) {
  for (size_t i = 0; i < rule->test_count; i++) {
    int64_t day = first_day + rule->tests[i] - 1;
    if (was_tested(j, day)) continue;
    struct certificate_missing *missing = lack(j, LACK_TEST);
    missing->day = rule->tests[i];
    missing->about_s = isolation_day_begins(day);
    int64_t over_s = isolation_day_begins(day + 1);
    if (over_s <= j->facts->now_s) ask_feeds(j, STATEMENT_TEST, over_s, missing);
  }
}

/* The later swab; of two at a time the worse, then by who said it. */
static bool is_later(const struct statement_row *a, const struct statement_row *b) {
  if (a->observed_at != b->observed_at) return a->observed_at > b->observed_at;
  if (a->value != b->value) return a->value > b->value;
  int order = strcmp(a->source, b->source);
  return order ? order < 0 : strcmp(a->id, b->id) < 0;
}

/* The latest two; NULL where there are fewer. */
static void find_last_two(const struct judging *j, int64_t first_day,
                          const struct statement_row *last[2]) {
  last[0] = last[1] = NULL;
  for (size_t i = 0; i < j->facts->count; i++) {
    const struct statement_row *row = &j->facts->rows[i];
    if (!is_test(j, i, first_day)) continue;
    if (!last[0] || is_later(row, last[0])) {
      last[1] = last[0];
      last[0] = row;
    } else if (!last[1] || is_later(row, last[1])) {
      last[1] = row;
    }
  }
}

static void lack_negative(struct judging *j, const struct statement_row *row) {
  struct certificate_missing *missing = lack(j, LACK_NEGATIVE);
  missing->about_s = row->observed_at;
  host_copy(row->source, missing->source, sizeof missing->source);
}

static void judge_last_two(struct judging *j, const struct edition_rule *rule, int64_t first_day) {
  const struct statement_row *last[2];
  find_last_two(j, first_day, last);
  for (size_t i = 0; i < 2; i++)
    if (last[i] && fold_worth(last[i]) != TX_TEST_NEGATIVE) lack_negative(j, last[i]);
  if (!last[1] || !rule->gap_h) return;
  int64_t apart_s = last[0]->observed_at - last[1]->observed_at;
  if (apart_s >= (int64_t)rule->gap_h * HOUR_S) return;
  struct certificate_missing *missing = lack(j, LACK_GAP);
  missing->day = (int)(apart_s / HOUR_S);
  missing->days = rule->gap_h;
  missing->about_s = last[0]->observed_at;
}

/* The latest that is none. */
static void judge_all_negative(struct judging *j, int64_t first_day) {
  const struct statement_row *found = NULL;
  for (size_t i = 0; i < j->facts->count; i++) {
    const struct statement_row *row = &j->facts->rows[i];
    if (!is_test(j, i, first_day) || fold_worth(row) == TX_TEST_NEGATIVE) continue;
    if (!found || is_later(row, found)) found = row;
  }
  if (found) lack_negative(j, found);
}

/* --- each kind -------------------------------------------------------------------------------- */

/* The newest that was in force when it began. */
static const struct edition *edition_at(const struct certificate_facts *facts, int64_t at_s) {
  const struct edition *found = NULL;
  for (size_t i = 0; i < facts->edition_count; i++) {
    const struct edition *edition = &facts->editions[i];
    if (edition->valid_from > at_s) continue;
    if (!found || edition->valid_from >= found->valid_from) found = edition;
  }
  return found ? found : facts->editions;
}

static void judge_days(struct judging *j, const struct edition_rule *rule,
                       const struct isolation *isolation) {
  int64_t now_s = j->facts->now_s;
  int64_t end_s = isolation->until_s < now_s ? isolation->until_s : now_s;
  int64_t ran = isolation_day(end_s) - isolation_day(isolation->from_s);
  if (ran >= rule->days) return;
  struct certificate_missing *missing = lack(j, LACK_DAYS);
  missing->day = (int)ran;
  missing->days = rule->days;
  missing->about_s = isolation->from_s;
  host_copy(isolation->source, missing->source, sizeof missing->source);
}

static void judge_positive(struct judging *j) {
  if (j->record.test >= TX_TEST_MIXED_POSITIVE) (void)lack(j, LACK_POSITIVE);
}

static void judge_isolation(struct judging *j) {
  const struct certificate_facts *facts = j->facts;
  const bool home = facts->kind == TX_CERTIFICATE_HOME_ENDED;
  struct isolation isolation;
  if (!isolation_find(facts, &isolation)) {
    ask_feeds(j, STATEMENT_STATE, facts->now_s - CERTIFICATE_SILENT_S, lack(j, LACK_ISOLATION));
    return;
  }
  int64_t first_day = isolation_day(isolation.from_s);
  j->out->edition = edition_at(facts, isolation.from_s);
  j->out->from_s = isolation.from_s;
  j->out->until_s = isolation.until_s == INT64_MAX ? 0 : isolation.until_s;
  const struct edition_rule *rule = home ? &j->out->edition->home : &j->out->edition->released;
  judge_days(j, rule, &isolation);
  judge_days_of_tests(j, rule, first_day);
  if (home)
    judge_all_negative(j, first_day);
  else
    judge_last_two(j, rule, first_day);
  judge_positive(j);
  if (!home || isolation.released) return;
  struct certificate_missing *missing = lack(j, LACK_RELEASE);
  missing->about_s = isolation.from_s;
  host_copy(isolation.source, missing->source, sizeof missing->source);
}

static void judge_recent(struct judging *j) {
  const struct certificate_facts *facts = j->facts;
  int64_t limit_s = facts->test_limit_s;
  int64_t sampled_s = j->record.sampled ? tx_sampled_to_time(j->record.sampled) : 0;
  bool negative = j->record.test == TX_TEST_NEGATIVE;
  if (j->record.test >= TX_TEST_MIXED_POSITIVE) {
    judge_positive(j);
    return;
  }
  if (negative && (!limit_s || facts->now_s - sampled_s <= limit_s + TX_SAMPLED_UNIT_S)) return;
  struct certificate_missing *missing = lack(j, LACK_RECENT);
  missing->days = (int)(limit_s / HOUR_S);
  missing->about_s = negative ? sampled_s : 0;
  ask_feeds(j, STATEMENT_TEST, facts->now_s - CERTIFICATE_SILENT_S, missing);
}

static void judge_work(struct judging *j) {
  const struct tx_record *record = &j->record;
  if (record->state != TX_STATE_ACTIVE) lack(j, LACK_STATE)->day = (int)record->state;
  if (record->health == TX_HEALTH_UNKNOWN)
    nobody_spoke(j, LACK_HEALTH, STATEMENT_HEALTH);
  else if (record->health != TX_HEALTH_GREEN)
    lack(j, LACK_HEALTH)->day = (int)record->health;
  if (record->travel == TX_TRAVEL_UNKNOWN)
    nobody_spoke(j, LACK_TRAVEL, STATEMENT_TRAVEL);
  else if (record->travel == TX_TRAVEL_RISK)
    lack(j, LACK_TRAVEL)->day = (int)record->travel;
  judge_recent(j);
  if (j->facts->lockdown) (void)lack(j, LACK_ZONE);
  if (!*j->facts->detail) (void)lack(j, LACK_EMPLOYER);
}

/* Nothing is judged here: it is another authority's word. */
static void judge_forwarded(struct judging *j) {
  if (!*j->facts->authority) (void)lack(j, LACK_AUTHORITY);
  if (!*j->facts->detail) (void)lack(j, LACK_NUMBER);
  if (j->facts->until_s <= j->facts->now_s) (void)lack(j, LACK_UNTIL);
}

void certificate_judge(const struct certificate_facts *facts, struct certificate_answer *out) {
  *out = (struct certificate_answer){ .verdict = CERTIFICATE_YES };
  struct judging j = {
    .facts = facts,
    .out = out,
    .record =
        tx_record_unpack(fold_record(facts->office, 0, facts->rows, facts->count, facts->now_s)),
  };
  if (facts->kind == TX_CERTIFICATE_RETURN_TO_WORK)
    judge_work(&j);
  else if (facts->kind == TX_CERTIFICATE_HEALTH)
    judge_forwarded(&j);
  else
    judge_isolation(&j);
  for (size_t i = 0; i < out->count && out->verdict != CERTIFICATE_NO; i++)
    out->verdict = out->missing[i].unknown ? CERTIFICATE_UNKNOWN : CERTIFICATE_NO;
}
