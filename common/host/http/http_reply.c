/* SPDX-License-Identifier: Apache-2.0 */
#include "http_internal.h"

#include "host/text/date.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void host_reply_header(struct host_request *request, const char *name, const char *value) {
  if (request->header_count == HEADERS_MAX) return;
  char *name_copy = strdup(name), *value_copy = strdup(value);
  if (!name_copy || !value_copy) {
    free(name_copy);
    free(value_copy);
    return;
  }
  request->header_names[request->header_count] = name_copy;
  request->header_values[request->header_count++] = value_copy;
}

static bool header_set(const struct host_request *request, const char *name) {
  for (size_t i = 0; i < request->header_count; i++)
    if (strcasecmp(request->header_names[i], name) == 0) return true;
  return false;
}

void host_reply_cache(struct host_request *request, const char *cache_control) {
  host_reply_header(request, "Cache-Control", cache_control);
}

void host_reply_etag(struct host_request *request, const char *tag) {
  free(request->etag);
  if (asprintf(&request->etag, "\"%s\"", tag) < 0) request->etag = NULL;
  if (request->etag) host_reply_header(request, "ETag", request->etag);
}

/* RFC 9110 13.1.2: a list of tags, weak ones compared like strong ones, or *. */
static bool client_has(const struct host_request *request) {
  const char *given = host_request_header(request, "If-None-Match");
  if (!request->etag || !given) return false;
  return strcmp(given, "*") == 0 || strstr(given, request->etag) != NULL;
}

static void put_date(struct host_request *request, struct MHD_Response *response) {
  char date[HOST_DATE_SIZE];
  const struct host_http_options *options = &request->http->options;
  int64_t at_s = options->date_s ? options->date_s(options->context) : 0;
  if (!at_s) return;
  host_date_http(at_s, date);
  MHD_add_response_header(response, MHD_HTTP_HEADER_DATE, date);
}

static void put_headers(struct host_request *request, struct MHD_Response *response,
                        const char *type) {
  if (type) MHD_add_response_header(response, "Content-Type", type);
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  put_date(request, response);
  for (size_t i = 0; i < request->header_count; i++)
    MHD_add_response_header(response, request->header_names[i], request->header_values[i]);
}

/* Takes the response over; a second answer to one request is dropped. */
static void settle(struct host_request *request, unsigned status, const char *type,
                   struct MHD_Response *response) {
  if (response && request->response) {
    MHD_destroy_response(response);
    return;
  }
  if (!response) return;
  put_headers(request, response, type);
  request->response = response;
  request->status = status;
}

/* A redirect with a tag is unchanged, too: it is how a client asks for the newest of something. */
static bool settle_unchanged(struct host_request *request, unsigned status) {
  if ((status != MHD_HTTP_OK && status != MHD_HTTP_FOUND) || !client_has(request)) return false;
  settle(request, MHD_HTTP_NOT_MODIFIED, NULL,
         MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT));
  return true;
}

void host_reply(struct host_request *request, unsigned status, const char *type,
                struct tx_span body) {
  if (settle_unchanged(request, status)) return;
  settle(request, status, type,
         MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY));
}

void host_reply_shared(struct host_request *request, unsigned status, const char *type,
                       struct tx_span body, void (*release)(void *owner), void *owner) {
  struct MHD_Response *response = NULL;
  bool unchanged = settle_unchanged(request, status);
  if (!unchanged)
    response = MHD_create_response_from_buffer_with_free_callback_cls(
        body.n, (void *)(uintptr_t)body.p, release, owner);
  if (!response) release(owner);
  if (!unchanged) settle(request, status, type, response);
}

/* --- streams ---------------------------------------------------------------------------------- */

#define STREAM_BLOCK (32u << 10)

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t cap) {
  (void)position;
  const struct host_stream *stream = context;
  size_t n = stream->read(stream->context, out, cap);
  return n ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM;
}

static void finish_stream(void *context) {
  struct host_stream *stream = context;
  stream->finish(stream->context);
  free(stream);
}

void host_reply_stream(struct host_request *request, unsigned status, const char *type,
                       const struct host_stream *stream) {
  struct host_stream *copy = malloc(sizeof *copy);
  struct MHD_Response *response = NULL;
  if (copy) {
    *copy = *stream;
    response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, copy,
                                                 finish_stream);
  }
  if (!response) {
    free(copy);
    stream->finish(stream->context);
  }
  settle(request, status, type, response);
}

void host_reply_json(struct host_request *request, unsigned status, const char *json) {
  host_reply(request, status, "application/json", tx_span_text(json));
}

void host_reply_redirect(struct host_request *request, unsigned status, const char *location) {
  host_reply_header(request, "Location", location);
  host_reply(request, status, NULL, (struct tx_span){ 0 });
}

/* --- problem+json ----------------------------------------------------------------------------- */

bool host_request_wants_english(const struct host_request *request) {
  const char *languages = host_request_header(request, "Accept-Language");
  return languages && strncasecmp(languages, "en", 2) == 0;
}

json_t *host_problem_json(const struct host_problem *problem, unsigned status, bool english) {
  const char *name = tx_reason_name(problem->reason);
  const char *zh = tx_reason_text(problem->reason, "zh");
  const char *en = tx_reason_text(problem->reason, "en");
  return json_pack("{s:s+, s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:s, s:s}", "type",
                   "urn:tongxing:reason:", name, "title", english ? en : zh, "title_zh", zh,
                   "title_en", en, "status", (int)status, "reason", name, "number",
                   (int)problem->reason, "detail", english ? problem->en : problem->zh, "detail_zh",
                   problem->zh, "detail_en", problem->en);
}

static char *dump_problem(const struct host_problem *problem, unsigned status, bool english) {
  json_t *json = host_problem_json(problem, status, english);
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  return text;
}

/* The same of a reason's own sentence, which has nothing to escape: gates ask all day for orders of
 * levels that have none. */
static char *print_problem(enum tx_reason reason, unsigned status, bool english) {
  const char *name = tx_reason_name(reason), *zh = tx_reason_text(reason, "zh");
  const char *en = tx_reason_text(reason, "en"), *own = english ? en : zh;
  char *text = NULL;
  int n = asprintf(&text,
                   "{\"type\":\"urn:tongxing:reason:%s\",\"title\":\"%s\",\"title_zh\":\"%s\","
                   "\"title_en\":\"%s\",\"status\":%u,\"reason\":\"%s\",\"number\":%d,"
                   "\"detail\":\"%s%s\",\"detail_zh\":\"%s。\",\"detail_en\":\"%s.\"}",
                   name, own, zh, en, status, name, (int)reason, own, english ? "." : "。", zh, en);
  return n < 0 ? NULL : text;
}

void host_reply_problem(struct host_request *request, unsigned status, enum tx_reason reason,
                        const struct host_problem *words) {
  const bool own = !words || !words->zh[0], english = host_request_wants_english(request);
  struct host_problem said = words ? *words : (struct host_problem){ 0 };
  said.reason = reason;
  HOST_FREE char *text =
      own ? print_problem(reason, status, english) : dump_problem(&said, status, english);
  char seconds[16];
  snprintf(seconds, sizeof seconds, "%u", said.retry_s ? said.retry_s : 1);
  bool later = status == MHD_HTTP_SERVICE_UNAVAILABLE || status == MHD_HTTP_TOO_MANY_REQUESTS;
  if (later && !header_set(request, "Retry-After"))
    host_reply_header(request, "Retry-After", seconds);
  if (!header_set(request, "Cache-Control")) host_reply_cache(request, "no-store");
  host_reply(request, status, "application/problem+json", tx_span_text(text ? text : "{}"));
}

void host_reply_refusal(struct host_request *request, unsigned status, enum tx_reason reason,
                        const char *zh, const char *en) {
  struct host_problem words = { 0 };
  host_problem_say(&words, reason, zh, en);
  host_reply_problem(request, status, reason, &words);
}

unsigned host_reason_status(enum tx_reason reason) {
  switch ((int)reason) {
  case TX_OK:
    return MHD_HTTP_OK;
  case TX_NOT_FOUND:
    return MHD_HTTP_NOT_FOUND;
  case TX_CONFLICT:
    return MHD_HTTP_CONFLICT;
  case TX_NOT_ALLOWED:
    return MHD_HTTP_FORBIDDEN;
  case TX_BUSY:
  case TX_CLOCK_UNSURE:
    return MHD_HTTP_SERVICE_UNAVAILABLE;
  case TX_DISK_FULL:
    return MHD_HTTP_INSUFFICIENT_STORAGE;
  case TX_BAD_ARGUMENT:
  case TX_BAD_KEY: /* whoever asks gave it */
    return MHD_HTTP_BAD_REQUEST;
  default:
    return reason < TX_NO_MEMORY ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_INTERNAL_SERVER_ERROR;
  }
}
