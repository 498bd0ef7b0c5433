/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what a request brings: members of a JSON object, query parameters. */
#ifndef SERVER_API_CALL_READ_H
#define SERVER_API_CALL_READ_H

#include "context.h"
#include "model/list_page.h"

/* The body as a JSON object, its texts cleaned for people (host_json_clean); an empty one is {}.
 * The caller gives it back. NULL having answered 400. */
json_t *read_object(struct host_request *http);

const char *in_text(const json_t *in, const char *name, const char *fallback);
int64_t in_int(const json_t *in, const char *name, int64_t fallback);
bool in_flag(const json_t *in, const char *name);

/* Twelve digits, or NULL: the server's own area. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason read_area(struct call *call, const char *digits, uint64_t *area);
/* The query's "area". */
enum tx_reason read_query_area(struct call *call, uint64_t *area);
/* A day in a member or parameter of that name, as its midnight in China; fallback where text is
 * NULL or "". TX_BAD_ARGUMENT with a sentence. */
enum tx_reason read_day(struct call *call, const char *name, const char *text, int64_t fallback,
                        int64_t *out);
/* The same of the query. */
enum tx_reason read_query_day(struct call *call, const char *name, int64_t fallback, int64_t *out);
/* By the query's lang, else by what the browser accepts. */
bool read_english(const struct call *call);
/* The query's "format": "json", which it is unless given, or the other one. TX_BAD_ARGUMENT with a
 * sentence. */
enum tx_reason read_json_or(struct call *call, const char *other, bool *is_other);
/* A text of the query that is kept, cleaned for people; "" where there is none. malloc'd; NULL when
 * memory is short. */
char *read_query_text(struct host_request *http, const char *name);
/* A number of the query that is not negative. */
uint64_t read_query_number(struct host_request *http, const char *name, uint64_t fallback);
/* How many are wanted: the query's number, fallback where it says none, most where it is 0 or more.
 */
size_t read_query_count(struct host_request *http, const char *name, size_t fallback, size_t most);
/* The query's from and limit, which is most unless it says less. */
struct list_page read_list_page(struct host_request *http, size_t most);
/* Into an answer: next, where there is another page. */
void list_page_say(json_t *out, const struct list_page *page);

#endif
