/* SPDX-License-Identifier: Apache-2.0 */
#include "forms.h"

#include <string.h>

/* A card is as large as every card in a wallet (ISO/IEC 7810, ID-1). */
static const struct form forms[] = {
  { "cards", 2, 5, 85.6, 54, true, card_draw, NULL },
  { "slips", 2, 6, 90, 45, true, slip_draw, NULL },
  { "list", 1, 42, 190, 6, false, row_draw, row_head },
  { "report", 1, 40, 190, 6, false, report_draw, report_head },
  { "poster-gate", 1, 1, SHEET_WIDTH_MM, SHEET_HEIGHT_MM, false, poster_gate_draw, NULL },
  { "poster-apply", 1, 1, SHEET_WIDTH_MM, SHEET_HEIGHT_MM, false, poster_apply_draw, NULL },
  { "account", 1, 1, SHEET_WIDTH_MM, SHEET_HEIGHT_MM, false, account_draw, NULL },
  { 0 },
};

const struct form *form_find(const char *name) {
  for (const struct form *form = forms; form->name; form++)
    if (name && strcmp(form->name, name) == 0) return form;
  return NULL;
}
