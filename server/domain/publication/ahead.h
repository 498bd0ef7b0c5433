/* SPDX-License-Identifier: Apache-2.0 */
/* What this server signed while its clock was ahead. Private to the room. */
#ifndef SERVER_DOMAIN_AHEAD_H
#define SERVER_DOMAIN_AHEAD_H

#include "domain/context/context.h"

/*
 * Sets aside what is dated more than TX_AHEAD_S ahead: no gate with a right clock has taken it.
 * Policies are signed anew from now where their key is here, an order that began with the
 * publication begins now; a trust list gives way to the one before; what was noted by that clock is
 * brought back to now; every list is due again. Logged, and noted in the audit log.
 */
enum tx_reason ahead_mend(struct server *server, const struct request *request,
                          struct host_problem *problem);

/*
 * A clock that was behind set aside what was right, and gates hold it: they take nothing below its
 * number. When its time has come, the policy in force is signed anew above it, where its key is
 * here.
 */
enum tx_reason ahead_overtake(struct server *server, const struct request *request,
                              struct host_problem *problem);

#endif
