/* SPDX-License-Identifier: Apache-2.0 */
/* The whole reasoning of the rules for one person at one gate, level by level. Pure. */
#ifndef SERVER_POLICY_WORDS_EXPLAIN_H
#define SERVER_POLICY_WORDS_EXPLAIN_H

#include "format/decide.h"

enum policy_step_kind {
  STEP_NO_POLICY,    /* the level has none in force */
  STEP_ORDER_ENDED,  /* the order is not in force now */
  STEP_NOT_FOR_THEM, /* another role, kind of gate or direction */
  STEP_REPLACED,     /* a level below replaced it */
  STEP_WAIVED,       /* set aside for who comes back from the hospital */
  STEP_HOLDS,
  STEP_FAILS,
  STEP_UNKNOWN, /* fails, because something that it needs is not known */
  STEP_ERROR,   /* cannot be evaluated: denies */
};

struct policy_step {
  enum policy_step_kind kind;
  enum tx_level level;
  struct tx_finding rule; /* parts that the step does not have are NULL */
};

struct policy_reasoning {
  struct policy_step *steps; /* from the nation down, in the order of each policy */
  size_t count;
  enum tx_verdict verdict;
  enum tx_reason reason; /* 0, 1, 40, 41, 42 or 44: what the rules alone come to */
  struct tx_finding by;
};

/*
 * person needs pass, record, live, data_as_of and listed, as a decision has them after the record
 * was found; gate as for a decision. False: out of memory. The steps point into the gate's
 * policies; the caller clears *out.
 */
bool policy_explain(const struct tx_gate *gate, const struct tx_decision *person,
                    struct policy_reasoning *out);
void policy_reasoning_clear(struct policy_reasoning *reasoning);

/* A step, and the end of it all, in one sentence each, Chinese or English. */
#define POLICY_SENTENCE 1536
void policy_say_step(const struct policy_step *step, const char *lang, char out[POLICY_SENTENCE]);
void policy_say_end(const struct policy_reasoning *reasoning, const char *lang,
                    char out[POLICY_SENTENCE]);

#endif
