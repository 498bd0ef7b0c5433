/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever appears in an area, by import, edit or as a visitor, is given what is known of them. */
#ifndef SERVER_DOMAIN_FEED_ARRIVAL_H
#define SERVER_DOMAIN_FEED_ARRIVAL_H

#include "domain/context/context.h"

/* Carries to whoever appeared what their other homes know, and what feeds said before there was
 * anybody of that document, as if it came now: what restrains is held beyond the feed's threshold.
 * In slices, for half a second at most; holds no request when it is called. */
enum tx_reason arrival_settle(struct server *server, int64_t now_s);

#endif
