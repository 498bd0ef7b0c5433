/* SPDX-License-Identifier: Apache-2.0 */
/* What ends, as a calendar that people's own programs keep and remind them by (RFC 5545). */
#ifndef SERVER_API_OFFICE_CALENDAR_H
#define SERVER_API_OFFICE_CALENDAR_H

#include "domain/report/ends.h"
#include "host/sys/file.h"

#define CALENDAR_TYPE "text/calendar; charset=utf-8"

/* One event each, in both languages, with a reminder 60, 30 and 7 days before; malloc'd into *out.
 * TX_OK, TX_NO_MEMORY. */
enum tx_reason calendar_write(const struct endings *endings, int64_t now_s, struct host_bytes *out);

#endif
