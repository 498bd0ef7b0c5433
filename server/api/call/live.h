/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is changed at other desks, so that a page asks anew: server-sent events (HTML Living
 * Standard, 9.2) that name a kind, nobody and no area. Made of answers that wait, as at the gate
 * (page/hub.h), each with what came since the one before it. A desk that waits holds no worker and
 * no connection of the database, and its session is not used by it. What this process does not
 * itself change, and files that come in, a page finds when it asks again by itself.
 */
#ifndef SERVER_API_CALL_LIVE_H
#define SERVER_API_CALL_LIVE_H

#include "host/http/http.h"

#define LIVE_WAITING_MAX 64 /* at once … */
#define LIVE_OF_ONE_MAX 4 /* … and of one session; who comes beyond is told to come in a minute */
#define LIVE_TOKEN_SIZE (2 * 32 + 1) /* of a session, terminated */

struct live;
/* Whether there is such a session; called from the thread of live. */
typedef bool live_session(void *context, const char *token);

/* Starts its thread. NULL: out of memory. */
struct live *live_start(live_session *is_session, void *context);
/* Answers all who wait, and lets go; before the listeners are stopped. NULL is nothing. */
void live_stop(struct live *live);
void live_destroy(struct live *live);

/* A request of that method and path, of that session ("": of none), has changed something: all
 * others who wait hear of the kinds. NULL is nothing. */
void live_note(struct live *live, const char *method, const char *path, const char *token);
/* Answers a desk of that session, now or within 20 s: with the kinds that were changed after the
 * event that Last-Event-ID, or seen of the query, names; 204 when the session is over. */
void live_attend(struct live *live, struct host_request *http, const char token[LIVE_TOKEN_SIZE]);
/* Something has changed of which nobody is told. NULL is nothing. */
void live_stir(struct live *live);
/* Another number as soon as anything was noted or stirred. */
uint64_t live_turn(struct live *live);
/* How many wait: for tests. */
size_t live_waiting(struct live *live);

#endif
