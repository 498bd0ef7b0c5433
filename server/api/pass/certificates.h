/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates: whether one may be issued, issued, listed, shown, verified, withdrawn; and those of
 * whoever holds a pass on a phone. */
#ifndef SERVER_API_PASS_CERTIFICATES_H
#define SERVER_API_PASS_CERTIFICATES_H

#include "api/call/context.h"

void api_certificates_show(struct host_request *http, void *context);   /* GET /v1/certificates */
void api_certificates_issue(struct host_request *http, void *context);  /* POST /v1/certificates */
void api_certificates_may(struct host_request *http, void *context);    /* POST …/answers */
void api_certificates_verify(struct host_request *http, void *context); /* POST …/verifications */
void api_certificates_open(struct host_request *http, void *context); /* GET …/{area}/{serial} */
/* POST …/{area}/{serial}/withdrawals */
void api_certificates_withdraw(struct host_request *http, void *context);
void api_certificates_editions(struct host_request *http, void *context); /* GET …/editions */
void api_certificates_edition(struct host_request *http, void *context);  /* POST …/editions */
void api_me_certificates(struct host_request *http, void *context); /* GET /v1/me/certificates */

#endif
