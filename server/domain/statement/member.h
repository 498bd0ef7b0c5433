/* SPDX-License-Identifier: Apache-2.0 */
/* The members of a statement as sources send it: columns of a CSV, members of a line of JSON. The
 * table of docs/feeds.md is held to it. */
#ifndef SERVER_DOMAIN_STATEMENT_MEMBER_H
#define SERVER_DOMAIN_STATEMENT_MEMBER_H

#include <stdbool.h>

enum feed_member {
  FEED_NUMBER, /* the source's own number of the statement */
  FEED_AREA,
  FEED_ID_TYPE,
  FEED_ID,
  FEED_TUBE,
  FEED_FIELD,
  FEED_VALUE,
  FEED_ACT,
  FEED_METHOD,
  FEED_SOURCE,
  FEED_AT,
  FEED_REPORTED,
  FEED_UNTIL,
  FEED_GROUND,
  FEED_EVIDENCE,
  FEED_DECIDED,
  FEED_CONFIRMED,
  FEED_OF,
  FEED_MEMBERS,
};

/* 证件号码 and "id_number" … */
const char *feed_member_zh(enum feed_member member);
const char *feed_member_en(enum feed_member member);
/* By either; -1: none. */
int feed_member_find(const char *word);

/* What was sent; NULL and "" are absent. */
struct statement_words {
  const char *of[FEED_MEMBERS];
  bool ground_ends; /* a request's ground says when it ends */
};

#endif
