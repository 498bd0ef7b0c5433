/* SPDX-License-Identifier: Apache-2.0 */
/* That somebody read of people: an entry of the audit log, committed before the answer goes out. */
#ifndef SERVER_API_CALL_READING_H
#define SERVER_API_CALL_READING_H

#include "context.h"

#define NOBODY (-1) /* a list */

/* action is "read.list" …; purpose may be NULL. The call holds a connection. A failure is the
 * answer: nothing is read that cannot be written down. */
enum tx_reason note_read(struct call *call, uint64_t area, const char *action, int64_t subject,
                         const char *purpose);

/* The query's "purpose", one of model/purpose.h. TX_BAD_ARGUMENT, with a sentence that lists them.
 */
enum tx_reason read_purpose(struct call *call, const char **out);

#endif
