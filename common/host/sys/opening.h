/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How opening something by its address fails: one sentence in error, and errno. EINVAL: the address
 * is written wrong and will never open. Anything else: it is absent at present, and worth another
 * try.
 */
#ifndef HOST_OPENING_H
#define HOST_OPENING_H

#include <stddef.h>

/* The whole sentence. errno becomes EINVAL. */
void host_open_wrong(char *error, size_t cap, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A sentence to which ": " and the meaning of errno are added. errno stays, or becomes ENODEV where
 * a driver says EINVAL or nothing at all. */
void host_open_absent(char *error, size_t cap, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
