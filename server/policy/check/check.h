/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contradictions found before they bite: for each community the policies of all levels are laid
 * over each other as its gates would do it, and searched for what docs/policy.md calls findings.
 * Pure: structs in, findings out.
 */
#ifndef SERVER_POLICY_CHECK_CHECK_H
#define SERVER_POLICY_CHECK_CHECK_H

#include "format/decide.h"

enum policy_finding_kind {
  FINDING_UNSATISFIABLE, /* error: nobody can satisfy it, or the two together */
  FINDING_UNDECLARED, /* error: data that this deployment does not have, or that does not exist */
  FINDING_OUTSIDE,    /* error: outside the area */
  FINDING_KEEPS_FROM_HOME, /* error: residents, in, own area, without keeps_home */
  FINDING_ERRS,            /* error: cannot be evaluated for somebody, whom gates deny */
  FINDING_FORGOTTEN,       /* error, a warning where it only warns: looks back further than gates
                              remember */
  FINDING_LOOSER,          /* warning: looser below than above, without delegation */
  FINDING_ENDS_FIRST,      /* warning: ends while a lower one leans on it */
  FINDING_DISAGREE,        /* warning: two orders of one level */
  FINDING_GAP,             /* warning: a time in which nothing of the draft is in force */
  FINDING_NEVER_FED,       /* note: data that nobody ever handed in */
  FINDING_ENDED,           /* warning: an order that is in force would end now */
  FINDING_STAYS,           /* note: an order that is in force goes along until its own end */
  FINDING_NOT_DECIDED,     /* too many persons to go through: warning where a rule can deny, else
                              note */
};

enum policy_finding_weight { FINDING_NOTE, FINDING_WARNING, FINDING_ERROR };

struct policy_finding {
  enum policy_finding_kind kind;
  enum policy_finding_weight weight;
  struct tx_finding first, second;       /* second.rule is NULL where there is only one */
  uint64_t community;                    /* the first in which it was found … */
  size_t community_count;                /* … and in how many */
  char example_zh[512], example_en[512]; /* a person, or "" */
  char zh[1536], en[1536];               /* the whole in words */
};

struct policy_findings {
  struct policy_finding *items;
  size_t count;
  size_t errors, warnings;
  bool out_of_memory;
};

struct policy_check {
  /* What would be in force: the draft stands in the place of the policy that it replaces. */
  const struct tx_policy *const *policies;
  size_t policy_count;
  const struct tx_policy *draft;    /* only findings that concern it; NULL: all */
  const struct tx_policy *replaced; /* what the draft replaces; NULL: nothing */
  const json_t *carried;            /* ids of its orders that went along (carry.h); or NULL */
  uint64_t jurisdiction;            /* the area that the publisher reaches */
  const uint64_t *communities;      /* known by name; the others below the draft are looked at
                                       as well, one for all under the same policies */
  size_t community_count;
  const char *const *declared; /* "reading", "history", "record.travel" …: data that there is
                                  beside the pass, the clock and the gate. NULL: everything */
  size_t declared_count;
  const char *const *never_fed; /* data that nobody ever handed in: "record.test" */
  size_t never_fed_count;
  int64_t now_s;
};

/* Errors first, then warnings, then notes. The caller clears *out, whose findings point into the
 * policies. */
void policy_check_run(const struct policy_check *check, struct policy_findings *out);
void policy_findings_clear(struct policy_findings *findings);

/* Whether two communities lie under the same policies: then they have the same findings. */
bool policy_check_same(const struct tx_policy *const *policies, size_t count, uint64_t a,
                       uint64_t b);
/* Orders that contradict each other in one community, now or when one begins: nobody can satisfy
 * them, a lower one is looser than one above that is not delegable, or two of one level disagree.
 * The caller clears *out, whose findings point into the policies. */
void policy_contradictions(const struct tx_policy *const *policies, size_t count,
                           uint64_t community, int64_t now_s, struct policy_findings *out);

/* "unsatisfiable", "undeclared", "outside", "keeps_from_home", "errs", "forgotten", "looser",
 * "ends_first", "disagree", "gap", "never_fed", "ended", "stays", "not_decided". */
const char *policy_finding_name(enum policy_finding_kind kind);

#endif
