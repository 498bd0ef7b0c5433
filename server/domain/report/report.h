/* SPDX-License-Identifier: Apache-2.0 */
/* Reports: counts of a community, or of all of an area's, as a table. Nobody is named in one. */
#ifndef SERVER_DOMAIN_REPORT_REPORT_H
#define SERVER_DOMAIN_REPORT_REPORT_H

#include "domain/context/context.h"

enum report_kind {
  /* Of one community: */
  REPORT_DAY,      /* the day's figures */
  REPORT_PASSAGES, /* who passed, by hour and gate */
  REPORT_TESTS,    /* how many have a test, by building */
  REPORT_PEOPLE,   /* who lives there: ages, households */
  /* Of all communities of an area: */
  REPORT_FIGURES,       /* the day's figures side by side */
  REPORT_FIGURES_HOURS, /* who passed, by hour */
  REPORT_GROUNDS,       /* who is restrained, by ground */
  REPORT_KINDS,
};

struct report_column {
  const char *name; /* for programs */
  const char *zh, *en;
};
struct report_form {
  const char *word, *zh, *en;
  struct report_column of;   /* what a row's `of` is; name NULL: it has none */
  struct report_column what; /* what its other words are */
  const struct report_column *columns;
  size_t column_count;
  bool upward; /* of an area's communities */
};
/* For every kind there is one. */
const struct report_form *report_form(enum report_kind kind);
/* "day", "passages", "tests", "people", of one community; upward "areas", "hours", "grounds". -1.
 */
int report_kind_find(const char *word, bool upward);

#define REPORT_COLUMNS_MAX 28
#define REPORT_NONE (-1) /* there is no such count */
#define REPORT_FEW (-2)  /* 1 to 4 people, seen from outside the community */

struct report_row {
  char of[65];                        /* a gate, or an area's digits; "": all */
  char name[40];                      /* for programs */
  char zh[64], en[64];                /* for people */
  bool sum;                           /* of other rows */
  int64_t counts[REPORT_COLUMNS_MAX]; /* or REPORT_NONE, REPORT_FEW */
};

#define REPORT_HOURS_DEFAULT 48
#define REPORT_HOURS_MAX (28 * 24)
#define REPORT_DAYS_MAX 31

struct report_plan {
  enum report_kind kind;
  uint64_t area;
  int64_t from_s, to_s; /* what happened in from <= t < to; how things stand is as of now */
  int hours;            /* how old a test may be */
  bool outside;         /* who reads it is outside the communities: 1 to 4 are REPORT_FEW */
};

struct report {
  struct report_plan plan;
  const struct report_form *form;
  int64_t at_s; /* when it was counted */
  struct report_row *rows;
  size_t count, cap;
};

/* The midnight in China at which the day of a time began. */
int64_t report_day_s(int64_t at_s);

/* Counts. Holds no request. TX_OK; TX_NOT_FOUND (no such list), TX_NOT_ALLOWED with a sentence. The
 * caller finishes *out in any case. */
enum tx_reason report_make(struct server *server, const struct asker *asker,
                           const struct report_plan *plan, struct report *out,
                           struct host_problem *problem);
void report_finish(struct report *report);

#endif
