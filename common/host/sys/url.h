/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts, and the URLs in which they stand. Read whole and strictly, so that no two
 * programs read one differently: 127.0.0.1.example.org is no loopback, and nobody's name stands
 * before an @.
 */
#ifndef HOST_URL_H
#define HOST_URL_H

#include "format/bytes.h"

#define HOST_NAME_SIZE 256

/* "NAME", "NAME:PORT", "10.0.0.1:80", "[fd00::1]:80", as in a Host header (RFC 9110, 7.2). */
struct host_authority {
  char name[HOST_NAME_SIZE]; /* lower case, no final dot; an IPv6 address without its brackets */
  uint16_t port;             /* 0: none stood there */
};
bool host_authority_read(struct tx_span text, struct host_authority *out);

/* An http or https URL without a user, a fragment, and ".." in its path. */
struct host_url {
  bool tls;
  struct host_authority at;
  struct tx_span path; /* of the text read: "" or from its first slash, a query included */
};
bool host_url_read(const char *text, struct host_url *out);

/* The port that is meant: 80 or 443 where none stood. */
uint16_t host_url_port(const struct host_url *url);

/* localhost, 127.0.0.0/8 or ::1, as host_authority_read writes names. */
bool host_name_is_loopback(const char *name);

/* Whether a path, once its %XX are read, has a segment "..". */
bool host_path_climbs(struct tx_span path);

#endif
