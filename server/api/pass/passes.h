/* SPDX-License-Identifier: Apache-2.0 */
/* Passes: issued to one, or to everybody while the caller listens (stream.h). */
#ifndef SERVER_API_PASS_PASSES_H
#define SERVER_API_PASS_PASSES_H

#include "api/call/context.h"
#include "domain/pass/issue.h"

void api_passes_issue(struct host_request *http,
                      void *context); /* POST /v1/residents/{area}/{index}/passes */
void api_passes_issue_all(struct host_request *http, void *context); /* POST /v1/passes */

/* What was issued, as it is told and printed. */
json_t *pass_issued_json(const struct pass_issued *issued);

#endif
