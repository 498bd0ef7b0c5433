/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Work of many rows, told while it goes on: application/jsonl, a line whenever there is something
 * to say, blank lines in between, and a last one that is the result or {"problem": …}. Each step
 * holds the database for a moment. Who hangs up cancels.
 */
#ifndef SERVER_API_CALL_STREAM_H
#define SERVER_API_CALL_STREAM_H

#include "context.h"

#include <stdio.h>

struct stream_work {
  /* One slice more. *done after the last. */
  enum tx_reason (*step)(void *work, const struct request *request, bool *done,
                         struct host_problem *problem);
  /* What there is to say now, as lines into out; done after the last step. */
  void (*tell)(void *work, bool done, FILE *out);
  void (*close)(void *work); /* holds no request */
  void *work;
};

/* Answers with it; the call's connection has been given back. */
void stream_answer(struct call *call, const struct stream_work *work);

/* A line; takes json over. */
void stream_line(FILE *out, json_t *json);

/* Every fifth of a second there is progress to tell. */
bool stream_is_time(int64_t *told_ms);

#endif
