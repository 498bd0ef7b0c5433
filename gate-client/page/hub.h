/* SPDX-License-Identifier: Apache-2.0 */
/* Server-sent events (HTML Living Standard, 9.2) out of answers that wait: a browser asks, waits
 * for the next message, is answered with all that it has not seen, and asks again by itself. */
#ifndef GATE_HUB_H
#define GATE_HUB_H

#include "host/http/http.h"

enum hub_view { HUB_QUEUE, HUB_GUARD, HUB_VIEWS };

struct hub;
struct hub *hub_create(void); /* NULL: out of memory */
/* Answers all who wait, and lets go. To be called before the server is stopped. */
void hub_close(struct hub *hub);
void hub_destroy(struct hub *hub); /* NULL is nothing */

/* Keeps a message for a view and wakes those who wait for it. A sticky message replaces the one of
 * its name before it; of the others the last ten are kept. data is one line. */
void hub_say(struct hub *hub, enum hub_view view, const char *name, const char *data, bool sticky);

/* Answers a request for a view's stream, now or within two seconds: with what came after the event
 * that Last-Event-ID names, or "seen" of the query from a page that opens its source anew. */
void hub_attend(struct hub *hub, enum hub_view view, struct host_request *request);

#endif
