/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of sources as people may read them: a camera's name and password stand in its address,
 * and belong into no log, no line and no page. */
#ifndef GATE_ADDRESS_H
#define GATE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define GATE_ADDRESS_MAX 256

/* The address without name, password, query and fragment of the URL in it:
 * "camera:http://HOST/PATH". What is no URL stays as it is. False: a URL that cannot be read, of
 * which nothing but its scheme is written out. */
bool gate_address_say(const char *address, char *out, size_t cap);

#endif
