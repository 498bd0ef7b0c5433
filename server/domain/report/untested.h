/* SPDX-License-Identifier: Apache-2.0 */
/* Who has no test: for those who may see residents, and who then are written down (api/reading.h).
 */
#ifndef SERVER_DOMAIN_REPORT_UNTESTED_H
#define SERVER_DOMAIN_REPORT_UNTESTED_H

#include "model/resident.h"
#include "report.h"

/* At once; an export of more takes two people. */
#define UNTESTED_MAX 50

/* At most UNTESTED_MAX people of a community from an index on, opened, who stay there, are not
 * exempt and have neither a swab of the last hours nor one that awaits its result: those that
 * REPORT_TESTS counts as not tested. The caller cleanses out. */
enum tx_reason untested_list(const struct request *request, uint64_t area, int hours, uint32_t from,
                             struct resident out[UNTESTED_MAX], size_t *count,
                             struct host_problem *problem);

#endif
