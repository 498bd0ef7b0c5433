/* SPDX-License-Identifier: Apache-2.0 */
/* Further documents of one person. */
#ifndef SERVER_API_DOCUMENTS_H
#define SERVER_API_DOCUMENTS_H

#include "api/call/context.h"
#include "model/resident.h"

/* Adds "documents", with their numbers. */
enum tx_reason add_documents(struct call *call, const struct resident *resident, json_t *out);

void api_documents_add(struct host_request *http, void *context);
void api_documents_remove(struct host_request *http, void *context);

#endif
