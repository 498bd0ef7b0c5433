/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder's process at work: requests in, answers out. */
#ifndef EYE_SERVE_H
#define EYE_SERVE_H

#include "decoder.h"

/* Answers requests from EYE_FD_TALK until it closes. pictures: EYE_SHARED_SIZE bytes of shared
 * memory. A status of sysexits: EX_OK, or EX_IOERR when an answer could not be sent. A picture that
 * takes more than ten seconds of CPU ends the process. */
int eye_serve(const uint8_t *pictures, struct eye *eye);

#endif
