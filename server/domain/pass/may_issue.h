/* SPDX-License-Identifier: Apache-2.0 */
/* Whether another pass of a person may be issued. */
#ifndef SERVER_DOMAIN_PASS_MAY_ISSUE_H
#define SERVER_DOMAIN_PASS_MAY_ISSUE_H

#include "issue.h"

/* Beside what there is: TX_CONFLICT where they are suspended or revoked, with a sentence. */
enum tx_reason may_repeat(const struct resident *resident, struct host_problem *problem);

/* In place of what there is: TX_NOT_ALLOWED, with a sentence, where a pass that opens gates would
 * die that neither its holder nor a second person of another body wants to. */
enum tx_reason may_replace(const struct request *request, const struct pass_order *order,
                           bool seconded, const struct resident *resident,
                           struct host_problem *problem);

#endif
