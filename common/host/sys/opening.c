/* SPDX-License-Identifier: Apache-2.0 */
#include "opening.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void host_open_wrong(char *error, size_t cap, const char *format, ...) {
  va_list args;
  va_start(args, format);
  vsnprintf(error, cap, format, args);
  va_end(args);
  errno = EINVAL;
}

void host_open_absent(char *error, size_t cap, const char *format, ...) {
  const int why = errno == EINVAL || errno == 0 ? ENODEV : errno;
  va_list args;
  va_start(args, format);
  vsnprintf(error, cap, format, args);
  va_end(args);
  const size_t n = strlen(error);
  snprintf(error + n, cap - n, ": %s", strerror(why));
  errno = why;
}
