/* SPDX-License-Identifier: Apache-2.0 */
/* A number cell as text, by the format of its style. */
#ifndef SERVER_WORKBOOK_NUMBER_H
#define SERVER_WORKBOOK_NUMBER_H

#include <stdbool.h>

#define WORKBOOK_NUMBER_MAX 40

/* Whether a format shows days: by its number (ECMA-376-1, 18.8.30, with those of Chinese systems,
 * 27 to 58), and by its code. */
bool workbook_format_is_date(unsigned id);
bool workbook_format_code_is_date(const char *code);

/* value as the file has it ("44562", "1.380013E10"). A date becomes YYYY-MM-DD, with " HH:MM:SS"
 * where it has a time; from_1904: days are counted from there. A whole number of up to 15 digits
 * stands as it is; of a longer one a spreadsheet has kept 15, so it stands in scientific notation,
 * which no number of a document is taken from. False: no number. */
bool workbook_number(const char *value, bool date, bool from_1904, char out[WORKBOOK_NUMBER_MAX]);

#endif
