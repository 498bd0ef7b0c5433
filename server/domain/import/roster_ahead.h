/* SPDX-License-Identifier: Apache-2.0 */
/* A roster's rows read a little ahead, so that the database can be asked for many people at once.
 */
#ifndef SERVER_DOMAIN_IMPORT_ROSTER_AHEAD_H
#define SERVER_DOMAIN_IMPORT_ROSTER_AHEAD_H

#include "domain/context/context.h"
#include "domain/resident/household.h"
#include "domain/roster/refused_rows.h"
#include "domain/roster/roster.h"

#define ROSTER_AHEAD 64

/* Where they go. */
struct roster_place {
  const struct request *request;
  const struct households *households;
  uint64_t area;
};

struct roster_ahead {
  struct roster_person {
    struct roster_entry entry;
    uint8_t id_hash[TX_HASH_SIZE];
    struct household_place place;
    size_t row; /* in kept */
  } people[ROSTER_AHEAD];
  size_t count, at;
  struct {
    char unit[sizeof((struct roster_entry *)0)->unit], room[sizeof((struct roster_entry *)0)->room];
    struct household_place place;
  } before;     /* rows of one home mostly stand together */
  bool stopped; /* by what is not a person, and comes behind them: */
  enum roster_end end;
  struct roster_error error;
  bool foreseen;            /* the database was told who is next */
  bool keeps;               /* the rows as they came, since those refused are asked for … */
  struct refused_rows kept; /* … here */
};

/* At the beginning of a transaction: what was foreseen in the one before is forgotten. */
void roster_ahead_begin(struct roster_ahead *ahead);
void roster_ahead_finish(struct roster_ahead *ahead);
/* The next row, as roster_next says, and whose it is: until the next call; of a wrong row only what
 * was read. Within a transaction, in
 * which for each the resident of the identity is asked for, and what was said of them. */
enum roster_end roster_ahead_next(struct roster_ahead *ahead, struct roster *roster,
                                  const struct roster_place *to, const struct roster_person **out,
                                  struct roster_error *error);

#endif
