/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of a community and figures of an area, counted; and who has no test. */
#ifndef SERVER_API_REPORT_REPORTS_H
#define SERVER_API_REPORT_REPORTS_H

#include "api/call/context.h"
#include "domain/report/report.h"

/* One of today, as the answer of its route. The call holds no connection. */
enum tx_reason report_today(struct call *call, enum report_kind kind, uint64_t area, json_t **out);

void api_reports_show(struct host_request *http, void *context); /* GET /v1/reports/{report} */
void api_reports_untested(struct host_request *http,
                          void *context);                        /* GET /v1/reports/tests/people */
void api_figures_show(struct host_request *http, void *context); /* GET /v1/figures/{area} */

#endif
