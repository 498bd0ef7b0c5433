/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a roster in. */
#ifndef SERVER_DOMAIN_ENROL_H
#define SERVER_DOMAIN_ENROL_H

#include "office.h"

/* {csv: text in UTF-8, area?} → {area, rows, added, updated, unchanged, refused, errors: [{line,
 * column, column_en, zh, en}], more}. All good rows go in, in one transaction, or nothing does. */
enum tx_reason enrol_import(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);

#endif
