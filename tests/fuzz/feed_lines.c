/* SPDX-License-Identifier: Apache-2.0 */
/* What a feed sends, cut anywhere on its way (the first byte says how), line by line to statements.
 */
#include "fuzz.h"

#include "domain/statement/line.h"
#include "domain/statement/lines.h"
#include "domain/statement/read.h"

static void judge_line(const struct feed_lines *lines) {
  struct feed_line line;
  struct statement_row row;
  struct host_problem wrong = { 0 };
  enum feed_member member;
  FUZZ_PROMISE(lines->n <= FEED_LINE_MAX && lines->text[lines->n] == '\0');
  bool good = feed_line_read(tx_span_of(lines->text, lines->n), &line, &member, &wrong) &&
              statement_read(&line.words, FUZZ_NOW, &row, &member, &wrong);
  FUZZ_PROMISE(good ? *row.id && *row.source : *wrong.zh && *wrong.en);
  FUZZ_PROMISE(member <= FEED_MEMBERS);
  feed_line_finish(&line);
}

struct seen {
  size_t lines, bytes;
  uint64_t sum;
};

static void note(const struct feed_lines *lines, bool judge, struct seen *out) {
  out->lines++;
  out->bytes += lines->n;
  for (size_t i = 0; i < lines->n; i++)
    out->sum = out->sum * 31 + (uint8_t)lines->text[i];
  out->sum = out->sum * 31 + lines->too_long;
  FUZZ_PROMISE(lines->number == out->lines);
  if (judge) judge_line(lines);
}

static struct seen walk(struct tx_span bytes, size_t step, bool judge) {
  struct feed_lines lines = { 0 };
  struct seen seen = { 0 };
  for (size_t from = 0; from < bytes.n; from += step) {
    size_t n = bytes.n - from < step ? bytes.n - from : step, at = 0;
    while (feed_lines_next(&lines, tx_span_of(bytes.p + from, n), &at))
      note(&lines, judge, &seen);
    FUZZ_PROMISE(at == n);
  }
  if (feed_lines_rest(&lines)) note(&lines, judge, &seen);
  return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct tx_span in = tx_span_of(data, size);
  size_t step = (size_t)fuzz_byte(&in) + 1;
  struct seen whole = walk(in, in.n + 1, true), cut = walk(in, step, false);
  FUZZ_PROMISE(whole.lines == cut.lines && whole.bytes == cut.bytes && whole.sum == cut.sum);
  return 0;
}
