/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who holds the connections. Nobody is limited while there is room: a carrier's NAT is one address
 * for thousands. When places run short, the idlest connection of the stranger's address that holds
 * most is closed, so that none keeps more than a fair share; some places are kept for those who
 * are known and for this machine. Whoever was known at an address within the last hour is expected
 * there again: a gate or a phone comes with a new connection and has not yet said who it is. Of
 * IPv6 a network of 64 bits counts as one address.
 */
#ifndef HOST_PLACES_H
#define HOST_PLACES_H

#include "host/sys/address.h"

struct places;
struct place;

enum place_kind { PLACE_STRANGER, PLACE_KNOWN, PLACE_LOCAL, PLACE_KINDS };

#define PLACE_NO_DEADLINE INT64_MAX

/* name stands before lines of the log; a quarter of count, at least two, is kept from strangers.
 * NULL: out of memory. */
struct places *places_create(const char *name, unsigned count);
/* Every place has been given back. */
void places_destroy(struct places *places);

/* The functions below may be called from any thread; times are milliseconds of a clock that never
 * goes back. */

/* A place for a connection, for whom another may lose its own: that one's socket is shut down, and
 * whoever reads it finds its end. The socket is the caller's until places_give. NULL: out of
 * memory. */
struct place *places_take(struct places *places, int fd, const struct host_address *from,
                          enum place_kind kind, int64_t now_ms);
/* Before the socket is closed. */
void places_give(struct places *places, struct place *place);

/* Something happened on it: it is the last of its address's now. At deadline_ms it is shut down. */
void places_touch(struct places *places, struct place *place, int64_t deadline_ms);
/* Whether its request sleeps: nothing is gained by closing it, since its memory stays. */
void places_sleep(struct places *places, struct place *place, bool sleeps);
/* It is somebody else's, or of another kind, than was thought. */
void places_move(struct places *places, struct place *place, const struct host_address *from,
                 enum place_kind kind, int64_t now_ms);

/* Shuts down what is past its deadline, and says when places are no longer short. Once a second. */
void places_sweep(struct places *places, int64_t now_ms);

/* How many are taken, and how many were closed for want of room since the start. */
unsigned places_taken(struct places *places);
unsigned places_closed(struct places *places);

#endif
