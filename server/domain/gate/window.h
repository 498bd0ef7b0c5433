/* SPDX-License-Identifier: Apache-2.0 */
/* How far back the gates of an area tell each other who passed. */
#ifndef SERVER_DOMAIN_GATE_WINDOW_H
#define SERVER_DOMAIN_GATE_WINDOW_H

#include "domain/context/context.h"

/* The largest exit window, in seconds, of the policies that reach the area and have not ended;
 * TX_EXIT_WINDOW_S where none says one. */
enum tx_reason history_window(const struct request *request, uint64_t area, int64_t *window_s);

#endif
