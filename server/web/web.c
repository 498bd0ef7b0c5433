/* SPDX-License-Identifier: Apache-2.0 */
#include "web.h"

#include "assets.h"

#include <string.h>

#define FOR_EVER "public, max-age=31536000, immutable"
#define ASK_EACH_TIME "no-cache"
#define NOT_FOUND "404.html"

static const struct {
  const char *name, *value;
} guards[] = {
  /* Nothing from elsewhere, nothing inline, in nobody's frame. */
  { "Content-Security-Policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'" },
  { "Referrer-Policy", "no-referrer" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Permissions-Policy", "camera=(), geolocation=(), microphone=(), screen-wake-lock=(self)" },
};

static const struct web_asset *find(const struct web_page *page, const char *name) {
  for (size_t i = 0; i < page->count; i++)
    if (strcmp(page->assets[i].name, name) == 0) return &page->assets[i];
  return NULL;
}

/* RFC 9110 12.5.3, as far as browsers go: they name what they take, and never with q=0. */
static bool takes_gzip(const struct host_request *http) {
  const char *taken = host_request_header(http, "Accept-Encoding");
  return taken && strstr(taken, "gzip") && !strstr(taken, "gzip;q=0");
}

static void release_nothing(void *owner) {
  (void)owner;
}

static void guard(struct host_request *http) {
  for (size_t i = 0; i < sizeof guards / sizeof *guards; i++)
    host_reply_header(http, guards[i].name, guards[i].value);
}

static void give(struct host_request *http, unsigned status, const struct web_asset *asset) {
  bool packed = takes_gzip(http);
  struct tx_span body =
      packed ? tx_span_of(asset->gzip, asset->gzip_size) : tx_span_of(asset->bytes, asset->size);
  guard(http);
  host_reply_header(http, "Vary", "Accept-Encoding");
  if (packed) host_reply_header(http, "Content-Encoding", "gzip");
  host_reply_cache(http, asset->lasting ? FOR_EVER : ASK_EACH_TIME);
  if (status == 200) host_reply_etag(http, packed ? asset->gzip_tag : asset->tag);
  host_reply_shared(http, status, asset->type, body, release_nothing, NULL);
}

void web_home(struct host_request *http, void *context) {
  (void)context;
  guard(http);
  host_reply_cache(http, ASK_EACH_TIME);
  host_reply_redirect(http, 302, "/resident/");
}

static void show(struct host_request *http, const struct web_page *page) {
  const struct web_asset *asset = find(page, host_request_param(http, "path"));
  if (asset)
    give(http, 200, asset);
  else
    give(http, 404, find(page, NOT_FOUND));
}

void web_resident(struct host_request *http, void *context) {
  (void)context;
  show(http, &web_page_resident);
}

bool web_lost(struct host_request *http, void *context) {
  (void)context;
  const char *taken = host_request_header(http, "Accept");
  bool reads = strcmp(host_request_method(http), "GET") == 0 && taken && strstr(taken, "text/html");
  if (!reads || strncmp(host_request_path(http), "/v1/", 4) == 0) return false;
  give(http, 404, find(&web_page_resident, NOT_FOUND));
  return true;
}

void web_office(struct host_request *http, void *context) {
  (void)context;
  show(http, &web_page_office);
}
