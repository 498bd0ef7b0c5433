/* SPDX-License-Identifier: Apache-2.0 */
/* Paper, drawn by a process of its own (tongxing-paper) while items come in. */
#ifndef SERVER_PRINT_PAPER_H
#define SERVER_PRINT_PAPER_H

#include "host/sys/file.h"
#include "host/sys/problem.h"

#include <jansson.h>

struct paper;

/* Makes ready to draw a PDF to path: the program started, a Chinese font found, a file of mode 0600
 * made beside path, so that whatever is wrong is known before anything is issued. path NULL: into
 * memory, for one who waits; a program that is silent for half a minute is given up. heading is
 * {"form", …}, not kept. program: where tongxing-paper stands, NULL for where it was installed.
 * TX_OK, TX_NOT_FOUND (no program, no font, no such folder), TX_NOT_ALLOWED, TX_DISK_FULL,
 * TX_NO_MEMORY, TX_IO_FAILED; with a sentence. */
enum tx_reason paper_begin(const char *path, const json_t *heading, const char *program,
                           struct paper **out, struct host_problem *problem);
/* One more; best effort: what went wrong is told by paper_end. */
void paper_add(struct paper *paper, const json_t *item);
size_t paper_count(const struct paper *paper);
/* Puts the PDF in its place, in one step. *lacking, for the caller to free: what was left out
 * because no font has it, [{"index", "text", "characters"}]. *pages may be NULL. As paper_begin. */
enum tx_reason paper_end(struct paper *paper, json_t **lacking, size_t *pages,
                         struct host_problem *problem);
/* What was drawn into memory, for the caller to finish, once it was ended. TX_NO_MEMORY,
 * TX_IO_FAILED. */
enum tx_reason paper_take(const struct paper *paper, struct host_bytes *out);
/* Frees; what was not ended is gone. *slot may be NULL. */
void paper_close(struct paper **slot);
#define PAPER __attribute__((cleanup(paper_close))) struct paper *

#endif
