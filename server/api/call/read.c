/* SPDX-License-Identifier: Apache-2.0 */
#include "read.h"

#include "host/text/date.h"
#include "host/text/json_text.h"
#include "host/text/people_time.h"
#include "host/text/visible.h"

#include <stdlib.h>

/* Whatever is in a path names the file, whatever is in a password is meant, and a signed text may
 * hold two spaces in a row. */
static const char *const as_they_are[] = { "tls_cert", "password", "text", NULL };

json_t *read_object(struct host_request *http) {
  struct tx_span body = host_request_body(http);
  json_t *in = body.n ? json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL)
                      : json_object();
  if (json_is_object(in) && host_json_clean(in, as_they_are)) return in;
  json_decref(in);
  struct host_problem problem = { 0 };
  host_problem_say(&problem, TX_MALFORMED, "请求的正文应为一个JSON对象。",
                   "The body of the request should be one JSON object.");
  answer_problem(http, 400, &problem);
  return NULL;
}

const char *in_text(const json_t *in, const char *name, const char *fallback) {
  const char *text = json_string_value(json_object_get(in, name));
  return text ? text : fallback;
}

int64_t in_int(const json_t *in, const char *name, int64_t fallback) {
  const json_t *value = json_object_get(in, name);
  return json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
}

bool in_flag(const json_t *in, const char *name) {
  return json_is_true(json_object_get(in, name));
}

enum tx_reason read_area(struct call *call, const char *digits, uint64_t *area) {
  *area = call->server->area;
  if (!digits || tx_area_parse(tx_span_text(digits), area)) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码。",
                          "\"%s\" is no area code of 12 digits.", digits);
}

enum tx_reason read_query_area(struct call *call, uint64_t *area) {
  return read_area(call, host_request_query(call->http, "area"), area);
}

enum tx_reason read_day(struct call *call, const char *name, const char *text, int64_t fallback,
                        int64_t *out) {
  bool is_day = false;
  *out = fallback;
  if (!text || !*text) return TX_OK;
  if (host_people_time_parse(text, api_now(call->api), HOST_SHANGHAI_S, out, &is_day) && is_day)
    return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "%s应是日期，如 2022-01-31。",
                          "%s should be a day, such as 2022-01-31.", name);
}

enum tx_reason read_query_day(struct call *call, const char *name, int64_t fallback, int64_t *out) {
  return read_day(call, name, host_request_query(call->http, name), fallback, out);
}

bool read_english(const struct call *call) {
  const char *lang = host_request_query(call->http, "lang");
  return lang && *lang ? strcmp(lang, "en") == 0 : host_request_wants_english(call->http);
}

enum tx_reason read_json_or(struct call *call, const char *other, bool *is_other) {
  const char *format = host_request_query(call->http, "format");
  *is_other = format && strcmp(format, other) == 0;
  if (*is_other || !format || strcmp(format, "json") == 0) return TX_OK;
  return host_problem_set(&call->problem, TX_BAD_ARGUMENT, "format应是 json 或 %s。",
                          "\"format\" should be json or %s.", other);
}

char *read_query_text(struct host_request *http, const char *name) {
  const char *text = host_request_query(http, name);
  char *own = strdup(text ? text : "");
  if (own) host_visible_clean(own, strlen(own));
  return own;
}

uint64_t read_query_number(struct host_request *http, const char *name, uint64_t fallback) {
  const char *text = host_request_query(http, name);
  size_t n = text ? strlen(text) : 0;
  return n > 0 && n < 19 && strspn(text, "0123456789") == n ? strtoull(text, NULL, 10) : fallback;
}

size_t read_query_count(struct host_request *http, const char *name, size_t fallback, size_t most) {
  const uint64_t wanted = read_query_number(http, name, fallback);
  return wanted > 0 && wanted < most ? (size_t)wanted : most;
}

struct list_page read_list_page(struct host_request *http, size_t most) {
  return (struct list_page){ .below = (int64_t)read_query_number(http, "from", 0),
                             .limit = read_query_count(http, "limit", most, most) };
}

void list_page_say(json_t *out, const struct list_page *page) {
  if (page->next) json_object_set_new(out, "next", json_integer((json_int_t)page->next));
}
