/* SPDX-License-Identifier: Apache-2.0 */
/* What crosses between the server's program and tongxing-paper: lines of JSON both ways.
 * To it: {"form", "place", "phone", …}, then an item a line, until the writing end is shut.
 * From it: {"ready": true} or {"refusal"}, and after the end a line {"lacking": {"index", "text",
 * "characters"}} for each item with characters that no font has, then {"written", "items",
 * "pages"}. */
#ifndef SERVER_PRINT_PROTOCOL_H
#define SERVER_PRINT_PROTOCOL_H

#include "host/sandbox/child.h"

#define PAPER_FD_TALK HOST_CHILD_FD
#define PAPER_FD_FILE (HOST_CHILD_FD + 1) /* empty, to write the PDF to */

#endif
