/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of a descriptor that never blocks: of standard input, of a serial scanner. */
#ifndef GATE_LINES_H
#define GATE_LINES_H

#include "source.h"

#define GATE_LINE_MAX 4096

struct gate_lines {
  char buf[GATE_LINE_MAX];
  size_t len, taken; /* bytes read, and of them those of the line handed out last */
  bool ended;
  bool skipping; /* within a line that was too long */
};

/* The next line without its end (LF, CR or both); valid until the next call. NOTHING: no whole line
 * yet. A line over GATE_LINE_MAX comes once, cut short, so that it is refused and seen. */
enum gate_got gate_lines_next(struct gate_lines *lines, int fd, struct tx_span *out);

#endif
