/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who would be stopped now: the residents of today's list, each at the pedestrian gate of their own
 * area, in and out, with a normal temperature, a live code and nobody's passage remembered. Pure.
 */
#ifndef SERVER_POLICY_CHECK_HEADCOUNT_H
#define SERVER_POLICY_CHECK_HEADCOUNT_H

#include "format/decide.h"

/* Why a rule stops somebody, as far as the record tells. */
enum headcount_why {
  WHY_RULE, /* nothing but the rule */
  WHY_NO_TEST,
  WHY_OLD_TEST,
  WHY_POSITIVE,
  WHY_NO_HEALTH,
  WHY_HEALTH,
  WHY_NO_TRAVEL,
  WHY_TRAVEL,
  WHY_STATE,
  WHYS,
};
/* "没有任何核酸结果" and "for want of any test". */
const char *headcount_why_text(enum headcount_why why, const char *lang);
/* "no_test" … */
const char *headcount_why_word(enum headcount_why why);

struct headcount_group {
  struct tx_finding rule; /* in the caller's policies */
  enum headcount_why why;
  size_t stopped, reviewed;
};

struct headcount {
  /* Set by the caller: what would be in force; draft one of them, or NULL. Its orders that end
   * after now_s count as if they had begun. replaced: what stands in its place today; NULL:
   * nothing. */
  const struct tx_policy *const *policies;
  size_t policy_count;
  const struct tx_policy *draft, *replaced;
  int64_t now_s;
  /* Counted: */
  size_t residents;
  size_t stopped, reviewed;               /* by what would be in force */
  size_t stopped_before, reviewed_before; /* by what is in force */
  struct headcount_group *groups;         /* most stopped first, after headcount_end */
  size_t group_count;
  /* Its own: */
  struct tx_policy widened;
  struct tx_order *orders;
  const struct tx_policy **after, **before;
  size_t before_count;
};

/* False: out of memory; then headcount_clear all the same. */
bool headcount_begin(struct headcount *count);
/* One resident: what a pass says, the record, the area of the list. */
bool headcount_add(struct headcount *count, const struct tx_pass *pass, uint32_t record);
void headcount_end(struct headcount *count);
void headcount_clear(struct headcount *count);

#endif
