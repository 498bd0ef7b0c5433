/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include "host/text/screen.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048

static atomic_int most_talkative = HOST_INFO;

void host_log_up_to(enum host_level level) {
  atomic_store(&most_talkative, (int)level);
}

void host_log(enum host_level level, const char *format, ...) {
  if ((int)level > atomic_load(&most_talkative)) return;
  char line[LINE_MAX_BYTES];
  va_list list;
  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  flockfile(stderr);
  if (!isatty(STDERR_FILENO)) fprintf(stderr, "<%d>", (int)level);
  host_screen_print(stderr, line, 0);
  fputc('\n', stderr);
  funlockfile(stderr);
}
