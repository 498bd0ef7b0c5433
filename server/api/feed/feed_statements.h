/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/feeds/{source}/statements and receipts: what a feed sends under its token, and is told. */
#ifndef SERVER_API_FEED_FEED_STATEMENTS_H
#define SERVER_API_FEED_FEED_STATEMENTS_H

#include "api/call/context.h"

/* In parts (HOST_PARTS). */
void api_feeds_take(struct host_request *http, void *context);
void api_feeds_receipt(struct host_request *http, void *context);

#endif
