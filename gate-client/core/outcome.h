/* SPDX-License-Identifier: Apache-2.0 */
/* What came of one showing, or of a person's word: what outputs carry out and the journal keeps. */
#ifndef GATE_CORE_OUTCOME_H
#define GATE_CORE_OUTCOME_H

#include "objects/snapshot.h"

#include "format/seal.h"

#include <jansson.h>

/* Why a person decided (docs/format.md, event key 8). */
enum gate_why {
  GATE_WHY_PAPERS = 1,
  GATE_WHY_KNOWN,
  GATE_WHY_FAULT,
  GATE_WHY_OFFICE,
  GATE_WHY_CHILD,
  GATE_WHY_OTHER,
};

/* What an event may hold besides: someone registered, a sample, a sample undone. */
struct gate_extra {
  uint8_t role;        /* of someone registered; 0: nobody */
  char registered[33]; /* a plate, or the last four of a telephone */
  char host_unit[13];
  char tube[33];                                 /* of a sample */
  uint8_t sealed[TX_TEXT_MAX + TX_SEALED_EXTRA]; /* the full number, or the code of a sample */
  size_t sealed_n;                               /* 0: none */
  uint64_t undoes;                               /* 0: nothing */
};

struct gate_outcome {
  struct tx_decision decision; /* a person's word stands in verdict and reason, too */
  int64_t at;                  /* UTC seconds */
  enum tx_direction direction;
  bool clock_unsure;
  const char *foreign; /* with 10: what was shown, see tx_foreign_kind; "" when unknown */
  const char *call;    /* nobody is here: the telephone to call; NULL: nobody has to be called */
  const char *label;   /* what it came from, for people; may be NULL */
  bool has_reading;
  int32_t centi_celsius;
  bool by_hand; /* a person decided: by and why hold */
  char by[64];
  enum gate_why why;
  const struct gate_extra *extra; /* NULL: nothing besides; somebody else's */
  struct gate_state *state;       /* what the findings point into; a reference, may be NULL */
};

/* Gives back the state. */
void gate_outcome_finish(struct gate_outcome *outcome);

/* One sentence or two for the guard: the answer, whose rule it is, who stands there, how old the
 * data is. lang "zh" or "en". */
void gate_outcome_say(const struct gate_outcome *outcome, const char *lang, char *out, size_t cap);
/* The same for a screen that shows the verdict, gate_outcome_text's words and the pass by itself:
 * only what they do not say; "" for nothing. */
void gate_outcome_explain(const struct gate_outcome *outcome, const char *lang, char *out,
                          size_t cap);

/* What everybody may read, the queue too: the reason's words, or what a foreign code is; never the
 * words of a rule. */
const char *gate_outcome_text(const struct gate_outcome *outcome, const char *lang);

/* By how many seconds, and which way, a phone's code differs from the gate's clock, where that was
 * the trouble; else "". */
void gate_outcome_skew(const struct gate_outcome *outcome, const char *lang, char *out, size_t cap);

/* Since when it is expired, or from when it is valid, where that was the trouble; else "". */
void gate_outcome_since(const struct gate_outcome *outcome, const char *lang, char *out,
                        size_t cap);

/* A copy that names nobody: without name, tail and building, of somebody registered too. It points
 * into the outcome and into extra, which it fills. */
struct gate_outcome gate_outcome_unnamed(const struct gate_outcome *outcome,
                                         struct gate_extra *extra);

/* The whole decision. NULL: out of memory. */
json_t *gate_outcome_json(const struct gate_outcome *outcome);

#endif
