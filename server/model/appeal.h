/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody says against what was done to them (申诉). */
#ifndef SERVER_MODEL_APPEAL_H
#define SERVER_MODEL_APPEAL_H

#include "account.h"

/* What of the record it is about. */
enum appeal_field { APPEAL_STATE, APPEAL_HEALTH, APPEAL_TEST, APPEAL_FIELDS };

enum appeal_way { APPEAL_BY_PHONE_PAGE, APPEAL_BY_TELEPHONE, APPEAL_BY_PAPER, APPEAL_WAYS };

enum appeal_state {
  APPEAL_OPEN,
  APPEAL_ESCALATED, /* nobody answered in time: it is the body's above, and health looks again */
  APPEAL_UPHELD,    /* the restraint stands, with words */
  APPEAL_LIFTED,
  APPEAL_LAPSED, /* nobody answered in time, on a ground B: the restraint is over */
  APPEAL_STATES,
};

#define APPEAL_WORDS_SIZE 513

struct appeal {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  uint32_t index;
  enum appeal_field field;
  enum appeal_way way;
  enum appeal_state state;
  int ground;                                                /* in grounds[]; -1: a source's word */
  int64_t request;                                           /* that decided it; 0: none here */
  char asked_body[BODY_ID_SIZE], decided_body[BODY_ID_SIZE]; /* they took part */
  char made_by[ACCOUNT_LOGIN_SIZE];                          /* "": by the person's own phone */
  int64_t made_at, due_at;
  char above[BODY_ID_SIZE]; /* whose it is since it was escalated; "": nobody is above */
  char answered_by[ACCOUNT_LOGIN_SIZE], answered_body[BODY_ID_SIZE];
  int64_t answered_at; /* 0: not yet */
  /* What people typed; rests sealed. */
  char words[APPEAL_WORDS_SIZE], answer[APPEAL_WORDS_SIZE];
};

const char *appeal_field_word(enum appeal_field field); /* "state" … */
const char *appeal_way_word(enum appeal_way way);       /* "phone", "telephone", "paper" */
const char *appeal_state_word(enum appeal_state state); /* "open" … */
const char *appeal_field_zh(enum appeal_field field);
const char *appeal_state_zh(enum appeal_state state);
/* -1: there is none of that word. */
int appeal_field_find(const char *word);
int appeal_way_find(const char *word);
int appeal_state_find(const char *word);

#endif
