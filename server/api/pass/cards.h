/* SPDX-License-Identifier: Apache-2.0 */
/* Cards on paper, of passes that were issued: a PDF that the print room draws (print/paper.h), with
 * the place and telephone of the settings. */
#ifndef SERVER_API_PASS_CARDS_H
#define SERVER_API_PASS_CARDS_H

#include "api/call/context.h"
struct paper;

void api_cards_draw(struct host_request *http, void *context); /* POST /v1/cards */

/* Makes ready to draw. TX_IO_FAILED with a sentence, the cause in the log: no program, no font. */
enum tx_reason cards_begin(struct call *call, struct paper **out);
/* Draws each of an array (pass_issued_json), and answers 201 with the PDF, or a problem. */
void cards_answer(struct call *call, struct paper *paper, const json_t *passes);

#endif
