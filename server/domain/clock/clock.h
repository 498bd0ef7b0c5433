/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's clock. What it signs is dated, and a date cannot be taken back: while the clock
 * cannot be right nothing is signed, until somebody says that it is. Thread-safe.
 */
#ifndef SERVER_DOMAIN_CLOCK_H
#define SERVER_DOMAIN_CLOCK_H

#include "domain/context/context.h"
#include "judge.h"

struct clock_guard;

struct clock_guard *clock_create(void);
void clock_destroy(struct clock_guard *clock);

/* Its past is kept for a machine and folder of its own, where several share a database. */
void clock_place(struct clock_guard *clock, const char *place);

/* Reads what the database keeps of the past. */
enum tx_reason clock_load(struct clock_guard *clock, struct db *db);

/* Where nothing is kept yet: no clock can be before what was signed then. */
void clock_set_floor(struct clock_guard *clock, int64_t iat);

/* The time is given by hand (--now): somebody has said it, so nothing is judged or kept. */
void clock_give(struct clock_guard *clock);

/* How the clock stands. */
struct clock_view {
  enum clock_verdict verdict; /* CLOCK_RIGHT: it is believed */
  bool given;                 /* by hand */
  int64_t now_s;              /* what it shows */
  int64_t expected_s;         /* what a right one would show (clock_judge) */
  int64_t trusted_s;          /* when it was believed last; 0: never yet */
};
struct clock_view clock_look(struct clock_guard *clock);

/* The best that is known of the time, for what is only written down: what a right clock would show
 * where the machine has run on, the earliest that it can be where the clock is before that, else
 * what the clock shows. now_s is the request's. */
int64_t clock_best(struct clock_guard *clock, int64_t now_s);

/* The time that has come for certain, for what ends by it: what a clock shows that is not believed
 * ends nothing. now_s is the request's. */
int64_t clock_certain(struct clock_guard *clock, int64_t now_s);

/* "jumped", "back", "gone", "doubted", "right". */
const char *clock_verdict_word(enum clock_verdict verdict);

/* Before anything is signed or taken by its date: TX_CLOCK_UNSURE with a sentence when the clock is
 * not believed. A change of mind is logged. What is believed is written down once an hour and at a
 * boot, what is not at once; the caller is in no transaction. */
enum tx_reason clock_check(struct clock_guard *clock, const struct request *request,
                           struct host_problem *problem);

/* Somebody says that the clock is right, in words that the audit log keeps: visible text of 1 to
 * CLOCK_WORDS_MAX bytes, else TX_BAD_ARGUMENT. *out is how it stood before. */
#define CLOCK_WORDS_MAX 400
enum tx_reason clock_confirm(const struct server *server, const struct request *request,
                             const char *words, struct clock_view *out,
                             struct host_problem *problem);

#endif
