/* SPDX-License-Identifier: Apache-2.0 */
/*
 * On how many machines a commit is when it is acknowledged. PostgreSQL waits for a standby as long
 * as synchronous_standby_names names one; who looks after fail-over (Patroni) empties it when there
 * is none, and tells no client. So it is asked: with every transaction, at no cost, and by whoever
 * has done none for a while.
 */
#include "postgres_internal.h"

#include "host/sys/log.h"

void postgres_note_machines(struct postgres_db *db, bool two) {
  const int machines = two ? 2 : 1, before = db_machines(&db->base);
  if (machines == before) return;
  __atomic_store_n(&db->base.machines, machines, __ATOMIC_RELAXED);
  if (before && !two)
    host_log(HOST_WARNING,
             "database %s: commits are on one machine only: there is no synchronous standby",
             PQdb(db->connection));
  if (before && two)
    host_log(HOST_NOTICE, "database %s: commits are on two machines again", PQdb(db->connection));
}
