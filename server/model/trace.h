/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a person met: contacts by gates passed, households and tubes
 * shared, and their contacts. */
#ifndef SERVER_MODEL_TRACE_H
#define SERVER_MODEL_TRACE_H

#include "account.h"
#include "format/event.h"

#define TRACE_DAYS_MAX 28 /* as long as events are kept */
#define TRACE_DAYS_DEFAULT 14
#define TRACE_MINUTES_MAX 60
#define TRACE_MINUTES_DEFAULT 10
#define TRACE_PEOPLE_MAX 20000 /* that one trace finds */
#define TRACE_ORDERS 2         /* 密接, 次密接 */

enum trace_way { TRACE_GATE, TRACE_HOUSEHOLD, TRACE_TUBE, TRACE_WAYS };
const char *trace_way_word(enum trace_way way); /* "gate", "household", "tube" */
const char *trace_way_zh(enum trace_way way);
const char *trace_way_en(enum trace_way way);
const char *trace_order_zh(int order); /* of 1, 2 */
const char *trace_order_en(int order);

/* Where somebody passed. */
struct trace_place {
  uint64_t area;
  char gate[TX_GATE_NAME_SIZE + 1];
};

struct trace_contact {
  uint64_t area;
  uint32_t index;  /* one of the person's residencies */
  uint8_t order;   /* 1: of the person; 2: of one of them, from when that one had met the person */
  uint8_t ways;    /* 1 << enum trace_way */
  uint16_t place;  /* of the first meeting at a gate, in places; where there was one */
  uint32_t times;  /* that they passed a gate with the other near; 0: never */
  int64_t since_s; /* from when on they count as met */
  int64_t last_s;  /* when they last passed with the other near; 0: never */
};

struct trace {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  uint32_t index;
  int64_t from_s, to_s; /* what happened in from <= t < to */
  int minutes;          /* between two who pass the same gate, at most */
  char made_by[ACCOUNT_LOGIN_SIZE], made_body[BODY_ID_SIZE];
  int64_t made_at;
  char names_by[ACCOUNT_LOGIN_SIZE]; /* who sees names, once another body seconded it; "": nobody */
  int64_t names_at;
  int64_t people[TRACE_ORDERS];
  /* Rest sealed; owned, by order, then by since. */
  struct trace_contact *contacts;
  struct trace_place *places;
  size_t count, place_count;
};

/* What a second person is asked for: a trace's names. */
struct trace_wish {
  int64_t trace, from_s, to_s;
  int minutes;
  int64_t people[TRACE_ORDERS];
};

#endif
