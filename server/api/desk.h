/* SPDX-License-Identifier: Apache-2.0 */
/* What every handler works with: the office, the clock, counters; and answers that tell a problem.
 */
#ifndef SERVER_API_DESK_H
#define SERVER_API_DESK_H

#include "domain/office.h"
#include "host/http/http.h"

struct desk {
  struct office *office;
  int64_t shift_s;      /* what --now adds to the clock */
  uint64_t answered[6]; /* by the first digit of the status */
  uint64_t events_stored;
  uint64_t publications;
};

int64_t desk_now(const struct desk *desk);

/* Answers application/problem+json with the sentences of the problem (RFC 9457). */
void answer_problem(struct host_request *request, unsigned status, const struct host_problem *problem);
/* Answers JSON and gives the reference back. */
void answer_json(struct host_request *request, unsigned status, json_t *json);

/* Path parameters; false when they are not what they should be, having answered 404. */
bool read_area_param(struct host_request *request, uint64_t *area);
bool read_seq_param(struct host_request *request, uint64_t *seq);

/* Whether the request bears a gate's token; false having answered 401. */
bool admit_gate(struct host_request *request, const struct desk *desk, struct gate_row *gate);
/* Whether it came over TLS or from this machine; false having answered 403. */
bool admit_private(struct host_request *request);

#endif
