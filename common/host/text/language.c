/* SPDX-License-Identifier: Apache-2.0 */
#include "language.h"

#include "screen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *language;

static const char *language_of_environment(void) {
  static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *value = getenv(names[i]);
    if (value && *value) return strncmp(value, "zh", 2) == 0 ? "zh" : "en";
  }
  return "en";
}

const char *host_lang(void) {
  if (!language) language = language_of_environment();
  return language;
}

void host_lang_set(const char *lang) {
  language = strncmp(lang, "zh", 2) == 0 ? "zh" : "en";
}

const char *host_words(const char *zh, const char *en) {
  return strcmp(host_lang(), "zh") == 0 ? zh : en;
}

const char *host_plural(long long count, const char *one, const char *many) {
  return count == 1 ? one : many;
}

int host_fail(int status, const char *zh, const char *en, ...) {
  char *said = NULL;
  va_list list;
  va_start(list, en);
  int n = vasprintf(&said, host_words(zh, en), list);
  va_end(list);
  flockfile(stderr);
  fprintf(stderr, "%s: ", program_invocation_short_name);
  if (n >= 0) host_screen_print(stderr, said, 0);
  fputc('\n', stderr);
  funlockfile(stderr);
  if (n >= 0) free(said);
  return status;
}
