/* SPDX-License-Identifier: Apache-2.0 */
/* One person from a form: the checks are those of a roster's row. */
#ifndef SERVER_DOMAIN_ROSTER_FORM_H
#define SERVER_DOMAIN_ROSTER_FORM_H

#include "roster.h"

/* What somebody typed, by column; NULL: nothing. TX_BAD_ARGUMENT with a sentence. */
enum tx_reason form_read(const char *const texts[ROSTER_COLUMNS], int64_t now_s,
                         struct roster_entry *out, struct host_problem *problem);

#endif
