/* SPDX-License-Identifier: Apache-2.0 */
/* Appeals as JSON. */
#ifndef SERVER_API_JSON_APPEAL_JSON_H
#define SERVER_API_JSON_APPEAL_JSON_H

#include "api/call/context.h"
#include "domain/appeal/appeal.h"

/* As the person sees it; a new reference. */
json_t *appeal_json(const struct appeal *row);
/* area, index, field and words of a form; they live as long as it. TX_BAD_ARGUMENT with a sentence.
 */
enum tx_reason read_appeal(struct call *call, const json_t *form, struct appeal_in *out);

#endif
