/* SPDX-License-Identifier: Apache-2.0 */
/* An entry of the audit log put into words: its action, a newline, its detail, which may hold what
 * somebody typed. */
#include "fuzz.h"

#include "api/office/audit_words.h"

#include <stdio.h>

static void put_into_words(const struct audit_line *line, bool english) {
  char words[AUDIT_WORDS_SIZE];
  memset(words, 'x', sizeof words);
  const bool known = audit_detail_words(line, english, words);
  FUZZ_PROMISE(memchr(words, 0, sizeof words) != NULL);
  FUZZ_PROMISE(known || strcmp(words, line->detail) == 0);
  FUZZ_PROMISE(audit_action_words(line->action, english)[0] || !line->action[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct audit_line line = { .subject = size % 3 ? -1 : 12 };
  const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
  if (!end || memchr(data, 0, size)) return 0;
  const int action = (int)(end - data), detail = (int)(size - (size_t)action - 1);
  snprintf(line.action, sizeof line.action, "%.*s", action, (const char *)data);
  snprintf(line.detail, sizeof line.detail, "%.*s", detail, (const char *)end + 1);
  put_into_words(&line, false);
  put_into_words(&line, true);
  return 0;
}
