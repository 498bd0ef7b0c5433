/* SPDX-License-Identifier: Apache-2.0 */
/* What every handler works with: the server, the clock, counters; a call, which is one request on
 * its way through the domain; and answers that tell a problem. */
#ifndef SERVER_API_CALL_CONTEXT_H
#define SERVER_API_CALL_CONTEXT_H

#include "domain/context/context.h"
#include "domain/gate/login.h"
#include "domain/report/ends.h"
#include "host/http/http.h"

#include <jansson.h>

/* Reports that are written each day (daemon/reports.h). */
struct report_schedule {
  const char *folder;      /* NULL: nowhere */
  int minute;              /* of the day in China, from which on */
  int64_t begun_s, done_s; /* the day on which they were begun last, and all written */
  size_t next;             /* of the day that was begun */
};

/* What stands on cards (print/paper.h). */
struct api_paper {
  const char *place, *phone; /* of the community; NULL: nothing */
  const char *program;       /* NULL: where it was installed */
};

struct live;
struct counted;
struct shared_answers;
struct once;

struct api {
  struct server *server;
  struct live *live;             /* who hears of changes (live.h); NULL: nobody */
  struct counted *counted;       /* by home pages, beside live (home/counted.h); NULL: nothing */
  struct shared_answers *shared; /* that wait together (shared.h); NULL: each by itself */
  int64_t shift_s;               /* what --now adds to the clock … */
  int64_t fixed_s;               /* … or where it stands still, for one command; 0: it goes */
  uint64_t answered[6];          /* by the first digit of the status */
  uint64_t events_stored;
  uint64_t publications;
  int64_t ends[ENDING_KINDS]; /* the soonest of each kind within 60 days; 0: none */
  int64_t unmatched;          /* statements about nobody known, as counted last */
  const char *tls_cert;       /* the file of the certificate that is served; NULL: none */
  const char *metrics_token;  /* by which /metrics is read from elsewhere; NULL: not at all */
  struct report_schedule reports;
  struct api_paper paper;
};

int64_t api_now(const struct api *api);

#define SESSION_COOKIE "__Host-tx" /* of an account */
/* The token of the request's session cookie; false: it has none. */
bool session_cookie(struct host_request *http, char *token, size_t cap);

struct call {
  struct api *api;
  struct server *server;
  struct host_request *http;
  char actor[40];
  const struct caller *caller; /* lives as long as the HTTP request */
  struct request request;      /* db is NULL while nothing is held */
  struct host_problem problem;
  const struct once *once; /* what keeps its answer; NULL: nothing (once.h) */
  enum tx_reason lost; /* what it had made and could not commit when it gave back; TX_OK: none */
  unsigned shared, session; /* commits that are not settled yet, and where they were made */
};

/* A call without a connection, for what holds none or takes it in slices. */
struct call call_idle(struct host_request *http, void *context);
/* Waits for a connection; it is given back with the answer, or when the call's scope ends. The call
 * lies still meanwhile: the request names its actor. */
void call_take(struct call *call);
void call_take_reading(struct call *call); /* as if its method were GET */
void call_give(struct call *call);
/* What it commits from here on need not last yet when the handler ends: call_answer waits, together
 * with others, and holds nothing meanwhile. For one that shows nobody else what it did. */
void call_share(struct call *call);
/* Both: CALL call; call_start(&call, http, context); */
void call_start(struct call *call, struct host_request *http, void *context);
#define CALL __attribute__((cleanup(call_give))) struct call

/* Answers: JSON with a status when reason is TX_OK, else the problem. Takes json over. */
void call_answer(struct call *call, enum tx_reason reason, unsigned status, json_t *json);
/* Answers application/problem+json with the sentences of the problem (RFC 9457). */
void answer_problem(struct host_request *http, unsigned status, const struct host_problem *problem);
/* Answers JSON and gives the reference back. */
void answer_json(struct host_request *http, unsigned status, json_t *json);

/* The same with what host_problem_json made and the caller added to it. Takes json over. */
void answer_problem_json(struct host_request *http, unsigned status, json_t *json);

/* An area as JSON text. */
json_t *area_json(uint64_t area);

/* Path parameters; false when they are not what they should be, having answered 404. */
bool read_area_param(struct host_request *http, uint64_t *area);
bool read_seq_param(struct host_request *http, uint64_t *seq);

/* Whether the request bears a gate's token, or comes over the server's own socket, where name is
 * ""; false having answered 401. */
bool admit_reader(struct host_request *http, const struct api *api, struct gate_row *gate);
/* For host_http_options: whether the server is called so. */
bool api_is_called(void *context, const char *name);
/* Whether it came over TLS or from this machine; false having answered 403. */
bool admit_private(struct host_request *http);

#endif
