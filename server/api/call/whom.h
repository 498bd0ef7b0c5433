/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a row of a list is about. */
#ifndef SERVER_API_CALL_WHOM_H
#define SERVER_API_CALL_WHOM_H

#include "context.h"

/* As far as a list tells: name (masked), tail and unit are set. Who is gone since stays a number.
 */
enum tx_reason add_whom(struct call *call, uint64_t area, uint32_t index, json_t *json);

#endif
