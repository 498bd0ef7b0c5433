/* SPDX-License-Identifier: Apache-2.0 */
/* The cell that the eye locks itself into before it looks at anything. */
#ifndef EYE_CELL_H
#define EYE_CELL_H

#include <stdbool.h>

/* No new privileges, no core dumps, no new files, processes or memory beyond a bound, dead with its
 * parent, and then only the system calls that reading needs; any other one ends the process.
 * False, and the name of the step in *step, when a part of that cannot be had. */
bool eye_cell_lock(const char **step);

#endif
