/* SPDX-License-Identifier: Apache-2.0 */
/* When what was said of people has ended. */
#ifndef SERVER_DOMAIN_ENDS_H
#define SERVER_DOMAIN_ENDS_H

#include "domain/context/context.h"

/* By when ends have been seen to (residency_expire); 0: never yet. */
enum tx_reason ends_seen(const struct request *request, int64_t *until_s);
enum tx_reason ends_note_seen(const struct request *request, int64_t until_s);

/* By which time statements are weighed: the request's; where the clock is not believed no other
 * than is known for certain, so that nothing ends by it, and nothing that ended is back. Of a clock
 * that is believed and behind, ends are seen to from there again. For who changes records. */
enum tx_reason ends_time(const struct request *request, int64_t *now_s);
/* A record is weighed soon: what ends_time asks goes out now (db_prefetch). */
enum tx_reason ends_foresee(const struct request *request);

#endif
