/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate is judged by, read. Private to the room. */
#ifndef SERVER_DOMAIN_CERTIFICATE_FACTS_H
#define SERVER_DOMAIN_CERTIFICATE_FACTS_H

#include "certificate.h"
#include "edition.h"

#define CERTIFICATE_ROWS 512 /* statements of a person that are read */

struct certificate_known {
  struct certificate_facts facts;
  struct statement_row *rows; /* malloc'd */
  struct certificate_feed feeds[CERTIFICATE_FEEDS];
  struct edition editions[EDITIONS_MAX];
};
void certificate_known_finish(struct certificate_known *known);
#define CERTIFICATE_KNOWN                                                                          \
  __attribute__((cleanup(certificate_known_finish))) struct certificate_known

enum tx_reason certificate_know(const struct request *request, const struct certificate_in *in,
                                const struct resident *resident, struct certificate_known *out,
                                struct host_problem *problem);

#endif
