/* SPDX-License-Identifier: Apache-2.0 */
/* Residencies that turned out to be somebody else's of the same area (document_add). */
#ifndef SERVER_DOMAIN_RESIDENT_JOINED_H
#define SERVER_DOMAIN_RESIDENT_JOINED_H

#include "domain/context/context.h"
#include "model/resident.h"

/* One whose documents went to another does not come back. TX_CONFLICT with a sentence. */
enum tx_reason joined_check(const struct request *request, const struct resident *resident,
                            struct host_problem *problem);

#endif
