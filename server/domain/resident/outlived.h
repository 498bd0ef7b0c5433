/* SPDX-License-Identifier: Apache-2.0 */
/* Statements that stopped counting a while ago die; what is known of the person stays the same. */
#ifndef SERVER_DOMAIN_RESIDENT_OUTLIVED_H
#define SERVER_DOMAIN_RESIDENT_OUTLIVED_H

#include "domain/context/context.h"
#include "model/statement.h"

/* Moves what a person is kept without to the end: how many of them stay. Nothing goes without which
 * the record would be another, now or later: a release outlives what it ends, a newer word the
 * older one that it covers. then_s: what stopped counting by then goes. */
size_t outlived_sort(struct statement_row *statements, size_t count, int64_t then_s, int64_t now_s);

/* Forgets an area's, in slices, until it is done or until_ms has come (monotonic). */
enum tx_reason outlived_forget(struct server *server, int64_t now_s, uint64_t area,
                               int64_t until_ms);

#endif
