/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is refused before anything is done: requests by a name that is not the server's (a page of
 * somebody else's whose name was made to lead here, DNS rebinding), requests of another's page, and
 * paths with what no path has.
 */
#include "http_internal.h"

#include "host/sys/url.h"

#include <sys/socket.h>

/* --- paths ------------------------------------------------------------------------------------ */

size_t on_escaped(void *cls, struct MHD_Connection *connection, char *text) {
  (void)cls;
  struct http_link *link =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
  size_t n = MHD_http_unescape(text);
  if (link && strlen(text) != n) link->has_zero = true;
  return n;
}

static bool is_path(const struct host_request *request) {
  return !request->link->has_zero && request->path[0] == '/' &&
         !host_path_climbs(tx_span_text(request->path));
}

/* --- names ------------------------------------------------------------------------------------ */

struct hosts {
  const char *value;
  unsigned count;
};

static enum MHD_Result count_host(void *cls, enum MHD_ValueKind kind, const char *name,
                                  const char *value) {
  struct hosts *hosts = cls;
  (void)kind;
  if (strcasecmp(name, "Host") != 0) return MHD_YES;
  hosts->value = value;
  hosts->count++;
  return MHD_YES;
}

/* The address that was connected to: no name leads there but itself. */
static bool is_own_address(const struct host_request *request, const char *name) {
  struct sockaddr_storage at = { 0 };
  struct host_address own, meant;
  socklen_t len = sizeof at;
  int fd =
      MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  return host_address_read(tx_span_text(name), &meant) &&
         getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
         host_address_of((const struct sockaddr *)&at, &own) && host_address_equal(&own, &meant);
}

static bool is_ours(const struct host_request *request, const char *name) {
  const struct host_http_options *o = &request->http->options;
  return host_name_is_loopback(name) || is_own_address(request, name) || o->named(o->context, name);
}

static void refuse_name(struct host_request *request, const char *name) {
  struct host_problem words = { 0 };
  host_problem_set(&words, TX_NOT_ALLOWED, "本机没有“%s”这个名称，请加到设置的名称里。",
                   "This server is not called \"%s\": add the name to its settings.", name);
  host_reply_problem(request, MHD_HTTP_MISDIRECTED_REQUEST, TX_NOT_ALLOWED, &words);
}

static bool host_is_ours(struct host_request *request, const struct hosts *hosts) {
  struct host_authority at = { .name = "" };
  bool good =
      hosts->count == 1 && hosts->value && host_authority_read(tx_span_text(hosts->value), &at);
  if (good && is_ours(request, at.name)) return true;
  refuse_name(request, good ? at.name : "");
  return false;
}

/* --- pages ------------------------------------------------------------------------------------ */

/* A browser says whose page asks; ours has the authority that Host names (RFC 6454, 7). */
static bool is_from_own_page(const struct host_request *request, const char *host) {
  const char *origin = host_request_header(request, "Origin");
  struct host_url page;
  struct host_authority at;
  if (!origin) return true;
  if (!host_url_read(origin, &page) || page.path.n > 0) return false;
  if (!host_authority_read(tx_span_text(host ? host : ""), &at)) return false;
  if (strcmp(page.at.name, at.name) != 0) return false;
  return host_url_port(&page) == (at.port ? at.port : page.tls ? 443 : 80);
}

bool guard_admits(struct host_request *request) {
  struct hosts hosts = { .count = 0 };
  if (!is_path(request)) {
    host_reply_refusal(request, MHD_HTTP_BAD_REQUEST, TX_MALFORMED,
                       "路径中有空字符或连着的两个点，请改用文档里的路径。",
                       "The path has a zero byte or \"..\" in it: use one of the documentation's.");
    return false;
  }
  bool is_public = request->route && request->route->flags & HOST_PUBLIC;
  if (!request->http->options.named || is_public) return true;
  MHD_get_connection_values(request->connection, MHD_HEADER_KIND, count_host, &hosts);
  if (!host_is_ours(request, &hosts)) return false;
  if (is_from_own_page(request, hosts.value)) return true;
  host_reply_refusal(request, MHD_HTTP_FORBIDDEN, TX_NOT_ALLOWED, "另一网站的页面不能使用本机。",
                     "Pages of other sites may not use this server.");
  return false;
}
