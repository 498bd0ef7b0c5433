/* SPDX-License-Identifier: Apache-2.0 */
/* What can be printed. */
#ifndef SERVER_PRINT_FORMS_H
#define SERVER_PRINT_FORMS_H

#include "sheet.h"

/* NULL: there is none of that name. */
const struct form *form_find(const char *name);

/* Each draws one item, as the server answers it: a pass, a claim, a holder, a report's row, an
 * account with its code; of a poster nothing is known but the heading. */
void card_draw(struct sheet *sheet, const json_t *item, double x, double y);
void slip_draw(struct sheet *sheet, const json_t *item, double x, double y);
void row_draw(struct sheet *sheet, const json_t *item, double x, double y);
void row_head(struct sheet *sheet);
void report_draw(struct sheet *sheet, const json_t *item, double x, double y);
void report_head(struct sheet *sheet);
void poster_gate_draw(struct sheet *sheet, const json_t *item, double x, double y);
void poster_apply_draw(struct sheet *sheet, const json_t *item, double x, double y);
void account_draw(struct sheet *sheet, const json_t *item, double x, double y);

#endif
