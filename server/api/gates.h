/* SPDX-License-Identifier: Apache-2.0 */
/* What gates ask and send: a nonce, a token, their journals, their neighbours' admissions. */
#ifndef SERVER_API_GATES_H
#define SERVER_API_GATES_H

#include "desk.h"

void gates_nonce(struct host_request *request, void *context);   /* GET /v1/nonce */
void gates_enrol(struct host_request *request, void *context);   /* POST /v1/gates */
void gates_token(struct host_request *request, void *context);   /* POST /v1/gates/token */
void gates_events(struct host_request *request, void *context);  /* POST /v1/events */
void gates_history(struct host_request *request, void *context); /* GET /v1/history/AREA?since= */

#endif
