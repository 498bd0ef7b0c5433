/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between the server and its reader of workbooks. Both come from one build, so structs
 * go as they are. */
#ifndef SERVER_WORKBOOK_PROTOCOL_H
#define SERVER_WORKBOOK_PROTOCOL_H

#include "host/sandbox/child.h"

#include <stdint.h>

#define WORKBOOK_FD_FILE HOST_CHILD_FD       /* the workbook, read at any place */
#define WORKBOOK_FD_TALK (HOST_CHILD_FD + 1) /* frames, to the server alone */

enum workbook_frame_kind { WORKBOOK_FRAME_SHEET, WORKBOOK_FRAME_TEXT, WORKBOOK_FRAME_END };

/* In front of size bytes: a sheet's name, text. */
struct workbook_frame {
  uint32_t kind;
  uint32_t size;
  uint32_t refusal; /* of END */
};

#define WORKBOOK_FRAME_MAX (64u << 10)

#endif
