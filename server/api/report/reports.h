/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of a community and figures of an area, counted; and who has no test. */
#ifndef SERVER_API_REPORT_REPORTS_H
#define SERVER_API_REPORT_REPORTS_H

#include "api/call/context.h"

void api_reports_show(struct host_request *http, void *context); /* GET /v1/reports/{report} */
void api_reports_untested(struct host_request *http,
                          void *context);                        /* GET /v1/reports/tests/people */
void api_figures_show(struct host_request *http, void *context); /* GET /v1/figures/{area} */

#endif
