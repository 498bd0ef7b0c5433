/* SPDX-License-Identifier: Apache-2.0 */
/* Where residents apply. */
#ifndef SERVER_PRINT_ADDRESS_H
#define SERVER_PRINT_ADDRESS_H

#include "sheet.h"

/* Of the heading's url; with a claim's code unless that is NULL. What stands behind # reaches no
 * server and no log. False: the heading has none. */
bool sheet_address(const struct sheet *sheet, const char *claim, char *out, size_t cap);

#endif
