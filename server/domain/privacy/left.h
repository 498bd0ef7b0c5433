/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SERVER_DOMAIN_PRIVACY_LEFT_H
#define SERVER_DOMAIN_PRIVACY_LEFT_H

#include "domain/context/context.h"

/* Forgets of an area who was revoked, 28 days after their last pass and the last decision about
 * them, not while an appeal of theirs is open; their index is free then. In slices, until a time at
 * most. */
enum tx_reason left_forget(struct server *server, int64_t now_s, uint64_t area, int64_t until_ms);

#endif
