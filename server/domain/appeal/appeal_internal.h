/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this room share. */
#ifndef SERVER_DOMAIN_APPEAL_INTERNAL_H
#define SERVER_DOMAIN_APPEAL_INTERNAL_H

#include "appeal.h"
#include "host/db/db.h"
#include "model/resident.h"

/* Writes the texts of a row that is there. */
enum tx_reason appeal_seal(const struct request *request, const struct appeal *row);
/* Reads a row with its texts. */
enum tx_reason appeal_open(const struct request *request, const struct db_rows *rows,
                           struct appeal *out);

/* Ends what the appeal is about, within the caller's transaction. */
enum tx_reason appeal_lift(const struct request *request, const struct appeal *row,
                           struct host_problem *problem);

#endif
