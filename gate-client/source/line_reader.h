/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a descriptor that never blocks: of standard input, of a serial scanner. A scanner
 * without a line end is told by its silence. */
#ifndef GATE_LINES_H
#define GATE_LINES_H

#include "source.h"

#define GATE_LINE_MAX 4096
/* A text's bytes come within some milliseconds of each other, two people's never. */
#define GATE_QUIET_MS 150
#define GATE_UNENDED_MAX 3 /* texts without an end one after the other, until it is said */

struct gate_lines {
  char buf[GATE_LINE_MAX];
  size_t len, taken; /* bytes read, and of them those of the line handed out last */
  bool ended;
  bool skipping;   /* within a line that was too long */
  bool tabs;       /* TAB and ETX end a line as well, as scanners have it; set by the owner */
  int64_t last_ms; /* CLOCK_MONOTONIC, of the last byte */
};

/* The next line without its end (LF, CR or both); valid until the next call. NOTHING: no whole line
 * yet. A line over GATE_LINE_MAX comes once, cut short, so that it is refused and seen. */
enum gate_got gate_lines_next(struct gate_lines *lines, int fd, struct tx_span *out);

/* What came without an end and is followed by a quiet of GATE_QUIET_MS; valid until the next call.
 * False: there is nothing, or more may be on its way, for *left_ms. Call it after NOTHING. */
bool gate_lines_take_rest(struct gate_lines *lines, int64_t now_ms, struct tx_span *out,
                          int64_t *left_ms);

/* Whether a text ended as it should, and what its keys were; by that the source has a trouble or
 * has it no longer. unended: the source's own count, 0 at first. */
struct gate_heard {
  struct tx_span text;
  bool ended, unknown_keys;
};
void gate_source_heard(struct gate_source *source, unsigned *unended,
                       const struct gate_heard *heard);

#endif
