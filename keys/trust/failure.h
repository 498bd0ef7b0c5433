/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KEYS_FAILURE_H
#define KEYS_FAILURE_H

#include "format/reason.h"

/* Says that a file or folder could not be read or written, and returns the exit status. */
int keys_io_failed(const char *path, enum tx_reason reason);

#endif
