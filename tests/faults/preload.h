/* SPDX-License-Identifier: Apache-2.0 */
/* What the libraries share that stand between a program and its C library. Included first: here
 * open and open64 are two names. */
#ifndef TX_TESTS_PRELOAD_H
#define TX_TESTS_PRELOAD_H
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>

/* The C library's own function of that name. */
#define NEXT(name)                                                                                 \
  __extension__({                                                                                  \
    void *found = dlsym(RTLD_NEXT, #name);                                                         \
    __typeof__(&(name)) next;                                                                      \
    memcpy(&next, &found, sizeof next);                                                            \
    next;                                                                                          \
  })

static inline mode_t mode_of(int flags, va_list list) {
  return flags & O_CREAT ? va_arg(list, mode_t) : 0;
}

#endif
