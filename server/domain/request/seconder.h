/* SPDX-License-Identifier: Apache-2.0 */
/* Who may second a request. Private to this room, but for request_seconders. */
#ifndef SERVER_DOMAIN_REQUEST_SECONDER_H
#define SERVER_DOMAIN_REQUEST_SECONDER_H

#include "request.h"

/* Whether the caller may. TX_NOT_ALLOWED, with a sentence that names who would. */
enum tx_reason seconder_check(const struct request *request, const struct request_row *row,
                              struct host_problem *problem);

/* Whether the caller may ask for it: an administrator as such restrains nobody. TX_NOT_ALLOWED. */
enum tx_reason seconder_check_asker(const struct request *request, const struct request_row *row,
                                    struct host_problem *problem);

#endif
