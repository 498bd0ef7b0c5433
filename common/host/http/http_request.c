/* SPDX-License-Identifier: Apache-2.0 */
#include "http_internal.h"

#include <stdlib.h>
#include <sys/socket.h>

const char *host_request_method(const struct host_request *request) {
  return request->method;
}

const char *host_request_path(const struct host_request *request) {
  return request->path;
}

const char *host_request_param(const struct host_request *request, const char *name) {
  for (size_t i = 0; i < request->param_count; i++) {
    const struct host_param *param = &request->params[i];
    if (strlen(name) == param->name_len && memcmp(name, param->name, param->name_len) == 0)
      return param->value;
  }
  return NULL;
}

const char *host_request_query(const struct host_request *request, const char *name) {
  return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *host_request_header(const struct host_request *request, const char *name) {
  return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *host_request_bearer(const struct host_request *request) {
  const char *value = host_request_header(request, "Authorization");
  if (!value || strncasecmp(value, "Bearer ", 7) != 0) return NULL;
  return value + 7 + strspn(value + 7, " ");
}

bool host_request_cookie(const struct host_request *request, const char *name,
                         struct tx_span *value) {
  const char *p =
      value->p ? (const char *)value->p + value->n : host_request_header(request, "Cookie");
  size_t n = strlen(name);
  while (p && *p) {
    p += strspn(p, "; ");
    size_t pair = strcspn(p, ";");
    if (pair > n && memcmp(p, name, n) == 0 && p[n] == '=') {
      *value = tx_span_of(p + n + 1, strcspn(p + n + 1, "; "));
      return true;
    }
    p += pair;
  }
  return false;
}

unsigned host_request_needs(const struct host_request *request) {
  return request->route ? request->route->needs : 0;
}

bool host_request_makes(const struct host_request *request) {
  return request->route && request->route->flags & HOST_MAKES;
}

static enum MHD_Result add_argument(void *digest, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
  (void)kind;
  tx_sha256_chain(tx_span_text(name), digest);
  tx_sha256_chain(tx_span_text(value ? value : ""), digest);
  return MHD_YES;
}

void host_request_digest(const struct host_request *request, uint8_t out[TX_HASH_SIZE]) {
  tx_sha256(host_request_body(request), out);
  MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, add_argument, out);
}

void host_request_attach(struct host_request *request, void *found) {
  free(request->attached);
  request->attached = found;
}

void *host_request_attached(const struct host_request *request) {
  return request->attached;
}

struct tx_span host_request_body(const struct host_request *request) {
  return tx_span_of(request->body, request->body_len);
}

bool host_request_is_last(const struct host_request *request) {
  return request->last;
}

void host_request_keep(struct host_request *request, void *work, void (*finish)(void *work)) {
  request->kept = work;
  request->finish = finish;
}

void *host_request_kept(const struct host_request *request) {
  return request->kept;
}

uid_t host_request_uid(const struct host_request *request) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct ucred peer;
  socklen_t len = sizeof peer;
  if (!request->http->socket_path || !info) return (uid_t)-1;
  if (getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0) return (uid_t)-1;
  return peer.uid;
}

bool host_request_is_local(const struct host_request *request) {
  return request->local;
}

bool host_request_is_private(const struct host_request *request) {
  const struct http_link *link = request->link;
  return host_request_is_tls(request) || !link->remote || host_address_is_loopback(&link->peer);
}

bool host_request_is_tls(const struct host_request *request) {
  return request->http->key.p != NULL;
}

const char *host_request_address(const struct host_request *request) {
  return request->address;
}
