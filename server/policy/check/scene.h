/* SPDX-License-Identifier: Apache-2.0 */
/* One community at one time, which the parts of the check look at in turn; for policy_check*.c. */
#ifndef SERVER_POLICY_CHECK_SCENE_H
#define SERVER_POLICY_CHECK_SCENE_H

#include "check.h"
#include "findings.h"
#include "policy/words/space.h"

#define SCENE_RULES_MAX 512

/* The rules in force in one community at one time. */
struct scene {
  const struct policy_check *check;
  struct policy_findings *findings;
  struct space *space;
  uint64_t community;
  int64_t now_s;
  struct layers layers;
  struct standing standing[SPACE_GROUPS];   /* by role, kind and direction */
  struct tx_finding rules[SCENE_RULES_MAX]; /* from the highest level down */
  size_t rule_count;
  bool truncated; /* there are more */
};

/* Works out once, after the layers, which rules stand for whom. */
void scene_stand(struct scene *scene);

/* Adds a finding in words, or counts one more community for one that is known. */
void scene_report(struct scene *scene, struct policy_finding *finding,
                  const struct policy_details *details);
/* second may be NULL, here and below. */
void scene_report_not_decided(struct scene *scene, const struct tx_finding *first,
                              const struct tx_finding *second);
struct policy_finding scene_finding(enum policy_finding_kind kind, const struct tx_finding *first,
                                    const struct tx_finding *second);
/* The person where the space stands becomes the finding's example. */
void scene_describe(const struct scene *scene, struct policy_finding *finding);

/* Whether an order of the draft was in force before (carry.h). */
bool scene_is_carried(const struct policy_check *check, const struct tx_order *order);
/* Orders that go along with the draft, or end by it. */
void scene_check_orders(struct scene *scene);

/* Whether the check was asked about this rule's policy. */
bool scene_concerns(const struct scene *scene, const struct tx_finding *rule);
/* Whether the rule applies to the group, and was not replaced for it. */
bool scene_stands(const struct scene *scene, const struct tx_finding *rule,
                  const struct space_group *group);

typedef bool group_test(const struct space_group *group);
bool any_group(const struct space_group *group);
bool resident_going_in(const struct space_group *group);

/* A space over one rule (the same twice) or two, with every role, kind and direction that is wanted
 * and for which both stand. False: there is nobody to whom both apply. */
bool scene_open_space(const struct scene *scene, const struct tx_finding *a,
                      const struct tx_finding *b, group_test *wanted);

/* What is asked of each person. */
struct pair {
  const struct tx_rule *a, *b;
};
bool both_hold(struct space *space, const void *pair);
bool first_holds(struct space *space, const void *pair);
bool second_holds(struct space *space, const void *pair);
bool first_denies(struct space *space, const void *pair);
bool first_is_stricter(struct space *space, const void *pair);
bool second_is_stricter(struct space *space, const void *pair);

void scene_check_rule(struct scene *scene, const struct tx_finding *rule);
/* a is of the higher level, or of the same and stands before b. */
void scene_check_pair(struct scene *scene, const struct tx_finding *a, const struct tx_finding *b);
/* Three rules and more, after the pairs. */
void scene_check_all(struct scene *scene);

#endif
