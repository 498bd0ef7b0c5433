/* SPDX-License-Identifier: Apache-2.0 */
/* /v1/feeds: sources that send statements by themselves, with their rights and tokens. */
#ifndef SERVER_API_FEED_FEEDS_H
#define SERVER_API_FEED_FEEDS_H

#include "api/call/context.h"

void api_feeds_show(struct host_request *http, void *context);
/* By two people of two bodies. */
void api_feeds_set(struct host_request *http, void *context);
void api_feeds_renew(struct host_request *http, void *context);
/* By its key: a token for an hour. */
void api_feeds_sign_in(struct host_request *http, void *context);
void api_feeds_end(struct host_request *http, void *context);

#endif
