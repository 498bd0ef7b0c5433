/* SPDX-License-Identifier: Apache-2.0 */
/* What a record has to be by what was said of a person: docs/feeds.md, read anew. */
#include "sim.h"

#include "domain/resident/merge.h"

#define HOURS(n) ((int64_t)(n)*3600)
#define DAYS(n) HOURS(24 * (n))

/* A test is worth what its method lets it say. */
static int worth(const struct sim_said *said) {
  const bool bad = said->value >= TX_TEST_MIXED_POSITIVE;
  if (said->method == METHOD_ANTIGEN) return bad ? TX_TEST_MIXED_POSITIVE : TX_TEST_NONE;
  return said->method == METHOD_MIXED && bad ? TX_TEST_MIXED_POSITIVE : said->value;
}

int64_t sim_said_end(const struct sim_said *said) {
  const int64_t at = said->observed_at;
  if (said->valid_until) return said->valid_until;
  switch (said->field) {
  case STATEMENT_HEALTH:
    return at + DAYS(30);
  case STATEMENT_TRAVEL:
    return at + DAYS(14);
  case STATEMENT_SWAB:
    return at + HOURS(48);
  case STATEMENT_TEST:
    if (worth(said) == TX_TEST_POSITIVE) return INT64_MAX;
    return at + (worth(said) == TX_TEST_NEGATIVE ? DAYS(28) : DAYS(3));
  default:
    return INT64_MAX;
  }
}

bool sim_said_restrains(const struct sim_said *said) {
  return said->act == STATEMENT_SET && said->value >= 2 && said->field != STATEMENT_TRAVEL;
}

/* --- who counts ------------------------------------------------------------------------------- */

struct view {
  const struct sim_said *const *all;
  size_t count;
  int64_t now_s;
};

static bool taken_back(const struct view *view, const struct sim_said *said) {
  for (size_t i = 0; i < view->count; i++)
    if (view->all[i]->act == STATEMENT_RETRACT && view->all[i]->feed == said->feed &&
        view->all[i]->of == said->number)
      return true;
  return false;
}

static bool ended(const struct view *view, const struct sim_said *said) {
  if (sim_said_end(said) <= view->now_s) return true;
  for (size_t i = 0; i < view->count; i++) {
    const struct sim_said *by = view->all[i];
    if (by->act == STATEMENT_RELEASE && by->feed == said->feed && by->field == said->field &&
        by->observed_at >= said->observed_at && !taken_back(view, by))
      return true;
  }
  return false;
}

static bool is_said(const struct view *view, const struct sim_said *said, int field) {
  return said->field == field && said->act == STATEMENT_SET && !taken_back(view, said);
}

static bool counts(const struct view *view, const struct sim_said *said, int field) {
  return is_said(view, said, field) && !ended(view, said);
}

/* --- each field ------------------------------------------------------------------------------- */

static int worst_of(const struct view *view, int field) {
  int found = 0;
  for (size_t i = 0; i < view->count; i++)
    if (counts(view, view->all[i], field) && view->all[i]->value > found)
      found = view->all[i]->value;
  return found;
}

/* At equal times the worse counts. */
static bool is_later(const struct sim_said *a, const struct sim_said *b) {
  return a->observed_at != b->observed_at ? a->observed_at > b->observed_at : a->value > b->value;
}

static int travel_of(const struct view *view) {
  int found = 0;
  for (unsigned feed = 0; feed <= SIM_NO_FEED; feed++) {
    const struct sim_said *last = NULL;
    for (size_t i = 0; i < view->count; i++) {
      const struct sim_said *one = view->all[i];
      if (is_said(view, one, STATEMENT_TRAVEL) && one->feed == feed &&
          (!last || is_later(one, last)))
        last = one;
    }
    if (last && !ended(view, last) && last->value > found) found = last->value;
  }
  return found;
}

/* Whether the person's own later test says otherwise. */
static bool refuted(const struct view *view, const struct sim_said *mixed) {
  for (size_t i = 0; i < view->count; i++)
    if (is_said(view, view->all[i], STATEMENT_TEST) && view->all[i]->method == METHOD_SINGLE &&
        view->all[i]->value == TX_TEST_NEGATIVE && view->all[i]->observed_at > mixed->observed_at)
      return true;
  return false;
}

/* The latest that is worth so much. */
static const struct sim_said *latest(const struct view *view, int test) {
  const struct sim_said *found = NULL;
  for (size_t i = 0; i < view->count; i++) {
    const struct sim_said *one = view->all[i];
    if (!counts(view, one, STATEMENT_TEST) || worth(one) != test) continue;
    if (test == TX_TEST_MIXED_POSITIVE && refuted(view, one)) continue;
    if (!found || one->observed_at > found->observed_at) found = one;
  }
  return found;
}

static bool swab_waits(const struct view *view, const struct sim_said *test) {
  for (size_t i = 0; i < view->count; i++)
    if (counts(view, view->all[i], STATEMENT_SWAB) &&
        (!test || view->all[i]->observed_at > test->observed_at))
      return true;
  return false;
}

/* Whether one would be back without the other. */
static bool is_held_down(const struct sim_said *one, const struct sim_said *by) {
  if (by->act == STATEMENT_RETRACT) return one->feed == by->feed && one->number == by->of;
  return one->act == STATEMENT_SET && one->feed == by->feed && one->field == by->field &&
         one->observed_at <= by->observed_at;
}

bool sim_said_over(const struct sim_said *const *all, size_t count, const struct sim_said *said,
                   int64_t now_s) {
  const struct view view = { all, count, now_s };
  if (said->act == STATEMENT_SET) return ended(&view, said) || taken_back(&view, said);
  for (size_t i = 0; i < count; i++)
    if (all[i]->seen && is_held_down(all[i], said)) return false;
  return true;
}

uint32_t sim_said_record(const struct sim_said *const *all, size_t count, int state, int generation,
                         int64_t now_s) {
  const struct view view = { all, count, now_s };
  const struct sim_said *test = NULL;
  for (int value = TX_TEST_POSITIVE; value > TX_TEST_NONE && !test; value--)
    test = latest(&view, value);
  const int tested = test ? worth(test) : TX_TEST_NONE;
  int worst = worst_of(&view, STATEMENT_STATE);
  if (tested >= TX_TEST_MIXED_POSITIVE && worst < TX_STATE_HOME_ISOLATION)
    worst = TX_STATE_HOME_ISOLATION;
  const struct tx_record record = {
    .state = (enum tx_state)(worst > state ? worst : state),
    .health = (enum tx_health)worst_of(&view, STATEMENT_HEALTH),
    .travel = (enum tx_travel)travel_of(&view),
    .test = (enum tx_test)tested,
    .pending = swab_waits(&view, test),
    .generation = (uint8_t)generation,
    .sampled = test ? tx_sampled_from_time(test->observed_at) : 0,
  };
  return tx_record_pack(&record);
}
