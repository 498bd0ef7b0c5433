/* SPDX-License-Identifier: Apache-2.0 */
/* Number plates of cars (GA 36-2018): 陕A12345, of new energies 陕AD12345, 陕A1234学 …. */
#ifndef SERVER_DOMAIN_VISITOR_PLATE_H
#define SERVER_DOMAIN_VISITOR_PLATE_H

#include <stdbool.h>

#define PLATE_SIZE 16

/* In one form, however it is spaced, in capitals or not: 陕a·12345 is 陕A12345. False: no plate. */
bool plate_read(const char *text, char out[PLATE_SIZE]);

#endif
