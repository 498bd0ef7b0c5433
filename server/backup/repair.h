/* SPDX-License-Identifier: Apache-2.0 */
/* What a restored office has to learn of the time since its backup. Private to the room. */
#ifndef SERVER_BACKUP_REPAIR_H
#define SERVER_BACKUP_REPAIR_H

#include "restore.h"

enum tx_reason repair_office(struct server *server, const struct restore_plan *plan, int64_t now_s,
                             struct restore_report *out, struct host_problem *problem);

#endif
