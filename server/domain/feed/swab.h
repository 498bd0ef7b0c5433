/* SPDX-License-Identifier: Apache-2.0 */
/* Swabs that sampling points registered: opened, checked again, and brought together with what was
 * said of their tubes. */
#ifndef SERVER_DOMAIN_FEED_SWAB_H
#define SERVER_DOMAIN_FEED_SWAB_H

#include "domain/context/context.h"

/*
 * Sees to the swabs that wait. One whose pass holds makes a result awaited (48 hours) and leaves
 * the rest of the record; what is known of the tube reaches the person as it reaches the others.
 * One that was undone counts for nobody, and what came by it is taken back; but not once the result
 * was in when it was undone, nor one that restrains. Without a sealing key of this server's they
 * wait. In slices, for half a second at most; holds no request when it is called.
 */
enum tx_reason swab_settle(struct server *server, int64_t now_s);

#endif
