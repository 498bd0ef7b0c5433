/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom a person met: who passed the same gate within so many minutes, or shares a household, and
 * whom those met from then on. Counts come first; names are for who asked for them, once a person
 * of another body has seconded it (domain/request). What was found rests sealed and dies with the
 * events that it was made of.
 */
#ifndef SERVER_DOMAIN_TRACE_H
#define SERVER_DOMAIN_TRACE_H

#include "domain/context/context.h"
#include "model/request.h"
#include "model/resident.h"
#include "model/trace.h"

struct trace_plan {
  uint64_t area;
  uint32_t index;
  int64_t from_s, to_s; /* midnights in China: what happened in from <= t < to */
  int minutes;
};

/* The midnight in China at which the day of a time began. */
int64_t trace_day_s(int64_t at_s);

/* Looks through the areas that the asker reaches, in slices; holds no request. TX_BAD_ARGUMENT
 * (days that are no longer there, minutes beyond the bounds), TX_NOT_FOUND, TX_NOT_ALLOWED,
 * TX_TOO_MANY (more people than TRACE_PEOPLE_MAX), with a sentence. The caller finishes *out in any
 * case. */
enum tx_reason trace_make(struct server *server, const struct asker *asker,
                          const struct trace_plan *plan, struct trace *out,
                          struct host_problem *problem);
/* Keeps what was found, under a number; that somebody looked is entered in the audit log. */
enum tx_reason trace_keep(const struct request *request, struct trace *trace,
                          struct host_problem *problem);
void trace_finish(struct trace *trace);

/* An area's, newest first, below an id (0: from the newest): without whom they found. */
enum tx_reason trace_list(const struct request *request, uint64_t area, int64_t below, size_t limit,
                          struct trace *out, size_t *count, struct host_problem *problem);
/* One, with whom it found. The caller finishes *out in any case. */
enum tx_reason trace_find(const struct request *request, uint64_t area, int64_t id,
                          struct trace *out, struct host_problem *problem);

/* Lets who asked see a trace's names, within the caller's transaction. TX_NOT_ALLOWED without a
 * decision, TX_NOT_FOUND where the trace has died. */
enum tx_reason trace_allow(const struct request *request, const struct request_row *row,
                           const struct decision *decision);

/* Whether the caller may see its names. TX_NOT_ALLOWED, with a sentence that says what to do. */
enum tx_reason trace_check_names(const struct request *request, const struct trace *trace,
                                 struct host_problem *problem);

#define TRACE_PAGE 100

/* Somebody of a trace, with their name. */
struct trace_person {
  const struct trace_contact *contact;
  bool known; /* false: of an area that the caller does not reach, or gone since */
  struct resident resident;
};
/* At most TRACE_PAGE of a trace from a place on, opened; that each was opened is committed to the
 * audit log of their area. The caller cleanses out. As trace_check_names. */
enum tx_reason trace_people(const struct request *request, const struct trace *trace, size_t from,
                            struct trace_person out[TRACE_PAGE], size_t *count,
                            struct host_problem *problem);

#endif
