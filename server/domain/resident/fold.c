/* SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"

#include <string.h>

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)

int64_t fold_default_end(enum statement_field field, int value, int64_t observed_at) {
  static const struct {
    enum statement_field field;
    int value; /* 0: all that are not named above it */
    int64_t lasts_s;
  } ends[] = {
    { STATEMENT_HEALTH, TX_HEALTH_GREEN, 30 * DAY_S },
    { STATEMENT_TRAVEL, 0, 14 * DAY_S },
    { STATEMENT_TEST, TX_TEST_NEGATIVE, 28 * DAY_S },
    { STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, 3 * DAY_S },
    { STATEMENT_SWAB, 0, 48 * HOUR_S },
  };
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (ends[i].field == field && (ends[i].value == value || !ends[i].value))
      return observed_at + ends[i].lasts_s;
  return 0;
}

bool fold_needs_end(enum statement_field field, int value) {
  return (field == STATEMENT_HEALTH && value > TX_HEALTH_GREEN) || field == STATEMENT_STATE;
}

/* --- what stands ------------------------------------------------------------------------------ */

struct pile {
  const struct statement_row *rows;
  size_t count;
  int64_t now_s;
};

static bool retracts(const struct statement_row *by, const struct statement_row *row) {
  return by->act == STATEMENT_RETRACT && strcmp(by->retracts, row->id) == 0 &&
         strcmp(by->source, row->source) == 0;
}

static bool is_retracted(const struct pile *pile, const struct statement_row *row) {
  for (size_t i = 0; i < pile->count; i++)
    if (retracts(&pile->rows[i], row)) return true;
  return false;
}

static bool releases(const struct statement_row *by, const struct statement_row *row) {
  if (by->act != STATEMENT_RELEASE && by->act != STATEMENT_RELEASE_ALL) return false;
  return by->field == row->field && row->observed_at <= by->observed_at &&
         (by->act == STATEMENT_RELEASE_ALL || strcmp(by->source, row->source) == 0);
}

static bool is_released(const struct pile *pile, const struct statement_row *row) {
  for (size_t i = 0; i < pile->count; i++)
    if (releases(&pile->rows[i], row) && !is_retracted(pile, &pile->rows[i])) return true;
  return false;
}

/* Was said, and not taken back. */
static bool was_said(const struct pile *pile, size_t i, enum statement_field field) {
  const struct statement_row *row = &pile->rows[i];
  return row->field == (int)field && row->act == STATEMENT_SET && !is_retracted(pile, row);
}

/* The same, and is neither over nor released. */
static bool stands(const struct pile *pile, size_t i, enum statement_field field) {
  const struct statement_row *row = &pile->rows[i];
  if (row->valid_until && row->valid_until <= pile->now_s) return false;
  return was_said(pile, i, field) && !is_released(pile, row);
}

bool fold_stands(const struct statement_row *statements, size_t count, size_t i, int64_t now_s) {
  const struct pile pile = { statements, count, now_s };
  return stands(&pile, i, (enum statement_field)statements[i].field);
}

bool fold_said(const struct statement_row *statements, size_t count, size_t i) {
  const struct pile pile = { statements, count, 0 };
  return was_said(&pile, i, (enum statement_field)statements[i].field);
}

bool fold_released(const struct statement_row *statements, size_t count, size_t i) {
  const struct pile pile = { statements, count, 0 };
  return is_released(&pile, &statements[i]);
}

bool fold_ends_others(const struct statement_row *statements, size_t count, size_t i) {
  for (size_t j = 0; j < count; j++)
    if (j != i &&
        (retracts(&statements[i], &statements[j]) ||
         (statements[j].act == STATEMENT_SET && releases(&statements[i], &statements[j]))))
      return true;
  return false;
}

int64_t fold_ends(const struct statement_row *statements, size_t count, size_t i) {
  const struct pile pile = { statements, count, 0 };
  const struct statement_row *row = &statements[i];
  int64_t end = row->valid_until ? row->valid_until : INT64_MAX;
  for (size_t by = 0; by < count; by++)
    if (releases(&statements[by], row) && !is_retracted(&pile, &statements[by]) &&
        statements[by].observed_at < end)
      end = statements[by].observed_at;
  return end;
}

/* --- each field ------------------------------------------------------------------------------- */

static int worst(const struct pile *pile, enum statement_field field) {
  int found = 0;
  for (size_t i = 0; i < pile->count; i++)
    if (pile->rows[i].value > found && stands(pile, i, field)) found = pile->rows[i].value;
  return found;
}

static bool is_newer(const struct statement_row *a, const struct statement_row *b) {
  if (a->observed_at != b->observed_at) return a->observed_at > b->observed_at;
  if (a->value != b->value) return a->value > b->value;
  return (a->valid_until ? a->valid_until : INT64_MAX) >
         (b->valid_until ? b->valid_until : INT64_MAX);
}

static bool is_newest(const struct pile *pile, size_t at, enum statement_field field) {
  const struct statement_row *row = &pile->rows[at];
  for (size_t i = 0; i < pile->count; i++)
    if (strcmp(pile->rows[i].source, row->source) == 0 && is_newer(&pile->rows[i], row) &&
        was_said(pile, i, field))
      return false;
  return true;
}

static int worst_of_newest(const struct pile *pile, enum statement_field field) {
  int found = 0;
  for (size_t i = 0; i < pile->count; i++)
    if (pile->rows[i].value > found && stands(pile, i, field) && is_newest(pile, i, field))
      found = pile->rows[i].value;
  return found;
}

static int64_t latest_swab(const struct pile *pile) {
  int64_t found = INT64_MIN;
  for (size_t i = 0; i < pile->count; i++)
    if (pile->rows[i].observed_at > found && stands(pile, i, STATEMENT_SWAB))
      found = pile->rows[i].observed_at;
  return found;
}

/* --- tests ------------------------------------------------------------------------------------ */

struct result {
  enum tx_test test;
  int64_t sampled_at; /* INT64_MIN: there is none */
};

enum tx_test fold_worth(const struct statement_row *row) {
  if (row->method == METHOD_ANTIGEN)
    return row->value >= TX_TEST_MIXED_POSITIVE ? TX_TEST_MIXED_POSITIVE : TX_TEST_NONE;
  if (row->method == METHOD_MIXED && row->value == TX_TEST_POSITIVE) return TX_TEST_MIXED_POSITIVE;
  return (enum tx_test)row->value;
}

/* The person's own test, of a later swab: it stays said when it is over. */
static bool is_retested(const struct pile *pile, const struct statement_row *row) {
  for (size_t i = 0; i < pile->count; i++) {
    const struct statement_row *own = &pile->rows[i];
    if (own->method == METHOD_SINGLE && own->value == TX_TEST_NEGATIVE &&
        own->observed_at > row->observed_at && was_said(pile, i, STATEMENT_TEST))
      return true;
  }
  return false;
}

static void weigh(const struct pile *pile, size_t i, struct result *found) {
  const struct statement_row *row = &pile->rows[i];
  enum tx_test test = fold_worth(row);
  if (test < found->test || test == TX_TEST_NONE) return;
  if (test == found->test && row->observed_at <= found->sampled_at) return;
  if (!stands(pile, i, STATEMENT_TEST)) return;
  if (test == TX_TEST_MIXED_POSITIVE && is_retested(pile, row)) return;
  *found = (struct result){ test, row->observed_at };
}

static struct result result_of(const struct pile *pile) {
  struct result found = { TX_TEST_NONE, INT64_MIN };
  for (size_t i = 0; i < pile->count; i++)
    if (pile->rows[i].field == STATEMENT_TEST) weigh(pile, i, &found);
  return found;
}

/* --- the record ------------------------------------------------------------------------------- */

static enum tx_state state_of(const struct pile *pile, enum tx_state office, enum tx_test test) {
  int state = worst(pile, STATEMENT_STATE);
  if (test >= TX_TEST_MIXED_POSITIVE && state < TX_STATE_HOME_ISOLATION)
    state = TX_STATE_HOME_ISOLATION;
  return state > (int)office ? (enum tx_state)state : office;
}

uint32_t fold_record(enum tx_state office_state, uint8_t generation,
                     const struct statement_row *statements, size_t count, int64_t now_s) {
  const struct pile pile = { statements, count, now_s };
  struct result result = result_of(&pile);
  struct tx_record record = {
    .state = state_of(&pile, office_state, result.test),
    .health = (enum tx_health)worst(&pile, STATEMENT_HEALTH),
    .travel = (enum tx_travel)worst_of_newest(&pile, STATEMENT_TRAVEL),
    .test = result.test,
    .pending = latest_swab(&pile) > result.sampled_at,
    .generation = generation,
    .sampled = result.test ? tx_sampled_from_time(result.sampled_at) : 0,
  };
  return tx_record_pack(&record);
}
