/* SPDX-License-Identifier: Apache-2.0 */
/* An index of an area's list for one person more, within the caller's transaction. */
#ifndef SERVER_DOMAIN_RESIDENT_SEAT_H
#define SERVER_DOMAIN_RESIDENT_SEAT_H

#include "domain/context/context.h"
#include "model/resident.h"

/* Gives resident, of which the area is known, the first index that nobody had. TX_CONFLICT (an
 * import of the area goes on), TX_TOO_MANY, with a sentence. */
enum tx_reason seat_take_new(const struct request *request, struct resident *resident,
                             struct host_problem *problem);
/* The same, or one that was somebody's who was here for a time and is forgotten, with the next
 * generation. */
enum tx_reason seat_take(const struct request *request, struct resident *resident,
                         struct host_problem *problem);

/* Puts resident there, whose person is sealed, with what is known of its document. TX_CONFLICT:
 * that document has an index already. */
enum tx_reason seat_put(const struct request *request, struct resident *resident);

#endif
