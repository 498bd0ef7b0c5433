/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, as one sentence in each language for the person who asked. */
#ifndef HOST_PROBLEM_H
#define HOST_PROBLEM_H

#include "format/reason.h"

struct host_problem {
  enum tx_reason reason;
  unsigned retry_s; /* TX_BUSY until then, in seconds; 0: nobody knows */
  char zh[640], en[640];
};

/* Writes both sentences from one list of arguments and returns reason. */
enum tx_reason host_problem_set(struct host_problem *problem, enum tx_reason reason, const char *zh,
                                const char *en, ...) __attribute__((format(printf, 3, 5)))
__attribute__((format(printf, 4, 5)));

/* The same with two sentences as they are. */
enum tx_reason host_problem_say(struct host_problem *problem, enum tx_reason reason, const char *zh,
                                const char *en);

/* Takes away what truncation left of a last character, where sentences were written by hand. */
void host_problem_tidy(struct host_problem *problem);

/* The reason's own sentence, unless the problem has one already; nothing for TX_OK. Returns reason.
 */
enum tx_reason host_problem_of(struct host_problem *problem, enum tx_reason reason);

/* The same with the path of the file that it happened to before it. */
enum tx_reason host_problem_path(struct host_problem *problem, enum tx_reason reason,
                                 const char *path);

#endif
