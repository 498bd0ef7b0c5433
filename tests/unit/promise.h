/* SPDX-License-Identifier: Apache-2.0 */
/* What every test of a promise begins with. */
#ifndef PROMISE_H
#define PROMISE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused))
#define COUNT(table) (sizeof(table) / sizeof *(table))
#define PROMISE(name) cmocka_unit_test(name)

/* Says which row of a table it was. */
#define ASSERT_ROW(condition, row)                                                                 \
  do {                                                                                             \
    if (!(condition)) fail_msg("%s does not hold for: %s", #condition, row);                       \
  } while (0)

#endif
