/* SPDX-License-Identifier: Apache-2.0 */
/* A feed as JSON, without its token. */
#ifndef SERVER_API_JSON_FEED_JSON_H
#define SERVER_API_JSON_FEED_JSON_H

#include "api/call/context.h"
#include "model/feed.h"

json_t *feed_json(const struct feed_row *feed);

#endif
