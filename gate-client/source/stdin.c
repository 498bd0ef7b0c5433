/* SPDX-License-Identifier: Apache-2.0 */
/* Texts, one a line, from standard input: what a scanner on a pipe or a test says. */
#include "line_reader.h"
#include "source/kinds.h"

#include "host/text/date.h"

#include <stdlib.h>
#include <unistd.h>

struct input {
  struct gate_source head;
  struct gate_lines lines;
};

static struct gate_source *open_input(const char *rest, enum tx_direction direction, char *error,
                                      size_t cap) {
  (void)rest;
  (void)direction;
  (void)error;
  (void)cap;
  struct input *input = calloc(1, sizeof *input);
  if (!input) return NULL;
  input->head.fd = STDIN_FILENO;
  input->head.label = "stdin";
  return &input->head;
}

static enum gate_got next(struct gate_source *source, struct gate_sight *out) {
  struct input *input = (struct input *)source;
  *out = (struct gate_sight){ .kind = GATE_SIGHT_TEXT,
                              .direction = source->direction,
                              .at_ms = host_monotonic_ms(),
                              .label = "stdin" };
  return gate_lines_next(&input->lines, source->fd, &out->text);
}

static void close_input(struct gate_source *source) {
  free(source);
}

const struct gate_source_kind gate_source_stdin = {
  .name = "stdin",
  .texts = true,
  .rest = "",
  .zh = "标准输入，每行一个码的文字",
  .en = "standard input, the text of one code a line",
  .open = open_input,
  .next = next,
  .close = close_input,
};
