/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events of gates by the month in which they came, on PostgreSQL: what a month held goes with its
 * table, at once and with its indexes, where deleted rows would leave their room behind. On SQLite,
 * whose pages are used again, events stay in one table.
 */
#ifndef POSTGRES_MONTHS_H
#define POSTGRES_MONTHS_H

#include "host/db/db.h"

#define MONTHS_AHEAD 2 /* tables that are there before the first event of their month */

/* Lays the table of events out by months where it is not yet; makes the tables of this month and
 * the next MONTHS_AHEAD; drops those whose last event came before keep_from_s. The caller is in no
 * transaction, and the database is PostgreSQL. */
enum tx_reason months_keep(struct db *db, int64_t now_s, int64_t keep_from_s);

#endif
