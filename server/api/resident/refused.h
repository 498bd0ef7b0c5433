/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that an import refused, as a workbook that can be mended and brought again. */
#ifndef SERVER_API_RESIDENT_REFUSED_H
#define SERVER_API_RESIDENT_REFUSED_H

#include "domain/roster/refused_rows.h"

#include <jansson.h>

/* Base64 of an .xlsx; NULL where no row was refused, or it cannot be written. */
json_t *refused_workbook(const struct refused_rows *rows);

#endif
