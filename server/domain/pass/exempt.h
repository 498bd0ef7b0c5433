/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what somebody is exempt stands in their passes and holds as long as those. Given, it comes
 * into the passes on phones at once and into a card with the next. Taken away, the passes that say
 * so die: phones get others, until the same end; cards are printed anew.
 */
#ifndef SERVER_DOMAIN_PASS_EXEMPT_H
#define SERVER_DOMAIN_PASS_EXEMPT_H

#include "domain/context/context.h"
#include "model/resident.h"

/* Adds to what somebody is exempt from, which one person may; evidence says by what. TX_CONFLICT
 * (others changed it meanwhile), with a sentence. */
enum tx_reason exemption_give(const struct request *request, const struct resident *resident,
                              uint8_t added, const char *evidence, struct host_problem *problem);

/* Leaves after alone, within the caller's transaction; detail is for the audit log. TX_NOT_ALLOWED
 * without a decision, TX_CONFLICT (others changed it meanwhile; re-issued too often) with a
 * sentence. */
enum tx_reason exemption_take(const struct request *request, const struct resident *resident,
                              uint8_t after, const struct decision *decision, const char *detail,
                              struct host_problem *problem);

#endif
