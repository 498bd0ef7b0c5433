/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are in force and could not be written: kept in memory, and tried again. */
#ifndef GATE_OBJECTS_UNWRITTEN_H
#define GATE_OBJECTS_UNWRITTEN_H

#include "format/reason.h"

/* Files; of more the oldest is given up, and fetched again one day. */
#define GATE_UNWRITTEN_MAX 64

struct gate_unwritten_file;

/* All zero is empty. */
struct gate_unwritten {
  struct gate_unwritten_file *first; /* oldest first */
  size_t count;
};

/* Replaces a file durably. When it returns another reason than TX_OK, the bytes wait; as they do,
 * without a try, while its folder is away. */
enum tx_reason gate_unwritten_write(struct gate_unwritten *waiting, const char *path,
                                    struct tx_span bytes, bool away);
/* Files whose paths begin so are not wanted any more. */
void gate_unwritten_drop(struct gate_unwritten *waiting, const char *prefix);
/* Writes what waits, in order. TX_OK: nothing waits now; or why the first cannot be written. */
enum tx_reason gate_unwritten_retry(struct gate_unwritten *waiting);
void gate_unwritten_finish(struct gate_unwritten *waiting);

#endif
