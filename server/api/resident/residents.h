/* SPDX-License-Identifier: Apache-2.0 */
/* Residents: listed, found, suspended, reinstated, revoked; and what is said of one by hand. */
#ifndef SERVER_API_RESIDENT_RESIDENTS_H
#define SERVER_API_RESIDENT_RESIDENTS_H

#include "api/call/context.h"

/* GET /v1/residents?area=&from=&limit=&names= */
void api_residents_show(struct host_request *http, void *context);
void api_residents_search(struct host_request *http, void *context); /* POST /v1/residents/search */
/* PUT /v1/residents/{area}/{index}/state */
void api_residents_state(struct host_request *http, void *context);
/* POST /v1/residents/{area}/{index}/statements */
void api_residents_statement(struct host_request *http, void *context);

/* The resident of the path, having been looked up. TX_NOT_FOUND with a sentence. */
struct resident;
json_t *resident_json(const struct resident *resident, const char *name); /* a new reference */
/* What is searched for, by a form's part, sort, from, limit and area, of which at most cap are told
 * at once; words stay the form's. */
struct scan;
enum tx_reason read_scan(struct call *call, const json_t *in, size_t cap, struct scan *out);
enum tx_reason read_resident(struct call *call, struct resident *out);

#endif
