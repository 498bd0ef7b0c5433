/* SPDX-License-Identifier: Apache-2.0 */
/* Setting a phone right that has no network. */
#ifndef GATE_MEND_H
#define GATE_MEND_H

#include <jansson.h>
#include <stdint.h>

/* A QR code for the phone's camera: a link to the residents' page of the server, which the phone
 * keeps, with the seconds by which its clock is late (negative: ahead). {"size", "modules"}, a 0 or
 * 1 a module, row by row. NULL: no server ("" or NULL), or no memory. */
json_t *mend_code(const char *server, int64_t late_s);

#endif
