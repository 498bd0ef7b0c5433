/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's first day: a code drawn here, shown to it, and its key registered with the token in it.
 */
#ifndef SERVER_DOMAIN_ENROLL_H
#define SERVER_DOMAIN_ENROLL_H

#include "admin.h"

#define ENROLL_LIFE_S 900

struct enroll_code {
  char text[TX_TEXT_MAX + 1]; /* "TE1:…" */
  char url[257];
  uint64_t area;
  int64_t expires_at;
};

/* Draws a code for an area. url is how gates reach this server, tls_cert the path of its
 * certificate; NULL: what the server knows of itself. TX_BAD_ARGUMENT, or that the certificate
 * cannot be read, with a sentence. */
enum tx_reason enroll_draw(struct server *server, const struct request *request, uint64_t area,
                           const char *url, const char *tls_cert, struct enroll_code *out,
                           struct host_problem *problem);

/* Registers a gate by a code's token (base64), which works once: in->area is not looked at.
 * TX_NOT_ALLOWED when it is unknown, used or too old. */
enum tx_reason enroll_register(struct server *server, const struct request *request,
                               const char *token, const struct gate_in *in, struct gate_row *out,
                               struct host_problem *problem);

#endif
