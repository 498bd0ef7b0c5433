/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rehearsal: recorded events, each on the list that was in force then, played against policies that
 * are not in force yet. Pure: the caller finds the events, the persons and the lists.
 */
#ifndef SERVER_POLICY_CHECK_SIMULATE_H
#define SERVER_POLICY_CHECK_SIMULATE_H

#include "format/decide.h"

struct try_event {
  const char *gate; /* its name */
  uint64_t gate_area;
  enum tx_gate_kind kind;
  bool attended;
  int64_t at;
  enum tx_direction direction;
  enum tx_verdict verdict; /* as recorded */
  uint64_t reason;
  bool identified;     /* area and index were recorded */
  bool known;          /* pass is filled in; false for passes from elsewhere */
  struct tx_pass pass; /* iat as recorded, record as at its issue */
  bool live;
  bool has_reading;
  int32_t centi_celsius;
  const struct tx_status *list; /* of the pass's area, in force then; NULL: none was held */
};

struct policy_try {
  const struct try_event *events; /* in the order of time */
  size_t event_count;
  const struct tx_policy *const *policies; /* that reach the gates */
  size_t policy_count;
  const struct tx_policy *draft; /* one of them, or NULL: its orders that end after now_s count as
                                    if they had been in force all the time */
  int64_t now_s;
};

struct try_rule {
  struct tx_finding rule;
  size_t denied, reviewed; /* people who were treated better on the day */
};

struct try_gate {
  const char *name; /* of the first event there */
  size_t denied, reviewed;
};

struct policy_try_result {
  size_t replayed;
  size_t kept_apart; /* decided by a person, before any rule, for want of data, or from elsewhere:
                        they keep their verdict */
  size_t verdicts[3][3];           /* [recorded][replayed], of those replayed */
  size_t denied, reviewed, let_in; /* who is treated worse, or better, than on the day */
  struct try_rule *rules;          /* most denied first */
  size_t rule_count;
  struct try_gate *gates; /* the same */
  size_t gate_count;
  int64_t busiest_hour; /* its first second, of those denied or reviewed */
  size_t busiest_count; /* 0: nobody */
};

/* A copy of a draft whose orders that end after now_s are in force all the time; orders has room
 * for them, and is all that the copy has of its own. */
void policy_widen(const struct tx_policy *draft, int64_t now_s, struct tx_order *orders,
                  struct tx_policy *out);
/* A finding in the draft for one in its copy; any other as it is. */
struct tx_finding policy_unwiden(const struct tx_policy *draft, const struct tx_policy *widened,
                                 struct tx_finding finding);

/* False: out of memory. Rules point into the policies, names into the events. */
bool policy_try_run(const struct policy_try *rehearsal, struct policy_try_result *out);
void policy_try_clear(struct policy_try_result *result);

#endif
