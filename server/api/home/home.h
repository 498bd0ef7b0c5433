/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk's home page shows, in one answer: ten of them cost a slow browser more than all
 * that is done with them. */
#ifndef SERVER_API_HOME_HOME_H
#define SERVER_API_HOME_HOME_H

#include "api/call/context.h"

void api_home_show(struct host_request *http, void *context); /* GET /v1/home */

#endif
