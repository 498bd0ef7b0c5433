/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The persons and gates over whom rules are searched: for everything that the rules look at, the
 * values that their own literals and those literals' neighbours tell apart.
 */
#ifndef SERVER_POLICY_WORDS_SPACE_H
#define SERVER_POLICY_WORDS_SPACE_H

#include "format/evaluate.h"

#define SPACE_VARIABLES 16
#define SPACE_VALUES 96
#define SPACE_LITERALS 256
#define SPACE_POINTS 200000
#define SPACE_GROUPS (TX_ROLE_COUNT * TX_GATE_KIND_COUNT * TX_DIRECTION_COUNT)

/* What rules may see, as docs/policy.md lists it. */
enum datum_kind {
  DATUM_FIXED, /* the same for every person that is searched */
  DATUM_GROUP, /* role, kind and direction, which go together */
  DATUM_WORDS,
  DATUM_BOOL,
  DATUM_INT,
  DATUM_TEXT,
  DATUM_AREA,
  DATUM_SAMPLED, /* sampled_age_s and sampled_at: one fact told twice */
};

struct datum {
  const char *path;
  enum datum_kind kind;
  bool nullable;
  int64_t min, max;         /* of DATUM_INT */
  const char *const *words; /* of DATUM_WORDS; NULL ends them */
};

/* NULL: no rule can see such a thing. */
const struct datum *datum_find(const char *path);

struct space_group {
  uint8_t role, kind, direction;
};

struct space_variable {
  const struct datum *datum;
  struct tx_value values[SPACE_VALUES];
  size_t count, at;
};

struct space_literal {
  const char *path; /* of the var that it is weighed against; NULL: none or several */
  struct tx_value value;
};

struct space {
  uint64_t area; /* of the gate */
  int64_t now_s;
  struct space_group groups[SPACE_GROUPS];
  size_t group_count, group_at;
  struct space_variable variables[SPACE_VARIABLES];
  size_t variable_count;
  struct space_literal literals[SPACE_LITERALS];
  size_t literal_count;
  bool uses_role, uses_kind, uses_direction;
  bool inexact;   /* literals alone don't tell where the rules' answers change */
  bool too_large; /* more variables, values or literals than fit */
  struct view view;
  struct tx_gate gate;
  struct tx_decision decision;
  struct tx_vehicle vehicle;
};

/* A gate of this area at that time; nobody and nothing is looked at yet. */
void space_begin(struct space *space, uint64_t area, int64_t now_s);

/* Notes what a rule looks at and weighs; logic is its JSON and must outlive the space. */
void space_look(struct space *space, const json_t *logic);

/* The variable of a datum, when some rule looks at it; else NULL. */
struct space_variable *space_find(struct space *space, const struct datum *datum);

/* Adds a role, kind and direction. */
void space_add_group(struct space *space, struct space_group group);

/* Makes the domains, after the last rule and group. */
void space_finish(struct space *space, int32_t utc_offset_s);

/* Only people of the gate's own area, after space_finish. */
void space_stay_home(struct space *space);

/* Whether rules look at some number that both weigh: limits that can be compared. */
bool space_shares_number(const json_t *a, const json_t *b);

/* Whether they look at one thing at all. */
bool space_shares_anything(const json_t *a, const json_t *b);

enum space_answer { SPACE_NONE, SPACE_FOUND, SPACE_NOT_DECIDED };
typedef bool space_test(struct space *space, const void *context);

/* Goes through the persons, at most SPACE_POINTS, until one passes the test; with SPACE_FOUND the
 * space stands there. SPACE_NOT_DECIDED: none was found, but there are more, or the domains may
 * have missed one. */
enum space_answer space_search(struct space *space, space_test *test, const void *context);

/* What a rule comes to where the space stands: -1 holds, else enum tx_on_fail; what cannot be
 * evaluated denies. */
int space_severity(struct space *space, const struct tx_rule *rule);

/* Whether it cannot be evaluated there; a null that it meets is no error. */
bool space_errs(struct space *space, const struct tx_rule *rule);

/* The person and the gate where the space stands, in words: "居民,核酸阴性,60小时前采样". */
void space_describe(const struct space *space, const char *lang, char *out, size_t cap);

/* The JSON of a rule's logic. */
const json_t *rule_logic_json(const struct tx_finding *rule);

#endif
