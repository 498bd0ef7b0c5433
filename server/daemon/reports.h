/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that are written each day by themselves, and die by the retention. */
#ifndef SERVER_DAEMON_REPORTS_H
#define SERVER_DAEMON_REPORTS_H

#include "api/call/context.h"

/* From that time of day on writes what is not written yet, for some tenths of a second at most: of
 * each community day, passages, tests and people, of several also the figures of the area that
 * holds them, each as CSV and as a workbook, whole or not at all. Before noon they are of the day
 * before. Those of the server's own community hold counts as they are, others what is seen from
 * outside. TX_OK, or why a file could not be written: it is tried again. */
enum tx_reason reports_write_due(struct api *api, struct host_problem *problem);

/* Takes files that reports_write_due wrote away, of days that ended REPORTS_KEPT_S ago. */
enum tx_reason reports_forget(struct api *api, struct host_problem *problem);

#endif
