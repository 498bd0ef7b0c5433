/* SPDX-License-Identifier: Apache-2.0 */
#include "http_internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
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

struct tx_span host_request_body(const struct host_request *request) {
  return tx_span_of(request->body, request->body_len);
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
  const char *address = request->address;
  return request->http->socket_path || strcmp(address, "::1") == 0 ||
         strncmp(address, "127.", 4) == 0;
}

bool host_request_is_tls(const struct host_request *request) {
  return request->http->key.p != NULL;
}

const char *host_request_address(const struct host_request *request) {
  return request->address;
}

/* An IPv4 client of an IPv6 socket is shown as what it is. */
void address_of(struct MHD_Connection *connection, bool is_unix, char out[ADDRESS_SIZE]) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  snprintf(out, ADDRESS_SIZE, "%s", is_unix ? "unix" : "unknown");
  if (is_unix || !info || !info->client_addr) return;
  const void *at = &((const struct sockaddr_in *)info->client_addr)->sin_addr;
  int family = info->client_addr->sa_family;
  if (family == AF_INET6) {
    const struct in6_addr *six = &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr;
    bool mapped = IN6_IS_ADDR_V4MAPPED(six);
    at = mapped ? &six->s6_addr[12] : (const void *)six;
    family = mapped ? AF_INET : AF_INET6;
  }
  inet_ntop(family, at, out, ADDRESS_SIZE);
}
