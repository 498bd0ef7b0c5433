/* SPDX-License-Identifier: Apache-2.0 */
/* Traces as they are handed out. */
#ifndef SERVER_API_JSON_TRACE_JSON_H
#define SERVER_API_JSON_TRACE_JSON_H

#include "api/call/context.h"
#include "domain/trace/trace.h"

#include <stdio.h>

/* What was asked for, by whom, and how many were found. */
json_t *trace_json(const struct call *call, const struct trace *trace);
/* How many by order and way, by gate and by day: of one with whom it found. */
void trace_json_count(struct call *call, const struct trace *trace, json_t *json);
json_t *trace_wish_json(const struct trace_wish *wish);

/* Somebody with their name. */
json_t *trace_person_json(struct call *call, const struct trace *trace,
                          const struct trace_person *person);
/* The same as a row of CSV; the heading where person is NULL. False: no memory. */
bool trace_person_csv(struct call *call, const struct trace *trace,
                      const struct trace_person *person, bool english, FILE *out);

#endif
