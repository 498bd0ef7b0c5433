/* SPDX-License-Identifier: Apache-2.0 */
#ifndef KEYS_SAFETY_H
#define KEYS_SAFETY_H

/* Core dumps off, memory locked as far as the system lets. */
void keys_guard_memory(void);

#endif
