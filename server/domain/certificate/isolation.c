/* SPDX-License-Identifier: Apache-2.0 */
#include "isolation.h"

#include "domain/resident/fold.h"
#include "host/text/date.h"

#include <string.h>

#define DAY_S INT64_C(86400)
/* In grounds[], from 1: A3 close contact to A7 entry from abroad. */
#define GROUND_A3 3
#define GROUND_A7 7

int64_t isolation_day(int64_t at_s) {
  int64_t local = at_s + HOST_SHANGHAI_S;
  return local >= 0 ? local / DAY_S : -((DAY_S - 1 - local) / DAY_S);
}

int64_t isolation_day_begins(int64_t day) {
  return day * DAY_S - HOST_SHANGHAI_S;
}

static bool is_meant(const struct certificate_facts *facts, size_t i) {
  const struct statement_row *row = &facts->rows[i];
  if (row->field != STATEMENT_STATE || row->observed_at > facts->now_s) return false;
  if (!fold_said(facts->rows, facts->count, i)) return false;
  if (facts->kind == TX_CERTIFICATE_HOME_ENDED) return row->value == TX_STATE_HOME_ISOLATION;
  bool isolated = row->value == TX_STATE_HOME_ISOLATION || row->value == TX_STATE_AWAY;
  return isolated && row->ground >= GROUND_A3 && row->ground <= GROUND_A7;
}

/* Statements have an order of their own, whichever came first. */
static bool goes_before(const struct statement_row *a, const struct statement_row *b) {
  if (a->observed_at != b->observed_at) return a->observed_at > b->observed_at;
  int order = strcmp(a->source, b->source);
  return order ? order < 0 : strcmp(a->id, b->id) < 0;
}

struct span {
  int64_t from_s, until_s;
};

/* Takes in what touches it; whether that made it longer. */
static bool grow(struct isolation *out, const struct span *spans, size_t count) {
  bool grown = false;
  for (size_t i = 0; i < count; i++) {
    const struct span *s = &spans[i];
    if (s->until_s < out->from_s || s->from_s > out->until_s) continue;
    if (s->from_s >= out->from_s && s->until_s <= out->until_s) continue;
    if (s->from_s < out->from_s) out->from_s = s->from_s;
    if (s->until_s > out->until_s) out->until_s = s->until_s;
    grown = true;
  }
  return grown;
}

bool isolation_find(const struct certificate_facts *facts, struct isolation *out) {
  struct span spans[ISOLATION_ROWS];
  size_t count = 0, last = facts->count;
  for (size_t i = 0; i < facts->count && count < ISOLATION_ROWS; i++) {
    if (!is_meant(facts, i)) continue;
    spans[count++] =
        (struct span){ facts->rows[i].observed_at, fold_ends(facts->rows, facts->count, i) };
    if (last == facts->count || goes_before(&facts->rows[i], &facts->rows[last])) last = i;
  }
  if (last == facts->count) return false;
  *out = (struct isolation){ .from_s = facts->rows[last].observed_at,
                             .until_s = fold_ends(facts->rows, facts->count, last),
                             .released = fold_released(facts->rows, facts->count, last),
                             .source = facts->rows[last].source };
  while (grow(out, spans, count)) {
  }
  return true;
}
